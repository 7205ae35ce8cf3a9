# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# fcfh-identify: many machines at once.

answered() { grep -l '>answered</state>' "$queue"/*.xml 2>/dev/null | wc -l; }
per_machine() { # COUNT PARALLEL: sets $ms, of one machine
    new_queue "$2"
    make_entries "$1"
    from=$(now_ms)
    "$build/fcfh-identify" -c "$conf" >"$scratch/identify" 2>&1 || :
    ms=$(awk "BEGIN { printf \"%.2f\", $(($(now_ms) - from)) / $1 }")
    [ "$(answered)" = "$1" ] ||
        fail 70 "$(answered) of $1 machines answered" "$(head -n 5 "$scratch/identify")"
}
start_standins 200 50
for _ in 1 2 3; do
    per_machine 10 1
    echo "$ms" >>"$scratch/one"
    "$build/bench_save" "$scratch" >>"$scratch/save" || fail 73 'no file can be written.'
    per_machine 200 64
    echo "$ms" >>"$scratch/many"
done
stop "$standin"
one=$(median <"$scratch/one") many=$(median <"$scratch/many")
goal '200 machines, parallel = 64 / one after another' \
    "$(awk "BEGIN { printf \"%.1f\", $one / $many }")" '>= 30'
note "one machine: $one ms after another, $many ms side by side; AMT takes 50 ms"
note "one safe write on this disk: $(median <"$scratch/save") ms; each machine needs two"
