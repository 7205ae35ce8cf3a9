# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# Two hundred clients call at once; parallel = 64. DELAYS chooses how long an answer takes.

stormers=200
storm_of() { # STATE LOGIN: sets $in_state, $with_serial, $end, $cpu, $peak
    new_queue 64 "$2"
    make_entries $stormers
    : >"$scratch/standin.log"
    "$build/bench_storm" "$queue" $stormers "$1" "$build/fcfh-identify" -c "$conf" \
        >"$scratch/storm_ms" 2>"$scratch/identify"
    read -r in_state with_serial end cpu peak <"$scratch/storm_ms" ||
        fail 70 'the storm cannot be measured:' "$(cat "$scratch/identify")"
    case $in_state in -) in_state=999999 ;; esac
    case $with_serial in -) with_serial=999999 ;; esac
    asked=$(wc -l <"$scratch/standin.log")
}
storm_note() {
    note "serial numbers after $with_serial ms, ended after $end; $asked exchanges; CPU $cpu ms, $peak KiB"
}
for delay in ${DELAYS:-400 50}; do
    make_keys $stormers
    # shellcheck disable=SC2046 # words are wanted
    start_standins $stormers "$delay" $(cat "$scratch/tls")
    case $delay in
        400)
            storm_of verified register
            goal '200 registered, 400 ms an answer: all verified, ms' "$in_state" '<= 8000'
            storm_note
            # With TLS none of them would get a log-in: their certificates are self-signed.
            stop "$standin"
            rm -rf "$clients"
            start_standins $stormers "$delay"
            storm_of answered networks
            row '200 not registered, 400 ms: all answered, ms' "$in_state"
            storm_note
            ;;
        *)
            : >"$scratch/ratios" && : >"$scratch/serials"
            for _ in 1 2 3; do
                storm_of verified register
                echo "$with_serial" >>"$scratch/serials"
                rate_here=$(awk "BEGIN { print $asked / $end * 1000 }")
                : >"$scratch/standin.log"
                client_ms=$("$build/bench_client" "$net.1" $stormers 64 "$scratch/password") ||
                    fail 70 'the reference client ended.'
                client_rate=$(awk "BEGIN {
                    print $(wc -l <"$scratch/standin.log") / $client_ms * 1000 }")
                awk "BEGIN { printf \"%.3f\\n\", $rate_here / $client_rate }" >>"$scratch/ratios"
            done
            goal "200 registered, $delay ms: exchanges a second / curl" \
                "$(sort -n "$scratch/ratios" | sed -n 2p)" '>= 1.0'
            note "$rate_here a second, the reference client $client_rate; median of $(paste -sd' ' "$scratch/ratios")"
            goal '    all serial numbers known, ms' "$(median <"$scratch/serials")" '<= 1300'
            storm_note
            ;;
    esac
    stop "$standin"
done
rm -rf "$clients" "$scratch/keys" "$scratch/tls"
