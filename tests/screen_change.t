#!/bin/sh
# The screen in a real terminal: what changes the queue, undo, others who change it.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
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
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
client 2 verified 20 Latitude SN-BRAVO bravo T-7
client 3 failed 30 Vostro SN-CHARLIE charlie
client 4 mismatch 40 Vostro SN-DELTA delta
client 5 waiting 50 Precision SN-ECHO echo
write_conf "tools.None=$scratch/no-such-tool"

# --- Deleting, adding, identifying, undo

open_screen
selected 'the client to delete' SN-ALPHA
press x
shows 'x asks' 'Take SN-ALPHA out of the queue\? y: yes, any other key: no'
press Enter
shows 'Enter is no' 'nothing done'
press x n x Space x Escape
check 'and any other key' [ -e "$queue/$(client_id 1).xml" ]
press x y
shows 'y deletes' 'SN-ALPHA is out of the queue; u takes it back'
check 'the file is gone' [ ! -e "$queue/$(client_id 1).xml" ]
shows 'and the line' ' 4 calling'
press u
shows 'u brings it back' 'taken back'
shows 'to the list' '^.*SN-ALPHA'
check 'and to the queue' [ -e "$queue/$(client_id 1).xml" ]
press a
shows 'a asks for an address' 'Address of the client:'
type_in 'host.example'
press Enter
shows 'a name is none' "'host.example' is not an IPv4 or IPv6 address"
press a
type_in "$net.9"
press Enter
shows 'an address is taken' "$net.9: its AMT is being asked"
selected 'and selected' "$net.9"
check 'fcfh-identify is started' wait_for 5 '[ -e "$scratch/started" ]'
press u
shows 'u takes it back' 'taken back'
shows_not 'the client is gone' "$net.9"
press a
type_in "$net.9"
press Enter
shows 'added again' "$net.9: its AMT is being asked"
run "$build/fcfh-queue" -c "$conf" ticket "$net.9" T-OTHER
press u
shows_not 'u does not delete a client that has got a ticket since' 'taken back'
is "$(value "$queue/$net.9.xml" ticket)" T-OTHER 'it is there, with its ticket'
rm -f "$queue/$net.9.xml" "$scratch/started"
press g
press / && type_in SN-BRAVO
press Enter i
shows 'i asks AMT again' 'its AMT is being asked'
is "$(in_file 2 state)" waiting 'the client waits for it'
check 'fcfh-identify is started' wait_for 5 '[ -e "$scratch/started" ]'

# --- Others change the queue meanwhile

press / && type_in SN-ALPHA
press Enter t
type_in T-MINE
press Enter
shows 'a ticket is to be assigned' 'Put it on SN-ALPHA'
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha T-YOURS
press y
shows 'who did it meanwhile is told, and when' 'has ticket T-YOURS already, by jane at 20'
is "$(in_file 1 ticket)" T-YOURS 'nothing is overwritten'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 1)"
shows_not 'the selected client is deleted by somebody' SN-ALPHA
files=$(entries)
press c
shows 'the next changing key is refused once' 'has left; this is SN-BRAVO: press again'
is "$(in_file 2 ticket)" T-7 'nothing is changed'
press c
shows 'then it is for the one that is named' 'ticket T-7 is off'
press x
shows 'a question' 'Take SN-BRAVO out'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 2)"
shows_not 'and its client is deleted by somebody' '^.*Latitude'
press y
shows 'y deletes no other one' "$(client_id 2).*(no such client|not in the queue)"
is "$(entries)" $((files - 1)) 'all others are there'

press g Enter
shows 'the details of a client' 'S N - C H A R L I E'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 3)"
shows 'which is deleted by somebody: that is told' '( left|gone|not in the queue|no such client)'
shows_not 'and no other serial number is shown in its place' 'S N - D E L T A'
press Escape
client 3 failed 30 Vostro SN-CHARLIE charlie
shows 'the client is back' SN-CHARLIE

# --- --read-only

press q
leaves 0 'q'
open_screen --read-only
shows 'it says so' '\[read-only\]'
before=$(cat "$queue"/*.xml | cksum)
for key in c m i a x u; do
    press "$key"
    shows "$key is refused" 'not with --read-only'
    press n
    shows_not 'and another key goes on' 'not with --read-only'
done
press t
type_in T-NEW
press Enter
shows 't finds, but does not assign' 'no client has ticket T-NEW'
shows_not 'the footer does not offer what does not work' 'x delete'
is "$(cat "$queue"/*.xml | cksum)" "$before" 'nothing has changed'
press q
leaves 0 'q'
close_screen
t kill-server
finish
