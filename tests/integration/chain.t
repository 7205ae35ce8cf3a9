#!/bin/sh
# The whole chain with a real RT and a real directory: a call, whose PC it is, a ticket, its facts in
# RT, resolved there, and the client is gone; and what may be in the way of that.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
make_rt
make_slapd
uuid2=5afe0016-c0de-4a11-8bad-000000000002
pc2=1600fe5adec0114a8bad000000000002
uuid3=5afe0016-c0de-4a11-8bad-000000000003
pc3=1600fe5adec0114a8bad000000000003
uuid4=5afe0016-c0de-4a11-8bad-000000000004
pc4=1600fe5adec0114a8bad000000000004
mkdir "$scratch/hooks"
chmod 755 "$scratch/hooks"
cp "$hooks/rt" "$hooks/ldap" "$scratch/hooks"
write_conf "hooks.directory=$scratch/hooks" amt.timeout=5s
start_standin --uuid $uuid1 --uuid $uuid2 --uuid $uuid3 --uuid $uuid4 "$net.11" "$net.12" "$net.13" "$net.14"
start_hooks() {
    "$build/fcfh-hooks" -c "$conf" 2>>"$scratch/hooks.log" &
    hooks_run=$!
}
facts() { comments "$1" | grep -c '^Fast Call for Help'; } # TICKET: how often it was told
milliseconds() { date +%s%3N; }
start_hooks

# --- From the call to the facts

call "$net.11" $pc1
eventually 'a call: its PC is asked' '[ "$(state $uuid1)" = answered ]'
eventually 'whose PC it is comes from the inventory' \
    '[ "$(shown $uuid1 .inventory.owner.value)" = "Eva Müller" ]'
eventually 'from both' '[ "$(shown $uuid1 .inventory.fqdn.from)$(shown $uuid1 .inventory.asset.from)" != nullnull ]'
q list --filter 'Müller'
like "$out" "$net\\.11" 'the caller is found by her name'
first=$(open_ticket 'PC will not boot')
began=$(milliseconds)
q ticket $uuid1 "$first"
is "$status" 0 'a ticket is put on the client'
eventually 'RT has the facts' '[ "$(facts $first)" = 1 ]'
echo "# $(($(milliseconds) - began)) ms from the ticket to the facts in RT, as the test saw it"
like "$(comments "$first")" '^Serial number: SN160001$' 'of this PC'
eventually 'the ticket system says what it is about' \
    '[ "$(shown $uuid1 ".ticket_status + .ticket_title")" = "openPC will not boot" ]'

# --- RT is down for a while

stop "$rt"
call "$net.12" $pc2
eventually 'a call while RT is down' '[ "$(state $uuid2)" = answered ]'
second=$((first + 1))
q ticket $uuid2 $second
is "$status" 0 'a ticket can still be put on a client'
eventually 'the log says that RT does not answer' 'grep -q "rt.*ticket" "$scratch/hooks.log"'
start_rt
is "$(open_ticket 'While RT was down')" $second 'RT is there again'
eventually 'and gets the facts that it has missed' '[ "$(facts $second)" = 1 ]'

# --- Closed, reopened, merged, unknown, long since closed

call "$net.13" $pc3
call "$net.14" $pc4
eventually 'two more callers' '[ "$(state $uuid3)$(state $uuid4)" = answeredanswered ]'
third=$(open_ticket 'A third one') into=$(open_ticket 'The same again')
staff PUT "ticket/$third" "{\"MergeInto\": $into}" >/dev/null
old=$(open_ticket 'Long ago')
set_status "$old" resolved
closed_at=$(date +%s)
wait_for 5 'is_over "$closed_at"'
q ticket $uuid3 "$third"
q ticket $uuid4 "$old"
eventually 'an old number: the technician sees that it is closed' \
    '[ "$(shown $uuid4 .ticket_status)" = closed ]'
eventually 'of the others RT knows that they are open' \
    '[ "$(shown $uuid3 .ticket_status)" = open ]'
stop "$hooks_run" # which might ask just when the next one is closed
set_status "$second" resolved
set_status "$second" open
set_status "$first" resolved
set_status "$into" resolved
run "$build/fcfh-hooks" -c "$conf" --once
exit_is 0 'all events are delivered, all questions asked'
check 'resolved in RT: the client is gone' has_left $uuid1 closed
check 'what was merged into a resolved one, too' has_left $uuid3 closed
check 'reopened: it stays' [ "$(shown $uuid2 .ticket)" = "$second" ]
check 'long since closed, by a mistyped number: it stays' [ "$(shown $uuid4 .ticket)" = "$old" ]
q clear $uuid4
q ticket $uuid4 987654
run "$build/fcfh-hooks" -c "$conf" --once
is "$(shown $uuid4 .ticket_status)" unknown 'a number that RT does not know is shown as unknown'
is "$(facts "$first") $(facts "$second")" '1 1' 'and nothing was delivered twice'
valid "$queue"/*.xml "$queue"/archive/*.xml && ok 'all entries are valid'

finish
