#!/bin/sh
# All PCs of a site call at once, among reports that their links are up: through snmptrapd and
# `fcfh-collector --stream` into the queue, and no call is lost.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
pcs=$(pick 300 10000)
nobody_is_asked queue.limit=20000
at=$net.1 port=10163
mkdir "$scratch/run"
sed "s|@BINDIR@/fcfh-collector|$collector -c $conf|" "$project/alert_collector/fcfh-stream.in" \
    >"$scratch/fcfh-stream"
chmod +x "$scratch/fcfh-stream"
printf '%s\n' 'authCommunity execute vpro' 'outputOption nx' '[snmp] hexOutputLength 0' '[snmptrapd]' \
    >"$scratch/snmptrapd.conf"
cat >"$scratch/all.pl" <<'END'
# Each of COUNT PCs sends two link-ups and a call, which is sent three times.
use Traps;
my ($address, $port, $net, $count, $room) = @ARGV;
open_port($address, $port, $room);
for my $n (1 .. $count) {
    my $source = "$net." . ($n % 250 + 1);
    send_trap($source, LINK_UP, guid_of($n), 2 * $n & 0xffff);
    send_trap($source, CALL, guid_of($n), 2 * $n + 1 & 0xffff) for 1 .. 3;
    send_trap($source, LINK_UP, guid_of($n), 2 * $n + 2 & 0xffff);
}
END
mkdir -m 2770 "$queue" # without it nothing is counted before the first call
room=100000 # bytes; an ordinary user gets no larger buffer
[ "$(id -u)" != 0 ] || room=50000000
RUNTIME_DIRECTORY=$scratch/run perl "$parts/port.pl" "$at" $port "$scratch/fcfh-stream" \
    "$scratch/snmptrapd.conf" "udp:$at:$port" 2>"$scratch/port-err" &
holder=$!
streams() { [ -e "$scratch/run/traps" ] && ours | xargs -r -I{} cat /proc/{}/cmdline 2>/dev/null | grep -aq 'fcfh-collector.*--stream'; }
wait_for 15 streams || not_ok 'the stream starts' "$(cat "$scratch/port-err")"
began=$(now_ms)
perl -I"$parts" "$scratch/all.pl" "$at" $port "$net" "$pcs" $room || not_ok 'they call' ''
sent=$(($(now_ms) - began))
alerts() { q status --json; printf %s "$out" | jq .alerts; }
counted() { [ "$(alerts)" = $((pcs * 5)) ]; }
wait_for "$(pick 60 900)" counted
took=$(($(now_ms) - began))
is "$(entries)" "$pcs" "of $pcs PCs that call at once each is in the queue"
is "$(alerts)" $((pcs * 5)) 'and none of their traps is lost'
q status --json
is "$(printf %s "$out" | jq -c '[.calls, .repeated]')" "[$pcs,$((pcs * 2))]" \
    'each has one call, although every trap came three times'
all_valid 'every file is valid'
figure "$pcs PCs call at once, $((pcs * 5)) datagrams in $sent ms: calls lost" $((pcs - $(entries)))
figure '    until the last was in the queue, ms' "$took"
kill $holder
wait $holder
finish
