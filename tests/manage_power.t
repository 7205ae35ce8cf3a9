#!/bin/sh
# fcfh-manage power: what is asked first, what is done, and what is reported.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.41
power_changes() { asked ' 1 RequestPowerStateChange '; }
offers() { # WORD: whether that can be asked for now
    manage $uuid1 power
    printf "%s\n" "$out" | grep -q -e "$1"
}

start_pc
in_queue
manage $uuid1 power
exit_is 0 'the state is asked for'
like "$out" '\bon\b' 'and printed'
manage $uuid1 power status --json
is "$(printf '%s\n' "$out" | jq -r 'type')" object 'as JSON too'
manage "$pc" power
exit_is 0 'by its address'
manage SN160001 power
exit_is 0 'by its serial number'
is "$(power_changes)" 0 'nothing was changed'

# --- Nobody there to answer

for what in off reset cycle os-shutdown os-reset; do
    : >standin.log
    manage_refuses 76 "$what without anybody to ask" $uuid1 power $what
    nobody_asked "$what: nothing was sent"
done
manage --yes $uuid1 power reset
exit_is 0 '--yes'
is "$(power_changes)" 1 'resets it, once'
eventually 'and switches it off' 'manage --yes $uuid1 power off; [ "$status" = 0 ]'
manage $uuid1 power --json
is "$(printf '%s\n' "$out" | jq -r .power)" off 'then it is off'
manage --yes $uuid1 power reset
exit_is 0 'a reset of one that is off'
like "$out$err" 'switched on|turned on' 'switches it on, and says so'
manage $uuid1 power --json
is "$(printf '%s\n' "$out" | jq -r .power)" on 'then it is on'
manage --yes $uuid1 power cycle
exit_is 0 'off and on again'
eventually 'its system comes up' 'offers os-shutdown'
manage --yes $uuid1 power os-shutdown
exit_is 0 'its system ends it'
manage $uuid1 power on
exit_is 0 'switching on needs no question'
like "$(events)" 'as tech in AMT: reset' 'the entry records who did what'
like "$(events)" "$(id -un)" 'and who that was here'

# --- At a terminal

at_terminal $uuid1 power reset
shows 'it asks, with its name and state' 'Reset pc0001|Reset .*SN160001'
: >standin.log
types n
leaves 76 'no'
is "$(power_changes)" 0 'no is no'
at_terminal $uuid1 power reset
shows 'it asks again' '\?'
types y
leaves 0 'yes'
eventually 'yes is yes' '[ "$(power_changes)" = 1 ]'

# --- What is not possible

start_pc --no-lms
manage --yes $uuid1 power os-shutdown
exit_is 69 'without a service in its system it does not end by itself'
is "$(power_changes)" 0 'and is not asked to'
start_pc --power off
manage --yes $uuid1 power off
like "$status" '^(0|69)$' 'one that is off already'
is "$(power_changes)" 0 'is not changed'
start_pc --power sleep
manage $uuid1 power on
exit_is 0 'one that sleeps is woken'
start_pc --modern-standby
manage $uuid1 power on
exit_is 0 'so is one that only seems to be on'
manage --yes $uuid1 power reset
exit_is 0 'after which it can be reset'
for value in 1 2 3 4 6 4098; do
    start_pc --return-at RequestPowerStateChange:$value
    manage --yes $uuid1 power reset
    like "$status" '^(69|75)$' "AMT refuses with $value"
    like "$err" '[a-z]{4}' 'in a sentence'
done
start_pc --power-delay 600000
manage_conf amt.timeout=3s
manage --yes $uuid1 power off
exit_is 75 'AMT accepts the request and does nothing'
manage_conf
for fault in lost done-500; do
    start_pc --fault-nth "RequestPowerStateChange/1:$fault"
    manage --yes $uuid1 power reset
    is "$(power_changes)" 1 "the answer is lost ($fault): it is not reset twice"
done

# --- The right

start_pc --account other:2,13
run timeout 60 "$build/fcfh-manage" -c "$conf" -u other --password-file tech $uuid1 power </dev/null
exit_is 77 'without the right'
like "$err" 'Remote Control' 'the missing one is named'
must_fail 64 'an unknown word' "$build/fcfh-manage" -c "$conf" $uuid1 power explode
must_fail 64 'an unknown command' "$build/fcfh-manage" -c "$conf" $uuid1 explode
must_fail 68 'an unknown client' "$build/fcfh-manage" -c "$conf" nobody.invalid power
unlike "$(cat standin.log "$scratch"/*.err)" "$password" 'the password appears in no output and no file'
finish_manage
