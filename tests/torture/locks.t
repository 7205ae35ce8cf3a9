#!/bin/sh
# A program holds the lock of the queue, stopped during a change: calls are put aside and then
# stored in their order, technicians get a message, and status names the program.
# tests/queue_pending.t has the rest.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
nobody_is_asked
callers=$(pick 8 200)
call "$net.1" $pc1
# A program that is stopped during a change: strace lets it take the lock but write nothing.
strace -qq -f -o "$scratch/strace" -e trace=renameat -e inject=renameat:signal=STOP:when=1 \
    "$build/fcfh-queue" -c "$conf" ticket $uuid1 INC-1 >"$scratch/ticket-out" 2>&1 &
tracer=$!
stopped() { sed -n 's/^\([0-9]*\) *--- stopped by SIGSTOP.*/\1/p' "$scratch/strace" 2>/dev/null; } # its pid
check 'a program is stopped within a change' wait_for 10 '[ -n "$(stopped)" ]'
began=$(now_ms)
bad='' n=0
while [ $((n += 1)) -le "$callers" ]; do
    trap_of $((n + 1)) 1 >"$scratch/trap"
    run "$collector" -c "$conf" <"$scratch/trap"
    [ "$status" = 0 ] || bad="$bad $n: $status"
done
took=$(($(now_ms) - began))
is "$bad" '' "$callers calls in the meantime: all are accepted"
is "$(find "$queue/pending" -name '*.alert' | wc -l)" "$callers" 'and are in pending/'
q ticket $uuid1 INC-2
is "$status" 75 'a technician is told to try again, after ten seconds'
q list
is "$status" 0 'and can read all the time'
q status
like "$out$err" 'fcfh-queue \(process [0-9]+\)|was stopped during a change' 'status names the program'
# shellcheck disable=SC2046 # words are wanted
kill -CONT $(stopped)
wait $tracer
is "$(value "$queue/$uuid1.xml" ticket)" INC-1 'it continues with its change'
take_pending
is "$(entries) $(find "$queue/pending" -name '*.alert' | wc -l)" "$((callers + 1)) 0" \
    'and every call that was put aside is in the queue'
all_valid 'every file is valid'
figure "$callers calls while the lock is held: lost" $((callers + 1 - $(entries)))
figure '    each took, ms' $((took / callers))
finish
