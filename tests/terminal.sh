# A terminal for a program, in addition to lib.sh: a tmux server for this test, whose session s runs
# the program, and what is on its screen.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "${tests:-$(dirname "$0")}/lib.sh"

cat >"$scratch/go" <<END
#!/bin/sh
trap : INT QUIT # of the terminal: this one stays
[ -z "\$1" ] || export "\$1"
shift
until [ -e $scratch/ready ]; do sleep 0.02; done
stty -a >$scratch/stty-before
"\$@" 2>$scratch/screen-err
echo \$? >$scratch/status
stty -a >$scratch/stty-after
END
chmod +x "$scratch/go"
t() { tmux -S "$scratch/tmux" -f /dev/null "$@" 2>"$scratch/tmux-err"; }
t new-session -d -s base 'exec cat' || { echo "Bail out! $(cat "$scratch/tmux-err")"; exit 1; }
size=80x24 set='' screen_pid=''
open_terminal() { # COMMAND...; $size: COLUMNSxLINES; $set: VARIABLE=VALUE; $typed
    close_screen
    t new-session -d -s s -x "${size%x*}" -y "${size#*x}" "$scratch/go" "$set" "$@"
    size=80x24 set='' screen_pid=''
    t pipe-pane -t s "cat >$scratch/raw"
    [ -z "${typed-}" ] || t send-keys -t s -l -- "$typed" # before the program reads anything
    touch "$scratch/ready"
}
close_screen() {
    t kill-session -t s
    rm -f "$scratch/ready" "$scratch/raw" "$scratch/status" "$scratch/stty-after"
}
screen() { t capture-pane -p -t s; }
# What the program has written is in $scratch/raw, a moment after it is on the screen.
written() { wc -c <"$scratch/raw"; } # how many bytes
all_is_written() { # waits until nothing has come for a while
    wait_for 5 'was_written=$(written); sleep 0.3; [ "$(written)" = "$was_written" ]'
}
# How often the program has waited, as Linux counts it, and whether it does so now; 0 and nothing
# where this cannot be read.
waits() {
    waits=0 doing=''
    [ -n "$screen_pid" ] || screen_pid=$(pgrep -P "$(t display-message -p -t s '#{pane_pid}')" | head -1)
    [ -z "$screen_pid" ] || while IFS=': 	' read -r name value; do
        case $name in
            State) doing=$value ;;
            voluntary_ctxt_switches) waits=$value ;;
        esac
    done <"/proc/$screen_pid/status"
} 2>/dev/null
# Sends each key alone, as a person does: the next one when the program waits again. (It waits twice
# for a key: for the key itself, and for what may come right after it.)
press() { # KEY...: as tmux names them
    for key; do send_and_wait -- "$key"; done
}
# What is on the screen may be there a moment before the program takes keys for it.
send_and_wait() { # ARGUMENT...: of send-keys
    tries=0
    while waits && [ "${doing%% *}" = R ] && [ $tries -lt 1000 ]; do
        tries=$((tries + 1))
        sleep 0.01
    done
    before_key=$waits
    t send-keys -t s "$@"
    tries=0
    case $* in *Escape) before_key=$((before_key + 1)) ;; esac # and for what an ESC may begin
    while [ -n "$screen_pid" ] && [ "$waits" -lt $((before_key + 2)) ] && [ $tries -lt 25 ]; do
        tries=$((tries + 1))
        sleep 0.01
        waits
    done
    # A key right after an ESC counts as that key with Alt: a person types more slowly.
    case $* in *Escape) sleep 0.05 ;; esac
}

type_in() { send_and_wait -l -- "$1"; }
has() { screen | grep -Eq -e "$1"; }
shows() { # NAME ERE: within some seconds
    wanted_on_screen=$2
    if wait_for 15 'has "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no $2 on the screen:
$(screen)"
    fi
}
shows_not() { # NAME ERE: at the latest in some seconds
    wanted_on_screen=$2
    if wait_for 15 '! has "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "$2 is on the screen:
$(screen)"
    fi
}
ended() { wait_for 10 '[ -s "$scratch/status" ] && [ -s "$scratch/stty-after" ]'; }
leaves() { # STATUS NAME: the program has ended so, the terminal is as it was
    ended
    is "$(cat "$scratch/status" 2>&1)" "$1" "$2: exit $1"
    check "$2: the terminal is as it was" cmp -s "$scratch/stty-before" "$scratch/stty-after"
}
