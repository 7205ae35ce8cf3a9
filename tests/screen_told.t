#!/bin/sh
# The screen in a real terminal: whose PC it is, and what the ticket system says of a ticket.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
client 2 answered 20 Latitude SN-BRAVO bravo
client 3 waiting 30 '' '' ''
# Replaces the file, as a hook does that was asked.
says() { # NUMBER SED-SCRIPT
    sed "$2" "$queue/$(client_id "$1").xml" >"$scratch/new.xml"
    chmod 660 "$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$(client_id "$1").xml"
}
inventory() { # NUMBER NAME VALUE
    says "$1" "s|</client>|<inventory name=\"$2\" from=\"rt\" time=\"$(ago 60)\">$3</inventory>&|"
}
ticket_is() { # NUMBER REST
    says "$1" "s|</ticket>|&<ticket_status from=\"rt\" time=\"$(ago 0)\" $2</ticket_status>|"
}
put_on() { # TICKET
    press t
    type_in "$1"
    press Enter
    shows "ticket $1 is on at once" "ticket $1 is on SN-ALPHA; u takes it back"
}
inventory 1 owner 'Anna Berg'
inventory 1 phone 1234
inventory 1 serial ' sn-alpha'
inventory 2 owner 'Bert Carlsen'
inventory 2 serial SN-OTHER
inventory 3 owner 'Dora Ek'
size=80x40
open_screen
shows 'the owner is in the name column' '^> verified .* alpha, Anna Berg +SN-ALPHA'
shows 'also for a client without a name' '^  waiting .*192\.0\.2\.3, Dora Ek'
shows 'and beside the phone where details are' '^ Anna Berg, phone 1234 *$'
shows_not 'the same serial number is not worth a word' 'alpha.*DIFFERS'
shows 'the row says if it is another one' '^ !answered .*bravo.* DIFFERS: ~?'
press /
type_in dora
press Enter
selected "type the caller's name and see the PC" 'Dora Ek'
shows 'with a word of caution' "^ inventory, by the alert's UUID: Dora Ek"
press g f
type_in carlsen
press Enter
selected 'a filter finds it too' 'Bert Carlsen'
shows 'the details say that it DIFFERS' '^ serial number DIFFERS: the inventory has SN-OTHER'
press Escape g
says 1 "s|Anna Berg|Ev$(printf '\342\200\256')e|"
shows 'what others tell is made visible' 'Ev\?e'
says 1 "s|Ev[^<]*|Anna Berg|"

put_on 4711
ticket_is 1 'title="PC will not boot" requestor="Anna Berg">open'
shows 'then what the ticket system says of it' '4711 PC will not boot \(Anna Berg\)'
press j
shows_not 'until the next key' '^4711 PC will not'
press k
shows 'in the details it stays' '4711 PC will not boot \(Anna Berg\)'
press c
put_on 4712
ticket_is 1 'closed="2025-11-02T10:00:00Z">closed'
shows 'an old ticket' '4712 closed 2025-11-02: right number\?'
shows 'is marked in the list' '^> verified .* 4712 closed'
press u
shows 'it is taken back' 'taken back'
put_on 4713
press f
type_in alp
ticket_is 1 '>unknown'
shows 'what is typed goes first' 'alp'
press Enter
shows 'then one that it does not know' '^.*4713 not known'
press Escape q
leaves 0 'q'

write_conf 'queue.ticket-pattern=[0-9]{4}'
open_screen
press t
type_in INC-47
press Enter
shows 'what is no ticket is refused at once' 'INC-47 is not a ticket here: one matches \[0-9\]\{4\}'
is "$(in_file 1 ticket)" 4713 'and nothing is changed'
press q
leaves 0 'q'
close_screen
t kill-server
finish
