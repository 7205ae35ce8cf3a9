#!/bin/sh
# Questions on the screen: complete on a narrow terminal, one form for all of them, and the same
# keys in them and in details as in the list. Also what technicians expect of such a screen, with
# the numbers that docs/WHERE.md gives it.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
write_conf "tools.Serial console=echo {serial} {address}" "tools.Ask first=?echo {serial}" \
    "tools.Behind=@sh -c 'echo from behind'" "tools.Both=?@sh -c 'echo asked, behind'"
me=$(id -un 2>/dev/null || whoami)
client 1 answered 10 'OptiPlex 7010' CZC70069 ws-muc-0016
client 2 verified 20 Latitude YLWS4741 ws-ber-0023 INC4711023
client 3 failed 30 '' '' ''
client 4 mismatch 40 Vostro PF86313 delta
sed 's|>the reason of 3<|>x<|; s|reason="[^"]*"|reason="unreachable: Failed to connect to 127.0.0.1 port 16993 after 0 ms: Could not connect to server, at 2026-11-26T05:12:20Z"|' \
    "$queue/$(client_id 3).xml" >"$scratch/new.xml"
mv "$scratch/new.xml" "$queue/$(client_id 3).xml"
footer() { # NAME ERE LINES: the question, in so many lines at most
    wanted_on_screen=$2
    if wait_for 15 'screen | tail -n "$most" | tr -s "\n " "  " | grep -Eq -e "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no $2 in the last $most lines of the screen:
$(screen)"
    fi
}
most=3
files() { cat "$queue"/*.xml "$queue"/ask/* 2>/dev/null | cksum; }
before=$(files)

# --- Complete, with what is at stake

for s in 40x24 60x10 80x24 132x43; do
    size=$s
    open_screen
    footer "$s: the screen" '.'
    press x
    footer "$s: deleting" 'Take CZC70069 \(answered, no ticket\) out of the queue\? y: yes, else no'
    press n m 1
    footer "$s: a tool" 'Run Serial console at 192\.0\.2\.1 on CZC70069 \(answered, no ticket\)\? y: yes, else no'
    press n v
    footer "$s: confirming" 'Serial number CZC70069 at 192\.0\.2\.1: has the caller read that out\? y: yes, else no'
    press n j x
    footer "$s: who holds it" 'Take YLWS4741 \(verified, INC4711023, jane since [0-9:]+\) out of the queue\? y: yes, else no'
    press n c
    footer "$s: the ticket of another" 'Take the ticket off YLWS4741 \(verified, INC4711023, jane since [0-9:]+\)\? y: yes, else no'
    press n j m 1
    footer "$s: who never answered, by its address" 'Run Serial console at 192\.0\.2\.3 on 192\.0\.2\.3 \(failed, no ticket\)\? y: yes, else no|192\.0\.2\.3 is not known|serial. of this'
    press n m Escape j m 1
    footer "$s: another machine" 'on PF86313 \(MISMATCH, no ticket\)\? y: yes, else no'
    press n k k t
    footer "$s: the line for a ticket is one" 'Ticket for YLWS4741 \(verified, INC4711023, jane since [0-9:]+\):'
    press Escape g
    is "$(files)" "$before" "$s: and nothing was done"
    press q
    leaves 0 "$s: q"
done

# --- The same keys in questions and in details

open_screen
selected 'the screen' CZC70069
press x
footer 'a question' 'Take CZC70069'
press t
footer 't in a question is no, and then t' '^.*Ticket for CZC70069'
press Escape x
footer 'another' 'Take CZC70069'
press v
footer 'so is v' 'has the caller read that out'
press m
shows 'so is m' ' 1  Serial console +echo CZC70069 192\.0\.2\.1'
press Escape x q
shows 'q is no, and does not end the program' 'nothing done'
is "$(files)" "$before" 'and nothing was done'
press Enter
shows 'details' '^ First call'
press x
shows 'x does nothing there' 'does nothing here'
press t
footer 't does' 'Ticket for CZC70069'
type_in INC-1
press Enter
shows 'what it does in the list' 'ticket INC-1 is on CZC70069'
is "$(in_file 1 ticket)" INC-1 'it is written'
press u
shows 'u too' 'taken back'
press v
footer 'v too' 'has the caller read that out'
press n m
shows 'm too' ' 1  Serial console'
press Escape T
shows 'T too' 'you are on CZC70069'
press T y
shows 'y too' 'CZC70069 is in the clipboard'
press i
shows 'i too' 'its AMT is being asked|no fcfh-identify'
run "$build/fcfh-queue" -c "$conf" delete "$(client_id 1)"
shows 'when its client leaves they say so' 'not in the queue|no such client|has left'
press t
shows 'a key for a client that has left does nothing' 'not in the queue|no such client'
press q
selected 'q leaves them, and not the program' YLWS4741
client 1 answered 10 'OptiPlex 7010' CZC70069 ws-muc-0016
press g Enter
shows 'details' '^ First call'
press Enter
selected 'Enter goes back' CZC70069
press '?'
shows 'help' '^ Down, j'
press Enter
selected 'there too' CZC70069
press m Escape
selected 'and Esc everywhere' CZC70069

# --- What is expected, by its number

wait_for 5 'screen | tail -n 1 | grep -q "x delete"' # not that of the tools, with the same list
footer_of_list=$(screen | tail -n 1)
press j
selected 'the next' YLWS4741
is "$(screen | tail -n 1)" "$footer_of_list" 'expected 4: the hints are always there, each in its place'
for key in d D e h p w z C-d C-k C-x; do press "$key"; done
is "$(entries)" 4 'expected 6: nothing near a harmless key, and no Ctrl key, takes anything away'
press x
footer 'expected 7: deleting is not done without a question' 'Take YLWS4741 .* y: yes, else no'
press Enter
shows 'expected 9: Enter is no' 'nothing done'
press x Space x C-m x j x Escape
is "$(entries)" 4 'and so is every key but y'
press t
type_in INC4711023
press Enter
shows 'expected 8: what does no harm is not asked' '\[ticket INC4711023\]'
press Escape g m 2
footer 'expected 11: ? asks first' 'Run Ask first at .* y: yes, else no'
press n m 3
footer '@ on one who has only answered asks, too' 'Run Behind at'
press y
shows 'and runs behind the screen' 'Behind (runs|is done)'
press m 4
footer '? and @ together' 'Run Both at'
press y
shows 'run behind, too' 'Both (runs|is done)'
eventually 'and o shows the output of both' 'press Escape o; has "^asked, behind"'
press Escape
client 2 verified 20 Latitude YLWS4741 ws-ber-0023
press g t
type_in INC-17
press Enter
shows 'expected 17: a ticket' 'ticket INC-17 is on CZC70069; u takes it back'
press u
shows 'can be taken back' 'taken back'
press x
footer 'a deletion' 'Take CZC70069'
press y
shows 'too' 'CZC70069 is out of the queue; u takes it back'
press u
shows 'is taken back' 'taken back'
check 'and the client is there' [ -e "$queue/$(client_id 1).xml" ]
press q
leaves 0 'q'
before=$(files)
open_screen --read-only
selected 'expected 5: read only' CZC70069
for key in c m i v a x u T; do press "$key" y; done
press Escape
is "$(files)" "$before" 'no key changes anything'
unlike "$(screen | tail -n 1)" 'T take|v confirm|m manage|x delete' 'and the hints have none of these keys'
press q
leaves 0 'q'

# --- The story, with the footer as the only guide: a caller is confirmed, gets a ticket, a tool is
# run

key_of() { screen | tail -n 1 | grep -oE "[^ ]+ $1" | cut -d' ' -f1; } # WORD of the footer
client 1 answered 10 'OptiPlex 7010' CZC70069 ws-muc-0016
open_screen
selected 'the caller' CZC70069
press "$(key_of confirm)"
footer 'confirm' 'y: yes'
press y
shows 'confirmed' 'confirmed: CZC70069'
press "$(key_of ticket)"
footer 'ticket' 'Ticket for'
type_in INC-1076
press Enter
shows 'the ticket' 'INC-1076 is on CZC70069'
press "$(key_of manage)"
shows 'the tools' ' 1  Serial console'
press 1
shows 'one runs: six keys and the number' '^CZC70069 192\.0\.2\.1'
shows 'and ends' 'Serial console: done'
! has 'press a key' || press Space # it may have taken its time
press q
leaves 0 'q'

# --- Read aloud, without a screen: a capture without attributes

client 1 answered 10 'OptiPlex 7010' CZC70069 ws-muc-0016
set=TERM=vt100
open_screen --no-color --ascii
selected 'a dumb capture has the caller with its state' 'answered .*CZC70069'
wait_for 5 '[ "$(t display-message -p -t s "#{cursor_y}")" = 2 ]'
is "$(t display-message -p -t s '#{cursor_x},#{cursor_y}')" 0,2 'and the cursor is on it'
press j
wait_for 5 '[ "$(t display-message -p -t s "#{cursor_y}")" = 3 ]'
is "$(t display-message -p -t s '#{cursor_x},#{cursor_y}')" 0,3 'and follows the selection'
press q
leaves 0 'q'
close_screen
t kill-server
finish
