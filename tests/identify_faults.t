#!/bin/sh
# fcfh-identify when something other than AMT, or a faulty AMT, is at a caller's address: the entry
# says why it failed, soon and in little memory, and the next good call is answered.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
pc=$net.21
file=$queue/$uuid1.xml
# Where a time-out is not what is tested, it is longer than fcfh-identify has: whoever waits for it
# is found, however busy the machine is.
long=amt.timeout=5m
try() { # STANDIN-OPTION...: a call from there, identified with the memory it may take
    fresh
    start_standin "$@" "$pc"
    call "$pc" $pc1
    if $asan; then
        identify
    else # in KiB: libraries and stack are some 60 MB
        run sh -c 'ulimit -v 150000 && exec "$@"' sh timeout 90 "$build/fcfh-identify" -c "$conf"
    fi
    stop "$standin"
}
# A time-out ends one exchange; no machine gets more than three of them.
few_exchanges() { # FAULT
    check "$1: three exchanges at most" [ "$(asked .)" -le 3 ]
}
fails() { # FAULT REASON [STANDIN-OPTION]...
    fault=$1 wanted=$2
    shift 2
    try --fault "$fault" "$@"
    is "$status $(state $uuid1)" '1 failed' "$fault: failed"
    like "$(reason $uuid1)" "^$wanted" "$fault: the reason is $wanted"
    is "$(asked concurrent)" 0 "$fault: one request at a time"
    is "$(wc -l <"$scratch/err")" 0 "$fault: nothing on standard error"
}

# --- Any request

write_conf amt.timeout=1s
fails silent 'timeout'
few_exchanges silent
fails drip 'timeout'
few_exchanges drip
write_conf $long
fails reset unreachable
fails close unreachable
fails html 'not AMT'
fails redirect 'not AMT' --redirect-to "http://$net.99:16992/wsman"
is "$(asked followed)" 0 'a redirection is not followed'
fails teapot 'not AMT.*418'
fails basic 'not AMT.*digest'
is "$(asked ' [0-9]+ 1 ')" 0 'where only Basic is offered, no log-in is sent'
fails no-realm 'not AMT'
fails half-digest 'not AMT'
fails no-login 'not AMT.*not ask for a log-in'
is "$(asked ' (Get|Enumerate) ')" 0 'a server that asks for no log-in is asked nothing'

# A challenge that is not AMT's: the answer to it might be good for a log-in elsewhere.
for challenge in 'Digest realm="X", nonce="%n", qop="auth"' 'Digest realm="%r", nonce="%n"' \
    'Digest realm="%rA", nonce="%n", qop="auth"' 'Digest realm="Digest:A", nonce="%n", qop="auth"' \
    'Digest realm="%r", nonce="%n", qop="auth-int"' \
    'Digest realm="%r", nonce="%n", qop="auth", algorithm=MD5-sess' \
    'Digest realm="%r", nonce="%n", qop="auth", algorithm=SHA-256' \
    'Digest realm="%r", nonce="%n", qop="auth", userhash=true' \
    'Digest realm="%r", nonce="%n", qop="auth", realm="X"' \
    'Basic realm="a, Digest realm=b"' \
    'Digest realm="%r", nonce="%n", qop="auth",\n realm="X"' \
    'Digest realm="X", nonce="%n"\nWWW-Authenticate: Digest realm="%r", nonce="%n", qop="auth"' \
    'Digest realm="%r", nonce="%n", qop="auth"\nWWW-Authenticate: Digest realm="X", nonce="%n"'; do
    try --challenge "$challenge"
    is "$status $(state $uuid1)" '1 failed' "$challenge: failed"
    like "$(reason $uuid1)" '^not AMT' "$challenge: the reason"
    is "$(asked '.') $(asked ' (Get|Enumerate) ')" '1 0' "$challenge: is not answered"
done
try --challenge 'Digest realm="%r", nonce="%n",stale="false",qop="auth-int, auth",algorithm=MD5'
is "$status $(state $uuid1)" '0 answered' 'a challenge that AMT could have written in another way is answered'
fails teapot "not AMT: it calls itself 'nginx/1\.22': .*418; is the address right" --server nginx/1.22
fails endless-headers 'not AMT.*too large'

# --- Any authorised request

fails gigabyte 'not AMT.*too large'
fails truncated 'connection lost.*again'
fails bomb 'not AMT'
fails xxe 'not AMT'
unlike "$(cat "$file")" root: 'no file of ours gets into the entry'
fails attributes 'not AMT'
fails deep 'not AMT'
fails notxml 'not AMT'
fails wrong-root 'not AMT'
fails fault-busy busy
check 'a busy machine is asked a few times, with pauses' [ "$(asked AMT_GeneralSettings)" -le 5 ]
# A fault says that this class cannot be read; without any class there is no UUID.
fails soap-fault-500 'refused by AMT: AMT_GeneralSettings: .*again'
fails error-503 'busy: it answers with HTTP status 503.*again'
fails error-500 'refused by AMT'

# --- Faults that do no harm

try
is "$status $(state $uuid1) $(reason $uuid1)" '0 answered ' 'the next good call is answered'
try --fault busy-once
is "$status $(state $uuid1)" '0 answered' 'busy once for each class: answered'
is "$(value "$file" memory_bytes)" 17179869184 'with the whole inventory'
try --fault raw-escape
check 'an ESC in an answer is neither stored nor printed' valid "$file"
for fault in silent reset html gigabyte truncated bomb notxml soap-fault-500 fault-busy; do
    write_conf $long
    # One exchange is waited for; the three before it are answered within that time.
    [ $fault != silent ] || write_conf amt.timeout=5s
    try --fault $fault --fault-after 3
    [ $fault != silent ] || check "$fault: three exchanges more at most" [ "$(asked .)" -le 6 ]
    is "$status $(state $uuid1)" '0 answered' "$fault in the inventory only: answered all the same"
    is "$(value "$file" serial)" SN160001 "$fault: with what was answered before"
    unlike "$(cat "$file")" inventory= "$fault: the inventory is not asked for again and again"
done
write_conf

# --- Nobody there

fresh
call "$pc" $pc1
identify
is "$status $(state $uuid1)" '1 failed' 'no machine there: failed'
like "$(reason $uuid1)" '^unreachable' 'the reason is unreachable'
identify $uuid1
exit_is 69 'asked for by its UUID: exit 69'

finish
