#!/bin/sh
# The adapter for Redmine against a real one.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
make_redmine
facts() { # EVENT TICKET STATE [JQ-PROGRAM]: the adapter is told of an entry
    jq -n --arg state "$3" '{id: "x", uuid: "5afe0016-c0de-4a11-8bad-000000000001", address: "192.0.2.7",
        state: $state, state_time: "2026-11-26T09:00:05Z", ticket_time: "2026-11-26T09:00:02Z",
        ticket_by: "lin", manufacturer: "Example", model: "Note 14", serial: "SN160001", calls: 2,
        last_call: "2026-11-26T09:00:00Z"}' | jq "${4-.}" >"$scratch/entry"
    hook redmine "$1" FCFH_TICKET="$2" <"$scratch/entry"
}
closed() { # TICKET...
    printf '%s\n' "$@" >"$scratch/tickets"
    hook redmine closed <"$scratch/tickets"
}
open=1 secret=2 # of redmine_fill.rb

facts ticket "#$open" verified
is "$status $out$err" '0 ' 'the facts of the PC are put on the issue'
like "$(notes $open | tr -d '\r' | tr '\n' '|')" 'this ticket was put on a PC\.\|\|<pre>\|Which: proved.*Serial number: SN160001\|UUID: 5afe.*</pre>' \
    'as a note'
facts ticket $open waiting '.model = "</pre>!http://evil.test/x.png!\n{{include(x)}}"'
is "$status" 0 'what a machine says of itself is only text'
like "$(notes $open)" '^Model: Example  /pre !http://evil\.test/x\.png! \{\{include' 'that cannot end that text'
facts ticket INC-77 verified
is "$status $out$err" '0 ' 'the ticket of another system is ignored'
facts ticket 99999 verified
is "$status $out" '0 ' 'nor is one that Redmine does not have'
like "$err" 'Redmine has no issue 99999' 'but it says so'
facts ticket $secret verified
is "$status" 75 'for one that its user may not see it exits with "try again"'
like "$err" 'Redmine says 403' 'and it says why'

check_ticket redmine "#$open"
is "$status $(told status) $(told title)" '0 open help: PC will not boot' 'an open issue, and its subject'
for number in 99999 INC-77 '1,2'; do
    check_ticket redmine "$number"
    is "$status $out" '0 status=unknown' "unknown: $number"
done
done_one=$(issue 'Was closed') again=$(issue 'Once more')
for number in $done_one $again; do set_issue "$number" Closed; done
set_issue "$again" New
check_ticket redmine "$done_one"
is "$(told status)" closed 'a closed one is closed'
like "$(told closed)" "^$(date -u +%F)T[0-9:]*Z\$" 'with the time, in UTC'
check_ticket redmine "$again"
is "$(told status) $(told closed)" 'open ' 'a reopened one is open'
closed $open "#$done_one" "$again" $secret 99999 INC-77
is "$(echo "$out" | sed 's/ .*//')" "#$done_one" 'of many the closed one is reported, as it was written in the question'
closed
is "$status $out" '0 ' 'no tickets: nothing is reported'

put redmine.curl 'header = "X-Redmine-API-Key: 0000000000000000000000000000000000000000"'
check_ticket redmine $open
is "$status $out" '75 ' 'with a wrong key it exits with "try again"'
like "$err" 'does not know the key in' 'and says so'
stop_redmine
facts ticket $open verified
is "$status" 75 'the same without Redmine'

finish
