# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# fcfh-config: a thousand machines set up side by side.

machines=1000 sample=30
event_url=http://127.0.0.1:9/events
administered() { # COUNT OPTION...: stand-ins that nobody has set up, answering in 20 ms
    count=$1
    shift
    rm -f "$scratch/standin.log"
    "$build/standin" --admin admin --admin-password-file "$scratch/password" --count "$count" \
        --delay 20 --log "$scratch/standin.log" "$@" "$net.1" >"$scratch/standin" 2>&1 &
    standin=$!
    wait_until 20 grep -qs '^ready' "$scratch/standin" ||
        fail 69 'the stand-ins do not start:' "$(cat "$scratch/standin")"
}
addresses() { # COUNT: of the stand-ins, one to a line
    echo "$net.1 $1" | tr '.' ' ' | awk '{ for (n = 0; n < $5; n++) {
        at = $3 * 256 + $4 + n
        printf "%d.%d.%d.%d\n", $1, $2, at / 256, at % 256 } }'
}
# All machines have to be changed, or nothing would be measured. Sets $took, in ms, and $peak, in
# KiB.
set_up() { # COUNT PARALLEL
    addresses "$1" >"$scratch/pcs"
    "$build/bench_peak" "$scratch/peak" "$build/fcfh-config" -c "$conf" --hosts "$scratch/pcs" \
        --parallel "$2" --password-file "$scratch/password" admin >"$scratch/config" 2>&1
    grep -qsx "changed: *$1" "$scratch/config" ||
        fail 70 "fcfh-config: not all of $1 machines set up" "$(tail -n 8 "$scratch/config")"
    # shellcheck disable=SC2034 # the command below uses both
    read -r took peak <"$scratch/peak"
}
most_exchanges() { # with one machine
    cut -d' ' -f2 "$scratch/standin.log" | sort | uniq -c | awk '{ print $1 }' | highest
}

rm -rf "$clients"
mkdir -m 750 "$clients"
printf '%s\n' '[amt]' "password-file = $scratch/password" 'tls = off' '[clients]' \
    "directory = $clients" '[collector]' 'address = 127.0.0.1' \
    "event-url = $event_url" >"$conf"
administered $sample
set_up $sample 1
stop $standin
one=$took
exchanges_pet=$(most_exchanges)
administered $machines
set_up $machines 64
stop $standin
goal "$machines machines set up, 64 / one after another" \
    "$(awk "BEGIN { printf \"%.1f\", $one / $sample / ($took / $machines) }")" '>= 40'
note "$(awk "BEGIN { printf \"%.1f s for %d side by side; one after another %.0f s, scaled\", \
    $took / 1000, $machines, $one / $sample * $machines / 1000 }")"
note "from the $(awk "BEGIN { printf \"%.1f\", $one / 1000 }") s of a sample of $sample; each answer takes 20 ms"
goal 'fcfh-config: memory with 64 at once, MiB' "$(awk "BEGIN { printf \"%.1f\", $peak / 1024 }")" \
    '< 64'
goal 'fcfh-config: HTTP exchanges, PETs' "$exchanges_pet" '<= 21'
administered 1 --amt-version 18.0.5.1
set_up 1 1
stop $standin
goal 'fcfh-config: HTTP exchanges, WS-Events' "$(most_exchanges)" '<= 20'
