# shellcheck shell=sh disable=SC2012,SC2016,SC2154 source=tests/hooks_storm.sh # sourced by bench.sh, and uses what is there
# fcfh-hooks: with 10,000 clients, and killed a hundred times.

. "$project/tests/hooks_storm.sh"
hooks=$scratch/hooks
queue=$scratch/hooks-queue
mkdir -p "$hooks" "$queue"
chmod 755 "$hooks"
hooks_conf=$scratch/hooks.conf
printf '[queue]\ndirectory = %s\n[hooks]\ndirectory = %s\n' "$queue" "$hooks" >"$hooks_conf"

# --- 10,000 clients

"$build/bench_entries" "$queue" 10000 1000 0 || fail 70 'there are no entries for fcfh-hooks.'
# Notes the time at which it is told something, in nanoseconds.
printf '#!/bin/sh\n[ "$1" != ticket ] || date +"$FCFH_TICKET %%s%%N" >>%s\n' "$scratch/hooks-told" \
    >"$hooks/notes"
chmod 755 "$hooks/notes"
: >"$scratch/hooks-told"
hooks_cpu() { # of fcfh-hooks and the hooks that have ended, in hundredths of a second
    awk '{print $14 + $15 + $16 + $17}' "/proc/$hooks_runs/stat"
}
hooks_asked() { # how many it has been asked about
    find "$queue/told/notes" -name '*.lookup' 2>/dev/null | wc -l
}
all_are_asked() { [ "$(hooks_asked)" -ge 10000 ]; }
hooks_began=$(date +%s%N)
"$build/fcfh-hooks" -c "$hooks_conf" 2>"$scratch/hooks.err" &
hooks_runs=$!
wait_until 300 all_are_asked || fail 70 "only $(hooks_asked) of 10,000 clients were asked about."
row 'hooks: a new one asked about 10,000 clients, s' "$((($(date +%s%N) - hooks_began) / 1000000000))"
sleep 3
hooks_before=$(hooks_cpu)
sleep 60
hooks_used=$(($(hooks_cpu) - hooks_before))
goal 'hooks: CPU seconds in 60 without news, 10,000 clients' \
    "$(awk "BEGIN { print $hooks_used / 100 }")" '< 0.6'
hooks_n=0
for hooks_file in "$queue"/*.xml; do
    [ $hooks_n -lt 20 ] || break
    grep -q '<ticket' "$hooks_file" && continue
    hooks_n=$((hooks_n + 1))
    hooks_id=${hooks_file##*/}
    "$build/fcfh-queue" -c "$hooks_conf" ticket "${hooks_id%.xml}" "N-$hooks_n" >/dev/null
    printf '%s %s\n' "N-$hooks_n" "$(date -r "$hooks_file" +%s%N)" >>"$scratch/hooks-put"
done
all_are_told() { [ "$(wc -l <"$scratch/hooks-told")" -ge $hooks_n ]; }
wait_until 10 all_are_told || fail 70 'fcfh-hooks does not tell of a ticket.'
goal 'hooks: a change told, 95th percentile, ms' "$(sort -k 1,1 "$scratch/hooks-put" >"$scratch/hooks-a"
    sort -k 1,1 "$scratch/hooks-told" | join - "$scratch/hooks-a" |
        awk '{printf "%.0f\n", ($2 - $3) / 1000000}' | sort -n | tail -n 2 | head -n 1)" '< 100'
kill $hooks_runs
wait $hooks_runs
hooks_began=$(date +%s%N)
"$build/fcfh-hooks" -c "$hooks_conf" --once 2>>"$scratch/hooks.err"
row 'hooks: a start with 10,000 clients that it knows, ms' "$((($(date +%s%N) - hooks_began) / 1000000))"

# --- Killed

rm -rf "$queue" "$hooks"
mkdir "$queue" "$hooks"
conf=$hooks_conf
storm_hooks
"$build/fcfh-hooks" -c "$conf" --once
"$build/bench_entries" "$queue" 12 0 0
hooks_ids=$(cd "$queue" && ls ./*.xml | sed 's:^\./::; s/\.xml$//')
# shellcheck disable=SC2086 # words are wanted
storm 1000 100 $hooks_ids
for hook in quick slow; do
    # shellcheck disable=SC2086
    [ -z "$(storm_missed $hook $hooks_ids)" ] || fail 70 "$hook: $(storm_missed $hook $hooks_ids)"
    # shellcheck disable=SC2046
    set -- $(storm_event_counts $hook)
    row "hooks: of 1,000 changes and 100 deaths, told to the $hook one" "$1"
    goal "hooks: told twice, %" "$(awk "BEGIN { printf \"%.1f\", 100 * $2 / $1 }")" '<= 2'
done
rm -rf "$queue" "$hooks"
