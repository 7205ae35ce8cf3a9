#!/bin/sh
# The screen in a real terminal: what it shows, the cursor, searching, filtering, sorting, tickets.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
five() {
    rm -f "$queue"/*.xml
    client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
    client 2 verified 20 Latitude SN-BRAVO bravo T-7
    client 3 failed 30 '' '' ''
    client 4 mismatch 40 Vostro SN-DELTA delta
    client 5 waiting 50 Precision SN-ECHO echo
}

# --- What it shows

five
open_screen
shows 'the header counts' '^ 5 calling, 4 without ticket, 1 MISMATCH, 1 failed  +1/5$'
is "$(screen | awk '/^..(verified|failed|MISMATCH|waiting)/ {print $NF}' | head -5 | wc -l)" 5 \
    'five lines in the list'
shows 'state, time, name, serial, machine, ticket' \
    '^  verified +[0-9:]{5} 20 min +bravo +SN-BRAVO +Latitude +T-7'
shows 'a failed one says why' '^  failed .*the reason of 3'
shows 'a mismatch says what it is and not what it claims' '^  MISMATCH .*another machine'
selected 'the last caller is selected' SN-ALPHA
shows 'the details have its model' '^ OptiPlex 7010'
shows 'and its serial number, spelt' '^ S N   -   A L P   H A +Sierra November, dash, Alfa Lima Papa, Hotel Alfa$'
one=$queue/$(client_id 1).xml
cp "$one" "$scratch/one"
sed "s|<serial>SN-ALPHA</serial>|<board_serial>AB-12</board_serial>|" "$one" >"$scratch/board.xml"
mv "$scratch/board.xml" "$one"
shows "a machine without a serial number has its board's" 'board AB-12 +OptiPlex 7010'
shows "which is said to be the board's where it is spelt, too" '^ board   A B   -   1 2 '
mv "$scratch/one" "$one"
shows 'and its own is not' '^ S N   -   A L P   H A '
shows 'and its address' '^ alpha +192\.0\.2\.1 +verified'
is "$(t display-message -p -t s '#{cursor_x},#{cursor_y}')" 0,2 'the cursor is on its line'
shows 'the footer has keys' 'Enter details  t ticket  T take  v confirm  m manage'
shows 'among them how to get help' '\? help'
shows 'and how to get out' 'q quit'
screen >"$scratch/before"
press r
shows 'r looks at the whole queue' 'looking at the whole queue'

# --- Somebody calls

collect 192.0.2.6 "$call_trap" "$(call_pet 1600fe5adec0114a8bad000000000006 1)"
eventually 'a new caller is there' 'has "192\.0\.2\.6"'
shows 'marked' '^\* ?waiting .*192\.0\.2\.6'
is "$(screen | sed -n 3p | cut -c1)" '*' 'on top'
selected 'the cursor stays on its client' SN-ALPHA
shows 'the header counts it' '^ 6 calling, 5 without ticket, 1 MISMATCH, 1 failed  +2/6'
collect 192.0.2.5 "$call_trap" "$(call_pet 1600fe5adec0114a8bad000000000005 2)"
shows 'a client that calls again is marked' '^\* ?waiting .*SN-ECHO'
wait_for 15 '[ "$(screen | grep -n SN-ECHO | head -1 | cut -d: -f1)" -lt 5 ]'
check 'and moves up' [ "$(screen | grep -n SN-ECHO | head -1 | cut -d: -f1)" -lt 5 ]
selected 'the cursor stays on its client' SN-ALPHA
press Home
shows_not 'looked at, the mark is gone' '^\*.*(SN-ECHO|2\.6).*(SN-ECHO|2\.6)'

# --- Moving

five
rm "$queue/$(client_id 6).xml" 2>/dev/null
shows 'a client that leaves is gone at once' '5 calling'
press r Home
selected 'Home' SN-ALPHA
press j
selected 'j' SN-BRAVO
press Down
selected 'Down' 'the reason of 3'
press k
selected 'k' SN-BRAVO
press Up
selected 'Up' SN-ALPHA
press k
selected 'k at the top' SN-ALPHA
press End
selected 'End' SN-ECHO
press j
selected 'j at the end' SN-ECHO
press g
selected 'g' SN-ALPHA
press G
selected 'G' SN-ECHO
press g NPage
selected 'PgDn' 'SN-(DELTA|ECHO)'
press g Tab
selected 'Tab: the next client without a ticket that has not been looked at' 'SN-(ALPHA|BRAVO|DELTA|ECHO)|the reason'
client 5 waiting 0 Precision SN-ECHO echo
shows 'somebody calls again' '^[*>].*SN-ECHO'
client 2 verified 1 Latitude SN-BRAVO bravo T-7
press g Tab
selected 'Tab goes there, or to who never was selected' 'SN-ECHO|SN-DELTA|the reason'
press Tab Tab Tab Tab Tab
shows 'once' 'nobody else without a ticket has called since you looked'
client 5 waiting 0 Precision SN-ECHO echo
five
press r g
selected 'as before' SN-ALPHA
press g Enter
shows 'Enter: all that is known' '^ UUID +5afe0016-c0de-4a11-8bad-000000000001'
shows 'with the way back' 'Esc back'
press Escape
selected 'Esc: the list' SN-ALPHA
for n in $(seq 10 40); do client "$n" waiting $((n + 50)) many "SN-$n" "host$n"; done
shows 'many clients' '36 calling'
press G
selected 'the last of many' SN-40
press PPage g
selected 'and back' SN-ALPHA
for n in $(seq 10 40); do rm "$queue/$(client_id "$n").xml"; done
shows 'and they are gone' ' 5 calling'

# --- Searching, filtering, sorting

press g / d e l
selected 'a search goes on while it is typed' SN-DELTA
press BSpace BSpace BSpace
type_in 'SN-'
press Enter
selected 'from where it was begun' SN-ALPHA
press n
selected 'n: the next' SN-BRAVO
press N N
selected 'N: the one before, and round' SN-ECHO
press n
selected 'n goes round' SN-ALPHA
press /
type_in zzz
press Enter
shows 'a message says that nothing was found' "'zzz' not found"
press g j f
type_in 'SN-B'
shows 'a filter works while it is typed' '\[filter SN-B\]'
shows_not 'others are hidden' SN-ECHO
press Enter
shows 'it stays' '\[filter SN-B\]'
shows 'the header counts the whole queue' '5 calling'
press Escape
shows 'Esc shows all' SN-ECHO
selected 'the cursor stays on its client' SN-BRAVO
press f
type_in nobody
shows 'a filter that matches no client' 'no client matches; Esc shows all'
press Enter x
shows 'then there is nothing to delete' 'no client is selected'
press Escape
shows 'and all are back' SN-ECHO
shows 'sorted by the call' 'CALLED v'
press g s
shows 's: by the next column' 'STATE v'
wait_for 15 'screen | sed -n 3p | grep -q MISMATCH'
is "$(screen | sed -n 3p | cut -c3-10)" MISMATCH 'sorted by state: MISMATCH comes first'
press S
shows 'S reverses it' 'STATE \^'
selected 'the cursor is on its client' SN-ALPHA
for column in MACHINE SERIAL NAME TICKET CALLED; do
    press s
    shows "by $column" "$column v"
done

# --- Tickets

# The text of a question, which may take several lines.
asks() { # NAME ERE
    wanted_on_screen=$2
    if wait_for 15 'screen | tr -s "\n " "  " | grep -Eq -e "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no question $2 on the screen:
$(screen)"
    fi
}
press g t
shows 't asks, with the client, its state and who holds it' '^Ticket for SN-ALPHA \(verified, no ticket\):'
type_in T-7
press Enter
asks 'a ticket that another client has: a question' 'SN-BRAVO has T-7\. Put it on SN-ALPHA too\? y: yes, s: show, else no'
press s
shows 's shows who has it' '\[ticket T-7\]'
selected 'the cursor goes there' SN-BRAVO
shows_not 'and no other is shown' SN-ALPHA
press Escape
shows 'Esc shows all' SN-ALPHA
press g t
type_in T-7
press Enter
asks 'again' 'Put it on SN-ALPHA too'
press Enter
shows 'Enter is no' 'nothing done'
is "$(in_file 1 ticket)" '' 'nothing is written'
press t
type_in T-7
press Enter
asks 'and again' 'Put it on SN-ALPHA too'
press y
shows 'y puts it on both' 'ticket T-7 is on SN-ALPHA'
is "$(in_file 1 ticket) $(in_file 2 ticket)" 'T-7 T-7' 'both have it'
press u
shows 'u takes it off the one' 'taken back'
press t
type_in '  t-7 '
press Enter
asks 'with letters in either case, and blanks' 'SN-BRAVO has t-7'
press Escape
press j
selected 'a client that another holds' SN-BRAVO
press t
shows 'the line tells it' '^Ticket for SN-BRAVO \(verified, T-7, jane since'
type_in T-8
press Enter
asks 'that is asked, too' 'T-7, jane since [0-9:]+\): put T-8 on it instead\? y: yes, else no'
press Enter
shows 'Enter is no' 'nothing done'
is "$(in_file 2 ticket)" T-7 'nothing is written'
press t
type_in T-8
press Enter
asks 'and again' 'instead'
press y
shows 'y does it' 'ticket T-8 is on SN-BRAVO'
press u
shows 'u takes it back' 'taken back'
is "$(in_file 2 ticket)" T-7 'the one before is there'
like "$(cat "$queue/$(client_id 2).xml")" '<ticket by="jane"' 'by whom it was'
press g t Up
shows 'Up brings back what was typed' '^Ticket for .*: T-8$'
press Up
shows 'and what before' ': t-7$'
press Down Down
shows 'Down goes back' '^Ticket for .*: *$'
t resize-window -t s -x 40 -y 24
type_in 'INC 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 END'
shows 'a line longer than the screen scrolls' ' 14 15 END$'
asks 'below its question, which is whole' 'Ticket for SN-ALPHA \(verified, no ticket\):'
press Home
shows 'to its beginning, too' ' T-8INC 1 2| INC 1 2'
press End C-u
t resize-window -t s -x 80 -y 24
type_in T-8
press Enter
shows 'Enter on the line puts a new ticket on' 'ticket T-8 is on SN-ALPHA; u takes it back'
is "$(in_file 1 ticket)" T-8 'it is written'
like "$(cat "$queue/$(client_id 1).xml")" "<ticket by=\"$(id -un 2>/dev/null || whoami)\"" 'by the login name'
shows 'it is in the list' '^>.*SN-ALPHA.* T-8'
shows 'and counts' '^ 5 calling, 3 without ticket'
press u
shows 'u takes it back' 'taken back'
is "$(in_file 1 ticket)" '' 'it is off'
press u
shows 'once' 'nothing to take back'
press j c
asks 'c asks for the ticket of another' 'Take the ticket off SN-BRAVO \(verified, T-7, jane since .*\)\? y: yes'
press Enter
shows 'Enter is no' 'nothing done'
press c
asks 'again' 'Take the ticket off'
press y
shows 'y takes it off' 'ticket T-7 is off'
is "$(in_file 2 ticket)" '' 'it is off'
press u
shows 'u puts it back' 'taken back'
is "$(in_file 2 ticket)" T-7 'as it was'
like "$(cat "$queue/$(client_id 2).xml")" '<ticket by="jane"' 'by whom it was'
press g c
shows 'no ticket, nothing to clear' 'has no ticket'
press t
type_in '  '
press Enter
shows 'blanks are no ticket' 'nothing done'
press t
type_in 'Müller 中'
press Enter
wait_for 15 '[ -n "$(in_file 1 ticket)" ]'
is "$(in_file 1 ticket)" 'Müller 中' 'a ticket in UTF-8'
press t
type_in 'Müller 中'
press Enter
shows 'is found again' '\[ticket Müller 中\]'
press Escape c
shows 'c does not ask for a ticket of one'"'"'s own' 'ticket Müller 中 is off'
press T
shows 'T: one is on it' 'you are on SN-ALPHA, and others see it; T takes it back'
is "$(in_file 1 'taken' >/dev/null; grep -c '<taken by=' "$queue/$(client_id 1).xml")" 1 'it is written'
press T
shows 'T again takes it back' 'you are no longer on SN-ALPHA'
is "$(grep -c '<taken by=' "$queue/$(client_id 1).xml")" 0 'it is off'
sed "s#<source>#<taken by=\"jane\" time=\"$(ago 0)\"/><source>#" "$queue/$(client_id 1).xml" >"$scratch/new.xml"
cp "$scratch/new.xml" "$scratch/taken.xml" && mv "$scratch/new.xml" "$queue/$(client_id 1).xml"
press T
asks 'where somebody else is, it asks' 'SN-ALPHA \(verified, jane has been on it since [0-9:]+\)\. Take it over\? y: yes, else no'
press n
shows 'no' 'nothing done'
press t
type_in T-10
press Enter
asks 'so it does for a ticket' 'jane has been on it since [0-9:]+\): put T-10 on it\? y: yes'
press y
shows 'y puts it on' 'ticket T-10 is on SN-ALPHA'
press T
shows 'a client with a ticket cannot be taken' 'has ticket T-10'
press Escape

press q
leaves 0 'q'
close_screen
t kill-server
finish
