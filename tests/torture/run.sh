#!/bin/sh
# What `make torture` runs: the tests of this folder, large; it prints their figures, and what
# failed.
#
#   run.sh TEST...   a file beside this one, without its .t
set -u
parts=$(dirname "$0")
log=$(mktemp) || exit 73
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
failed=''
printf 'fcfh torture: %s processors, %s, files on %s\n' "$(getconf _NPROCESSORS_ONLN)" "$(uname -sr)" \
    "$(stat -f -c %T "${TMPDIR:-/tmp}")"
for part; do
    began=$(date +%s)
    status=0
    "$parts/$part.t" large >"$log" 2>&1 || status=$?
    bad=$(grep -c '^not ok' "$log")
    printf '\n%s: %s checks, %s failed, %s s\n' "$part" "$(grep -c '^ok\|^not ok' "$log")" "$bad" \
        $(($(date +%s) - began))
    sed -n 's/^# figure: /  /p' "$log"
    if [ "$status" != 0 ] || [ "$bad" != 0 ] || ! grep -q '^1\.\.' "$log"; then
        failed="$failed $part"
        grep -A 12 '^not ok\|^Bail' "$log" | head -n 100
    fi
done
echo
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }
echo 'All that is promised was kept.'
