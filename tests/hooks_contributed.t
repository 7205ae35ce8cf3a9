#!/bin/sh
# The hooks glpi, snipe-it and zammad against a server that answers as their documentation says:
# what they ask, and what they make of it. The products themselves were not available.
# shellcheck source=tests/notices.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/notices.sh"
serve http 2580
for name in glpi snipe-it zammad; do echo "http://$at:2580/" >"$etc/$name.url"; done
echo 'header = "Authorization: user_token u1"
header = "App-Token: a1"' >"$etc/glpi.curl"
echo 'header = "Authorization: Bearer b1"' >"$etc/snipe-it.curl"
echo 'header = "Authorization: Token token=z1"' >"$etc/zammad.curl"
says() { printf '%s\n' "$@" >server/answers; }
came() { tr -d '\r' <server/came; }
echo '{"id": "x", "address": "192.0.2.7", "state": "verified", "state_time": "2026-11-26T09:00:00Z",
    "ticket_by": "anna", "ticket_time": "2026-11-26T08:00:00Z", "model": "<b>OptiPlex</b> & \u0007", "serial": "SN-7",
    "calls": 1, "last_call": "2026-11-26T07:59:00Z"}' >entry.json
hook() { # NAME EVENT [VARIABLE=VALUE]...; stdin is the hook's
    hook_name=$1 hook_event=$2
    shift 2
    : >server/came
    run env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 CREDENTIALS_DIRECTORY="$etc" "$@" "$hooks/$hook_name" "$hook_event"
}
lookup() { hook "$1" lookup FCFH_UUID="$2" FCFH_SERIAL="$3" </dev/null; } # NAME UUID SERIAL
check_ticket() { hook "$1" ticket-check FCFH_TICKET="$2" </dev/null; }    # NAME TICKET
ticket() { hook "$1" "${3-ticket}" FCFH_TICKET="$2" <entry.json; }        # NAME TICKET [EVENT]
uuid=5afe0016-c0de-4a11-8bad-000000000001

# --- GLPI

session='GET /apirest.php/initSession = 200 {"session_token": "s1"}'
ticket_is() { says "$session" "${2-GET /apirest.php/Ticket/4711/Ticket_User? = 403 [\"ERROR_RIGHT_MISSING\"]}" \
    "GET /apirest.php/Ticket/4711? = ${1}" "POST /apirest.php/Ticket/4711/ITILFollowup = 201 {\"id\": 1}"; }
ticket_is '200 {"id": 4711, "name": "PC will not boot", "status": 2, "users_id_recipient": "miller", "is_deleted": 0}'
check_ticket glpi '#4711'
is "$status $err" '0 ' 'GLPI: a ticket'
is "$out" "$(printf '%s\n' status=open 'title=PC will not boot' requestor=miller)" 'is open'
like "$(came)" '^Authorization: user_token u1$' 'with the token of the user'
is "$(came | grep -c '^Session-Token: s1$')" 3 'within a session, which is ended'
like "$(came | grep '^GET' | tail -n 1)" killSession 'at last'
ticket_is '200 {"id": 4711, "name": "PC &#38; screen &#60;dark&#62;", "status": 2, "users_id_recipient": "desk"}' \
    'GET /apirest.php/Ticket/4711/Ticket_User? = 200 [{"type": 2, "users_id": "lin"}, {"type": 1, "users_id": "O&#039;Neill Eva"}]'
check_ticket glpi 4711
is "$status $out" "0 $(printf '%s\n' status=open 'title=PC & screen <dark>' "requestor=O'Neill Eva")" \
    'who asked for help goes before who wrote it down, in plain letters'
ticket glpi 4711
is "$status $err" '0 ' 'facts are put on it'
is "$(grep '^{' server/came | jq -c '.input | [.itemtype, .items_id, .is_private]')" '["Ticket",4711,1]' 'as a private follow-up'
like "$(grep '^{' server/came | jq -r .input.content)" 'Model: &lt;b&gt;OptiPlex&lt;/b&gt; &amp;  *<br>Serial number: SN-7' 'in which no value is markup'
sed -i 's|^ZONE=.*|ZONE=Europe/Berlin|' "$(mkdir zone && cp "$hooks/glpi" zone/glpi && echo zone/glpi)"
hooks=$scratch/zone
ticket_is '200 {"id": 4711, "name": "x", "status": 5, "solvedate": "2026-07-01 12:00:00", "closedate": null}'
check_ticket glpi 4711
like "$out" '^status=closed
closed=2026-07-01T10:00:00Z' 'a solved one is closed, and its time is in the zone of the server'
hooks=$project/support_queue_db/hooks/examples
printf '%s\n' 4711 '#4711' x 0 9 >tickets
says "$session" 'GET /apirest.php/Ticket/4711? = 200 {"status": 6, "solvedate": null, "closedate": "2026-01-02 03:04:05"}' \
    'GET /apirest.php/Ticket/9? = 404 ["ERROR_ITEM_NOT_FOUND","x"]'
hook glpi closed <tickets
is "$status $(echo "$out" | sort)" "0 $(printf '%s\n' '#4711 2026-01-02T03:04:05Z' '4711 2026-01-02T03:04:05Z' | sort)" \
    'of many, those that are closed'
check_ticket glpi 9
is "$status $out" '0 status=unknown' 'one that is not there'
ticket glpi 9
is "$status" 0 'gets no facts'
like "$err" 'no ticket 9' 'which is reported'
check_ticket glpi 'INC 1'
is "$status $out $(came)" '0 status=unknown ' 'a ticket that is not a number is not looked up'
says "$session" 'GET /apirest.php/Computer/?searchText[uuid]= = 200 [{"id": 3, "name": "NB-1", "uuid": "5AFE0016-C0DE-4A11-8BAD-000000000001", "serial": "SN-7", "users_id": "miller", "contact": "x", "locations_id": "B &gt; 2\n.14", "contact_num": null, "is_deleted": 0}]' \
    'GET /apirest.php/Computer/? = 200 [{"id": 4, "serial": "SN-77"}, {"id": 5, "serial": "sn-8", "name": "&nbsp;"}, {"id": 6, "serial": "SN-9"}, {"id": 7, "serial": "SN-9"}]'
lookup glpi $uuid SN-7
is "$status $err|$out" "0 |$(printf '%s\n' asset=NB-1 serial=SN-7 'location=B > 2 .14' owner=miller)" 'a computer by its UUID'
lookup glpi '' SN-8
is "$out" serial=sn-8 'one by its serial number, and not by a part of one'
lookup glpi '' SN-9
is "$status $out" '0 ' 'if two match, neither is reported'
like "$err" 'computers 6, 7' 'but a message says that there are two'
lookup glpi '' 'a&x=1 #'
like "$(came)" 'searchText\[serial\]=%5[eE]a%26x%3[dD]1(\+|%20)%23%24&' 'a serial number cannot change the query'
for code in 401:75 500:75 400:75; do
    says "GET /apirest.php/initSession = ${code%:*} [\"ERROR\"]"
    check_ticket glpi 4711
    is "$status $out" "${code#*:} " "no log-in: GLPI says ${code%:*}"
done
says "$session" 'GET /apirest.php/Ticket/4711? = 200 <html>'
check_ticket glpi 4711
is "$status" 75 'an answer that is not JSON is an error'

# --- Snipe-IT

says 'GET /api/v1/hardware/byserial/SN-7 = 200 {"total": 1, "rows": [{"asset_tag": "A-1", "serial": "sn-7", "assigned_to": {"name": "Eva O&#039;M\u00fcller", "type": "user"}, "location": {"name": "B 2.14"}}]}' \
    'GET /api/v1/hardware/byserial/SN-8 = 200 {"status": "error", "messages": "Asset does not exist.", "payload": null}' \
    'GET /api/v1/hardware/byserial/SN-9 = 200 {"rows": [{"asset_tag": "1", "serial": "SN-9"}, {"asset_tag": "2", "serial": "SN-9"}]}' \
    'GET /api/v1/hardware/byserial/A%26B = 200 {"rows": [{"asset_tag": "1", "serial": "A&amp;B", "deleted_at": {"datetime": "2026"}}, {"asset_tag": "2", "serial": "A&amp;B", "deleted_at": null}]}' \
    'GET /api/v1/hardware/byserial/SN-6 = 200 {"rows": [{"asset_tag": "A-6", "serial": "SN-6", "assigned_to": {"name": "Cellar", "type": "location"}, "location": null}]}' \
    'GET /api/v1/hardware/byserial/SN-5 = 429 {}' 'GET /api/v1/hardware/byserial/SN-4 = 401 {}' 'GET /api/v1/hardware/byserial/SN-3 = 200 <html>'
lookup snipe-it $uuid SN-7
is "$status $err|$out" "0 |$(printf '%s\n' asset=A-1 serial=sn-7 "owner=Eva O'Müller" 'location=B 2.14')" 'Snipe-IT: an asset by its serial number'
like "$(came)" '^Authorization: Bearer b1$' 'with the token'
lookup snipe-it $uuid SN-6
is "$out" "$(printf '%s\n' asset=A-6 serial=SN-6 location=Cellar)" 'an asset that is checked out to a location has no owner'
lookup snipe-it $uuid SN-8
is "$status $out$err" '0 ' 'one that is not there'
lookup snipe-it $uuid SN-9
is "$status $out" '0 ' 'if two match, neither is reported'
lookup snipe-it $uuid 'A&B'
is "$out" "$(printf '%s\n' asset=2 'serial=A&B')" 'one with a letter of HTML in it, and not the one that was deleted'
for code in SN-5:75 SN-4:75 SN-3:75; do
    lookup snipe-it $uuid "${code%:*}"
    is "$status $out" "${code#*:} " "${code%:*}: to be asked again"
done
lookup snipe-it $uuid '../users/1?x=#'
like "$(came | head -n 1)" '^GET /api/v1/hardware/byserial/\.\.%2Fusers%2F1%3Fx%3D%23 ' 'a slash in a serial number does not change the path'
lookup snipe-it $uuid ..
is "$status $(came)" '0 ' 'nor do two dots'
lookup snipe-it $uuid ''
is "$status $(came)" '0 ' 'and without a serial number nothing is asked'

# --- Zammad

found() { says "GET /api/v1/tickets/search?condition[ticket.number][operator]=is&condition[ticket.number][value][]=$1& = 200 $2" 'POST /api/v1/ticket_articles = 201 {"id": 1}'; }
found 67001 '[{"id": 12, "number": "67001", "title": "PC will not boot", "state": "open", "customer": "eva@corp.example"}, {"id": 13, "number": "670012"}]'
check_ticket zammad '#67001'
is "$status $err" '0 ' 'Zammad: a ticket'
is "$out" "$(printf '%s\n' status=open 'title=PC will not boot' requestor=eva@corp.example)" 'is open'
like "$(came)" '^Authorization: Token token=z1$' 'with the token'
ticket zammad 67001
is "$status $err" '0 ' 'facts are put on it'
is "$(grep '^{' server/came | jq -c '[.ticket_id, .content_type, .sender, .internal]')" '[12,"text/plain","Agent",true]' 'as an internal note, by its id'
like "$(grep '^{' server/came | jq -r .body)" 'Model: <b>OptiPlex</b> & ' 'as plain text'
unlike "$(grep '^{' server/came | jq -r .body)" ': *$' 'without what is not known'
found 67001 '[{"id": 12, "number": "67001", "title": "x", "state": "closed", "close_at": "2026-01-02T03:04:05.000Z", "last_close_at": "2026-02-02T03:04:05.123Z"}]'
check_ticket zammad 67001
like "$out" '^status=closed
closed=2026-02-02T03:04:05Z' 'a closed one, and when it was closed last'
printf '%s\n' 67001 x '#67001' >tickets
says 'GET /api/v1/tickets/search? = 200 [{"number": "67001", "state": "closed", "close_at": "2026-02-02T03:04:05Z"}, {"number": "8", "state": "closed", "close_at": "2026-02-02T03:04:05Z"}]'
hook zammad closed <tickets
is "$status $out" "0 $(printf '%s\n' '#67001 2026-02-02T03:04:05Z' '67001 2026-02-02T03:04:05Z')" 'of many, those that are closed'
seq 1 101 >tickets
hook zammad closed <tickets
is "$status $out $(came | grep -c '^GET')" '0 8 2026-02-02T03:04:05Z 3' 'a hundred and one tickets take three requests'
hook zammad closed </dev/null
is "$status $out$(came)" '0 ' 'and no ticket takes none'
found 67001 '[]'
check_ticket zammad 67001
is "$status $out" '0 status=unknown' 'one that is not there'
ticket zammad 67001
is "$status" 0 'gets no facts'
for code in 401:75 429:75 502:75 422:1; do
    says "GET /api/v1/tickets/search = ${code%:*} {}"
    check_ticket zammad 67001
    is "$status $out" "${code#*:} " "Zammad says ${code%:*}"
done
says 'GET /api/v1/tickets/search = 200 {"error": "x"}'
check_ticket zammad 67001
is "$status" 75 'an answer that is not from Zammad is an error'

# --- All of them

for name in glpi snipe-it zammad; do
    hook $name gone FCFH_TICKET=4711 </dev/null
    is "$status $out$err$(came)" '0 ' "$name: other events are ignored"
done
for name in glpi:ticket-check snipe-it:lookup zammad:ticket-check; do
    chmod 604 "$etc/${name%:*}.curl"
    hook "${name%:*}" "${name#*:}" FCFH_SERIAL=SN-7 FCFH_TICKET=4711 <entry.json
    is "$status $out$(came)" '78 ' "${name%:*}: a token that everybody may read is not used"
    like "$err" "everybody may read it.*chmod 400 $etc/${name%:*}.curl" 'the message says so, and what to do'
    chmod 600 "$etc/${name%:*}.curl"
done
stop "$server"
check_ticket glpi 4711
is "$status" 75 'GLPI is not there'
check_ticket zammad 4711
is "$status" 75 'Zammad is not there'
lookup snipe-it $uuid SN-7
is "$status" 75 'Snipe-IT is not there'
rm "$etc"/*.url
for name in glpi:ticket snipe-it:lookup zammad:ticket; do
    hook "${name%:*}" "${name#*:}" FCFH_SERIAL=x FCFH_TICKET=1 <entry.json
    is "$status" 78 "${name%:*}: without settings"
    like "$err" "no /etc/fcfh/${name%:*}.url, " 'it says what is missing'
done

finish
