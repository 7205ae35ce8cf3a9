# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# The serial console, in a terminal of 80x24, over TLS: 1,000 keys, 100 MB of output. The machine
# answers a key at once, so that only our own time is measured.

make_keys 1
# shellcheck disable=SC2046 # words are wanted
start_standins 1 0 --redirection --account tech:2,5,13 $(cat "$scratch/tls")
new_queue
LC_ALL=C.UTF-8 "$build/bench_console" 1000 100000000 "$build/fcfh-manage" -c "$conf" -u tech \
    --password-file "$scratch/password" "$net.1" console >"$scratch/console" 2>"$scratch/console_err" ||
    fail 70 'the console cannot be measured:' "$(cat "$scratch/console_err")"
read -r echo_median echo_late speed missing dirty <"$scratch/console"
goal 'console: ms from a key to its echo, median' "$echo_median" '<= 5'
goal 'console: the same, 99th percentile' "$echo_late" '<= 20'
goal 'console: MB/s of output' "$speed" '>= 1'
goal 'console: lines of it that are missing' "$missing" '<= 0'
goal 'console: private dirty memory, MiB' "$(echo "$dirty" | awk '{ printf "%.1f", $1 / 1024 }')" '<= 8'
stop "$standin"
