#!/bin/sh
# fcfh-identify --watch: the service that asks who called.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.101
id() { printf '5afe0016-c0de-4a11-8bad-0000000000%02x' "$1"; } # NUMBER of a machine
guid() { printf '1600fe5adec0114a8bad0000000000%02x' "$1"; }
at() { echo "$net.$((100 + $1))"; }
answered() { [ "$(state "$(id "$1")")" = answered ]; }
complete() { answered "$1" && ! grep -q 'inventory=' "$queue/$(id "$1").xml"; }
call_of() { call "$(at "$1")" "$(guid "$1")"; }
now_ms() { date +%s%3N; }

cat >"$scratch/claimed.pl" <<'END'
# whether a run of fcfh-identify is under way: byte 1 of the file `lock`
use Fcntl;
sysopen(my $fd, $ARGV[0], O_RDWR) or exit 1;
my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 1, 1, 0);
fcntl($fd, 36, $lock) or die; # F_OFD_GETLK
exit(unpack('s', $lock) == F_UNLCK);
END
claimed() { perl "$scratch/claimed.pl" "${1-$queue}/lock"; }
watch() { # [CONF QUEUE]: in the background; its pid is in $watch
    watched=${2-$queue}
    "$build/fcfh-identify" -c "${1-$conf}" --watch >"$scratch/bg-out" 2>"$scratch/bg-err" &
    watch=$!
    wait_for 10 'claimed "$watched"' || echo '# it does not start'
}
end_of() { # SIGNAL NAME: it ends with 0
    kill "-$1" $watch
    wait_for_end $watch
    is "$status" 0 "$2: exit 0"
}
freeze() { kill -STOP "$standin"; }
thaw() { kill -CONT "$standin"; }

start_standin --count 20 "$pc"

# --- Calls

watch
quickest=60000
for n in 1 2 3 4 5 6; do
    began=$(now_ms)
    call_of $n
    eventually "call $n is taken" "answered $n"
    took=$(($(now_ms) - began))
    [ $took -gt $quickest ] || quickest=$took
done
# Each of them, coming just after a check, would otherwise wait for the next one, five seconds later.
check "and does not have to wait for a check (the quickest: $quickest ms)" [ $quickest -lt 2500 ]
check 'the collector starts no run of its own' [ ! -e "$scratch/started" ]
is "$(cat "$scratch/bg-out")" '' 'nothing on its standard output'
for n in $(seq 7 20); do call_of "$n"; done
eventually 'fourteen calls one after the other' \
    '[ "$(cat "$queue"/*.xml | grep -c ">answered<")" = 20 ]'
eventually 'with the inventory of each' '! grep -q inventory= "$queue"/*.xml'
: >"$scratch/standin.log"
call_of 1
eventually 'a client that calls again is asked again' 'grep -q CIM_Chassis "$scratch/standin.log"'
eventually 'and AMT has answered again' 'complete 1'
is "$(asked concurrent)" 0 'one request at a time for each'
run "$build/fcfh-queue" -c "$conf" identify "$(id 2)"
is "$status $out" "0 $(id 2): answered" 'fcfh-queue identify waits for its result'
run "$build/fcfh-queue" -c "$conf" add "$(at 3)"
eventually 'fcfh-queue add: it asks' 'complete 3'
mkdir "$scratch/aside"
mv "$queue/$(id 4).xml" "$scratch/aside"
sed -i 's:<state.*</state>:<state>waiting</state>:' "$scratch/aside/$(id 4).xml"
mv "$scratch/aside/$(id 4).xml" "$queue"
eventually 'a file that is moved into the queue' 'complete 4'
check 'no other run was started meanwhile' [ ! -e "$scratch/started" ]

# --- One run for each queue

first=$watch
"$build/fcfh-identify" -c "$conf" --watch >"$scratch/second-out" 2>&1 &
second=$!
identify
is "$status" 0 'a run without --watch ends at once'
check 'a second --watch waits' kill -0 $second
check 'the first one keeps running' kill -0 $first
cp "$conf" "$scratch/other.conf"
sed -i "s:$queue:$scratch/queue2:" "$scratch/other.conf"
watch "$scratch/other.conf" "$scratch/queue2"
check 'another queue has a run of its own' claimed "$scratch/queue2"
trap_text "$pc" $call_trap "$(call_pet $pc1 900)" >"$scratch/trap"
run "$collector" -c "$scratch/other.conf" <"$scratch/trap"
eventually 'which takes the calls there' \
    '[ "$(value "$scratch/queue2/$uuid1.xml" state)" = answered ]'
end_of TERM 'SIGTERM to the second, idle'
check 'the first is still there' claimed
watch=$first

# --- It ends when it is asked to

end_of TERM 'SIGTERM, idle'
eventually 'the second gets the run then' claimed
call_of 1
eventually 'and takes the calls that come' 'complete 1'
check 'no other is started' [ ! -e "$scratch/started" ]
watch=$second
end_of TERM 'SIGTERM to the second'
check 'then no run is active' eval '! claimed'
call_of 1
eventually 'then the collector starts a run' '[ "$(wc -l <"$scratch/started")" = 1 ]'
rm "$scratch/started"
# It has just made its check, and the next one comes after five seconds. A machine that was busy for
# as long as that gets another try.
ends_before_its_check() {
    watch
    began=$(now_ms)
    end_of TERM 'SIGTERM just after a check'
    [ $(($(now_ms) - began)) -lt 2500 ]
}
check 'which does not wait for the next one' \
    eval 'ends_before_its_check || ends_before_its_check || ends_before_its_check'
write_conf amt.timeout=5m # longer than wait_for_end waits
for signal in INT HUP TERM; do
    fresh
    freeze
    watch
    call_of 1
    check "while AMT is asked, for SIG$signal" wait_for 10 "tcp_is_connected $pc 16992"
    end_of $signal "SIG$signal while AMT is asked"
    is "$(state "$(id 1)")" waiting "SIG$signal: the client still waits"
    thaw
done
write_conf
watch
eventually 'and the next one takes it' 'complete 1'

# --- kill -9

freeze
call_of 2
wait_for 10 "tcp_is_connected $(at 2) 16992"
kill -9 $watch
wait $watch 2>/dev/null
check 'after kill -9 no run is active' eval '! claimed'
is "$(state "$(id 2)")" waiting 'the client that was asked waits'
rm -f "$scratch/started"
call_of 3
eventually 'the collector starts a run again' '[ -s "$scratch/started" ]'
thaw
watch
eventually 'the next --watch takes both' 'complete 2 && complete 3'
is "$(asked concurrent)" 0 'still one request at a time'

# --- Idle

used() { awk '{print $14 + $15}' "/proc/$watch/stat"; } # hundredths of a second
switches() { awk '/ctxt_switches/ {n += $2} END {print n}' "/proc/$watch/status"; }
collect "$(at 4)" $call_trap "$(call_pet "$(guid 4)" 901)"
eventually 'one more call' 'complete 4'
before_used=$(used) before_switches=$(switches) began=$(now_ms)
# It finds what was put aside only when it checks, every five seconds: until then it is idle.
mkdir -m 2770 "$queue/pending"
trap_text "$(at 5)" $call_trap "$(call_pet "$(guid 5)" 902)" >"$queue/pending/$(date +%s)-1-0.alert"
eventually 'an alert that was put aside is taken' 'complete 5'
took=$(($(now_ms) - began))
n=$(($(used) - before_used))
check "idle for $took ms it used the processor for $n/100 s" [ "$n" -le 30 ]
n=$(($(switches) - before_switches))
check "and was woken $n times" [ "$n" -le 300 ]
freeze
call_of 6
wait_for 10 "tcp_is_connected $(at 6) 16992"
before_used=$(used)
began=$(now_ms)
wait_for 5 '[ "$(now_ms)" -gt $((began + 1000)) ]'
n=$(($(used) - before_used))
check "waiting for a machine for a second it used $n/100 s" [ "$n" -le 15 ]

# --- A write that fails does not end the work for that client

mkdir "$queue/tmp/entry-0.xml" # now nothing can be written
thaw
eventually 'the answer of AMT cannot be written' 'grep -q "$(id 6)" "$scratch/bg-err"'
check 'fcfh-identify keeps running' kill -0 $watch
rmdir "$queue/tmp/entry-0.xml"
call_of 7
eventually 'the next client is taken' 'complete 7'
call_of 6
eventually 'and the same client when it calls again' 'complete 6'
stop "$watch"
watch
call "$net.200" "$(guid 8)" # where nobody is
eventually 'a client that does not answer' '[ "$(state "$(id 8)")" = failed ]'

# --- Something is wrong

end_of TERM 'SIGTERM after that'
fresh
call_of 1
chmod 644 "$scratch/password"
must_fail 78 'the password is open to others: exit 78' \
    timeout 20 "$build/fcfh-identify" -c "$conf" --watch
like "$(state "$(id 1)") $(reason "$(id 1)")" '^failed not asked' 'and the technician sees the reason'
chmod 600 "$scratch/password"
write_conf amt.colour=red
must_fail 78 'an unknown key: exit 78' timeout 20 "$build/fcfh-identify" -c "$conf" --watch
write_conf
chmod 2777 "$queue"
must_fail 78 'everybody may write to the queue: exit 78' \
    timeout 20 "$build/fcfh-identify" -c "$conf" --watch

finish
