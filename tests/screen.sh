# What the tests of the screen share, in addition to terminal.sh: the program in that terminal, and
# clients as the programs write them.
# shellcheck shell=sh source=tests/terminal.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "${tests:-$(dirname "$0")}/terminal.sh"
. "${tests:-$(dirname "$0")}/gate.sh"
quiet_collector
write_conf
cp "$build/fcfh-queue" "$scratch/bin"
mkdir -m 2770 "$queue"

open_screen() { # [ARGUMENT]...; see open_terminal
    open_terminal "$scratch/bin/fcfh-queue" -c "$conf" "$@"
    wait_for 10 '{ has "^ .*[0-9]+ calling" && ! has " reading, "; } || [ -s "$scratch/status" ]'
}
selected() { # NAME ERE
    shows "$1" "^>.*$2"
}
# Writes a client as the programs do: under another name, then renamed. If AMT answered for it, it
# did so a moment ago.
client_id() { printf '5afe0016-c0de-4a11-8bad-0000000000%02d' "$1"; } # NUMBER
now=$(date +%s)
ago() { date -u -d "@$((now - $1))" +%Y-%m-%dT%H:%M:%SZ; } # SECONDS
client() { # NUMBER STATE MINUTES-AGO MODEL SERIAL HOSTNAME [TICKET]; $age: AMT answered, in seconds
    answered=$(($(date +%s) - ${age-1}))
    {
        echo '<?xml version="1.0" encoding="UTF-8"?>'
        echo "<client version=\"2\"><uuid>$(client_id "$1")</uuid><address>192.0.2.$1</address>"
        case $2 in
            failed | mismatch) echo "<state reason=\"the reason of $1\">$2</state>" ;;
            waiting) echo "<state>$2</state>" ;;
            *) printf '<state>%s</state><proof time="%s">%s</proof>\n' "$2" "$(utc "$answered")" "$(proof_of "$2")" ;;
        esac
        [ -z "${7-}" ] || printf '<ticket by="jane" time="%s">%s</ticket>\n' "$(ago 60)" "$7"
        echo "<source>pet</source><first_call>$(ago $(($3 * 60)))</first_call>"
        echo "<last_call>$(ago $(($3 * 60)))</last_call><calls>1</calls>"
        printf '<model>%s</model><serial>%s</serial><hostname>%s</hostname>\n' "$4" "$5" "$6"
        echo '</client>'
    } >"$scratch/new.xml"
    chmod 660 "$scratch/new.xml"
    case $2 in
        answered | verified) proved "$(client_id "$1")" "$(client_id "$1")" "192.0.2.$1" "$2" "$answered" "$5" ;;
    esac
    mv "$scratch/new.xml" "$queue/$(client_id "$1").xml"
}
in_file() { value "$queue/$(client_id "$1").xml" "$2"; } # NUMBER ELEMENT
