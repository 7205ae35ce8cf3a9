#!/bin/sh
# snmptrapd is restarted, and killed, while clients call: its port belongs to the socket unit, so
# what arrives meanwhile waits there.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
nobody_is_asked
at=$net.1 port=10162
restarts=$(pick 3 20)
printf '%s\n' 'authCommunity execute vpro' 'outputOption nx' '[snmp] hexOutputLength 0' '[snmptrapd]' \
    "traphandle default exec $collector -c $conf" >"$scratch/snmptrapd.conf"
cat >"$scratch/callers.pl" <<'END'
# A call every 20 ms, each from another client, until FILE is removed; prints how many.
use Traps;
use Time::HiRes qw(sleep);
my ($address, $port, $net, $file) = @ARGV;
open_port($address, $port, 1e9);
my $n = 0;
while (-e $file) {
    $n++;
    send_trap("$net." . ($n % 250 + 1), CALL, guid_of($n), $n);
    sleep 0.02;
}
print "$n\n";
END
started() { [ "$(grep -c '^port: started' "$scratch/port-err")" -gt "$1" ]; } # MORE THAN
ready() { [ "$(grep -c '^NET-SNMP version' "$scratch/snmptrapd.log")" -gt "$1" ]; }
stored_all() { [ "$(entries)" -ge "$made" ]; }
restart() { # SIGNAL NAME MOST-LOST SECONDS-FOR-THE-LAST
    fresh
    : >"$scratch/snmptrapd.log"
    perl "$parts/port.pl" "$at" $port snmptrapd -f -n -m '' -C -c "$scratch/snmptrapd.conf" \
        -A -Lf "$scratch/snmptrapd.log" "udp:$at:$port" 2>"$scratch/port-err" &
    holder=$!
    wait_for 15 'ready 0' || not_ok "$2: snmptrapd starts" "$(cat "$scratch/port-err")"
    : >"$scratch/calling"
    perl -I"$parts" "$scratch/callers.pl" "$at" $port "$net" "$scratch/calling" >"$scratch/made" &
    callers=$!
    n=0
    while [ $((n += 1)) -le "$restarts" ]; do
        wait_for 5 "[ \"\$(entries)\" -ge $((n * 5)) ]"
        kill "-$1" $holder
        wait_for 60 "ready $n" || echo "# it is not there again: $n"
    done
    rm "$scratch/calling"
    wait $callers
    made=$(cat "$scratch/made")
    wait_for "$(pick 60 600)" "[ \"\$(entries)\" -ge $((made - $3)) ]"
    wait_for "$4" stored_all
    lost=$((made - $(entries)))
    check "$2: of $made calls during $restarts restarts at most $3 are lost ($lost)" [ $lost -le "$3" ]
    figure "snmptrapd $2 $restarts times while clients call: calls lost" "$lost of $made"
    kill $holder
    wait $holder
    all_valid "$2: the files are valid"
}
restart USR1 'restarted' 0 0
# What it had read but not passed on is lost with it; AMT sends each call three times.
restart USR2 'killed' "$restarts" 2
finish
