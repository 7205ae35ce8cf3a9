#!/bin/sh
# The screen and its terminal: start and end, signals, sizes, what is written to it and what is not.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
write_conf 'tools.Web UI=xdg-open http://{address}/' 'tools.Serial console=amtterm {address}' \
    "tools.Reads=sh -c 'echo the tool reads; read -r line; echo \"\$line\" >$scratch/read'"
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
client 2 verified 20 '机器型号 é' SN-BRAVO bravo T-7
client 3 failed 30 Vostro SN-CHARLIE charlie
raw_has() { grep -aq -e "$1" "$scratch/raw"; }
esc=$(printf '\033')
pid() { pgrep -f "^$scratch/bin/fcfh-queue"; }
start_again() {
    open_screen "$@"
    shows "with '$*': the screen is there" SN-ALPHA
}

# --- Without a terminal, and options

run "$build/fcfh-queue" -c "$conf" </dev/null
like "$status $out" '^0 STATE' 'without a terminal: the list'
is "$(printf '%s\n' "$out" | grep -c SN-)" 3 'of all clients'
start_again --filter alpha
shows '--filter' '\[filter alpha\]'
shows_not 'hides others' SN-BRAVO
press Escape
shows 'and Esc shows them' SN-BRAVO
start_again --keys jt
shows '--keys are pressed at the start' '^ ?Ticket for'
press Escape
selected 'each' SN-BRAVO
set=FCFH_QUEUE_KEYS=G
start_again
selected '$FCFH_QUEUE_KEYS too' SN-CHARLIE
set='FCFH_QUEUE_KEYS=fchá'
start_again --keys "$(printf 'tMü-1\r')"
shows 'in UTF-8, and --keys goes before it' 'ticket Mü-1 is on SN-ALPHA'
press u
shows 'and taken back' 'taken back'
start_again --keys "$(printf 'a%s\r' "$net.9")"
selected 'a client that is added so is selected' "$net.9"
rm -f "$queue/$net.9.xml"
size=80x12
open_screen --keys '?GGg'
shows 'however often one goes to the end of a text, its beginning is one key away' '^ Down, j +next client'
open_screen --keys q
leaves 0 '--keys q'
set=TERM=no-such-terminal
open_screen
leaves 69 'an unknown terminal type'
like "$(cat "$scratch/screen-err")" "no-such-terminal' is not known" 'and a message says so'

# --- The help screen

size=80x40
start_again
press '?'
shows '? shows the keys' '^ Down, j +next client'
count_of_keys=$(grep -Ec "^    \\{(SPECIAL_|')" "$project/support_queue_gui/screen/keys.c")
is "$(screen | sed -n '/^ Keys/,/^$/p' | grep -c '^ [^ ].*  [a-z]')" "$count_of_keys" 'all of them'
shows 'and the tools' '^ m, 2 +Serial console'
press Escape
t resize-window -t s -x 80 -y 24
press '?' NPage NPage NPage NPage NPage NPage NPage NPage
shows 'the end of it, and no further' '^ m, 3 +Reads'
shows 'with all lines in use' '^ x +delete'
press q
selected 'q: back' SN-ALPHA

size=80x14
start_again
cursor_at() { t display-message -p -t s '#{cursor_y}'; }
line_at_cursor() { screen | sed -n "$(($(cursor_at) + 1))p"; }
on_line() { # NAME ERE: there the cursor is
    wanted_line=$2
    wait_for 15 'line_at_cursor | grep -Eq -e "$wanted_line"'
    like "$(line_at_cursor)" "$2" "$1"
}
press '?' /
type_in CLIPB
on_line 'while a line is typed the cursor is there' '^Search: CLIPB'
shows 'and the help has gone to what fits, in either case' '^ y +copy the serial number to the clipboard'
press Enter
on_line '/ in the help finds a line' '^ y +copy the serial'
press /
type_in client
press Enter n
all_is_written
first=$(line_at_cursor)
press n
eventually 'n goes to the next' '[ "$(line_at_cursor)" != "$first" ]'
press N
eventually 'N goes back' '[ "$(line_at_cursor)" = "$first" ]'
press g /
type_in 'Reads'
press Enter
on_line 'a tool is found, too' '^ m, 3 +Reads'
press n
on_line 'the only one is found again' '^ m, 3 +Reads'
press g /
type_in 'no such words'
press Enter
shows 'a message says that nothing was found' "'no such words' not found in this text"
press G /
type_in 'Down'
press Escape
shows 'Esc goes back to where one was' '^ m, 3 +Reads'
press g
shows 'the first line' '^ Down, j +next client'
press n
shows 'and forgets it' '/ searches'
press Escape
selected 'the search of the list is another one' SN-ALPHA
press Enter /
type_in 192.0.2.1
press Enter
on_line 'in the details' '192\.0\.2\.1'
press Escape K /
type_in dell
press Enter
on_line "among a caller's keys" '[Dd][Ee][Ll][Ll]'
press Escape Escape

# --- What is written

start_again
eventually 'colours' 'raw_has "$esc\\[[0-9;]*3[1-8]"'
check 'without y nothing goes to the clipboard' [ "$(grep -ac ']52;' "$scratch/raw")" = 0 ]
press y
shows 'y copies the serial number' 'SN-ALPHA is in the clipboard'
press Y
shows 'Y shows what else there is' '^ n +name +alpha'
press a
shows 'and a letter copies it' '192.0.2.1 is in the clipboard'
press Y
shows 'again' '^ t +ticket +\(not known\)'
press t
shows 'a message names the unknown value' 'its ticket is not known'
press Y Escape
selected 'Esc copies nothing' SN-ALPHA
check 'as OSC 52' wait_for 15 'raw_has "$esc]52;c;$(printf SN-ALPHA | base64)"'
bells() { tr -dc '\007' <"$scratch/raw" | wc -c; }
before=$(bells)
client 4 waiting 0 New SN-DELTA delta
shows 'a call' SN-DELTA
is "$(bells)" "$before" 'rings no bell'
press b
shows 'b: the bell is on' 'the bell is on'
client 5 waiting 0 New SN-ECHO echo
shows 'another call' SN-ECHO
check 'rings it' wait_for 15 '[ "$(bells)" = $((before + 1)) ]'
client 5 waiting 0 New SN-ECHO echo T-9
shows 'a ticket' T-9
is "$(bells)" $((before + 1)) 'does not'
rm "$queue/$(client_id 4).xml" "$queue/$(client_id 5).xml"
shows_not 'all is painted' SN-ECHO
all_is_written
before=$(written)
wait_for 6 '[ "$(written)" != "$before" ]'
is "$(written)" "$before" 'nothing is written while nothing happens'
size=60x20
start_again --no-color
press j G s S r
selected 'keys work' SN
unlike "$(grep -aoE "$esc\\[[0-9;]*[34][0-7]m" "$scratch/raw")" . '--no-color: no colour'
set=NO_COLOR=1
start_again
press j G s S r
selected 'keys work' SN
unlike "$(grep -aoE "$esc\\[[0-9;]*[34][0-7]m" "$scratch/raw")" . 'NO_COLOR=1: no colour'
set=LC_ALL=C
start_again
press j
selected 'a client with another alphabet' SN-BRAVO
is "$(tr -d '\000-\177' <"$scratch/raw" | wc -c)" 0 'LC_ALL=C: nothing but ASCII'
start_again --ascii
press j
selected 'so' SN-BRAVO
is "$(tr -d '\000-\177' <"$scratch/raw" | wc -c)" 0 '--ascii: nothing but ASCII'

# --- Wide and combining characters

client 6 verified 25 'combined ééé' SN-FOX fox
client 7 verified 26 '机器机器机器机器机器机器机器机器' SN-GOLF golf
client 8 verified 27 '🖥️ 한국어 ไทย' SN-HOTEL '机'
start_again
press j
# The columns before the serial number, as a terminal counts them.
columns() {
    screen | grep -E '^..(verified|failed) .*SN-' | while IFS= read -r line; do
        printf '%s\n' "${line%%SN-*}" | wc -L
    done | sort -u | wc -l
}
shows 'wide characters are shown' '机器'
is "$(columns)" 1 'the columns are aligned'
rm "$queue/$(client_id 6).xml" "$queue/$(client_id 7).xml" "$queue/$(client_id 8).xml"

# --- Sizes

start_again
wrong=''
srand=$$
for n in $(seq 40); do
    srand=$(((srand * 1103515245 + 12345) % 2147483648))
    case $n in
        1) w=1 h=1 ;; 2) w=300 h=100 ;; 3) w=300 h=1 ;; 4) w=1 h=100 ;;
        *) w=$((srand / 65536 % 300 + 1)) h=$((srand / 256 % 100 + 1)) ;;
    esac
    t resize-window -t s -x $w -y $h
    press "$(echo 'j j j j ? j j j Escape j Enter j j Escape j t j j x Escape' | cut -d' ' -f$((n % 20 + 1)))"
    [ -n "$(pid)" ] || wrong="$wrong ${w}x$h"
done
is "$wrong" '' '40 sizes from 1x1 to 300x100'
press Escape
t resize-window -t s -x 80 -y 24
# Not earlier: Escape and a key right after it are one key.
shows 'and it is whole at 80x24, with its footer' 'Enter details'
press g
selected 'and its first row' SN-ALPHA
for s in 40x10 20x5 10x3 80x2 1x1; do
    size=$s
    open_screen
    press q
    leaves 0 "started in $s, q"
done

# --- The end

for signal in TERM:143 HUP:129 INT:130; do
    start_again
    kill -"${signal%:*}" "$(pid)"
    leaves "${signal#*:}" "SIG${signal%:*}"
done
start_again
press t
shows 't asks' '^Ticket'
press C-c
selected 'Ctrl-C gives up what is typed' SN-ALPHA
shows_not 'and nothing else' '^Ticket'
press x
shows 'a question' 'out of the queue'
press C-c
shows 'Ctrl-C is no' 'nothing done'
press C-c
leaves 130 'Ctrl-C in the list'
start_again
press C-\\
ended
check 'Ctrl-\: the terminal is as it was' cmp -s "$scratch/stty-before" "$scratch/stty-after"
start_again
gone=$(pid)
t kill-pane -t s
check 'the terminal goes away: it ends' wait_for 15 '[ ! -e /proc/$gone ]'
start_again
press m 3
shows 'a tool runs' 'the tool reads'
gone=$(pid)
t kill-pane -t s
check 'the terminal goes away from it: both end' wait_for 15 '[ ! -e /proc/$gone ]'
open_screen
gone=$(pid)
kill -STOP "$gone"
t kill-session -t s
kill -CONT "$gone"
check 'also if it notices only later' wait_for 15 '[ ! -e /proc/$gone ]'
rm -f "$scratch/ready"
t new-session -d -s s -x 80 -y 24 'exec sh -i'
touch "$scratch/ready"
type_in "PS1='shell> '; $scratch/go '' $scratch/bin/fcfh-queue -c $conf; stty -a >$scratch/stty-shell"
press Enter
shows 'from a shell' SN-ALPHA
press C-z
shows 'Ctrl-Z: the shell is back' 'Stopped|shell>'
type_in "echo typed; fg"
press Enter
shows 'fg: the screen is back' '^>.*SN-ALPHA'
press j
selected 'keys work' SN-BRAVO
press m 3
shows 'a tool has the terminal' 'the tool reads'
rm -f "$scratch/read"
press C-z
shows 'Ctrl-Z there stops both' 'Stopped|shell>'
type_in fg
press Enter
type_in 'a line for it'
press Enter
check 'fg: the tool still has the terminal' wait_for 15 '[ -e "$scratch/read" ]'
shows 'and then the screen' 'Reads: done'
! has 'press a key' || press Space # it may have taken its time
press q
leaves 0 'q'
close_screen
t kill-server
finish
