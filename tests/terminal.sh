# A terminal for a program, on top of lib.sh: a tmux server of this test, in which session s has the
# program, and what is on the screen.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"

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
size=80x24 set=''
open_terminal() { # COMMAND...; $size: COLUMNSxLINES; $set: VARIABLE=VALUE
    close_screen
    t new-session -d -s s -x "${size%x*}" -y "${size#*x}" "$scratch/go" "$set" "$@"
    size=80x24 set=''
    t pipe-pane -t s "cat >$scratch/raw"
    touch "$scratch/ready"
}
close_screen() {
    t kill-session -t s
    rm -f "$scratch/ready" "$scratch/raw" "$scratch/status" "$scratch/stty-after"
}
screen() { t capture-pane -p -t s; }
press() { t send-keys -t s -- "$@"; }
type_in() { t send-keys -t s -l -- "$1"; }
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
