#!/bin/sh
# fcfh-config when no AMT answers, or answers slowly, or something else answers, and when its own
# settings are wrong: the right exit status, and a message that says what to do.
# shellcheck source=tests/config.sh source=tests/names.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
. "$(dirname "$0")/names.sh"
pc=$net.64
setting

shows_no_control() { # NAME
    if shows_control; then not_ok "$1"; else ok "$1"; fi
}

# --- Logging in

start_amt
(umask 077 && echo Wrong-pass1 >"$scratch/wrong")
config --password-file "$scratch/wrong" "$pc" admin
failed 'a wrong password' 77 machine "user 'admin' or the password is refused.*locked.*once"
is "$(asked .)" 2 'it was sent once: AMT locks accounts'
: >"$scratch/standin.log"
config --password-file "$scratch/admin" "$pc" nobody
failed 'a wrong user' 77 machine "user 'nobody'"
is "$(asked .)" 2 'this log-in was sent only once, too'
configure
: >"$scratch/standin.log"
config --password-file "$scratch/password" "$pc" FCFH
failed 'a user who is no administrator' 77 machine "'FCFH' may not do this.*administrator"
# A file that comes from Windows, and standard input, under either name.
for how in "--password-file -|$pc admin" "|$pc admin -" "--password-file $scratch/bom|$pc admin"; do
    start_amt
    printf '\357\273\277%s\r\n' "$admin" >"$scratch/bom"
    chmod 600 "$scratch/bom"
    # shellcheck disable=SC2086 # words are wanted
    run timeout 60 "$build/fcfh-config" -c "$conf" ${how%|*} ${how#*|} <"$scratch/bom"
    exit_is 0 "the password: $how"
done
config --hosts - --password-file - admin
is "$status $out" '64 ' 'standard input for hosts and password: exit 64'
fails 'a nonce that is always stale' 77 machine 'refused' --always-stale
check 'at most two attempts' [ "$(asked .)" -le 3 ]
for how in '--nonce-uses 1' '--nonce-uses 1 --stale-true' '--nonce-uses 3' '--qop auth-int,auth' \
    '--keep-401' '--pull-items 1' '--delay 40' '--server none'; do
    # shellcheck disable=SC2086 # options are words
    start_amt $how
    configure
    is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; changed: account, interfaces, pet, register" "$how"
    is "$(asked concurrent)" 0 "$how: one request at a time"
done
start_amt --fault busy-once
configure
is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; changed: account, interfaces, pet, register" 'busy once for each class'

# --- What answers is not AMT

for fault in reset close; do
    fails $fault 69 machine 'nothing answers' --fault $fault
done
for fault in html teapot redirect no-realm endless-headers gigabyte bomb xxe attributes deep notxml \
    wrong-root; do
    fails $fault 76 machine 'what answers there is not Intel AMT' --fault $fault \
        --redirect-to "http://$net.99:16992/wsman"
done
is "$(asked followed)" 0 'a redirection is not followed'
unlike "$out$err" root: 'no file of ours gets into a message'
fails truncated 69 machine 'broke off the connection' --fault truncated
fails basic 76 machine 'not Intel AMT.*digest' --fault basic
is "$(asked ' [0-9]+ 1 ')" 0 'where only Basic is offered, no log-in is sent'
fails half-digest 76 machine 'not Intel AMT' --fault half-digest
# A machine that accepts everything and asks for no log-in gets nothing, whatever it would say.
for fcfh in '' --remove; do
    start_amt --fault no-login
    configure $fcfh
    failed "no-login $fcfh" 76 machine 'not Intel AMT.*not ask for a log-in'
    is "$(asked '.') $(asked ' - -$')" '1 1' 'a server that asks for no log-in is sent nothing'
done
fails 'a header like a status line' 76 machine 'not Intel AMT.*not ask for a log-in' --fault no-login \
    --server "$(printf 'x\r\nHTTP/1.1 100 Continue: x')"
is "$(asked '.') $(asked ' - -$')" '1 1' 'nor a server that hides it behind a header'
fails 'another realm' 76 machine 'not Intel AMT.*the way AMT does' \
    --challenge 'Digest realm="VICTIM", nonce="%n", qop="auth"'
is "$(asked '.') $(asked ' - -$')" '1 1' 'nor a server that asks for a log-in to a realm that AMT does not use'
fails 'another server' 76 machine "not Intel AMT: it calls itself 'HP HTTP Server; M404.': .*address right" \
    --fault teapot --server "$(printf 'HP HTTP Server; M404\033')"
fails 'another server without a log-in' 76 machine "it calls itself 'nginx': .*not ask for a log-in" \
    --fault no-login --server nginx
# Each later log-in, also that of the account that was created, must be to the realm of the first.
start_amt
configure
challenges=$(asked ' 401 0 ')
check "AMT asked for several log-ins ($challenges)" [ "$challenges" -ge 3 ]
for change in $(seq 2 "$challenges"); do
    start_amt --realm-change "$change"
    configure
    is "$status $(asked ' 401 0 ')" "76 $change" "log-in $change is to another realm: exit 76"
    like "$out" '^[a-z]*: *failed: .*a different realm than before' 'it says why'
    is "$(tail -n 1 "$scratch/standin.log" | cut -d' ' -f3,4)" '401 0' 'and sends nothing there'
done
like "$out" '^(account|proof): *failed' 'the last one was that of the account'
fails soap-fault-500 76 machine 'AMT refuses AMT_GeneralSettings: .*again in a minute' --fault soap-fault-500
fails error-503 75 machine 'HTTP status 503.*again in a minute' --fault error-503
fails schema 76 machine 'AMT refuses AMT_GeneralSettings' --fault schema
fails denied 77 machine 'administrator' --fault denied
fails fault-busy 75 machine 'somebody else.*again in a minute' --fault fault-busy
start_amt --hostile
configure
exit_is 0 'a machine with a hostile name and version'
like "$(said machine)" 'touch' 'its name is shown'
shows_no_control 'without control characters'
configure --json
is "$(printf '%s\n' "$out" | jq -r .result)" unchanged 'in JSON too'
shows_no_control 'without control characters'
start_amt --fault raw-escape
configure
shows_no_control 'an ESC in an answer is not shown'

# --- Nobody answers

setting amt.timeout=1s
for fault in silent drip; do
    fails $fault 69 machine 'does not answer in time.*again' --fault $fault
done
setting amt.timeout=5s # in which those before it are answered
fails 'silent in the middle' 69 interfaces 'does not answer in time.*again' \
    --fault-at RequestStateChange:silent
like "$(told)" 'changed before that: account' 'the message says what was changed before'
stop "$standin"
setting
configure
failed 'no machine there' 69 machine 'nothing answers at port 16992 .*plugged in.*firewall'
configure --tls
failed 'no machine there, with TLS' 69 machine 'nothing answers at port 16993'
setting amt.port=7
configure
failed 'nothing listens at another port' 69 machine 'nothing answers at port 7 '

# --- A signal

interrupted() { # STEP SHELL-CONDITION STANDIN-OPTION...: a signal when that is so
    step=$1 when=$2
    shift 2
    start_amt "$@"
    "$build/fcfh-config" -c "$conf" --password-file "$scratch/admin" "$pc" admin \
        >"$scratch/bg-out" 2>&1 </dev/null &
    pid=$!
    wait_for 10 "$when"
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    out=$(cat "$scratch/bg-out")
    is "$status" 75 "SIGTERM at $step: exit 75"
    like "$(said "$step")" '^interrupted: ' "SIGTERM at $step: its line says so"
    like "$(told)" "^interrupted: +$pc: .*$step.*again" "SIGTERM at $step: and the result"
}
setting
interrupted machine 'tcp_is_connected "$pc" 16992' --fault silent
interrupted interfaces '[ "$(asked RequestState)" = 1 ]' --fault-at RequestStateChange:silent
like "$(told)" 'account' 'the message says what was changed before'
check 'and that change is in place' knows 'account FCFH access=1 realms=4,13 enabled=1'

# --- Names and networks

start_amt
setting amt.networks=192.0.2.0/24
configure
failed 'an address that is in none of networks' 78 machine 'none of \[amt\] networks.*add'
is "$(asked .)" 0 'nothing is sent there'
setting
echo "$pc pc17.example" >"$scratch/hosts"
named() { # HOST [OPTION]...
    named=$1
    shift
    : >"$scratch/standin.log"
    run with_names timeout 60 "$build/fcfh-config" -c "$conf" \
        --password-file "$scratch/admin" "$@" "$named" admin </dev/null
}
if has_names; then
    named pc17.example --json
    is "$status $(printf '%s' "$out" | jq -r '.host + " " + .address')" "0 pc17.example $pc" \
        'a machine by its name'
    named nobody.example
    is "$status" 68 'a name that cannot be resolved: exit 68'
    like "$(told)" '^failed: +nobody\.example: no such host; check the name' 'it says what to do'
    setting amt.networks=192.0.2.0/24
    named pc17.example
    is "$status $(asked .)" '78 0' 'a name whose address is in none of networks: exit 78'
    setting
else
    for what in name unknown message networks; do skip "$what" 'no mount namespace here'; done
fi

# --- Settings

start_amt
refuses() { # NAME STATUS ERE [SETTING]...; $with: options of fcfh-config
    refuses_name=$1 refuses_status=$2 refuses_why=$3
    shift 3
    setting "$@"
    # shellcheck disable=SC2086 # options are words
    configure ${with-}
    is "$status $(asked .) $out" "$refuses_status 0 " \
        "$refuses_name: exit $refuses_status, nothing is sent"
    like "$err" "^fcfh-config: .*($refuses_why)" "$refuses_name: it says what is wrong"
}
refuses 'no collector' 78 '\[collector\] address says where calls go.*fcfh-settings asks' collector.address=
refuses 'a collector that is no address' 78 '\[collector\] address' collector.address=somewhere
refuses 'an event-url that is no URL' 78 'event-url' collector.event-url=ftp://192.0.2.1/
refuses 'a log-in for events without a password' 78 'password of \[listener\]' \
    collector.event-url=http://192.0.2.1/ listener.user=events
refuses 'a name that AMT does not take' 78 '\[amt\] user' amt.user='a:b'
refuses 'a name of the administrator' 78 '\[amt\] user' amt.user=admin
refuses 'no password file' 78 'fcfh-settings sets it' "amt.password-file=$scratch/none"
refuses 'a password-command that fails' 78 'password-command|fcfh-settings' amt.password-command=false
for weak in 'Ab1-xyz:at least 8 characters' 'abcdefg-1:a capital letter' 'ABCDEFG-1:a small letter' \
    'Abcdefg-x:a digit' 'Abcdefg1:a special character' 'Abcdefgä-1:ASCII' 'Abcdefg_1:special' \
    "Abcdefg-$(printf %025d 1):at most 32 characters"; do
    (umask 077 && printf '%s\n' "${weak%:*}" >"$scratch/weak")
    refuses "'${weak%:*}'" 78 "${weak#*:}.*fcfh-settings" "amt.password-file=$scratch/weak"
    unlike "$err" "${weak%:*}" "'${weak%:*}': it is not shown"
done
echo "$password" >"$scratch/open"
chmod 644 "$scratch/open"
refuses 'a password file that others may read' 78 'others may read.*chmod' \
    "amt.password-file=$scratch/open"
with="--password-file $scratch/open"
refuses "the administrator's that others may read" 78 'others may read.*chmod'
with="--password-file $scratch/none"
refuses "the administrator's that is missing" 78 "$scratch/none"
with='--password-command false'
refuses 'the password in two ways' 64 'more than one way'
unset with
echo '[amt]
usr = FCFH' >"$conf"
configure
is "$status $(asked .)" '78 0' 'an invalid key: exit 78, nothing is sent'
like "$err" "$conf:2: .*usr" 'it says where'
rm "$conf"
configure
is "$status $(asked .)" '78 0' 'no fcfh.conf: exit 78, nothing is sent'

finish
