#!/bin/sh
# technician.sh FCFH-QUEUE CONF FIRST COUNT EVERY SECONDS: sets the ticket T-N on machine N as soon
# as it has called, on one in EVERY; prints a line for each that was accepted. Tries again until one
# is, and ends after SECONDS.
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }
program=$1 conf=$2 n=$3 last=$(($3 + $4 - 1)) every=$5 until=$(($(date +%s) + $6))
while [ "$n" -le "$last" ]; do
    while [ "$(date +%s)" -lt $until ]; do
        if "$program" -c "$conf" ticket "$(uuid "$n")" "T-$n" >/dev/null 2>&1; then
            echo "$n"
            break
        fi
        sleep 0.2
    done
    n=$((n + every))
done
