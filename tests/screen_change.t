#!/bin/sh
# The screen in a real terminal: what changes the queue, undo, others who change it.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
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
shows 'x asks' 'Take SN-ALPHA \(verified, no ticket\) out of the queue\? y: yes, else no'
press Enter
shows 'Enter is no' 'nothing done'
press x n x Space x Escape
shows 'and no key but y is yes' 'nothing done'
check 'and any other key' [ -e "$queue/$(client_id 1).xml" ]
press x
shows 'x asks again' 'Take SN-ALPHA'
press y
shows 'y deletes' 'SN-ALPHA is out of the queue; u takes it back'
check 'the file is gone' [ ! -e "$queue/$(client_id 1).xml" ]
shows 'and the line' ' 4 calling'
press u
shows 'u brings it back' 'taken back'
shows 'to the list' '^.*SN-ALPHA'
check 'and to the queue' [ -e "$queue/$(client_id 1).xml" ]
press a
shows 'a asks for an address or a name' 'Address or name of the client:'
type_in 'no such.name'
press Enter
shows 'a message says that it is neither' 'no such.name'
press a
type_in "$net.9"
press Enter
shows 'an address is taken' "$net.9: its AMT is being asked"
selected 'and selected' "$net.9"
check 'fcfh-identify is started' wait_for 15 '[ -e "$scratch/started" ]'
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
eventually 'at the address that was on the screen' \
    'grep -qs "<address>192.0.2.2<" "$queue/ask/$(client_id 2)"'
is "$(in_file 2 state)" verified 'its facts are kept'
check 'fcfh-identify is started' wait_for 15 '[ -e "$scratch/started" ]'

# --- Others change the queue meanwhile

press / && type_in SN-ALPHA
press Enter
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha T-OLD
shows 'a client with a ticket' 'SN-ALPHA .*T-OLD'
press t
type_in T-MINE
press Enter
shows 'a ticket is to take its place' 'put T-MINE on it instead'
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha T-YOURS
press y
shows 'the message says who did it in the meantime, and when' 'has ticket T-YOURS already, by jane at 20'
is "$(in_file 1 ticket)" T-YOURS 'nothing is overwritten'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 1)"
shows_not 'the selected client is deleted by somebody' SN-ALPHA
files=$(entries)
press c
shows 'the next changing key is refused once' 'has left; this is SN-BRAVO: press again'
is "$(in_file 2 ticket)" T-7 'nothing is changed'
press c
shows 'then it is for the one that is named' 'Take the ticket off SN-BRAVO'
press y
shows 'and y does it' 'ticket T-7 is off'
press x
shows 'a question' 'Take SN-BRAVO \('
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 2)"
shows_not 'and its client is deleted by somebody' '^.*Latitude'
press y
shows 'y deletes no other one' "$(client_id 2).*(no such client|not in the queue)"
is "$(entries)" $((files - 1)) 'all others are there'

press g Enter
shows 'the details of a client' 'S N   -   C H A   R L I E'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 3)"
shows 'somebody deletes it: a message says so' '( left|gone|not in the queue|no such client)'
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
for key in c m i v a x u; do
    press "$key"
    shows "$key is refused" 'not with --read-only'
    press n
    shows_not 'and another key removes the message' 'not with --read-only'
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
