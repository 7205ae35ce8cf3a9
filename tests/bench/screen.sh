# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# The screen, with 10,000 clients, in a terminal of 80x24.

new_queue
make_entries 10000
sed -i 's/>waiting</>verified</' "$queue"/*.xml
for _ in 1 2 3; do
    from=$(date +%s%N)
    ls -l "$queue" >/dev/null
    echo $(($(date +%s%N) - from)) | awk '{ print $1 / 1e6 }' >>"$scratch/ls"
    LC_ALL=C.UTF-8 "$build/bench_screen" 1 "$build/fcfh-queue" -c "$conf" >>"$scratch/screen" ||
        fail 70 'the screen cannot be measured.'
done
# The last screen is left alone for a minute.
LC_ALL=C.UTF-8 "$build/bench_screen" 60 "$build/fcfh-queue" -c "$conf" >>"$scratch/screen" ||
    fail 70 'the screen cannot be measured.'
first=$(awk '{ print $1 }' "$scratch/screen" | median)
goal 'screen: 10,000 clients, ms to the first picture' "$first" '<= 100'
goal 'screen: ms until all are read' "$(awk '{ print $6 }' "$scratch/screen" | median)" '<= 1500'
note "$(awk "BEGIN { printf \"%.2f\", $first / $(median <"$scratch/ls") }") times what ls -l of that directory takes"
goal 'screen: ms from a key to its answer, highest' \
    "$(awk '{ print $3 }' "$scratch/screen" | highest)" '<= 10'
goal 'screen: bytes written in 60 idle seconds' "$(tail -n 1 "$scratch/screen" | awk '{ print $4 }')" \
    '<= 0'
goal 'screen: memory, MiB' \
    "$(awk '{ print $5 / 1024 }' "$scratch/screen" | highest)" '<= 32'
