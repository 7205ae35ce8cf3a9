#!/bin/sh
# [queue] limit: how many unknown clients may be in the queue, and which are removed; and a queue
# that is too large to be read completely for every call.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
# LeakSanitizer cannot work in a program that strace traces.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }
q() { run "$build/fcfh-queue" -c "$conf" "$@"; }
forge() { # ADDRESS NUMBER
    call "$1" "$(guid "$2")"
}
ago() { date -u -d "@$(($(date +%s) - $1))" +%FT%TZ; } # SECONDS
age() { sed -i -E "s/[0-9-]{10}T[0-9:]{8}Z/$(ago "$2")/g" "$queue/$1.xml"; } # ID SECONDS
there() { # NUMBER...: of these, those that are in the queue
    for number; do [ ! -e "$queue/$(uuid "$number").xml" ] || printf '%s ' "$number"; done
}
archived() { find "$queue/archive" -name "$1.*.limit*.xml" 2>/dev/null | wc -l; } # ID

# --- Who is removed

write_conf queue.limit=4
fresh
forge 10.1.1.1 1
age "$(uuid 1)" 600
for n in 2 3 4; do
    forge 10.2.2.$n $n
    age "$(uuid $n)" $((100 - n))
done
is "$status $(there 1 2 3 4)" '0 1 2 3 4 ' 'up to the limit all stay'
forge 10.3.3.5 5
is "$status $(there 1 2 3 4 5)" '0 1 3 4 5 ' 'one more: the oldest of the network that has most is removed'
is "$(archived "$(uuid 2)")" 1 'to archive/'
forge 10.2.2.6 6
is "$(there 1 3 4 5 6)" '1 4 5 6 ' 'forged calls from one network push out only each other'
forge 10.2.2.4 4
is "$(there 1 4 5 6)" '1 4 5 6 ' 'another call of a client in the queue pushes out no other'
n=10
while [ $n -lt 40 ]; do forge 10.2.2.$n $((n += 1)); done
is "$(there 1 5) $(entries)" '1 5  4' 'a flood from one network leaves all others alone'
is "$(find "$queue/archive" -name '*.limit*' | wc -l)" 4 'and archive/ does not grow with it'
check 'all remaining entries are valid' valid "$queue"/*.xml

# --- Who does not count

fresh
forge 10.1.1.1 1
q ticket "$(uuid 1)" INC1
age "$(uuid 1)" 900
register "$(uuid 2)"
forge 10.1.1.2 2
age "$(uuid 2)" 800
forge 10.1.1.3 3
sed -i "s|</state>|&<proof time=\"$(ago 700)\">none</proof>|;s|>waiting<|>answered<|" "$queue/$(uuid 3).xml"
age "$(uuid 3)" 700
for n in 4 5 6 7 8 9; do forge 10.1.1.$n $n; done
is "$(there 1 2 3)" '1 2 3 ' 'with a ticket, in the register, or answered: they stay'
is "$(entries)" 7 'and do not count for the limit'
rm -rf "$scratch/clients"

# --- It applies to a queue that was filled before

write_conf queue.limit=1000000
fresh
q status # makes nothing, but needs the queue
call 10.1.1.1 "$(guid 1)"
n=1
while [ $n -lt 30 ]; do
    n=$((n + 1))
    sed "s/$(uuid 1)/$(uuid $n)/;s/10\.1\.1\.1</10.1.1.$n</" "$queue/$(uuid 1).xml" >"$queue/$(uuid $n).xml"
done
write_conf queue.limit=20
q expire
is "$status $(entries)" '0 20' 'expire takes out what is more than the limit'
write_conf queue.limit=10
: >"$queue/lock"
forge 10.9.9.9 99
is "$(entries) $(there 99)" '10 99 ' 'so does any program that writes'

# --- A large queue: no program that stores a call reads all of it

write_conf
fresh
forge 10.1.1.1 1
age "$(uuid 1)" 18000
cp "$queue/$(uuid 1).xml" "$scratch/entry"
rm "$queue/$(uuid 1).xml"
fill() { # COUNT
    awk -v to="$queue" -v count="$1" '{ text = text $0 "\n" }
        END { for (i = 1; i <= count; i++) {
            id = sprintf("5afe0016-c0de-4a11-8bad-%012x", i)
            copy = text; sub(/5afe0016-c0de-4a11-8bad-[0-9a-f]*/, id, copy)
            file = to "/" id ".xml"; printf "%s", copy >file; close(file) } }' "$scratch/entry"
}
fill 1500
is "$(entries)" 1500 'a queue of 1,500 clients that are due'
: >"$queue/lock"
trap_text 10.1.2.3 "$call_trap" "$(call_pet "$(guid 5000)" 1)" >"$scratch/trap"
strace -qq -e trace=openat -o "$scratch/strace" "$scratch/bin/fcfh-store" -c "$conf" <"$scratch/trap" \
    2>"$scratch/err"
is "$?" 0 'a call is stored'
check 'by a program that reads few files of the queue' \
    [ "$(grep -c '5afe0016.*\.xml' "$scratch/strace")" -lt 20 ]
eventually 'which leaves the removal to another program' '[ "$(entries)" = 1 ]'
is "$(there 5000)" '5000 ' 'the call stays'
eventually 'and that program ends' all_ended

# The same, with a command.
fill 400
strace -qq -e trace=fcntl,fsync -o "$scratch/strace" "$build/fcfh-queue" -c "$conf" expire \
    2>"$scratch/err"
is "$? $(entries)" '0 1' 'expire takes all out'
is "$(awk '/F_WRLCK.*l_start=0/ {held = 1} /F_UNLCK.*l_start=0/ {held = 0} /^fsync/ && held' \
    "$scratch/strace")" '' 'and waits for no disk while it holds the lock'
check 'which it did hold' grep -q 'F_WRLCK.*l_start=0' "$scratch/strace"
is "$(find "$queue/archive" -name '*.expired*' | wc -l)" 1900 'they are in archive/'

finish
