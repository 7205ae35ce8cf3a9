#!/bin/sh
# fcfh-identify and the register: who is asked at all, what proves who answers, what happens when a
# machine shows something else, and when the clients that a change concerns are asked again.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
pc=$net.21
file=$queue/$uuid1.xml
no_guid=ffffffffffffffffffffffffffffffff
uuid2=5afe0016-c0de-4a11-8bad-000000000002
cd "$scratch" || exit 1
make_key pc
make_key new
result() { echo "$status $(state $uuid1)"; }
proof() { value "$file" proof; }
anew() { # STANDIN-OPTION...: an empty queue and register, another stand-in, a call
    stop "${standin-}"
    fresh
    rm -rf clients
    start_standin "$@" "$pc"
    call "$pc" $pc1
}
nothing_sent() { is "$(asked ' [0-9]+ 1 ')" 0 "$1: no log-in"; } # NAME
unregistered='not registered: an administrator must run fcfh-config --learn'

# --- Clients that are not in the register

write_conf amt.login=register amt.verify=off
anew
identify
is "$(result)" '1 failed' 'not in the register: failed'
is "$(reason $uuid1)" "$unregistered $pc; to ask once anyway: i" 'the reason says what to do'
is "$(asked .)" 0 'it was asked nothing'
unlike "$(cat "$file")" '<ask ' 'nor is it to be asked later'
check 'the file is valid' valid "$file"
identify
is "$(result) $(asked .)" '0 failed 0' 'another run asks nothing either'
identify $uuid1
is "$status $out" "0 $uuid1: answered" 'a person asks once all the same: answered'
is "$(proof) $(asked 'AMT_GeneralSettings')" 'none 1' 'which nothing proves'
check 'the proof for the gate is there' grep -q '<state>answered' "$queue/proved/$uuid1.xml"
: >standin.log
call "$pc" $pc1
identify
is "$(state $uuid1) $(asked .)" 'answered 0' 'with the next call it is asked nothing again'
like "$(reason $uuid1)" "^$unregistered" 'and the reason is kept beside its state'
anew --tls pc.pem pc.key
write_conf amt.login=register
identify $uuid1
is "$status $out" "0 $uuid1: answered" 'a person asks one with a certificate of its own'

# --- Clients in the register: what proves them

write_conf amt.login=register
anew --tls pc.pem pc.key
register $uuid1 '' "$(pin pc)"
identify
is "$(result) $(proof)" '0 verified key' 'its key is in the register: verified'
check 'the key is kept' grep -q -F "key=\"$(pin pc)\"" "$file"
is "$(sed -n '/CIM_Chassis/{=;q;}' standin.log)" 4 'four exchanges until it is known'
is "$(grep -c '<proof>key' "$queue/proved/$uuid1.xml")" 1 'the proof for the gate says so'
anew
register $uuid1
identify
is "$(result) $(proof)" '0 answered none' 'without TLS: answered'
is "$(sed -n '/CIM_Chassis/{=;q;}' standin.log)" 4 'four exchanges as well'
anew --tls pc.pem pc.key
register $uuid1 '' "$(pin pc)"
call "$pc" $no_guid
rm "$file"
identify
is "$(result) $(entries)" '0 verified 1' 'a call without a UUID: its key finds it in the register'
anew
register $uuid1
rm "$file"
call "$pc" $no_guid
identify
is "$(result)" '0 answered' 'a realm that one client has finds it too'
anew
register $uuid1
register $uuid2 "$(realm_of $uuid1)"
rm "$file"
call "$pc" $no_guid
identify
is "$status $(state "$pc")" '1 failed' 'a realm that two clients have finds none of them'
like "$(reason "$pc")" "^$unregistered" 'it is not registered'
nothing_sent 'a realm of two clients'
is "$(asked .)" 1 'it was only looked at'
anew
register 1600fe5a-dec0-114a-8bad-000000000001 "$(realm_of $uuid1)"
identify
is "$(state $uuid1)" answered 'the register has the UUID in the other byte order'

# --- What speaks against it

anew --tls new.pem new.key
register $uuid1 '' "$(pin pc)"
identify
is "$(result)" '1 mismatch' 'another key: mismatch'
like "$(reason $uuid1)" "another TLS key.*fcfh-config --learn --accept-key $pc" 'the reason has the command'
is "$(asked .)" 0 'not a byte of HTTP was sent'
check 'the proof for the gate says so' grep -q '<state>mismatch' "$queue/proved/$uuid1.xml"
identify $uuid1
is "$status $(state $uuid1) $(asked .)" '76 mismatch 0' 'a person does not change that'
register $uuid1 '' "$(pin new)"
identify
is "$(result) $(proof)" '0 verified key' 'the register takes the key: it is asked again, verified'
anew --realm "Digest:00000000000000000000000000000000"
register $uuid1
identify
is "$(result)" '1 mismatch' 'another realm: mismatch'
like "$(reason $uuid1)" "set up again.*--accept-key $pc" 'the reason has the command'
nothing_sent 'another realm'
anew --tls pc.pem pc.key --realm "Digest:00000000000000000000000000000000"
register $uuid1 '' "$(pin pc)"
identify
is "$(result)" '1 mismatch' 'its key with another realm: mismatch'
nothing_sent 'its key with another realm'
anew
register $uuid1 '' "$(pin pc)"
identify
is "$(result)" '1 failed' 'the register has seen TLS, there is none: failed'
is "$(asked .)" 0 'port 16992 was not asked'
anew --uuid $uuid2 --realm "$(realm_of $uuid1)"
register $uuid1
identify
is "$(result)" '1 mismatch' 'its realm, another UUID: mismatch'
like "$(reason $uuid1)" "$uuid2" 'it says which'
anew
register $uuid1
identify
stop "$standin"
start_standin --realm "Digest:00000000000000000000000000000000" "$pc"
call "$pc" $pc1
identify
is "$(result)" '1 mismatch' 'one without TLS that was set up again: mismatch'
register $uuid1 "Digest:00000000000000000000000000000000"
identify
is "$(result)" '0 answered' 'the register takes its realm: it is asked again, and answers'
stop "$standin"
start_standin --realm "$(realm_of $uuid1)" "$pc"
register $uuid1.2
call "$pc" $pc1
identify
is "$(result)" '1 mismatch' 'the realm of another machine of its UUID: mismatch'
nothing_sent 'another machine of its UUID'
write_conf amt.login=networks
anew --tls new.pem new.key
register $uuid1 '' "$(pin pc)"
identify
is "$(result) $(asked .)" '1 mismatch 0' 'login = networks: a client of the register with another key is still refused'

# --- Old TLS

write_conf amt.login=register
anew --tls pc.pem pc.key --tls-max 1.1
register $uuid1 '' "$(pin pc)"
sed -i 's/tls version="1.2"/tls version="1.1"/' clients/$uuid1.xml
identify
is "$(result)" '0 verified' 'TLS 1.1, as the register noted it, with a known key: verified'
anew --tls pc.pem pc.key --tls-max 1.1
register $uuid1 '' "$(pin pc)"
identify
is "$(state $uuid1)" failed 'TLS 1.1 where the register noted 1.2: failed'

# --- Silence, and what changes

anew --tls pc.pem pc.key
register $uuid1 '' "$(pin pc)"
identify
stop "$standin"
call "$pc" $pc1
identify
is "$(state $uuid1) $(proof)" 'verified key' 'the machine does not answer any more: its state stays'
like "$(reason $uuid1)" '^unreachable' 'the reason is kept beside it'
like "$(cat "$file")" '<ask [^>]*tries="1"' 'and it is asked again in a while'
check 'in ten seconds' [ "$(date -d "$(sed -n 's/.*<ask .*next="\([^"]*\)".*/\1/p' "$file")" +%s)" \
    -le $(($(date +%s) + 10)) ]
check 'the file is valid' valid "$file"
start_standin --tls pc.pem pc.key "$pc"
rm clients/$uuid1.xml
call "$pc" $pc1
identify
is "$(state $uuid1) $(proof)" 'answered none' 'forgotten by the register: verified no more'
is "$(asked .)" 0 'and asked nothing'
register $uuid1 '' "$(pin pc)"
identify
is "$(state $uuid1) $(proof)" 'verified key' 'learned again: asked by itself, verified'
is "$(reason $uuid1)" '' 'there is no reason any more'

# --- The service sees the register change

stop "$standin"
fresh
rm -rf clients
start_standin --tls pc.pem pc.key "$pc"
call "$pc" $pc1
"$build/fcfh-identify" -c "$conf" --watch 2>watch-err &
watch=$!
eventually 'not registered' '[ "$(state $uuid1)" = failed ]'
register $uuid1 '' "$(pin pc)"
eventually 'a record is written: asked and verified' '[ "$(state $uuid1)" = verified ]'
rm clients/$uuid1.xml
eventually 'it is gone: answered' '[ "$(state $uuid1)" = answered ]'
echo '<client' >clients/$uuid1.xml
eventually 'an incomplete record is reported by name' "grep -q 'clients: .*$uuid1' watch-err"
kill $watch
wait $watch
is $? 0 'SIGTERM: exit 0'
stop "$standin"

finish
