#!/bin/sh
# Somebody in between, who calls in a client's name and relays everything to the real AMT: how much
# of a log-in he gets. And somebody who prevents every connection with TLS.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attacks.sh
. "$(dirname "$0")/attacks.sh"
no_guid=ffffffffffffffffffffffffffffffff
start_standin --tls pc.pem pc.key --plain-too "$pc"
admin=Standin-Adm1n
(umask 077 && echo $admin >"$scratch/admin")

# --- A client that the register knows with its key

write_conf amt.login=register "$tool"
register $uuid1 '' "$(pin pc)" SN160001
between() { # OPTION-OR-ADDRESS...: calls from there, with and without the client's UUID
    forge "$@"
    for guid in $pc1 $no_guid; do
        fresh
        call "$forger" "$guid"
        identify
        id=$uuid1
        [ "$guid" = $pc1 ] || id=$forger
        is "$(log_ins)" 0 "no log-in over ${1#--}, called with ${guid%????????????????????????}..."
        no_tool "$id" "called with ${guid%????????????????????????}..."
        ask_once "$id"
        is "$(log_ins)" 0 'nor where a person asks'
        unlike "$(cat "$queue"/*.xml)" '>(verified|answered)</state>' 'and nothing is verified'
    done
}
between --tls forger.pem forger.key --relay-to "https://$pc:16993" "$forger"
between --tls forger.pem forger.key --plain-too --relay-to "http://$pc:16992" "$forger"
between --relay-to "http://$pc:16992" "$forger:16992"
between --relay-to "https://$pc:16993" "$forger:16992"

# The same key at the far end says nothing about who is in between.
fresh
call "$pc" $pc1
identify
is "$(shown_client $uuid1)" "verified $pc no ticket" 'the client itself is verified'
forge --relay-to "http://$pc:16993" "$forger:16993"
call "$forger" $pc1
identify
is "$(shown_client $uuid1)" "verified $pc no ticket" \
    'a relay that passes on every byte does not move the client, which still answers at its own address'
is "$(grep -c . standin.log)" "$(grep -c "$pc:1699" standin.log)" 'every request went to the real machine'
like "$(json $uuid1 '.events[].detail' 2>&1)" "$pc.*$forger|$forger.*$pc" 'an event names both addresses'

# --- A client without TLS

rm -rf clients
stop "$standin"
start_standin "$pc"
forge --relay-to "http://$pc:16992" "$forger:16992"
fresh
call "$forger" $pc1
identify
is "$(log_ins)" 0 'not registered: no log-in'
ask_once $uuid1
one=$(log_ins)
check "if a person asks there is one log-in, in $one requests" [ "$one" -ge 1 -a "$one" -le 14 ]
is "$(state $uuid1)" answered 'it has answered'
no_tool $uuid1 'it has answered'
for _ in 1 2 3 4 5; do
    call "$forger" $pc1
    identify
done
is "$(log_ins)" "$one" 'further calls bring no further log-in'

# A person asks AMT at the address that he saw. Before that request is handled, another may call in
# its name.
fresh
write_conf amt.login=register amt.parallel=1 "$tool"
start_away() {
    real=$standin
    launch_standin away --password-file "$scratch/forger-password" --fault silent "$1"
    away=$standin standin=$real
}
start_away "$net.70"
forge --any-password "$forger"
call "$net.70" $pc1
identify
is "$(state $uuid1)" failed 'the client is not in the register'
call "$net.70" $no_guid
"$build/fcfh-identify" -c "$conf" --watch 2>watch-err &
watch=$!
wait_for 10 'tcp_is_connected "$net.70" 16992'
"$build/fcfh-queue" -c "$conf" identify $uuid1 >/dev/null 2>&1 &
asking=$!
wait_for 10 '[ -d "$queue/ask" ] && [ ! -e "$queue/ask/$uuid1" ]' # it was put there, and taken
call "$forger" $pc1
stop "$away"
eventually 'the client is looked at where the alert says that it is' \
    '[ "$(state $uuid1)" = failed ] && [ "$(value "$file" address)" = "$forger" ]'
is "$(log_ins)" 0 'nobody had asked for that address: no log-in'
kill $watch $asking 2>/dev/null
wait $watch $asking

# --- Nobody gets through to the port with TLS

(umask 077 && echo $admin >"$scratch/admin")
write_conf amt.login=register "$tool" amt.timeout=2s collector.address=127.0.0.1
register $uuid1 '' "$(pin pc)" SN160001
forge --any-password --swallow "$forger:16993" "$forger:16992"
fresh
call "$forger" $pc1
identify
ask_once $uuid1
is "$(state $uuid1) $(requests)" 'failed 0' 'TLS was seen: port 16992 is not even tried'
rm -rf clients
run timeout 60 "$build/fcfh-config" -c "$conf" --password-file "$scratch/admin" "$forger" admin \
    </dev/null
is "$(log_ins)" 0 'no administrator logs in without TLS'
unlike "$status" '^0$' 'fcfh-config ends in failure'
like "$out$err" '--plain' 'and says which option would do it'

finish
