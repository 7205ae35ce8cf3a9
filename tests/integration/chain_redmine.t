#!/bin/sh
# The whole chain with a real Redmine: a call, a ticket, its facts on the issue, the issue closed, and
# the client is gone; Redmine down for a while, an issue that was opened again, an old number.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
make_redmine
uuid2=5afe0016-c0de-4a11-8bad-000000000002
pc2=1600fe5adec0114a8bad000000000002
uuid3=5afe0016-c0de-4a11-8bad-000000000003
pc3=1600fe5adec0114a8bad000000000003
mkdir "$scratch/hooks"
chmod 755 "$scratch/hooks"
cp "$hooks/redmine" "$scratch/hooks"
write_conf "hooks.directory=$scratch/hooks" amt.timeout=5s
start_standin --uuid $uuid1 --uuid $uuid2 --uuid $uuid3 "$net.11" "$net.12" "$net.13"
"$build/fcfh-hooks" -c "$conf" 2>>"$scratch/hooks.log" &
hooks_run=$!
facts() { notes "$1" | grep -c '^Fast Call for Help'; } # ISSUE: how often it was told

call "$net.11" $pc1
eventually 'a call: its PC is asked' '[ "$(state $uuid1)" = answered ]'
first=$(issue 'PC will not boot')
q ticket $uuid1 "#$first"
is "$status" 0 'a ticket is put on the client'
eventually 'Redmine has the facts' '[ "$(facts $first)" = 1 ]'
like "$(notes "$first")" "^UUID: $uuid1" 'of this PC'
eventually 'and says what the issue is about' \
    '[ "$(shown $uuid1 ".ticket_status + .ticket_title")" = "openPC will not boot" ]'

stop_redmine
call "$net.12" $pc2
eventually 'a call while Redmine is down' '[ "$(state $uuid2)" = answered ]'
second=$((first + 1))
q ticket $uuid2 $second
is "$status" 0 'a ticket can still be put on a client'
eventually 'the log says that Redmine does not answer' 'grep -q "redmine.*ticket" "$scratch/hooks.log"'
start_redmine
is "$(issue 'While Redmine was down')" $second 'Redmine is there again'
eventually 'and gets the facts that it has missed' '[ "$(facts $second)" = 1 ]'

call "$net.13" $pc3
eventually 'another caller' '[ "$(state $uuid3)" = answered ]'
old=$(issue 'Long ago')
set_issue "$old" Closed
closed_at=$(date +%s)
wait_for 5 'is_over "$closed_at"'
q ticket $uuid3 "$old"
eventually 'an old number: the technician sees that it is closed' \
    '[ "$(shown $uuid3 .ticket_status)" = closed ]'
stop "$hooks_run" # which might ask just when the next one is closed
set_issue "$second" Closed
set_issue "$second" New
set_issue "$first" Closed
run "$build/fcfh-hooks" -c "$conf" --once
exit_is 0 'all events are delivered, all questions asked'
check 'closed in Redmine: the client is gone' has_left $uuid1 closed
check 'opened again: it stays' [ "$(shown $uuid2 .ticket)" = "$second" ]
check 'long since closed, by a mistyped number: it stays' [ "$(shown $uuid3 .ticket)" = "$old" ]
is "$(facts "$first") $(facts "$second")" '1 1' 'and nothing was delivered twice'

finish
