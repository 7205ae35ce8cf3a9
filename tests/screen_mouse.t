#!/bin/sh
# The mouse: the wheel and a click work where they mean something, and do nothing elsewhere; without
# --mouse there is none of it.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
write_conf "tools.Reads=sh -c 'echo the tool reads; read -r line'"
for n in 1 2 3 4 5 6 7 8; do
    client $n failed ${n}0 Vostro "SN-$n" "host-$n"
done
esc=$(printf '\033')
sends() { # TEXT: its bytes in one write
    # shellcheck disable=SC2046 # a word each byte
    send_and_wait -H $(printf %s "$1" | od -An -v -tx1)
}
up="${esc}[<64;9;9M" down="${esc}[<65;9;9M"
line_of() { screen | grep -n "$1" | head -1 | cut -d: -f1; } # ERE
click() { # LINE [COLUMN]: pressed, and let go
    sends "${esc}[<0;${2-9};$1M"
    sends "${esc}[<0;${2-9};$1m"
}
files() { cat "$queue"/*.xml "$queue"/ask/* 2>/dev/null | cksum; }
before=$(files)
count_raw() { grep -ao "$esc\\[?$1" "$scratch/raw" | wc -l; } # WHAT
asked='1000h.\[?1006h'
given_up='1006l.\[?1000l'

# --- Off by default

open_screen
selected 'without --mouse: the list' SN-1
sends "$down"
click "$(line_of SN-4)"
press j
selected 'nothing but a key moves' SN-2
is "$(count_raw 100)" 0 'the terminal keeps the mouse'
press q
leaves 0 q

# --- The list

open_screen --mouse
selected '--mouse: the list' SN-1
eventually 'the terminal is asked for the mouse' '[ "$(count_raw "$asked")" -eq 1 ]'
sends "$down"
selected 'the wheel moves by three' SN-4
sends "$down$down"
selected 'as far as there are clients' SN-8
sends "$up"
selected 'and back' SN-5
sends "$down" # to the last; then more up than there are
sends "$up$up$up$up$up"
selected 'up to the first' SN-1
click "$(line_of SN-3)"
selected 'a click selects' SN-3
click "$(line_of 'STATE.*CALLED')"
click "$(line_of 'q quit')"
click 999 9999
press j
selected 'one beside the rows does not' SN-4
sends "${esc}[<2;9;$(line_of SN-2)M"
sends "${esc}[<4;9;$(line_of SN-2)M"
press k
selected 'nor another button, nor one with Shift' SN-3
for cut in 2 4 6 8 9; do
    click "$(line_of SN-5)"
    report="${esc}[<0;9;$(line_of SN-6)M"
    sends "$(printf %s "$report" | cut -c "-$cut")"
    sends "$(printf %s "$report" | cut -c "$((cut + 1))-")"
    selected "a click that is cut after $cut bytes is one" SN-6
done
sends "c${esc}[<0;9;$(line_of SN-2)M"
shows 'a click and a key at once are no commands' 'so many characters at once'
sends "${esc}[<0;9;$(line_of SN-2)Mq"
selected 'neither of them' SN-6
eventually 'and keys work on' 'press r && has "looking at the whole queue"'
click "$(line_of SN-6)"
shows 'a click on the selected one opens its details' 'host-6'
shows_not 'as Enter does' 'STATE.*CALLED'
sends "$down$down$down"
sends "$up"
press Escape
selected 'and Esc leaves them' SN-6

# --- Texts

press '?'
shows 'the help' '^ Down, j +next client'
sends "$down"
shows 'the wheel scrolls it by three' '^ PgDn, Space'
shows_not 'no less' '^ Up, k'
click 5
sends "$up"
shows 'and back' '^ Down, j +next client'
press Escape

# --- Where a click means nothing

press t
shows 't asks' '^ ?Ticket for'
press T
sends "$down"
click "$(line_of SN-2)"
sends "$up${esc}[<0;9;3M"
press 7
shows 'a line that is typed stays as it was' '^ ?Ticket.*T7 *$'
press Escape
shows_not 'Esc gives it up' T7
selected 'and the selection' SN-6
press x
shows 'a question' 'out of the queue'
sends "$down"
sends "$up$up"
click "$(line_of SN-2)"
sends "y${esc}[<0;9;3M"
shows 'is not answered by the mouse, nor by what comes with it' 'out of the queue'
shows_not 'not even with no' 'nothing done'
eventually 'but by a key' 'press n && has "nothing done"'
is "$(files)" "$before" 'nothing is written'

# --- The mouse is given back

press m
shows 'a tool' 'Reads'
press 1
eventually 'that may run' '{ ! has "y: yes" || press y; } && has "the tool reads"'
eventually 'has the terminal without the mouse' '[ "$(count_raw "$given_up")" -eq 1 ]'
t send-keys -t s x Enter
eventually 'and ends' '{ ! has "press a key" || press Space; } && has "Reads: done"'
eventually 'then the mouse is asked for again' '[ "$(count_raw "$asked")" -eq 2 ]'
sends "$up"
selected 'and comes' SN-3
press q
leaves 0 q
eventually 'at the end the mouse is switched off again' '[ "$(count_raw "$given_up")" -eq 2 ]'
open_screen --mouse
selected 'the list' SN-1
kill -TERM "$(pgrep -f "^$scratch/bin/fcfh-queue")"
leaves 143 SIGTERM
eventually 'after a signal too' '[ "$(count_raw "$given_up")" -eq 1 ]'

# --- No client is there

rm -f "$queue"/*.xml
open_screen --mouse
shows 'an empty list' 'nobody is calling for help'
sends "$down"
click 5
press j
eventually 'has nothing to select, and takes keys' 'press r && has "looking at the whole queue"'
press q
leaves 0 q
close_screen
t kill-server
finish
