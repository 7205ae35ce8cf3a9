#!/bin/sh
# Forged calls, and something at their address that is no AMT: it does not ask for a log-in, accepts
# any, or asks for one in a way that AMT never does. None of it is verified, no tool runs there, and
# nothing that it gets of the password helps it.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attacks.sh
. "$(dirname "$0")/attacks.sh"
no_guid=ffffffffffffffffffffffffffffffff

# --- One that answers as the client would, and asks for no log-in

for login in register networks; do
    write_conf amt.login=$login "$tool"
    fresh
    rm -rf clients
    forge --fault no-login --serial SN160001 "$forger"
    call "$forger" $pc1
    identify
    unlike "$(state $uuid1)" '^(verified|answered)$' "$login: no log-in asked for, nothing proved"
    like "$(state $uuid1) $(value "$file" serial)" '^failed $' 'nothing that it said was stored'
    no_tool $uuid1 "$login, no log-in asked for"
    ask_once $uuid1
    is "$(state $uuid1)" failed 'nor does it help to ask once more'
    like "$(reason $uuid1)" '^not AMT' 'the reason says that it is not AMT'
done
write_conf amt.login=register "$tool"
for known in '' "$(pin pc)"; do
    fresh
    register $uuid1 '' "$known" SN160001
    forge --fault no-login --serial SN160001 "$forger"
    call "$forger" $pc1
    identify
    unlike "$(state $uuid1)" '^(verified|answered)$' \
        "a client of the register${known:+ with a key}: no log-in asked for, nothing proved"
    no_tool $uuid1 'a client of the register'
done

# --- One that takes any password

write_conf amt.login=register "$tool"
fresh
rm -rf clients
forge --any-password --serial SN160001 "$forger"
call "$forger" $pc1
identify
is "$(state $uuid1) $(requests)" 'failed 0' 'a client that is not registered is not even asked'
like "$(reason $uuid1)" 'not registered.*fcfh-config --learn' 'and the reason says what an administrator can do'
call "$forger" $no_guid
identify
is "$(log_ins)" 0 'without a UUID there is no log-in either'
rm -f "$queue/$forger.xml"
ask_once $uuid1
is "$(state $uuid1)" answered 'asked by a person it is "answered", which proves nothing'
no_tool $uuid1 'it took the password'
write_conf amt.login=networks "$tool"
fresh
call "$forger" $pc1
identify
is "$(state $uuid1)" answered 'login = networks: it is "answered" and not verified'
no_tool $uuid1 'login = networks'
write_conf amt.login=register "$tool"
fresh
register $uuid1 '' "$(pin pc)" SN160001
: >forger.log
call "$forger" $pc1
identify
ask_once $uuid1
is "$(log_ins)" 0 'if the register has a key, there is no log-in to a machine without TLS'
is "$(state $uuid1)" failed 'and it is not tried without TLS'
forge --any-password --tls forger.pem forger.key --plain-too --serial SN160001 "$forger"
ask_once $uuid1
is "$(log_ins) $(state $uuid1)" '0 mismatch' 'nor at one that shows another key'
no_tool $uuid1 'another key'
register $uuid1 Digest:00000000000000000000000000000000 '' SN160001
forge --any-password --serial SN160001 "$forger"
fresh
call "$forger" $pc1
identify
is "$(log_ins) $(state $uuid1)" '0 mismatch' 'nor at one with another realm than the register has'

# --- One that asks for a log-in in a way that AMT never does

rm -rf clients
hex=0123456789ABCDEF0123456789ABCDEF
for login in register networks; do
    write_conf amt.login=$login "$tool"
    while IFS= read -r challenge; do
        fresh
        [ -z "${standin-}" ] || stop "$standin"
        start_standin --any-password --keep-401 --challenge "$challenge" "$pc"
        forge --relay-to "http://$pc:16992" "$forger:16992"
        call "$forger" $pc1
        identify
        ask_once $uuid1
        is "$(log_ins) $(state $uuid1)" '0 failed' "$login: no answer to $challenge"
    done <<END
Digest realm="X", nonce="00000000"
Digest realm="Digest:AAAA", nonce="%n", qop="auth"
Digest realm="Digest:$hex", nonce="%n"
Digest realm="Digest:$hex", nonce="%n", qop="auth-int"
Digest realm="Digest:$hex", nonce="%n", algorithm=MD5-sess, qop="auth"
Digest realm="Digest:$hex", nonce="%n", algorithm=SHA-256, qop="auth"
Digest realm="Digest:$hex\\"", nonce="%n", qop="auth"
Basic realm="Digest:$hex"
Negotiate
END
done

finish
