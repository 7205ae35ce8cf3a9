#!/bin/sh
# fcfh-manage console when a session is lost: it is resumed, or the loss is reported.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.48
manage_conf amt.timeout=2s

start_pc
in_queue
at_console
log_in() {
    press Enter
    shows 'the PC answers' '^pc0001(\$| login:)'
    types joe
    shows 'and lets one in' '^pc0001\$'
}
log_in
wipe
types cut
shows 'a message says that the connection is lost' 'reconnecting'
shows 'and taken up again' 'connected again'
wipe
press Enter
shows 'the PC is as it was' '^pc0001\$'
types terminate
shows 'AMT ends it: the same' 'connected again'
wipe
press Enter
shows 'the PC still is as it was' '^pc0001\$'
types junk
leaves 76 'a message that nobody knows ends it'
at_console
log_in
wipe
types taken
shows 'somebody else takes it' 'reconnecting'
type_in '~.'
leaves '0' 'one may give up'
start_pc
in_queue
at_console
log_in
types taken
for _ in 1 2 3 4; do ended; done
is "$(cat "$scratch/status")" 75 'after several attempts it ends, since somebody else has the console'
check 'in a sentence' grep -q 'somebody else' raw

start_pc --reboot-drops 1500
in_queue
at_console
log_in
wipe
types reboot
shows 'a reset that takes the network with it' 'reconnecting'
shows 'after it the console is there again' 'connected again'
press Enter
shows 'and usable' '^pc0001 login:'
press Enter
type_in '~.'
leaves 0 'the end'

# Heartbeats that nobody answers: a dead connection is detected.
start_pc
in_queue
at_console
log_in
wipe
types mute
if wait_for 45 'has "reconnecting"'; then ok 'a machine that is silent'; else not_ok 'a machine that is silent' "$(screen)"; fi
if wait_for 45 'has "connected again"'; then ok 'is connected to again'; else not_ok 'is connected to again' "$(screen)"; fi
press Enter
type_in '~.'
leaves 0 'at last'

# Firmware that closes the connection when it refuses a password looks like a network failure. AMT
# locks out an account that tries too often.
start_pc
in_queue
at_console
wipe
start_pc --redirection-refusal close --redirection-fault again
leaves 77 'a log-in that is not taken any more'
is "$(grep -c 'AuthenticateSession .*refused' "$scratch/standin.log")" 2 'was tried twice'
finish_manage
