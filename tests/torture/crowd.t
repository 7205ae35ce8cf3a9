#!/bin/sh
# Many programs at once on one queue: 64 that write, four that read, one that removes what is due.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
nobody_is_asked
writers=64 rounds=$(pick 2 10) due=$(pick 30 1000)
shared=$(uuid 999)

# Clients that are due when it begins.
fresh
call "$net.99" "$(guid 999)"
old=$(date -u -d '5 hours ago' +%FT%TZ)
n=0
while [ $((n += 1)) -le "$due" ]; do
    sed -E "s/[0-9-]{10}T[0-9:]{8}Z/$old/g; s/$shared/$(uuid $((5000 + n)))/" "$queue/$shared.xml" \
        >"$queue/tmp/new"
    mv "$queue/tmp/new" "$queue/$(uuid $((5000 + n))).xml"
done
: >"$queue/lock" # a look at all, with the next change

# A writer's own client calls in each round, and so does one client that all writers share. After
# that, every fourth writer takes the ticket off its own client and sets another.
with_patience() { # COMMAND...: again where it says so, on a machine that is too busy
    for _ in 1 2 3 4 5 6 7 8 9; do
        patience=0
        timeout 60 "$@" || patience=$?
        [ $patience = 75 ] || return $patience
    done
    return 75
}
is_there() { # NUMBER: also if its call was put aside, for want of the lock
    [ -e "$queue/$(uuid "$1").xml" ] || { timeout 60 "$build/fcfh-identify" -c "$conf" 2>/dev/null; false; }
}
writer() { # NUMBER
    r=0
    while [ $((r += 1)) -le "$rounds" ]; do
        trap_of "$1" $r >"$scratch/own.$1"
        trap_of 999 $(($1 * 200 + r)) "$net.99" >"$scratch/all.$1"
        for what in own all; do
            "$collector" -c "$conf" <"$scratch/$what.$1" 2>>"$scratch/said" ||
                echo "$1: $what call $r: exit $?"
        done
        [ $(($1 % 4)) != 0 ] || wait_for 15 "is_there $1"
        [ $(($1 % 4)) != 0 ] || [ $r = 1 ] ||
            with_patience "$build/fcfh-queue" -c "$conf" clear "$(uuid "$1")" >/dev/null \
                2>"$scratch/ticket.$1" || echo "$1: clear $r: exit $?: $(cat "$scratch/ticket.$1")"
        [ $(($1 % 4)) != 0 ] ||
            with_patience "$build/fcfh-queue" -c "$conf" ticket "$(uuid "$1")" "T-$1-$r" >/dev/null \
                2>"$scratch/ticket.$1" || echo "$1: ticket $r: exit $?: $(cat "$scratch/ticket.$1")"
    done
}
reader() { # NUMBER: until the writers have ended; each line is a whole entry, and it never fails
    looks=0
    while [ -e "$scratch/writing" ] || [ "$looks" = 0 ]; do
        "$build/fcfh-queue" -c "$conf" list --json >"$scratch/read.$1" 2>"$scratch/read-err.$1" ||
            echo "reader $1: exit $?: $(head -n 1 "$scratch/read-err.$1")"
        jq -e .id "$scratch/read.$1" >/dev/null 2>&1 || echo "reader $1: it got half a line"
        looks=$((looks + 1))
    done
    echo "$looks" >"$scratch/looks.$1"
}
expirer() {
    while [ -e "$scratch/writing" ]; do
        with_patience "$build/fcfh-queue" -c "$conf" expire >/dev/null 2>"$scratch/expire-err" ||
            echo "expire: exit $?: $(cat "$scratch/expire-err")"
    done
}
: >"$scratch/writing"
began=$(now_ms)
readers=
for n in 1 2 3 4; do
    reader $n >"$scratch/bad-reader.$n" &
    readers="$readers $!"
done
expirer >"$scratch/bad-expirer" &
readers="$readers $!"
pids=
n=0
while [ $((n += 1)) -le $writers ]; do
    writer $n >"$scratch/bad.$n" &
    pids="$pids $!"
done
# shellcheck disable=SC2086 # words are wanted
wait $pids
took=$(($(now_ms) - began))
rm "$scratch/writing"
# shellcheck disable=SC2086
wait $readers
waited=$(find "$queue/pending" -name '*.alert' 2>/dev/null | wc -l)
take_pending
is "$(cat "$scratch"/bad.* "$scratch/bad-expirer" | head -n 5)" '' 'no program of these failed'
is "$(cat "$scratch"/bad-reader.* | head -n 5)" '' "no reader saw half a file ($(cat \
    "$scratch"/looks.* | paste -sd' ') looks)"
lost='' lost_calls=0 n=0
while [ $((n += 1)) -le $writers ]; do
    calls=$(value "$queue/$(uuid $n).xml" calls)
    [ "$calls" = "$rounds" ] || lost="$lost $n" lost_calls=$((lost_calls + rounds - ${calls:-0}))
done
is "$lost" '' "each of $writers clients has its $rounds calls"
is "$(value "$queue/$shared.xml" calls)" $((writers * rounds + 1)) 'and a client for which all of them called has all of these'
is "$(cat "$queue"/*.xml | grep -c ">T-[0-9]*-$rounds</ticket>")" $((writers / 4)) \
    'each has the ticket that was written last'
is "$(find "$queue/archive" -name '*.expired*.xml' | wc -l) $(entries)" "$due $((writers + 1))" \
    'the clients that were due have left, each once, and no others'
is "$(find "$queue/pending" "$queue/tmp" -type f 2>/dev/null | wc -l)" 0 'nothing is left in pending/ and tmp/'
all_valid 'every file is valid'
figure "$writers writers, 4 readers, an expirer: changes" $((writers * rounds * 2 + writers * (2 * rounds - 1) / 4))
figure '    calls of these lost' $((lost_calls + writers * rounds + 1 - $(value "$queue/$shared.xml" calls)))
figure '    a second' "$(awk "BEGIN { printf \"%.0f\", $writers * $rounds * 2.5 / $took * 1000 }")"
figure '    calls that were put aside for want of the lock' "$waited"
finish
