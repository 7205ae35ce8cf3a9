# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# What a trap costs, and how long it takes from a datagram to the technician.

printf '%s\n' "UDP: [$net.99]:664->[127.0.0.1]:162" "UDP: [$net.99]:664->[127.0.0.1]:162" \
    '.1.3.6.1.2.1.1.3.0 0:0:20:34.56' \
    '.1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.2558467' \
    '.1.3.6.1.4.1.3183.1.1.1 "00 00 FE 5A DE C0 11 4A 8B AD 00 00 00 00 FF FF 00 01 18 C3 C5 F0 FF FF 50 68 02 FF FF 26 61 06 00 00 00 00 00 00 00 19 00 00 01 57 00 00 C1 "' \
    '.1.3.6.1.6.3.18.1.3.0 127.0.0.1' '.1.3.6.1.6.3.18.1.4.0 "76 70 72 6F "' \
    '.1.3.6.1.6.3.1.1.4.3.0 .1.3.6.1.4.1.3183.1.1' >"$scratch/link-up"
cat >"$scratch/ip.sh" <<END
#!/bin/sh
IFS= read -r host
IFS= read -r peer
echo "\$peer" >>$scratch/calls.txt
END
chmod +x "$scratch/ip.sh"
# A thousand starts of each, in 20 chunks.
compare() { # WHAT LIMIT OTHER-PROGRAM
    # shellcheck disable=SC2046 # words are wanted
    set -- "$1" "$2" $("$build/bench_spawn" 20 50 "$scratch/link-up" \
        "exec $scratch/bin/fcfh-collector -c $conf" "exec $3")
    [ $# = 5 ] || fail 70 "$1: not measured"
    goal "$1" "$3" "$2"
    note "one start: $4 us, compared with $5 us; 1000 pairs, median of 20 chunks"
}

new_queue
compare 'link-up ignored / static handler that only reads' '<= 1.25' "$scratch/bin/bench_null_handler"
compare 'link-up ignored / sh script that appends a line' '< 1' "$scratch/ip.sh"
make_entries 10000
compare 'the same / static handler, 10,000 in the queue' '<= 1.25' "$scratch/bin/bench_null_handler"

# --- From the datagram to the technician

calls_one_by_one() { # DELAY-IN-MS
    new_queue
    # shellcheck disable=SC2046 # words are wanted
    start_standins 20 "$1" $(cat "$scratch/tls")
    : >"$scratch/queued" && : >"$scratch/verified" && : >"$scratch/until" && : >"$scratch/all"
    n=0
    while [ $((n += 1)) -le 20 ]; do
        call $n
        exchanges $n >>"$scratch/until"
        echo "${ms% *}" >>"$scratch/queued"
        echo "${ms#* }" >>"$scratch/verified"
        wait_until 20 identify_ended || fail 70 'fcfh-identify does not end'
        exchanges $n >>"$scratch/all"
    done
    stop "$standin"
}
spread() { echo "$(median <"$1"), at most $(highest <"$1")"; } # FILE
make_keys 20
start_snmptrapd
calls_one_by_one 0
row 'datagram to entry in the queue, ms, median' "$(median <"$scratch/queued")"
note "20 calls one by one: $(spread "$scratch/queued")"
row 'datagram to verified, ms, median' "$(median <"$scratch/verified")"
note "AMT answers at once: $(spread "$scratch/verified")"
calls_one_by_one 50
note "AMT answers in 50 ms: $(spread "$scratch/verified")"
goal 'HTTP exchanges until verified' "$(highest <"$scratch/until")" '<= 4'
goal 'HTTP exchanges in all' "$(highest <"$scratch/all")" '<= 14'
stop "$snmptrapd"
rm -rf "$clients" "$scratch/keys" "$scratch/tls" # the others have no TLS, or their own
