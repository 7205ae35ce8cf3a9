# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# A directory full of entries of clients for which AMT never answered, as a flood leaves it.

full=${ENTRIES:-250000}
fill() { # OLD [LIMIT]: that many are due
    new_queue 64 register
    [ -z "${2-}" ] || printf '[queue]\nlimit = %s\n' "$2" >>"$conf"
    mkdir -m 2770 "$queue/pending" "$queue/tmp" "$queue/archive"
    "$build/bench_entries" "$queue" "$full" 5 "$1" || fail 73 'the directory cannot be filled.'
}
# Whether [queue] has a limit that can be set so high that it does not count here.
no_limit=$((full * 2))
limit_is_known() { ! "$build/fcfh-queue" -c "$conf" list --ticket NONE 2>&1 | grep -q 'limit'; }
fill 0 $no_limit
limit_is_known || { no_limit='' && fill 0; }

list_ms() { # COMMAND...: sets $ms, median of three
    for _ in 1 2 3; do
        from=$(now_ms)
        "$build/fcfh-queue" -c "$conf" "$@" >"$scratch/listed" || fail 70 "$*: failed"
        echo $(($(now_ms) - from))
    done >"$scratch/list_ms"
    ms=$(median <"$scratch/list_ms")
}
list_ms list --ticket BENCH
goal "$full entries: list --ticket, ms" "$ms" '<= 1000'
grep -c . "$scratch/listed" >"$scratch/lines"
note "$(cat "$scratch/lines") lines; each of three: $(paste -sd' ' "$scratch/list_ms")"

# Five callers, and how long until they are verified while fcfh-identify --watch runs.
in_full_directory() { # WHAT
    rm -rf "$clients"
    make_realms 1 5
    start_standins 5 0
    start_stream
    "$build/bench_flood" silent nobody 0 0 5 "$queue" 127.200.0 "$net" "$scratch/waited" \
        >"$scratch/traps" || fail 70 'nobody calls:' "$(cat "$scratch/collector")"
    stop "$identify"
    stop "$collector"
    stop "$standin"
    stop_all # what takes out more than the limit goes on by itself
    rm "$scratch/traps"
    sed '/^#/d; s/ .*//' "$scratch/waited" >"$scratch/caller_ms"
    goal "$full entries$1: ms to verified, the worst" "$(highest <"$scratch/caller_ms")" '<= 2000'
    note "five, one after another: $(paste -sd' ' "$scratch/caller_ms")"
}
in_full_directory ''
[ -z "$no_limit" ] || {
    fill 0
    in_full_directory ', limit = 10000'
}

fill 1000 "$no_limit"
"$build/bench_lock" "$queue" "$build/fcfh-queue" -c "$conf" expire >"$scratch/lock_ms" 2>"$scratch/expire" ||
    fail 70 'expire failed:' "$(cat "$scratch/expire")"
read -r held took <"$scratch/lock_ms"
goal 'an expiry of 1,000: longest wait for the lock, ms' "$held" '<= 200'
note "it took $took ms, and left $(find "$queue" -maxdepth 1 -name '*.xml' | wc -l) of $full"
rm -rf "$queue" "$clients"
