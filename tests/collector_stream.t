#!/bin/sh
# fcfh-collector --stream, which reads what snmptrapd -Lo prints.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
trapd=$net.1:10162
file=$queue/$uuid1.xml
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; } # N
calls() { value "$queue/$(printf '5afe0016-c0de-4a11-8bad-%012x' "${1-1}").xml" calls; } # [N]
mkfifo "$scratch/pipe"
start_stream() { # [OPTION]...; its pid is in $stream; the text comes from $scratch/pipe
    : >"$scratch/stream-err"
    "$collector" -c "$conf" --stream "$@" <"$scratch/pipe" >"$scratch/stream-out" \
        2>"$scratch/stream-err" &
    stream=$!
}
ended() { # STATUS NAME
    status=0
    wait "$stream" || status=$?
    exit_is "$1" "$2"
}
one_trap() { # SOURCE N [SEQUENCE]: in the form that --help asks for
    printf '%s\n' "UDP: [$1]:664->[127.0.0.1]:162" ".1.3.6.1.4.1.3183.1.1 6 .$call_trap" \
        ".1.3.6.1.4.1.3183.1.1.1 = Hex-STRING: $(pairs "$(call_pet "$(guid "$2")" "${3-1}")")" ''
}

# --- The real snmptrapd, with the format that --help names

run "$collector" --help
format=$(printf '%s\n' "$out" | sed -n "s/.*'\(WORD [^']*\)'.*/\1/p")
check '--help names the format' [ -n "$format" ]
is "$(sed -n 's/.*-F "\(.*\)" "$@".*/\1/p' "$project/alert_collector/fcfh-stream.in" |
    sed 's/\\\\/\\/g; s/$mark/WORD/')" "$format" 'it is what fcfh-stream uses'
mark=k7Qe0aZ2
trapd_log=-Lo trapd_out=$scratch/pipe
from_snmptrapd() { # NAME MARK LINE...: with these lines in snmptrapd.conf
    name=$1 word=$2
    shift 2
    fresh
    if [ -n "$word" ]; then trapd_format=$word${format#WORD}; else trapd_format=${format#WORD }; fi
    start_stream ${word:+--mark "$word"}
    start_snmptrapd "$net.1" 10162 'authCommunity log vpro' "$@"
    send_trap "$net.11" "$trapd" $link_up_trap "$(pet "$(guid 9)" 1 06)"
    send_trap "$net.11" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
    eventually "$name: a call, SNMPv1" '[ "$(calls)" = 1 ]'
    is "$(value "$file" address)" "$net.11" "$name: with its address"
    send_trap_v2c "$net.12" "$trapd" $call_trap "$(call_pet "$(guid 2)" 1)"
    eventually "$name: a call, SNMPv2c" '[ "$(calls 2)" = 1 ]'
    # One text that looks like the start of a trap, and one that looks like a whole trap.
    snmptrap -v2c -c vpro -m '' "--clientaddr=$net.13" "$trapd" '' \
        "1.3.6.1.4.1.3183.1.1.0.$call_trap" 1.3.6.1.4.1.9.9 s "A\"

$(one_trap 6.6.6.6 102)

" 1.3.6.1.4.1.3183.1.1.1 x "$(call_pet "$(guid 3)" 1)"
    send_trap "$net.14" "$trapd" 13068288 "$(printf 'A"\n\nUDP: [6.6.6.6]:1->[1.1.1.1]:1\n\n%s' \
        "$(one_trap 6.6.6.6 103)" | od -An -v -tx1 | tr -d ' \n')"
    send_trap "$net.15" "$trapd" $call_trap "$(call_pet "$(guid 5)" 1)"
    eventually "$name: a call after forged ones" '[ "$(calls 5)" = 1 ]'
    is "$(cat "$queue"/*.xml | grep -c 6.6.6.6)" 0 "$name: no call is stored for a forged address"
    is "$(calls 102)$(calls 103)" '' "$name: nor with a forged UUID"
    for n in $(seq 20 69); do
        send_trap "$net.$n" "$trapd" $call_trap "$(call_pet "$(guid "$n")" 1)"
    done
    eventually "$name: fifty calls in a row" \
        '[ "$(calls 20)$(calls 69)" = 11 ] && [ "$(entries)" -ge 53 ]'
    stop "$snmptrapd"
    ended 0 "$name: it ends with snmptrapd"
    check "$name: the files are valid" valid "$queue"/*.xml
}
from_snmptrapd 'as it comes' ''
from_snmptrapd 'as it comes, marked' $mark
from_snmptrapd 'outputOption nx' '' 'outputOption nx' '[snmp] hexOutputLength 0'
from_snmptrapd 'outputOption nx, marked' $mark 'outputOption nx' '[snmp] hexOutputLength 0'

# --- A text with an unmatched quote in it hides no call, and is logged

odd_quote() { # as snmptrapd prints it where a MIB says that it is text
    printf '%s\n' "UDP: [$net.90]:54499->[127.0.0.1]:162" 'agent 0.0.0.0' '. 0 0' \
        '.1.3.6.1.2.1.1.3.0 = Timeticks: (1) 0:00:00.01' \
        '.1.3.6.1.4.1.99999.1 = STRING: 19" rack' ''
}
fresh
start_stream --mark $mark
exec 3>"$scratch/pipe"
for n in 91 92 93; do
    odd_quote | sed "1s/^/$mark /" >&3
    one_trap "$net.$n" $n | sed "1s/^/$mark /" >&3
    eventually "a marked call after an odd quote: $n" '[ "$(calls $n)" = 1 ]'
done
is "$(grep -c 'not understood.*quote' "$scratch/stream-err")" 3 'a trap that was cut off is logged'
one_trap 6.6.6.6 94 >&3
one_trap 6.6.6.6 95 | sed '1s/^/k7Qe0aZ3 /' >&3
exec 3>&-
ended 0 'it ends with its input'
is "$(entries)" 3 'what is not marked is no trap'

start_stream
exec 3>"$scratch/pipe"
odd_quote >&3
n=100
fresh
while [ $((n += 1)) -le 1000 ] && [ "$(entries)" = 0 ]; do
    one_trap "$net.$((100 + n % 100))" $n >&3
    sleep 0.05 # a line that is never idle for long
done
check 'without marks, an open quote ends although more traps arrive' [ $n -le 1000 ]
like "$(cat "$scratch/stream-err")" 'not understood.*quote' 'and a trap that was cut off is logged'
exec 3>&-
ended 0 'that one ends too'
must_fail 64 '--mark without --stream' "$collector" -c "$conf" --mark $mark
must_fail 64 'a mark of two words' "$collector" -c "$conf" --stream --mark 'k7Qe 0aZ2'
must_fail 64 'a mark that could be guessed' "$collector" -c "$conf" --stream --mark k7

# --- fcfh-stream, which the service runs

mkdir "$scratch/run"
sed "s|@BINDIR@|$scratch/bin|" "$project/alert_collector/fcfh-stream.in" >"$scratch/bin/fcfh-stream"
chmod +x "$scratch/bin/fcfh-stream"
start_service() {
    printf '%s\n' 'authCommunity execute vpro 127.0.0.0/8' 'outputOption nx' \
        '[snmp] hexOutputLength 0' '[snmptrapd]' \
        "traphandle default exec $scratch/bin/fcfh-collector -c $conf" >"$scratch/snmptrapd.conf"
    FCFH_CONF=$conf RUNTIME_DIRECTORY=$scratch/run "$scratch/bin/fcfh-stream" \
        "$scratch/snmptrapd.conf" "udp:$trapd" 2>"$scratch/stream-err" &
    service=$!
    wait_for 10 'udp_is_bound "$net.1" 10162 && [ -n "$(reader)" ]'
}
reader() { pgrep -f "^fcfh-collector.*--stream --mark [0-9a-f]{32}\$" | while read -r pid; do
    ! grep -qzx "FCFH_CONF=$conf" "/proc/$pid/environ" 2>/dev/null || echo "$pid"
done; }
all_is_read() { # whether no trap waits at the port
    awk -v at="$(socket_name "$net.1" 10162)" '$2 == at { sub(/.*:/, "", $5); waits = $5 != "00000000" }
        END { exit waits }' /proc/net/udp
}
fresh
start_service
send_trap "$net.31" "$trapd" $call_trap "$(call_pet "$(guid 31)" 1)"
eventually 'fcfh-stream: a call' '[ "$(calls 31)" = 1 ]'
is "$(cat "$scratch/stream-err")" '' 'nothing was logged'
for n in $(seq 40 79); do send_trap "$net.$n" "$trapd" $call_trap "$(call_pet "$(guid "$n")" 1)"; done
wait_for 10 all_is_read # snmptrapd passes on what it has read when it is ended
pids="$service $(reader)"
# shellcheck disable=SC2086 # as a service manager stops them: all at once
kill $pids
wait "$service"
eventually 'fcfh-collector ends after snmptrapd' '[ -z "$(reader)" ]'
is "$(calls 40)$(calls 79) $(entries)" '11 41' 'and has stored what came before'
fresh
start_service
first_mark=$(tr '\0' '\n' <"/proc/$(reader)/cmdline" | tail -n 1)
kill -9 "$(reader)"
wait "$service"
ok 'when fcfh-collector dies, snmptrapd is stopped, so that both are started again'
eventually 'and a message says so' 'grep -q "are lost" "$scratch/stream-err"'
start_service
send_trap "$net.32" "$trapd" $call_trap "$(call_pet "$(guid 32)" 1)"
eventually 'a call after that' '[ "$(calls 32)" = 1 ]'
check 'the mark is a new one at each start' \
    [ "$(tr '\0' '\n' <"/proc/$(reader)/cmdline" | tail -n 1)" != "$first_mark" ]
stop "$service"
eventually 'nothing is left of it' '[ -z "$(reader)" ]'

# --- What else may come

fresh
start_stream
exec 3>"$scratch/pipe"
printf 'NET-SNMP version 5.9.3\nWarning: a "quote that is never closed\n\n\n' >&3
head -c 200000 /dev/urandom | tr -d '\000' >&3
printf '\n\n' >&3
head -c 200000 /dev/zero | tr '\000' a >&3
printf '\n\n' >&3
one_trap "$net.2" 1 >&3
eventually 'a call after noise' '[ "$(calls)" = 1 ]'
one_trap "$net.2" 1 2 | sed '$d' >&3
eventually 'a call without an empty line behind it is taken all the same' '[ "$(calls)" = 2 ]'
printf 'UDP: [%s]:664->[127.0.0.1]:162\n%s 6 .%s\n%s = "\n' "$net.3" .1.3.6.1.4.1.3183.1.1 \
    $call_trap .1.3.6.1.4.1.3183.1.1.1 >&3
head -c 100000 /dev/zero | tr '\000' b >&3
printf '"\n\n' >&3
one_trap "$net.4" 4 >&3
eventually 'a call after a trap of 100000 octets' '[ "$(calls 4)" = 1 ]'
refused=$(grep -c 'not understood.*quote' "$scratch/stream-err")
printf 'UDP: [%s]:664->[127.0.0.1]:162\n%s 6 .%s\n%s = "never closed\n\n' "$net.5" \
    .1.3.6.1.4.1.3183.1.1 $call_trap .1.3.6.1.4.1.3183.1.1.1 >&3
eventually 'a trap with an open quote is refused, and logged' \
    '[ "$(grep -c "not understood.*quote" "$scratch/stream-err")" -gt "$refused" ]'
one_trap "$net.6" 6 >&3
eventually 'a call after it' '[ "$(calls 6)" = 1 ]'
one_trap "$net.7" 7 | head -n 3 | tr -d '\n' >&3
exec 3>&-
ended 0 'at the end of the text it ends'
is "$(entries)" 3 'there are three clients'
unlike "$(cat "$scratch/stream-err")" "$(printf '\033')" 'no escape got into a message'
start_stream
exec 3>"$scratch/pipe"
one_trap "$net.8" 8 | sed '$d' >&3
eventually 'a call before SIGTERM' '[ "$(calls 8)" = 1 ]'
kill "$stream"
exec 3>&-
ended 0 'SIGTERM ends it, exit 0'

# --- What it cannot write

fresh
mkdir -m 2777 "$queue" && chmod 2777 "$queue"
start_stream
{ one_trap "$net.9" 9 && one_trap "$net.10" 10; } >"$scratch/pipe"
ended 78 'everybody may write to the queue: exit 78'
is "$(grep -c 'NOT STORED' "$scratch/stream-err")" 2 'each call that is not stored is logged'

finish
