#!/bin/sh
# What the screen shows of its callers, and when: text that stays true, everything that is known,
# which clients are new, hidden, being worked on or gone. The numbers are those of the table in
# docs/WHERE.md, "What technicians expect of the screen".
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
add() { # NUMBER XML: puts it before what an entry's calls begin with
    sed "s|<source>|$2&|" "$queue/$(client_id "$1").xml" >"$scratch/changed.xml"
    chmod 660 "$scratch/changed.xml"
    mv "$scratch/changed.xml" "$queue/$(client_id "$1").xml"
}
called() { # NUMBER SECONDS-AGO
    sed "s|<last_call>[^<]*|<last_call>$(date -u -d "-$2 sec" +%FT%TZ)|" "$queue/$(client_id "$1").xml" >"$scratch/changed.xml"
    chmod 660 "$scratch/changed.xml"
    mv "$scratch/changed.xml" "$queue/$(client_id "$1").xml"
}
event() { printf '<event time="%s" name="%s">%s</event>' "$(ago 60)" "$1" "${2-}"; } # NAME [DETAIL]
in_order() { # NAME LINE...: as EREs, from top to bottom
    what=$1
    shift
    at=0
    for line; do
        next=$(screen | awk -v from="$at" -v line="$line" 'NR > from && $0 ~ line { print NR; exit }')
        [ -n "$next" ] || { not_ok "$what" "no $line below line $at:
$(screen)" && return; }
        at=$next
    done
    ok "$what"
}

# --- 16: the text is true, and nothing is written while none of it changes

client 1 verified 150 'OptiPlex 7010' SN-ALPHA alpha
client 2 verified 170 Latitude SN-BRAVO bravo T-7
open_screen
shows 'whole hours' '^> verified +[0-9:]{5}    2 h alpha '
press j k
shows 'keys go there' '^> verified .*alpha '
all_is_written
before=$(written)
wait_for 3 '[ "$(written)" != "$before" ]' # that long, and longer than any wait for words
is "$(written)" "$before" '16: nothing is written while no word changes'
called 2 51
shows 'a caller of a minute ago, in seconds' '^\* verified +[0-9:]{5}   5[1-9] s bravo '
first=$(screen | grep -o '5[1-9] s' | head -n 1)
check 'second after second' wait_for 10 '! has "$first"'
shows 'then in minutes, with no key pressed' '^\* verified +[0-9:]{5}  1 min bravo '
after=$(written)
check 'in a few bytes' [ $((after - before)) -lt 4000 ]
press q
ended

# --- The pane, in the order of the conversation

rm -f "$queue"/*.xml
client 1 verified 90 'OptiPlex 7010' CZC70069 ws-muc-0016 INC4711023
add 1 "<manufacturer>Dell</manufacturer><fqdn>ws-muc-0016.corp.example</fqdn><os_fqdn>lap.corp.example</os_fqdn><processor>Xeon</processor>$(event 'No bootable media')"
client 2 failed 100 '' '' ''
client 3 mismatch 110 Vostro SN-DELTA delta
client 4 answered 120 Latitude SN-ECHO echo
sed -i "s|</state>|&<confirmed by=\"anna\" time=\"$(ago 30)\"/>|" "$queue/$(client_id 4).xml"
add 4 ''
sed -i "s|</address>|&<claim time=\"$(date -u -d '+60 sec' +%FT%TZ)\" source=\"pet\" calls=\"1\">192.0.2.66</claim>|" \
    "$queue/$(client_id 4).xml"
open_screen
shows 'the screen' '^> verified .*CZC70069 .* INC4711023$'
in_order 'the serial number, name and address, calls and ticket, what happened, which machine' \
    '^ C Z C   7 0 0   6 9 +Charlie Zulu Charlie, seven zero zero, six nine$' \
    '^ ws-muc-0016\.corp\.example \(its system: lap\.corp\.example\) +192\.0\.2\.1' \
    '^ called once, [0-9:]+ +INC4711023, jane since [0-9:]+$' \
    '^ [0-9:]+ No bootable media$' '^ Dell OptiPlex 7010$' '^ Processor +Xeon$'
press j
shows 'a failed one: its address is its name' '^> failed .* 192\.0\.2\.2 '
in_order 'why, and what happens by itself' '^ serial number not known$' '^ 192\.0\.2\.2 +failed' \
    '^ the reason of 2$' '^ it is not asked again until it calls or its link comes up; i asks now$'
press j
shows 'a mismatch says what not to do' '^ do not work on it before the caller has read you the serial number$'
press j
shows 'a call from elsewhere' '^ called from 192\.0\.2\.66 [0-9:]+'
shows 'who confirmed it' '^ confirmed by anna [0-9:]+$'
shows 'and the row has it' '^>!answered .* called from 192\.0\.2'
press q
ended
for at in 40x24 60x20 80x24 100x30 132x43; do
    size=$at
    open_screen
    shows "$at: the serial number is whole" '[ |]C Z C   7 0 0   6 9( |$)'
    shows "$at: and in words" '[ |]Charlie Zulu Charlie, seven zero'
    [ "$at" = 40x24 ] || shows "$at: the ticket is whole" '^> verified .*INC4711023'
    press q
    ended
done
size=132x43
open_screen
shows 'from 120 columns on the pane is beside the list' '^> verified .*INC4711023 +\| '
press q
ended

open_terminal sh -c "'$scratch/bin/fcfh-queue' -c '$conf' list; exec cat"
shows 'a list on a terminal says below what is wrong' '^192\.0\.2\.2: the reason of 2$'

# --- One unusual client does not push out the others

client 5 verified 95 Odd "$(printf 'S%.0s' $(seq 200))" odd "$(printf 'T%.0s' $(seq 64))"
open_screen
shows 'a ticket of 64 characters is cut' '^  verified .*odd .*TTTT~'
shows 'the others have name, serial number and ticket' '^> verified +[0-9:]{5}    1 h ws-muc-0016 +CZC70069 .*INC4711023'
press j
shows 'in the pane it is whole' 'T{64}, jane since'
press q
ended
rm "$queue/$(client_id 5).xml"

# --- 23: values wrap, the first columns stay

sed -i "s|<processor>.*</processor>|<processor>$(printf 'word%.0s ' $(seq 40))end</processor>|" "$queue/$(client_id 1).xml"
size=50x24
open_screen
press Enter
shows '23: a long value continues on the next line' '^ {16}(word ?)+'
press G
shows 'to its end' 'word end$'
press Escape
press q
ended
for at in 50x10 34x10; do
    size=$at
    open_screen
    shows "23: $at: state and serial number stay" '^> verified .*CZC70069'
    press q
    ended
done

# --- 3: sorted by a key, with a mark

open_screen
for column in STATE NAME SERIAL MACHINE TICKET CALLED; do
    seen=''
    while [ -z "$seen" ]; do
        press s
        wait_for 5 'has "sorted by"'
        screen | grep -q "$column v" && seen=yes
        turns=$((${turns-0} + 1))
        [ $turns -lt 20 ] || seen=no
    done
    is "$seen" yes "3: s: the mark is at $column"
done
press S
shows '3: S: it points the other way' 'CALLED \^'
press S
shows 'and back' 'CALLED v'

# --- 15: the cursor stays on its client; 14: in every view

press g j
selected 'the second one' '192\.0\.2\.2'
called 4 5
shows '14: a call comes up by itself' '^\*!answered .* echo '
selected '15: the cursor is on the same client' '192\.0\.2\.2'
press S
selected '15: when the order is turned, too' '192\.0\.2\.2'
press S f v e r Enter
shows 'a filter' '\[filter ver\]'
shows 'says how many it hides' '3 hidden by filter'
press Escape
shows 'Esc shows all' '^ 4 calling'
press g
selected 'the first' 'echo'
press Enter
shows 'details' '^ S N   -   E C H O '
called 4 3
add 4 "$(event 'Firmware error')"
shows '14: details follow too' 'Firmware error'
press '?'
shows 'help' '^ Keys'
called 3 2
press Escape Escape
shows '14: what came while help was open is there' '^\* MISMATCH '
press q
ended

# --- New above, search and filter over everything

rm -f "$queue"/*.xml
for n in $(seq 30 59); do client "$n" verified $((n * 3)) Latitude "SN-$n" "pc-$n"; done
add 55 "$(event 'User authentication failure')"
open_screen
press G
selected 'the last one' 'SN-59'
shows 'where one is' ' 30/30 *$'
called 40 2
shows 'new callers are counted' ' 1 new above'
press g
shows_not 'until he is seen' 'new above'
press / a u t h e n t
selected 'a search finds what happened, as it is typed' 'SN-55'
press Escape
selected 'Esc goes back to where one was' 'SN-40'
press / a u t h e n t Enter
selected 'Enter stays' 'SN-55'
press / S N - 4 BSpace 5 9
selected 'new text is searched for from there' 'SN-59'
press BSpace 7
selected 'and nearer ones are found' 'SN-57'
press Escape f S N - 3 Escape
selected 'Esc in a filter goes back, too' 'SN-55'
press f A U T H E N T Enter
shows 'a filter too, in any case' ' 1/1 +29 hidden by filter *$'
press Escape q
ended

# --- A client that left unanswered

open_screen
old=$(date -u -d '-5 hour' +%FT%TZ)
for n in 41 42; do
    sed -i "s|<last_call>[^<]*|<last_call>$old|; s|<first_call>[^<]*|<first_call>$old|" "$queue/$(client_id $n).xml"
done
run "$build/fcfh-queue" -c "$conf" expire
is "$status" 0 'two have expired'
shows 'clients that left unanswered are counted' '2 left unanswered'
press l
shows 'l shows them' '^> [0-9:]+ +expired +pc-4[12] +SN-4[12] '
chosen=$(screen | grep -o '^> .*' | grep -o 'SN-4[12]')
press Enter
shows 'Enter brings one back' "$chosen is back, and its AMT is being asked; u takes it back"
selected 'it is selected' "$chosen"
shows 'waiting' '^>.*(waiting|asking) '
shows_not 'clients that have been looked at are no longer counted' 'left unanswered'
press u
shows 'u takes it back' 'taken back'
press l
shows 'it has left again' '^> [0-9:]+ +deleted .*'
press Escape q
leaves 0 'q'

close_screen
t kill-server
finish
