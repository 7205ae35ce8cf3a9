#!/bin/sh
# Who is served when many seem to call: one machine is not asked a hundred times for a hundred
# forged calls, endless answers are cut off, and a known client never waits for an unknown one.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attacks.sh
. "$(dirname "$0")/attacks.sh"
forged() { printf '1600fe5adec0114a8bad0000000f%04x' "$1"; } # NUMBER: a UUID that is nobody's
pulls() { grep -c ' Pull ' standin.log; }

# --- One address, a hundred UUIDs

write_conf amt.login=networks
echo Other-Passw0rd >other-password
launch_standin standin --password-file other-password --delay 50 "$pc"
for n in $(seq 40); do call "$pc" "$(forged "$n")"; done
identify
check 'forty forged UUIDs at one address: the password is refused once' \
    [ "$(grep -c ' 401 ' standin.log)" -le 41 ]
is "$(grep -c concurrent standin.log)" 0 'and there is one conversation at a time'
is "$(grep -l '>waiting<' "$queue"/*.xml | wc -l)" 0 'nobody is left waiting'
stop "$standin"
fresh
start_standin --delay 50 "$pc"
for n in $(seq 40); do call "$pc" "$(forged "$n")"; done
call "$pc" $pc1
identify
is "$(grep -c concurrent standin.log)" 0 'where the password is taken, too'
is "$(state $uuid1)" answered 'and the client that is there has answered'
stop "$standin"

# --- Lists without an end

fresh
start_standin --chassis 99 --cards 99 --pull-items 1 --server none "$pc"
call "$pc" $pc1
identify
is "$(state $uuid1)" answered 'a list that does not end: the machine is identified all the same'
check 'it gets only a few signed Pulls out of one log-in' [ "$(pulls)" -le 12 ]
stop "$standin"

# --- A client that breaks off once it is known

fresh
write_conf amt.login=networks amt.timeout=5s # in which the first three exchanges are answered
start_standin --fault silent --fault-after 3 "$pc"
call "$pc" $pc1
identify
is "$(state $uuid1)" answered 'a machine that is silent after telling its name is "answered"'
unlike "$(cat "$file")" 'inventory="pending"' 'and the rest is not waited for'
: >standin.log
identify
is "$(grep -c . standin.log)" 0 'nor asked for again and again'
stop "$standin"

# --- A known client waits for no unknown one

fresh
write_conf amt.login=networks amt.parallel=4
forge --any-password --delay 3000 --count 8 --uuid 5afe0016-c0de-4a11-8bad-0000000f0001 "$forger"
start_standin "$pc"
register $uuid1
for n in $(seq 0 7); do call "$net.$((66 + n))" "$(forged $((n + 1)))"; done
"$build/fcfh-identify" -c "$conf" --watch 2>watch-err &
watch=$!
eventually 'one of the slow ones has its slot' '[ "$(log_ins)" -gt 0 ]'
call "$pc" $pc1
eventually 'the client of the register has answered' '[ "$(state $uuid1)" = answered ]'
check 'while others wait' grep -qs '>waiting<' "$queue"/*.xml
kill $watch
wait $watch
is "$(grep -c concurrent forger.log)" 0 'none of them had more than one conversation at a time'

finish
