#!/bin/sh
# fcfh-manage boot and consent: what the PC starts with next, and that its user is asked for
# consent.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.42
boots() { asked ' 200 1 RequestPowerStateChange '; }
booted() { # NAME LINE
    check "$1" knows "boot $2"
}

start_pc
in_queue
for how in bios pxe disk cd normal; do
    : >standin.log
    manage_refuses 76 "boot $how without anybody to ask" $uuid1 boot $how
    nobody_asked "boot $how: nothing was sent"
done
manage --yes $uuid1 boot bios
exit_is 0 'boot bios'
booted 'stops in setup' '1 setup'
is "$(boots)" 1 'after one reset'
for pair in pxe:pxe disk:disk cd:cd; do
    before=$(grep -o 'boot [0-9]*' "$state" | tr -dc 0-9)
    eventually "boot ${pair%:*}" "manage --yes $uuid1 boot ${pair%:*}; [ \$status = 0 ]"
    booted "takes ${pair#*:}" "$((before + 1)) ${pair#*:}"
done
eventually 'boot normal' 'manage --yes $uuid1 boot normal; [ "$status" = 0 ]'
unlike "$(grep ' boot ' "$state")" 'setup|pxe|disk|cd' 'leaves all of these settings out'
unlike "$(cat "$state")" destroyed 'no setting that erases data was ever requested'
like "$(events)" 'Boot.*tech' 'the entry records it'
at_terminal $uuid1 boot bios
shows 'at a terminal it asks, with its name' '(Reset|Boot).*pc0001.*\?'
: >standin.log
types n
leaves 76 'no'
is "$(asked 'Put AMT_BootSettingData|RequestPowerStateChange')" 0 'no is no'
at_terminal $uuid1 boot pxe
shows 'it asks again' '\?'
types yes
leaves 0 'yes'

start_pc --power off
manage --yes $uuid1 boot pxe
exit_is 0 'one that is off'
like "$out$err" 'switched on|turned on|off' 'is switched on, and a message says so'
booted 'and starts so' '1 pxe'
start_pc --boot-leftover
manage --yes $uuid1 boot bios
exit_is 0 'settings that another boot has left'
booted 'is cleared' '1 setup'
for pair in bios:BIOSSetup pxe:ForcePXEBoot disk:ForceHardDriveBoot cd:ForceCDorDVDBoot; do
    start_pc --incapable "${pair#*:}"
    manage --yes $uuid1 boot "${pair%:*}"
    exit_is 69 "a PC that cannot do ${pair%:*}"
    is "$(asked 'Put |ChangeBootOrder|SetBootConfigRole|RequestPowerStateChange')" 0 'is not touched'
done
for method in ChangeBootOrder:1 SetBootConfigRole:2 ChangeBootOrder:3; do
    start_pc --return-at $method
    manage --yes $uuid1 boot pxe
    like "$status" '^(69|75)$' "AMT refuses: $method"
    is "$(boots)" 0 'then there is no reset'
done
start_pc
run timeout 60 "$build/fcfh-manage" -c "$conf" -u tech --password-file tech --json $uuid1 boot </dev/null
exit_is 64 'boot without an argument'
must_fail 64 'an unknown way' "$build/fcfh-manage" -c "$conf" $uuid1 boot floppy

# --- Consent

start_pc --consent all --consent-code 045678
manage --yes $uuid1 boot bios
exit_is 77 'without a terminal boot ends where consent is needed'
like "$err" "consent" 'and says so'
like "$err" 'fcfh-manage .* consent' 'with the command that gives it'
is "$(boots)" 0 'nothing was reset'
check 'the user is being asked' knows 'consent'
manage $uuid1 consent 111111
exit_is 77 'a wrong code'
manage $uuid1 consent 045678
exit_is 0 'the code that he read out, with its zero'
check 'he has said yes' knows 'consent 3'
manage --yes $uuid1 boot bios
exit_is 0 'then boot continues'
booted 'into setup' '1 setup'
manage $uuid1 consent cancel
exit_is 0 'consent is given back'
unlike "$(cat "$state")" ' consent ' 'and gone'
start_pc --consent all --consent-code 777777
manage $uuid1 consent
exit_is 77 'consent without a terminal starts it and ends'
like "$err" 'consent' 'saying what comes next'
for code in 111111 222222 333333; do
    manage $uuid1 consent $code
    exit_is 77 "wrong: $code"
done
unlike "$(cat "$state")" ' consent ' 'after the third wrong code the request for consent is over'
for bad in 12345 1234567 abcdef '12 456' -12345; do
    must_fail 64 "'$bad' is no code" "$build/fcfh-manage" -c "$conf" -u tech --password-file tech $uuid1 consent "$bad"
done
start_pc --consent none
manage $uuid1 consent
exit_is 0 'a PC that requires no consent'

start_pc --consent all
at_terminal $uuid1 boot bios
shows 'at a terminal it asks whether' '\?'
types y
shows 'and then for the six digits' '[Ss]ix digits'
types 999999
shows 'a message says that a code was wrong' 'not the digits'
types 123456
leaves 0 'and the right one'
booted 'lets the PC boot' '1 setup'
start_pc --consent all --account weak:13
run timeout 60 "$build/fcfh-manage" -c "$conf" -u weak --password-file tech --yes $uuid1 boot bios </dev/null
exit_is 77 'without the right'
like "$err" 'Remote Control' 'the missing one is named'
finish_manage
