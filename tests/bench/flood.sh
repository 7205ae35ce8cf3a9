# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# Genuine callers among forged calls: one `fcfh-collector --stream` stores them all, and
# `fcfh-identify --watch` asks. KINDS and LOGINS choose what is measured, FORGED whose UUIDs the
# calls name: nobody's, those of other clients in the register, and now and then the callers' own.
# With login = register, calls that name nobody's UUID lead to no log-in.

machines=${MACHINES:-1000} callers=${CALLERS:-20} rate=${RATE:-50}
flood_net=127.$((192 + $$ % 32)).$(($$ / 32 % 31 * 8)) # eight /24s from there
keyed=$((callers / 2))                                  # of the callers have TLS
flood() { # KIND LOGIN FORGED MEDIAN-MS WORST-MS
    new_queue 64 "$2"
    mkdir -m 2770 "$queue/pending" "$queue/tmp" "$queue/archive"
    start_stream
    "$build/bench_flood" "$1" "$3" "$machines" "$rate" "$callers" "$queue" "$flood_net" "$net" \
        "$scratch/waited" >"$scratch/traps" || fail 70 'the flood ended:' "$(cat "$scratch/collector")"
    if ! kill -0 "$identify" 2>/dev/null; then
        wait "$identify"
        fail 70 "fcfh-identify ended, status $?:" "$(tail "$scratch/identify")"
    fi
    stop "$identify"
    stop "$collector"
    sed '/^#/d; s/ .*//' "$scratch/waited" >"$scratch/caller_ms"
    sed '/^#/d; s/.* //' "$scratch/waited" >"$scratch/stored_ms"
    flood_name="$machines $1, $2, $3"
    goal "$flood_name: ms to verified, median" "$(median <"$scratch/caller_ms")" "<= $4"
    goal '    the worst' "$(highest <"$scratch/caller_ms")" "<= $5"
    note "of these until it was in the queue: $(median <"$scratch/stored_ms"), at most $(highest <"$scratch/stored_ms")"
    note "$rate forged calls a second, parallel = 64; $(sed -n 's/^# //p' "$scratch/waited")"
    rm "$scratch/traps"
}
rm -rf "$clients" "$scratch/keys" "$scratch/tls"
make_keys $keyed
# shellcheck disable=SC2046 # words are wanted
start_standins $keyed 0 $(cat "$scratch/tls")
keyed_standin=$standin
make_realms $((keyed + 1)) "$callers"
make_realms 1001 $((1000 + machines)) # the others
"$build/standin" --password-file "$scratch/password" --count $((callers - keyed)) \
    --uuid "$(uuid_of $((keyed + 1)))" "$net.$((keyed + 1))" >"$scratch/plain_standin" 2>&1 &
plain_standin=$!
wait_until 10 grep -qs '^ready' "$scratch/plain_standin" ||
    fail 69 'the stand-ins do not start:' "$(cat "$scratch/plain_standin")"
for kind in ${KINDS:-silent slow late}; do
    for flood_login in ${LOGINS:-register networks}; do
        case $flood_login in
            register) flood "$kind" register "${FORGED:-others}" 2000 5000 ;;
            *) flood "$kind" "$flood_login" "${FORGED:-nobody}" 5000 15000 ;;
        esac
    done
done
stop "$keyed_standin"
stop "$plain_standin"
rm -rf "$clients" "$scratch/keys" "$scratch/tls"
