#!/bin/sh
# fcfh-hooks, killed while it reports changes: the hooks are still told the last state of each
# client. `make bench` does it a hundred times.
# shellcheck source=tests/lib.sh source=tests/hooks.sh source=tests/hooks_storm.sh disable=SC1091,SC2012,SC2046,SC2086,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
. "$(dirname "$0")/hooks_storm.sh"
write_conf "hooks.directory=$hooks"
ids=
storm_hooks
once
for i in 1 2 3 4; do
    call "$net.$i" 1600fe5adec0114a8bad00000000000$i
    ids="$ids 5afe0016-c0de-4a11-8bad-00000000000$i"
done
storm 64 8 $ids
for hook in quick slow; do
    is "$(storm_missed $hook $ids)" '' "$hook: the hook got the last state of each client"
    # shellcheck disable=SC2046 # two numbers
    set -- $(storm_event_counts $hook)
    check "$hook: $1 changes were delivered" [ "$1" -ge 2 ] # the two tickets that stay
    check "$hook: few ($2) of them twice, with 8 deaths" [ "$2" -le 8 ]
    check "$hook: it knows the clients as they are" hook_is_up_to_date $hook
done
is "$(ls "$queue/told" | paste -sd' ')" 'quick slow' 'only the copies of the two hooks are left'

# --- Killed while a new hook is told about the clients that are there

for hook in quick slow; do : >"$scratch/$hook.log"; done
n=0
while [ $n -lt 60 ]; do
    n=$((n + 1))
    cp "$queue/5afe0016-c0de-4a11-8bad-000000000001.xml" "$queue/tmp/x"
    new=5afe0016-c0de-4a11-8bad-$(printf '%012d' $((100 + n)))
    sed -i "s|<uuid>.*</uuid>|<uuid>$new</uuid>|" "$queue/tmp/x"
    mv "$queue/tmp/x" "$queue/$new.xml"
done
once
hook new
for when in 1 20 60; do
    # While its clients are being copied.
    strace -qq -f -o /dev/null -e trace=renameat -e inject="renameat:signal=KILL:when=$when" \
        "$build/fcfh-hooks" -c "$conf" --once 2>/dev/null
    check "killed at its copy number $when: it is still new" [ ! -e "$queue/told/new" ]
done
once
check 'then it has a copy of each client' hook_is_up_to_date new
unlike "$(cat "$scratch/new.log")" '^call' 'and got no event for any of them'
is "$(ls "$queue/told" | paste -sd' ')" 'new quick slow' 'no temporary file is left'

finish
