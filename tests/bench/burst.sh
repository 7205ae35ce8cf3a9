# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# Bursts of alerts, with a call among them.

new_queue
start_snmptrapd
drops() { awk -v "p=:$(printf %04X "$port")" '$2 ~ p "$" { print $NF }' /proc/net/udp; }
before=$(drops)
call 1 2000
lost=$(($(drops) - before))
stop "$snmptrapd"
row 'link-ups handled a second, burst of 2,000' \
    "$(awk "BEGIN { printf \"%.0f\", (2000 - $lost) / $ms * 1000 }")"
note "$lost lost; buffer 4 MiB, limited by net.core.rmem_max = $(cat /proc/sys/net/core/rmem_max)"

# A burst with a call in it, sent into the receive buffer that the socket's unit sets.
sed "s|@BINDIR@/fcfh-collector|$scratch/bin/fcfh-collector -c $conf|" \
    "$project/alert_collector/fcfh-stream.in" >"$scratch/fcfh-stream"
chmod +x "$scratch/fcfh-stream"
mkdir "$scratch/run"
alerts() { "$build/fcfh-queue" -c "$conf" status --json | sed 's/.*"alerts": \([0-9]*\).*/\1/'; }
all_came() { [ "$(alerts)" = 30001 ]; }
storm() { # WHAT LIMIT-MS PROGRAM [ARGUMENT]...
    storm_name=$1 storm_limit=$2
    shift 2
    new_queue
    port=$((16310 + $$ % 1000))
    RUNTIME_DIRECTORY=$scratch/run "$build/bench_listen" 127.0.0.1 $port "$@" "udp:127.0.0.1:$port" \
        >"$scratch/storm" 2>&1 &
    snmptrapd=$!
    sleep 1
    if ! kill -0 $snmptrapd 2>/dev/null; then
        wait $snmptrapd
        [ $? = 77 ] || fail 69 'snmptrapd does not start:' "$(cat "$scratch/storm")"
        row "$storm_name" 'root only'
        return
    fi
    call 1 15000 15000
    goal "$storm_name" "$ms" "<= $storm_limit"
    wait_until 300 all_came || :
    goal '    of these lost' $((30001 - $(alerts))) '<= 0'
    stop "$snmptrapd"
}
sed -i '1d' "$scratch/snmptrapd.conf" # the buffer is the socket's
storm 'a call in 30,000 link-ups, traphandle: seen, ms' 25000 \
    snmptrapd -f -n -C -c "$scratch/snmptrapd.conf" -Lf "$scratch/snmptrapd.log"
storm 'a call in 30,000 link-ups, --stream: seen, ms' 1000 \
    "$scratch/fcfh-stream" "$scratch/snmptrapd.conf"
