#!/bin/sh
# Alerts in the name of a client that somebody is working on: they change neither its address nor
# its ticket nor its state, and the answer to an open question applies to what the question showed.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/terminal.sh"
. "$project/tests/attacks.sh"
swapped=5afe0016c0de4a118bad000000000001

# Nothing that the forger does may appear in what a technician relies on.
as_it_was() { # NAME
    is "$(shown_client $uuid1)" "$before" "$1: state, address and ticket are as they were"
    is "$(value "$file" serial)" SN160001 'and the serial number'
    rm -f ran
    queue_command run Tool $uuid1
    is "$status $(cat ran 2>&1)" "0 at $pc" 'a tool runs at the client'
    is "$(log_ins)" 0 'nobody logged in at the forger'
}
attack() { # WHO: all of it against the client as it is shown
    before=$(shown_client $uuid1)
    forge --any-password --fault no-login --serial SN160001 "$forger"
    link_up "$forger" $pc1
    identify
    as_it_was "$1, a link-up from a machine that asks for no log-in"
    forge --any-password --serial SN160001 "$forger"
    link_up "$forger" $pc1
    identify
    as_it_was "$1, a link-up from a machine that accepts any password"
    link_up "$net.67" $pc1
    identify
    as_it_was "$1, a link-up from an address without a machine"
    link_up "$net.68" $swapped
    identify
    as_it_was "$1, a link-up in the other byte order"
    # A call may come from the user of that client: no tool runs until AMT has been asked.
    call "$forger" $pc1
    is "$(shown_client $uuid1)" "$before" "$1, a call: state, address and ticket are as they were"
    is "$(json $uuid1 '[.claims[] | select(.calls > 0) | .address] | join(" ")')" "$forger" \
        'the call is shown as a claim'
    no_tool $uuid1 'while it is not known who called'
    identify
    as_it_was "$1, a call, and AMT was asked"
    call "$net.68" $swapped
    identify
    as_it_was "$1, a call in the other byte order"
    is "$(entries)" 1 'all of it is one client'
}

# --- A client of the register, verified

write_conf amt.login=register "$tool" "tools.Asked=?/bin/sh -c 'echo at \$0 >>$scratch/ran' {address}"
make_key other
start_standin --tls pc.pem pc.key "$pc"
register $uuid1 '' "$(pin pc)" SN160001
call "$pc" $pc1
identify
queue_command ticket $uuid1 INC-1
is "$(shown_client $uuid1)" "verified $pc INC-1" 'a client with a ticket is verified'

# --- A question that is open while the client moves

open_terminal "$scratch/bin/fcfh-queue" -c "$conf"
shows 'the screen has the client' SN160001
press m
shows 'its tools' 'Asked'
press 2
shows 'the question' 'Run Asked'
link_up "$forger" $pc1
identify
rm -f ran
press y
eventually 'a link-up changes nothing: the tool runs' '[ -s ran ]'
is "$(cat ran)" "at $pc" 'at the client'
shows 'and ends' 'Asked: done; press a key'
press Space
press m
shows 'its tools again' 'Enter or number'
press 2
shows 'the question again' 'Run Asked'
stop "$standin"
start_standin --tls pc.pem pc.key "$net.69"
second=$(date +%s) # in which it has answered: no PC moves so fast
wait_for 5 'is_over "$second"'
call "$net.69" $pc1
identify
is "$(shown_client $uuid1)" "verified $net.69 INC-1" 'the client itself has moved in the meantime'
rm -f ran
press y
shows 'yes is no answer for another address' "changed in the meantime.*at $net.69 on"
press n
shows 'no' 'nothing done'
press q
ended
is "$(cat ran 2>/dev/null)" '' 'the technician said yes for the old address: nothing runs'
close_screen

# --- What the forger can do to it

pc=$net.69
attack verified

# --- One without TLS, which a technician has confirmed

fresh
rm -rf clients
stop "$standin"
pc=$net.61
start_standin "$pc"
register $uuid1 '' '' SN160001
call "$pc" $pc1
identify
queue_command ticket $uuid1 INC-2
no_tool $uuid1 'it has answered'
queue_command confirm $uuid1
exit_is 0 'the caller read the serial number'
is "$(shown_client $uuid1)" "answered $pc INC-2" 'it has answered, and is confirmed'
attack confirmed
t kill-server
finish
