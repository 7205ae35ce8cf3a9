#!/bin/sh
# Runs fuzz targets: run.sh BUILD_DIR SECONDS TARGET...
#
# Each target runs for SECONDS, two at a time, and starts with a copy of tests/fuzz/corpus/TARGET.
# The result is one line for each target.
# An input that crashes, hangs or leaks is kept in BUILD_DIR/findings/, and the exit status is 1.

set -u

if [ $# -lt 3 ]; then
    echo "usage: $0 BUILD_DIR SECONDS TARGET..." >&2
    exit 64
fi
build=$1
seconds=$2
shift 2

here=$(dirname "$0")
findings=$build/findings
scratch=$(mktemp -d) || exit 73
first=
second=

clean_up() {
    for worker in $first $second; do
        kill "$worker" 2>/dev/null
    done
    wait
    rm -rf "$scratch"
    rmdir "$findings" 2>/dev/null # only if it is empty
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

run_target() {
    log=$scratch/$1.log
    mkdir -p "$scratch/$1" "$findings"
    [ ! -d "$here/corpus/$1" ] || cp "$here/corpus/$1"/* "$scratch/$1/"
    # One byte more than a trap's text may have (64 KiB), so that this limit is tested, too.
    "$build/fuzz_$1" -max_total_time="$seconds" -max_len=65537 -timeout=5 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$findings/$1-" "$scratch/$1" >"$log" 2>&1 &
    fuzzer=$!
    trap 'kill "$fuzzer" 2>/dev/null; exit 143' TERM
    wait "$fuzzer"
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    if [ "$status" -eq 0 ]; then
        echo "$1: ${runs:-0} runs, coverage ${coverage:-0}"
        return
    fi
    : >"$scratch/failed"
    artifact=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    cp "$log" "$findings/$1.log"
    echo "$1: FAILED after ${runs:-?} runs: ${artifact:-no input was written}; $findings/$1.log"
}

# Runs every other one of its arguments. This function runs twice at once, for the odd and the
# even targets.
run_every_other() {
    while [ $# -gt 0 ]; do
        run_target "$1"
        shift
        [ $# -eq 0 ] || shift
    done
}

run_every_other "$@" &
first=$!
if [ $# -gt 1 ]; then
    shift
    run_every_other "$@" &
    second=$!
fi
wait "$first"
[ -z "$second" ] || wait "$second"
first=
second=
[ ! -e "$scratch/failed" ]
