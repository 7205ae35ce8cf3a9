#!/bin/sh
# fcfh-hooks: what hooks are told, what they are asked, and what happens to their answers.
# shellcheck source=tests/lib.sh source=tests/hooks.sh disable=SC1091,SC2010,SC2012,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
write_conf "hooks.directory=$hooks"
a1=$net.31 a2=$net.32 a3=$net.33

# --- What was there before the hook

run "$build/fcfh-hooks" -c "$conf" --once
exit_is 0 'without hooks and without clients it has nothing to do'
call "$a1" $pc1
hook desk
once
exit_is 0 '--once'
is "$(told desk $uuid1)" '' 'a new hook gets no events for the clients that are in the queue'
is "$(lookups_of desk $uuid1)" lookup 'but it is asked about them'
once
is "$(cat "$scratch/desk.log")" "lookup $uuid1" 'and only once'
touch -d '1 sec' "$queue/told/desk/$uuid1.lookup"
once
is "$(cat "$scratch/desk.log")" "lookup $uuid1" 'even if the time of files is a moment ahead'

# --- What happens

hook desk '
case $1 in
    call) cat >'"$scratch/call.json"'; env >'"$scratch/call.env"'; pwd >'"$scratch/call.pwd"'
        ps -o sid= -p $$ | tr -d " " >'"$scratch/call.session"'; readlink /proc/$$/fd/0 >'"$scratch/call.stdin"';;
    lookup) echo "owner=Anna Berg"; echo phone=4711; echo "serial= x "; echo nonsense;;
    ticket-check) case $FCFH_TICKET in
        4711) echo status=open; echo "title=PC will not boot"; echo requestor=Carla;;
        *) echo status=unknown;; esac;;
    closed) grep -x 4711 '"$scratch/closed"' | sed "s/\$/ $(date -u -d "+2 sec" +%FT%TZ)/";;
esac'
: >"$scratch/closed"
start_hooks
eventually 'it runs' '[ -n "$(ls "$queue/told" 2>/dev/null)" ] && grep -q "^lookup\|." "$scratch/desk.log"'
call "$a2" $pc2
eventually 'a call is an event for the hook' '[ "$(told desk $uuid2)" = call ]'
eventually 'and the hook is asked about the client' '[ "$(lookups_of desk $uuid2)" = lookup ]'
q show --json $uuid2
is "$(jq -cS 'del(.events, .inventory)' "$scratch/call.json")" \
    "$(printf '%s\n' "$out" | jq -cS 'del(.events, .inventory)')" 'with what show --json prints'
like "$(cat "$scratch/call.stdin")" '^/memfd:' 'on standard input, which is a file and not a pipe'
is "$(cat "$scratch/call.pwd")" / 'in the directory /'
is "$(sed 's/=.*//' "$scratch/call.env" | grep -vx 'PWD\|_\|OLDPWD\|SHLVL' | sort | paste -sd' ')" \
    'FCFH_ADDRESS FCFH_EVENT FCFH_ID FCFH_OLD_ID FCFH_SERIAL FCFH_STATE FCFH_TICKET FCFH_TICKET_BY FCFH_UUID FCFH_WAS_ADDRESS FCFH_WHY HOME LC_ALL PATH' \
    'with this environment'
like "$(grep '^FCFH_\|^HOME' "$scratch/call.env" | sort | paste -sd' ')" \
    "^FCFH_ADDRESS=$a2 FCFH_EVENT=call FCFH_ID=$uuid2 .* FCFH_UUID=$uuid2 .* HOME=/\$" 'and these values'
eventually 'the inventory is in the entry' 'grep -q "<inventory.*Anna Berg" "$queue/$uuid2.xml"'
eventually 'output that is not understood is logged' 'grep -q "^fcfh-hooks: desk: lookup $uuid2: 1 lines of its answer are not understood" "$scratch/hooks.err"'
q ticket $uuid2 4711
eventually 'a ticket' '[ "$(told desk $uuid2)" = "call,ticket ticket:4711" ]'
eventually 'it is asked for' '[ "$(lookups_of desk $uuid2)" = "lookup,ticket-check ticket:4711" ]'
eventually 'the answer is in the entry' '
    q show --json $uuid2; [ "$(printf "%s\n" "$out" | jq -r "[.ticket_status, .ticket_title] | join(\" \")")" = "open PC will not boot" ]'
is "$(lookups_of desk $uuid2)" 'lookup,ticket-check ticket:4711' 'its own answer is not an event for it'
q clear $uuid2
eventually 'the ticket goes' '[ "$(told desk $uuid2)" = "call,ticket ticket:4711,clear ticket:4711" ]'
call "$a2" $pc2
eventually 'it calls again' 'told desk $uuid2 | grep -q ",call\$"'
call "$a3" $pc2
eventually 'from another address' 'told desk $uuid2 | grep -q ",moved was:$a2,call\$"'
eventually 'where its name may be another one' '[ "$(lookups_of desk $uuid2 | tr , "\n" | grep -c lookup)" = 2 ]'
q delete $uuid2
eventually 'it is deleted' 'told desk $uuid2 | grep -q ",gone why:deleted\$"'
eventually 'and forgotten' '! ls "$queue/told/desk" | grep -q $uuid2'

# --- A client by its address gets its UUID

call "$a2" ffffffffffffffffffffffffffffffff
eventually 'a client without a UUID' '[ "$(told desk "$a2")" = call ]'
start_standin --uuid $uuid3 "$a2"
identify
eventually 'the event has the old name' '[ "$(told desk $uuid3)" = "renamed old:$a2,identified" ]'
is "$(told desk "$a2")" call 'and does not say that the client has left'
check 'its copy has moved along' [ ! -e "$queue/told/desk/$a2.xml" ]

# --- Closed in the ticket system

q ticket $uuid3 4711
eventually 'its ticket' 'told desk $uuid3 | grep -q "ticket:4711\$"'
stop_hooks
exit_is 0 'the ticket was stored' # the last run was that of fcfh-queue
is "$code" 0 'and ends with 0'
echo 4711 >"$scratch/closed"
once
is "$(told desk $uuid3 | sed 's/.*,//')" 'gone ticket:4711 why:closed' 'a client whose ticket is closed leaves'
is "$(ls "$queue/archive" | grep -c "$uuid3.*closed")" 1 'and is in archive/'
q close 4711
: >"$scratch/closed"

# --- A client that has been away

q restore $uuid3
q ticket $uuid1 INC-1
call "$a1" $pc1
q confirm $uuid1
once
is "$(told desk $uuid1)" 'identified,call ticket:INC-1,ticket ticket:INC-1' 'missed events are sent later, in order'
like "$(told desk $uuid3)" ',gone ticket:4711 why:closed,call ticket:4711,ticket ticket:4711$' 'a client that comes back from archive/ is an event "call"'
q delete $uuid3
q restore $uuid3
sed -i 's|<first_call>.*</first_call>|<first_call>'"$(date -u -d '+1 sec' +%FT%TZ)"'</first_call>|' "$queue/$uuid3.xml"
once
like "$(told desk $uuid3)" ',gone ticket:4711 why:deleted,call ticket:4711,ticket ticket:4711$' 'it has left and come back in the meantime'
mv "$hooks/desk" "$scratch/desk"
call "$a1" $pc1
once
hook late
once
is "$(told late $uuid1)" '' 'another hook is new'
mv "$scratch/desk" "$hooks/desk"
once
like "$(told desk $uuid1)" ',ticket ticket:INC-1,call ticket:INC-1$' 'a hook that was away has missed no event'

# --- A hook is told about all clients

run timeout 60 "$build/fcfh-hooks" -c "$conf" --tell-all late
exit_is 0 '--tell-all'
is "$(told late $uuid1)" 'call ticket:INC-1,ticket ticket:INC-1' 'it gets an event for each client'
lines=$(wc -l <"$scratch/late.log")
start_hooks
eventually 'one fcfh-hooks runs' 'once; [ "$status" = 75 ]'
run timeout 60 "$build/fcfh-hooks" -c "$conf" --tell-all late
exit_is 0 '--tell-all while another fcfh-hooks runs'
like "$out" 'that is running tells late' 'the running one carries it out'
eventually 'the events are sent' '[ "$(told late $uuid1)" = "call ticket:INC-1,ticket ticket:INC-1,call ticket:INC-1,ticket ticket:INC-1" ]'
hook fresh
eventually 'a new hook is noticed at once' '[ "$(lookups_of fresh $uuid1 | tr , "\n" | sort | paste -sd,)" = "lookup ticket:INC-1,ticket-check ticket:INC-1" ]'
is "$(told fresh $uuid1)" '' 'and gets no events for the clients that are in the queue'
: >"$scratch/fresh.log"
q clear $uuid1
eventually 'but for what happens from then on' '[ "$(told fresh $uuid1)" = "clear ticket:INC-1" ]'
stop_hooks
must_fail 64 '--tell-all without such a hook' "$build/fcfh-hooks" -c "$conf" --tell-all nobody
must_fail 64 '--once with --tell-all' "$build/fcfh-hooks" -c "$conf" --once --tell-all late
must_fail 64 'arguments' "$build/fcfh-hooks" -c "$conf" late
check 'all files that it has written are valid entries' valid "$queue"/told/*/*.xml

finish
