#!/bin/sh
# From a new machine with AMT 18 to the verified caller: fcfh-config subscribes to its events, it
# posts its call with digest over TLS, and the queue shows it. Only the machine is a stand-in.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
pc=$net.11
cd "$scratch" || exit 1

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=CA \
    -addext "subjectAltName = IP:$at, IP:$pc" -keyout listener.key -out listener.pem 2>openssl.log
chmod 600 listener.key
mkdir bin
mkdir -m 750 clients
cp "$build/fcfh-listener" "$build/fcfh-identify" bin
listener_conf "collector.event-url=https://$at:$events_port/amt" \
    "listener.certificate=$scratch/listener.pem" "listener.key=$scratch/listener.key" \
    "amt.ca-file=$scratch/listener.pem"
start_listener
(umask 077 && echo Adm1n-Canary >admin-password)
"$build/standin" --admin admin --admin-password-file admin-password --amt-version 18.0.5.2098 \
    --tls listener.pem listener.key --events-ca listener.pem --log standin.log --state standin.state "$pc" >standin.out 2>&1 &
standin=$!
wait_for 10 'grep -qs ^ready standin.out' || not_ok 'the stand-in starts' "$(cat standin.out)"
config() { run timeout 60 "$build/fcfh-config" -c "$conf" --password-file admin-password "$@"; }

config "$pc" admin
is "$status" 0 'fcfh-config sets it up'
like "$out" "^events: +changed: WS-Events go to https://$at:$events_port/amt" 'for WS-Events'
is "$(grep -c ' 16992 \|:16992 ' standin.log)" 0 'and nothing was sent without TLS'
like "$(cat standin.state)" "events https://.* user=$event_user reference=UUID:$uuid1,HostName:pc0001" \
    'with its UUID and its name'
calls() { value "$queue/$uuid1.xml" calls; }
kill -USR1 $standin
eventually 'it calls: the client is in the queue, and verified by the key that fcfh-config saw' '[ "$(state $uuid1)" = verified ]'
is "$(entries) $(calls) $(value "$queue/$uuid1.xml" source)" '1 1 ws-event' 'once, from a WS-Event'
is "$(value "$queue/$uuid1.xml" address)" "$pc" 'from its address'
eventually 'its name is known' '[ "$(value "$queue/$uuid1.xml" hostname)" = pc0001 ]'
check 'the entry is valid' valid "$queue/$uuid1.xml"
run "$build/fcfh-queue" -c "$conf" show "$uuid1" --json
like "$(printf '%s' "$out" | jq -c '[.state, .source, .events[].name]')" \
    '^\["verified","ws-event",.*Fast Call for Help' 'fcfh-queue shows it'
eventually 'AMT was answered' 'grep -q " 200 1 Event iAMT0036" standin.log'
is "$(grep -c ' Event iAMT0036' standin.log)" 1 'and had to send the call only once'
kill -USR1 $standin
eventually 'it calls again: counted' '[ "$(calls)" = 2 ]'

config --remove "$pc" admin
is "$status" 0 '--remove takes it away'
unlike "$(cat standin.state)" 'events|FCFH' 'nothing is left in the machine'

# --- A machine whose name is not legible can call all the same

pc=$net.12
uuid2=5afe0016-c0de-4a11-8bad-000000000002
"$build/standin" --admin admin --admin-password-file admin-password --amt-version 18.0.5.2098 \
    --tls listener.pem listener.key --events-ca listener.pem --uuid $uuid2 --serial SN-2 \
    --host "$(printf 'till\377\033')" --front '\xEF\xBB\xBF\x0A' "$pc" >standin-2.out 2>&1 &
odd=$!
wait_for 10 'grep -qs ^ready standin-2.out' || not_ok 'the stand-in starts' "$(cat standin-2.out)"
config --accept-key "$pc" admin
is "$status" 0 'fcfh-config sets it up'
kill -USR1 $odd
eventually 'its call is in the queue' '[ "$(value "$queue/$uuid2.xml" calls)" = 1 ]'
r=$(printf '\357\277\275')
eventually 'with as much of its name as can be read' '[ "$(value "$queue/$uuid2.xml" hostname)" = "till$r$r" ]'
is "$(value "$queue/$uuid2.xml" fqdn)" '' 'and no full name is made of it'
check 'the entry is valid' valid "$queue/$uuid2.xml"
stop $odd

unlike "$(cat "$scratch/listener-err" standin.log standin.state "$queue"/*.xml)" \
    "Adm1n-Canary|$password|$event_password" 'no password was written to any file'
stop $standin
stop "$listener"
finish
