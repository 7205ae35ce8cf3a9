#!/bin/sh
# The adapter for RT against a real one: tickets and assets, and what may be wrong with them.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
make_rt
facts() { # EVENT TICKET STATE [JQ-PROGRAM]: the adapter is told of an entry
    jq -n --arg state "$3" '{id: "x", uuid: "5afe0016-c0de-4a11-8bad-000000000001", address: "192.0.2.7",
        state: $state, state_time: "2026-11-26T09:00:05Z", ticket_time: "2026-11-26T09:00:02Z",
        ticket_by: "lin", manufacturer: "Example", model: "Note 14", serial: "SN160001", calls: 2,
        last_call: "2026-11-26T09:00:00Z", fqdn: "nb.example.test"}' | jq "${4-.}" >"$scratch/entry"
    hook rt "$1" FCFH_TICKET="$2" FCFH_UUID=$uuid1 <"$scratch/entry"
}
open=$(open_ticket 'PC will not boot')
secret=$(open_ticket 'Not for all' Secret)

# --- The facts on the ticket

facts ticket "#$open" verified
is "$status $out$err" '0 ' 'the facts of the PC are put on the ticket'
like "$(comments "$open" | tr '\n' '|')" \
    '^Fast Call for Help: lin put this ticket on a PC\.\|.*Serial number: SN160001\|UUID: 5afe' \
    'as a comment of several lines'
facts ticket "$open" waiting '.model = "@/etc/passwd\nOwner: root" | .manufacturer = "<b>$(id)`id`"'
is "$status" 0 'what a machine says of itself is only text'
like "$(comments "$open")" '^Model: <b>\$\(id\)`id` @/etc/passwd Owner: root$' 'in its line'
facts identified "$open" verified
is "$status $(comments "$open" | grep -c ^Fast)" '0 3' 'identified after the ticket: the facts are put on it again'
facts identified "$open" verified '.state_time = "2026-11-26T09:00:01Z"'
facts identified "$open" failed
facts identified '' verified 'del(.ticket_time)'
is "$status $(comments "$open" | grep -c ^Fast)" '0 3' 'before it, failed or without a ticket: not'
facts ticket 'INC-77 @x' verified
is "$status $out$err" '0 ' 'the ticket of another system is ignored'
facts ticket 99999 verified
is "$status" 1 'a ticket that RT does not have takes no facts'
like "$err" '^ticket/99999/comment: RT says 400 Permission Denied$' 'and it says so'

# --- Whether there is such a ticket

check_ticket rt "#$open"
is "$status $out" "0 $(printf '%s\n' status=open 'title=PC will not boot' 'requestor=Eva Müller')" \
    'an open ticket: its subject and who asked'
for number in 99999 "$secret" 0 INC-77 '1 OR id > 0' 123456789012; do
    check_ticket rt "$number"
    is "$status $out" '0 status=unknown' "a ticket that it does not see is unknown: $number"
done
done_one=$(open_ticket 'Was closed')
set_status "$done_one" resolved
check_ticket rt "$done_one"
is "$(told status)" closed 'a resolved one is closed'
like "$(told closed)" "^$(date -u +%F)T[0-9:]*Z\$" 'with the time, in UTC'
again=$(open_ticket 'Once more')
set_status "$again" resolved
set_status "$again" open
check_ticket rt "$again"
is "$(told status) $(told closed)" 'open ' 'a reopened one is open'
old=$(open_ticket 'Twice the same') new=$(open_ticket 'The one that stays')
staff PUT "ticket/$old" "{\"MergeInto\": $new}" >/dev/null
check_ticket rt "$old"
is "$(told status) $(told title)" 'open The one that stays' 'a merged one is what it was merged into'

# --- Which are closed

closed() {
    printf '%s\n' "$@" >"$scratch/tickets"
    hook rt closed <"$scratch/tickets"
}
closed "$open" "#$again" "$done_one" "#$done_one" "$secret" 99999 'INC-77' "$old" '1) OR (id > 0' ''
is "$(printf '%s\n' "$out" | sed 's/ .*//' | sort | tr '\n' ' ')" "#$done_one $done_one " \
    'of many the closed ones are reported, as they were written in the question'
like "$out" "^$done_one $(date -u +%F)T[0-9:]*Z\$" 'each with its time'
set_status "$new" rejected
closed "$old" "$new"
is "$(printf '%s\n' "$out" | sed 's/ .*//' | sort -n | tr '\n' ' ')" "$old $new " \
    'with one that is rejected all that was merged into it'
# shellcheck disable=SC2046 # words are wanted
closed $(seq 100000 100250) "$done_one"
is "$status ${out%% *}" "0 $done_one" 'many do not matter'
closed
is "$status $out" '0 ' 'nor does an empty list'

# --- Whose PC it is

lookup rt $uuid1
is "$status $err" '0 ' 'an asset is found by its UUID'
is "$(printf '%s\n' "$out" | sort)" "$(printf '%s\n' asset=1 'location=B 2.14' 'owner=Eva Müller' serial=SN160001)" \
    'with all that is known'
lookup rt 1600fe5a-dec0-114a-8bad-000000000001
is "$(told asset)" 1 'also in the other order of its bytes'
lookup rt $uuid1 SN160002
is "$(told serial)" SN160001 'the UUID goes before the serial number'
lookup rt 5afe0016-c0de-4a11-8bad-000000000009 SN160002
is "$(told serial)" SN160002 'which counts where nobody has the UUID'
lookup rt '' TWIN
is "$status $out" '0 ' 'if two match, neither is reported'
like "$err" '^assets 3, 4: which is it' 'but a message says that there are two'
for serial in "' OR Name LIKE '%" "x\\' OR Name LIKE '%" '%' '*' '&page=2'; do
    lookup rt '' "$serial"
    is "$status $out$err" '0 ' "a serial number that would be a query finds nobody: $serial"
done

# --- Settings, rights, and an RT that is not there

put rt.curl 'header = "Authorization: token 1-2-00000000000000000000000000000000"'
facts ticket "$open" verified
is "$status" 75 'with a token that RT does not know it exits with "try again"'
like "$err" 'does not know the token in .*/rt.curl' 'and says so'
unlike "$err" 0000000 'without the token'
stop "$rt"
put rt.curl "header = \"Authorization: token $(cat "$rt_dir/token")\""
for event in ticket ticket-check lookup; do
    facts $event "$open" verified
    is "$status $out" '75 ' "$event: without RT it exits with \"try again\""
done
closed "$open"
is "$status $out" '75 ' 'closed: the same'
rm "$CREDENTIALS_DIRECTORY/rt.url"
check_ticket rt "$open"
is "$status $out" '78 ' 'without settings it says so'
like "$err" 'there is no /etc/fcfh/rt.url' 'and which are missing'

finish
