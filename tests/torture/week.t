#!/bin/sh
# A week of a site, an hour in a few seconds: mornings of link-ups, calls, tickets, moves, expiry, as
# week.pl has it, through snmptrapd, the stream, fcfh-identify, fcfh-hooks and a `follow`. The clock
# is set on by an hour when an hour's traffic is done.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
clocked_programs
pcs=$(pick 300 10000) callers=$(pick 12 200) days=$(pick 1 7) calls_an_hour=$(pick 3 40)
hooks=$scratch/hooks
mkdir -m 755 "$hooks"
printf '#!/bin/sh\n[ "$1" != lookup ] || echo owner=somebody\n' >"$hooks/inventory"
chmod 755 "$hooks/inventory"
write_conf amt.login=register "hooks.directory=$hooks" queue.limit=10000 amt.networks=127.0.0.0/8
at=$net.250 port=10164

# Machines with keys that the register knows. On the third day all of them get other addresses.
mkdir -m 750 "$scratch/clients" "$scratch/keys"
"$build/bench_keys" "$scratch/keys" "$scratch/clients" "$callers" >"$scratch/tls" ||
    not_ok 'the machines have keys' ''
home=$net.1 moved=127.$((200 + $$ % 50)).7.1
echo "$password" >"$scratch/standin-password"
machines() { # ADDRESS; in the place of those before
    # shellcheck disable=SC2046 # words are wanted
    launch_standin machines --password-file "$scratch/standin-password" --count "$callers" \
        $(cat "$scratch/tls") "$1"
}
machines "$home"

# What runs all week.
mkdir "$scratch/run" "$queue"
chmod 2770 "$queue"
set_clock 0
sed "s|@BINDIR@/fcfh-collector|$collector -c $conf|" "$project/alert_collector/fcfh-stream.in" \
    >"$scratch/fcfh-stream"
chmod +x "$scratch/fcfh-stream"
printf '%s\n' 'authCommunity execute vpro' 'outputOption nx' '[snmp] hexOutputLength 0' '[snmptrapd]' \
    >"$scratch/snmptrapd.conf"
# shellcheck disable=SC2086 # words are wanted, here and below
RUNTIME_DIRECTORY=$scratch/run $clocked perl "$parts/port.pl" "$at" $port "$scratch/fcfh-stream" \
    "$scratch/snmptrapd.conf" "udp:$at:$port" 2>"$scratch/port-err" &
holder=$!
$clocked "$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/identify-err" &
identify=$!
$clocked "$build/fcfh-hooks" -c "$conf" 2>"$scratch/hooks-err" &
runs=$!
$clocked "$build/fcfh-queue" -c "$conf" follow --json >/dev/null 2>"$scratch/follow-err" &
follow=$!
stream_pid() {
    for pid in $(ours); do
        tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'fcfh-collector.*--stream' && echo "$pid"
    done | tail -n 1
}
wait_for 15 '[ -n "$(stream_pid)" ] && [ -s "$queue/status/run" ]'
stream=$(stream_pid)
memory() { # PID: KiB that it has for itself
    awk '/^Rss(Anon):/ { print $2 }' "/proc/$1/status"
}
note_memory() { # FILE
    for pid in "$stream" $identify $runs $follow; do memory "$pid"; done | paste -sd' ' >"$1"
}
names_in() { # the names in the queue and all below it, but what tells that somebody lives
    find "$queue" -mindepth 1 ! -path "$queue/status*" | wc -l
}
empty() { [ "$(entries)" = 0 ]; }

began=$(date +%s) day=0
: >"$scratch/account"
names_before=$(names_in)
while [ $((day += 1)) -le "$days" ]; do
    at_home=$home
    if [ $day -gt 2 ]; then at_home=$moved; fi
    if [ $day = 3 ]; then
        stop "$standin"
        machines "$moved"
    fi
    with_clock env -u LD_PRELOAD PROGRAM="$build/fcfh-queue" PRELOAD="$build/torture/clock.so" \
        perl -I"$parts" "$parts/week.pl" "$day" "$at" $port "$at_home" "$pcs" "$callers" \
        "$calls_an_hour" "$queue" "$conf" "$clock" "$parts/step.pl" "$scratch/account" >"$scratch/day.$day" 2>"$scratch/day-err" || not_ok "day $day goes by" "$(cat "$scratch/day-err")"
    sed 's/^/# /' "$scratch/day.$day"
    note_memory "$scratch/memory.$day"
    names_in >"$scratch/names.$day"
done
took=$(($(date +%s) - began))
read -r made link_ups datagrams <"$scratch/account"

# --- The account

qc() { run with_clock timeout 120 "$build/fcfh-queue" -c "$conf" "$@" </dev/null; }
qc status --json
taken=$(printf %s "$out" | jq .alerts)
is "$taken" "$datagrams" 'every datagram was taken'
is "$(printf %s "$out" | jq .calls)" "$made" 'and each call was counted once, although it was sent again'
counted=$(find "$queue" -name '*.xml' ! -path '*/told/*' ! -path '*/proved/*' -exec cat {} + |
    sed -n 's:.*<calls>\(.*\)</calls>.*:\1:p' | awk '{ n += $1 } END { print n + 0 }')
is "$counted" "$made" 'the entries in the queue and in archive/ have all these calls'
unknown=$(find "$queue/archive" "$queue" -maxdepth 1 -name '*.xml' -exec grep -L '>verified<' {} + | wc -l)
is "$unknown" 0 'and every one of them was verified'
check 'clients moved' [ "$days" -lt 3 -o -n "$(grep -l ', now ' "$queue/archive"/*.xml | head -n 1)" ]
all_valid 'every file is valid'
for pid in $holder $identify $runs $follow "$stream"; do
    check 'no program has ended' kill -0 "$pid"
done
expired=$(find "$queue/archive" -name '*.expired*.xml' | wc -l)
closed=$(find "$queue/archive" -name '*.closed*.xml' | wc -l)
check "clients have left: $expired due, $closed with a closed ticket" \
    [ "$expired" -gt 0 -a \( "$days" = 1 -o "$closed" -gt 0 \) ]

# --- Growth

set_clock $(((days + 40) * 86400))
qc list --json
printf '%s\n' "$out" | jq -r '.ticket // empty' | sort -u | while read -r ticket; do
    with_clock "$build/fcfh-queue" -c "$conf" close "$ticket" >/dev/null
done
qc expire
set_clock $(((days + 80) * 86400))
qc expire
eventually 'a month later the queue is empty' empty
no_names() { [ "$(names_in)" -le $((names_before + $1)) ]; }
# Subdirectories that programs create when they first need them, told/HOOK among them, and lock.
eventually 'and so are its directories, except for lock and the subdirectories' 'no_names 12'
grown=$(($(names_in) - names_before))
note_memory "$scratch/memory.end"
figure "days of a site of $pcs PCs, in $took s" "$days"
figure '    link-ups' "$link_ups"
figure '    datagrams, and of these lost' "$datagrams, $((datagrams - taken))"
figure '    calls' "$made"
figure '    of these lost' $((made - counted))
figure '    clients that were due; that left with a closed ticket' "$expired; $closed"
for who in 1:fcfh-collector 2:fcfh-identify 3:fcfh-hooks 4:follow; do
    figure "    memory of ${who#*:} after day 2, the last day, KiB" \
        "$(cut -d' ' -f "${who%%:*}" "$scratch/memory.$(pick 1 2)"), $(cut -d' ' -f "${who%%:*}" "$scratch/memory.$days")"
done
figure '    names in the directory before, and a month after' "$names_before, $((names_before + grown))"
kill $holder $identify $runs $follow
wait $holder $identify $runs $follow
stop "$standin"
finish
