# What the tests of the screen share, on top of lib.sh: a terminal, what is on it, and clients as the
# programs write them.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
cp "$build/fcfh-queue" "$scratch/bin"
mkdir -m 2770 "$queue"

# --- A terminal for it: a tmux server of this test, in which session s has the screen

cat >"$scratch/go" <<END
#!/bin/sh
trap : INT QUIT # of the terminal: this one stays
[ -z "\$1" ] || export "\$1"
shift
until [ -e $scratch/ready ]; do sleep 0.02; done
stty -a >$scratch/stty-before
$scratch/bin/fcfh-queue -c $conf "\$@" 2>$scratch/screen-err
echo \$? >$scratch/status
stty -a >$scratch/stty-after
END
chmod +x "$scratch/go"
t() { tmux -S "$scratch/tmux" -f /dev/null "$@" 2>"$scratch/tmux-err"; }
t new-session -d -s base 'exec cat' || { echo "Bail out! $(cat "$scratch/tmux-err")"; exit 1; }
size=80x24 set=''
open_screen() { # [ARGUMENT]...; $size: COLUMNSxLINES; $set: VARIABLE=VALUE
    close_screen
    t new-session -d -s s -x "${size%x*}" -y "${size#*x}" "$scratch/go" "$set" "$@"
    size=80x24 set=''
    t pipe-pane -t s "cat >$scratch/raw"
    touch "$scratch/ready"
    wait_for 10 'screen | grep -q "calling:" || [ -s "$scratch/status" ]'
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
    if wait_for 5 'has "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no $2 on the screen:
$(screen)"
    fi
}
shows_not() { # NAME ERE: at the latest in some seconds
    wanted_on_screen=$2
    if wait_for 5 '! has "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "$2 is on the screen:
$(screen)"
    fi
}
selected() { # NAME ERE
    shows "$1" "^>.*$2"
}
ended() { wait_for 10 '[ -s "$scratch/status" ] && [ -s "$scratch/stty-after" ]'; }
leaves() { # STATUS NAME: the program has ended so, the terminal is as it was
    ended
    is "$(cat "$scratch/status" 2>&1)" "$1" "$2: exit $1"
    check "$2: the terminal is as it was" cmp -s "$scratch/stty-before" "$scratch/stty-after"
}
# Writes a client as the programs do: under another name, then renamed.
client_id() { printf '5afe0016-c0de-4a11-8bad-0000000000%02d' "$1"; } # NUMBER
now=$(date +%s)
ago() { date -u -d "@$((now - $1))" +%Y-%m-%dT%H:%M:%SZ; } # SECONDS
client() { # NUMBER STATE MINUTES-AGO MODEL SERIAL HOSTNAME [TICKET]
    {
        echo '<?xml version="1.0" encoding="UTF-8"?>'
        echo "<client version=\"1\"><uuid>$(client_id "$1")</uuid><address>192.0.2.$1</address>"
        case $2 in
            failed | mismatch) echo "<state reason=\"the reason of $1\">$2</state>" ;;
            *) echo "<state>$2</state>" ;;
        esac
        [ -z "${7-}" ] || printf '<ticket by="jane" time="%s">%s</ticket>\n' "$(ago 60)" "$7"
        echo "<source>pet</source><first_call>$(ago $(($3 * 60)))</first_call>"
        echo "<last_call>$(ago $(($3 * 60)))</last_call><calls>1</calls>"
        printf '<model>%s</model><serial>%s</serial><hostname>%s</hostname>\n' "$4" "$5" "$6"
        echo '</client>'
    } >"$scratch/new.xml"
    chmod 660 "$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$(client_id "$1").xml"
}
in_file() { value "$queue/$(client_id "$1").xml" "$2"; } # NUMBER ELEMENT
