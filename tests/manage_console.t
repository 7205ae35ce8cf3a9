#!/bin/sh
# fcfh-manage console at a terminal: what is seen and typed, the keys after ~, resets, and what a PC
# may not do to the terminal.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2059,SC2086,SC2119,SC2120,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.45
prompt='^pc0001\$ *$'
typed_is() { # OCTAL-ESCAPES NAME: what was typed since `forget_typed`
    typed_wanted=$(printf "$1" | od -An -tx1)
    eventually "$2" '[ "$(od -An -tx1 typed)" = "$typed_wanted" ]'
    [ "$(od -An -tx1 typed)" = "$typed_wanted" ] || od -An -c typed | sed 's/^/# /'
}
forget_typed() { : >typed; }
new_line() { # the PC has given one: nothing of it comes later
    wipe
    press Enter
    wait_for 15 'has "$prompt"'
}
log_in() {
    press Enter
    shows 'the PC answers' '^pc0001 login:'
    types joe
    shows 'and lets one in' "^pc0001\\\$"
}

start_pc
in_queue
at_console
log_in
types 'print \xe2\x9c\x93 one\x1b[3Ctwo'
shows 'what the PC writes is seen, and obeyed' '^✓ one   two'
no_violation 'nothing was sent that AMT would not take'
is "$(asked 'AuthenticateSession digest4')" 1 'it logged in once, by digest'
like "$(events)" 'Console opened.*tech' 'the entry records that it was opened'

# --- Keys

types keys
shows 'the PC shows each key' 'every byte until q'
forget_typed
press C-c Up Escape
shows 'Ctrl-C belongs to the PC' '<03>'
typed_is '\003\033[A\033' 'arrows and Escape too'
forget_typed
press BSpace C-j
typed_is '\010\r' 'Backspace is 08, a line feed becomes Enter'
press q
shows 'the end of that' "$prompt"

new_line
type_in '~?'
shows '~? helps' '~\.  ends the console'
type_in '~~'
shows '~~ is one ~' '^~ *$'
press C-c
type_in 'a~.'
shows '~ within a line is typed' 'a~\.'
press C-c
wait_for 15 'has "a~\.\^C"'
new_line
type_in '~f'
shows '~f changes the function keys' 'function keys: '
type_in '~e'
shows '~e what Enter is' 'Enter'
type_in '~h'
shows '~h what Backspace is' 'Backspace: 7F'
forget_typed
press BSpace
typed_is '\177' 'and so it is'
press Enter
type_in '~.'
leaves 0 '~. ends it'
like "$(cat standin.log)" ' Close SOL$' 'in good order'

# --- Setup, in each of the three ways

for keys in vt100 intel alternate; do
    start_pc --bios-keys $keys
    in_queue
    at_console --function-keys $keys
    press Enter
    type_in '~b'
    shows "$keys: ~b asks" 'BIOS setup\?'
    types y
    shows "$keys: setup is seen" 'F10 saves and exits' # its title may have scrolled off
    press F2
    shows "$keys: F2" 'Key: F2 *$'
    press F9
    shows "$keys: F9" 'Key: F9 *$'
    press Down
    shows "$keys: an arrow" 'Key: Down *$'
    press PPage
    shows "$keys: Page Up" 'Key: PgUp *$'
    press DC
    shows "$keys: Delete" 'Key: Delete *$'
    press F10
    shows "$keys: F10 leaves setup" '^pc0001 login:'
    press Enter
    type_in '~.'
    leaves 0 "$keys"
done
check 'the boot was asked for with the serial port' knows 'boot 1 setup serial'

# --- Resets

start_pc
in_queue
at_console
press Enter
type_in '~R'
shows '~R asks, with the name' 'Reset.*pc0001'
types n
shows 'no is no' 'not done'
is "$(asked ' RequestPowerStateChange ')" 0 'nothing was reset'
wipe
press Enter
type_in '~R'
shows 'it asks again' 'Reset.*\?'
types y
eventually 'POST was seen' 'grep -q "Example BIOS EX16" "$scratch/raw"'
shows 'and the system' '^pc0001 login:'
check 'it was asked for with the serial port' knows 'boot 1 serial'
types joe
shows 'one is in' "$prompt"
wipe
types reboot
shows 'the session outlives a reset of the PC itself' 'Example OS 16'
shows 'the message says so' 'the PC is off'
shows 'it asks who is there' '^pc0001 login:'
types joe
shows 'and lets him in again' "$prompt"
wipe
types poweroff
shows 'a message says that the PC goes off' 'the PC is off'
press Enter
seen=$(grep -c 'Example BIOS EX16' "$scratch/raw")
type_in '~R'
shows 'a reset of it asks' 'Reset.*\?'
types y
eventually 'and switches it on' '[ "$(grep -c "Example BIOS EX16" "$scratch/raw")" -gt "$seen" ]'
press Enter
type_in '~.'
leaves 0 'the end'

start_pc
in_queue
at_terminal $uuid1 boot bios --console
shows 'boot bios --console asks first' 'BIOS setup\?'
types y
shows 'then the console is there, before the reset' 'F10 saves and exits'
press Enter
type_in '~.'
leaves 0 'and ends'

# --- What a PC may not do

start_pc
in_queue
at_console
log_in
types 'print a\x1b]0;owned\x07b\x1bPqqq\x1b\\c\x1b_x\x1b\\d\x1b^y\x1b\\e'
shows 'strings to the terminal are dropped' '^abcde'
types split
types 'print A\x1b]52;c;b3duZWQ=\x07B\x1bPq\x1b\\C\xc2\x9d0;x\xc2\x9cD'
shows 'also when they come byte by byte' '^ABC'
check 'none of it reached the terminal' eval \
    "! LC_ALL=C grep -q -e '$(printf '\033[]P_^]')' -e '$(printf '\302\235')' raw"
is "$(t display-message -p -t s '#{pane_title}' | grep -c owned)" 0 'its title is as it was'
types 'print \x1b[31mred\x1b[0m'
shows 'colours pass' '^red'
press Enter
type_in '~.'
leaves 0 'the end of that'

# --- A file, another code page

start_pc
in_queue
at_console --log "$scratch/console.log" --charset cp437
log_in
types 'print \xc9\xcd\xbb'
shows 'line art of code page 437' '^╔═╗'
types 'print \x1b]0;title\x07end'
shows 'the end of it' '^end'
press Enter
type_in '~.'
leaves 0 'that too'
check 'the file has it as it came' eval "LC_ALL=C grep -q '$(printf '\311\315\273')' console.log"
check 'all of it' grep -q "$(printf '\033]0;title\007')" console.log
is "$(stat -c %a console.log)" 600 'it is for its owner'

# --- Consent

start_pc --consent all
in_queue
at_console
press Enter
type_in '~b'
shows 'a reset into setup asks' '\?'
types y
shows 'and where AMT wants it for the digits' '[Ss]ix digits'
types 123456
shows 'then the console continues' 'F10 saves and exits'
press Enter
type_in '~.'
leaves 0 'with consent'

# --- Redirection is switched off

start_standin_off() { # STANDIN-OPTION...
    stop "$standin"
    start_standin --tls pc.pem pc.key --state "$state" --account tech:2,4,5,13,19 --account weak:5,13 "$@" "$pc"
}
start_standin_off
manage $uuid1 console
exit_is 69 'redirection is off'
like "$err" 'switched off' 'the message says so'
like "$err" '\-\-enable' 'and what to do'
at_terminal --enable $uuid1 console
shows '--enable switches it on' 'connected; ~\? helps'
check 'and its port' grep -q ' redirection 3277. listener=1' state
press Enter
type_in '~.'
leaves 0 'and goes on'
start_standin_off
run timeout 60 "$build/fcfh-manage" -c "$conf" -u weak --password-file tech --enable $uuid1 console </dev/null
exit_is 77 'if the account is allowed'
like "$err" 'Redirection' 'the missing right is named'
finish_manage
