#!/bin/sh
# Every program is killed, at any moment, while others work: what was reported as done is done, no
# file is left partly written, and the program that starts next continues.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
hooks=$scratch/hooks
mkdir -m 755 "$hooks"
write_conf "hooks.directory=$hooks" amt.login=register
printf '#!/bin/sh\necho "$1 $FCFH_ID $FCFH_TICKET" >>%s\n' "$scratch/told" >"$hooks/notes"
chmod 755 "$hooks/notes"
clients=8 rounds=$(pick 6 40)
# With keys that are in the register: a client that has one is asked again at once.
mkdir -m 750 "$scratch/clients" "$scratch/keys"
"$build/bench_keys" "$scratch/keys" "$scratch/clients" $clients >"$scratch/tls" ||
    not_ok 'the machines have keys' ''
# shellcheck disable=SC2046 # words are wanted
start_standin --count $clients $(cat "$scratch/tls") "$net.11"
fresh
run "$build/fcfh-hooks" -c "$conf" --once # it knows who is there: nobody

seed=$$
random() { # MOST: sets $random, 1 to MOST
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    random=$((seed / 65536 % $1 + 1))
}
# Half of the time it is killed, within about its first 15 ms; $killed counts these.
maybe_killed() { # COMMAND...: its exit status
    random 2
    if [ $random = 1 ]; then
        "$@"
        return
    fi
    random 15
    timeout -s KILL "$(printf '0.%03d' $random)" "$@"
    maybe=$?
    [ $maybe != 137 ] || killed=$((killed + 1))
    return $maybe
}
# One client calls, and each time a technician takes its ticket off and sets another. life.NUMBER
# says how many calls were accepted, and which tickets the client may have after that.
life() { # NUMBER
    seed=$((seed + $1 * 7919))
    accepted=0 tickets=none killed=0 r=0
    id=$(uuid "$1")
    while [ $((r += 1)) -le "$rounds" ]; do
        trap_of "$1" $r "$net.$((10 + $1))" >"$scratch/trap.$1"
        maybe_killed "$collector" -c "$conf" <"$scratch/trap.$1" 2>>"$scratch/said" &&
            accepted=$((accepted + 1))
        maybe_killed "$build/fcfh-queue" -c "$conf" clear "$id" >/dev/null 2>>"$scratch/said"
        case $? in 0) tickets=none ;; *) tickets="$tickets none" ;; esac
        maybe_killed "$build/fcfh-queue" -c "$conf" ticket "$id" "T-$r" >/dev/null 2>>"$scratch/said"
        case $? in 0) tickets="T-$r" ;; 137) tickets="$tickets T-$r" ;; esac
        maybe_killed "$build/fcfh-queue" -c "$conf" expire 2>>"$scratch/said"
        maybe_killed "$build/fcfh-queue" -c "$conf" list >/dev/null 2>>"$scratch/said"
    done
    echo "$accepted $killed $tickets" >"$scratch/life.$1"
}
service() { # COMMAND...: started again and again, and killed within 0.4 s each time
    deaths=0
    while [ -e "$scratch/living" ]; do
        "$@" >/dev/null 2>>"$scratch/said" &
        victim=$!
        random 400
        sleep "$(printf '0.%03d' $random)"
        kill -9 $victim
        wait $victim
        deaths=$((deaths + 1))
    done 2>/dev/null
    echo $deaths
}
: >"$scratch/living"
service "$build/fcfh-identify" -c "$conf" --watch >"$scratch/deaths.identify" &
services=$!
seed=$((seed + 1))
service "$build/fcfh-hooks" -c "$conf" >"$scratch/deaths.hooks" &
services="$services $!"
seed=$((seed + 2))
service "$build/fcfh-queue" -c "$conf" follow --json >"$scratch/deaths.follow" &
services="$services $!"
lives=
n=0
while [ $((n += 1)) -le $clients ]; do
    life $n 2>/dev/null &
    lives="$lives $!"
done
# shellcheck disable=SC2086 # words are wanted
wait $lives
rm "$scratch/living"
# shellcheck disable=SC2086
wait $services
identify
run "$build/fcfh-hooks" -c "$conf" --once

lost='' calls_lost=0 tickets_lost='' accepted_all=0 killed_all=0 n=0
while [ $((n += 1)) -le $clients ]; do
    id=$(uuid $n)
    read -r accepted killed tickets <"$scratch/life.$n"
    calls=$(value "$queue/$id.xml" calls)
    [ "${calls:-0}" -ge "$accepted" ] && [ "${calls:-0}" -le "$rounds" ] ||
        lost="$lost $n: $calls of $accepted;"
    [ "${calls:-0}" -ge "$accepted" ] || calls_lost=$((calls_lost + accepted - ${calls:-0}))
    has=$(sed -n 's:.*<ticket[^_>]*>\(.*\)</ticket>.*:\1:p' "$queue/$id.xml")
    case " $tickets " in *" ${has:-none} "*) ;; *) tickets_lost="$tickets_lost $n: '$has' of '$tickets';" ;; esac
    accepted_all=$((accepted_all + accepted)) killed_all=$((killed_all + killed))
done
deaths=$(awk "{ n += \$1 } END { print n }" "$scratch"/deaths.*)
is "$lost" '' "of $accepted_all calls that were accepted none is lost, and none counted twice"
is "$tickets_lost" '' 'each client has the last ticket that was put on it, or that of a killed command'
check "many were killed ($killed_all programs, $deaths services)" [ $((killed_all + deaths)) -ge $((rounds + 3)) ]
is "$(cat "$queue"/*.xml | grep -c '>verified<')" $clients 'all callers are identified once nothing is killed any more'
for n in 1 $clients; do
    has=$(sed -n 's:.*<ticket[^_>]*>\(.*\)</ticket>.*:\1:p' "$queue/$(uuid $n).xml")
    last=$(grep "^ticket $(uuid $n) \|^clear $(uuid $n) " "$scratch/told" | tail -n 1)
    case ${has:-none}:$last in
        "$has:ticket $(uuid $n) $has" | none:clear* | none:) ok "the last event that a hook got about client $n is true" ;;
        *) not_ok "the last event that a hook got about client $n is true" "it has '$has', told '$last'" ;;
    esac
done
is "$(find "$queue/pending" -name '*.alert' 2>/dev/null | wc -l)" 0 'nothing is left in pending/'
all_valid 'every file is valid'
check 'the number of files that killed programs left in tmp/ is bounded' [ "$(names "$queue/tmp")" -le $((clients * 4)) ]
figure "programs and services killed under load" $((killed_all + deaths))
figure '    calls lost of those that fcfh-collector took' "$calls_lost of $accepted_all"
finish
