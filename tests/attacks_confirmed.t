#!/bin/sh
# A technician has confirmed a client that nothing proves. What answers in its place afterwards, or
# what answers after the client was somewhere else, is not what was confirmed.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attacks.sh
. "$(dirname "$0")/attacks.sh"
away=$net.62
write_conf "$tool"
uses() { # WANTED NAME: what a tool ends with, of which nobody is asked
    rm -f ran
    queue_command run Tool $uuid1
    is "$status $(cat ran 2>/dev/null)" "$1" "$2"
}
confirmed() { # STANDIN-ADDRESS...: a client that called from the first, confirmed
    stop "${standin-}"
    fresh
    start_standin --uuid $uuid1 --serial SN160001 --realm "$(realm_of $uuid1)" \
        --uuid $uuid1 --serial SN160001 --realm "$(realm_of $uuid1)" "$@"
    call "$1" $pc1
    identify
    queue_command confirm $uuid1
    uses "0 at $1" 'a client is confirmed: a tool runs'
    second=$(date +%s) # in which it was: nothing moves so fast
    wait_for 5 'is_over "$second"'
}
moves() { # ADDRESS
    stop "$standin"
    start_standin "$1"
    rm -f "$queue/proved/logins" # the minute between two log-ins is a test of its own
    call "$1" $pc1
    identify
    is "$(json $uuid1 .address)" "$1" "it has moved to $1"
}
# The user who runs fcfh-identify may be unable to remove files from ask/.
keep() { cp "$queue/ask/$uuid1.confirmed" kept; }
put_back() { cp kept "$queue/ask/$uuid1.confirmed"; }

confirmed "$pc"
keep
moves "$away"
uses '76 ' 'it has another address: no tool runs'
moves "$pc"
uses '76 ' 'and none when it is back at the old one'
put_back
uses '76 ' 'nor if the old file of the confirmation is put back'
queue_command confirm $uuid1
uses "0 at $pc" 'it can be confirmed again'

confirmed "$pc" "$away"
keep
call "$away" ffffffffffffffffffffffffffffffff
identify
identify
is "$(entries) $(json $uuid1 '.claims[].address')" "1 $away" 'a call from another address turned out to be its own'
uses '76 ' 'it has to be confirmed again'
put_back
uses '76 ' 'whatever lies in ask/'

confirmed "$pc"
stop "$standin"
forge --any-password --empty CIM_Chassis "$pc"
call "$pc" $pc1
identify
is "$(shown_client $uuid1)" "answered $pc no ticket" 'a machine in its place has its UUID and reports no serial number'
uses '76 ' 'no tool runs'
queue_command confirm $uuid1
exit_is 76 'nor can it be confirmed: the serial number on the screen is not from this machine'
like "$err" 'different serial number' 'the message says so'
stop "$forger_pid"
start_standin "$pc"
call "$pc" $pc1
identify
uses "0 at $pc" 'the client itself is back where it was: it is what was confirmed'

finish
