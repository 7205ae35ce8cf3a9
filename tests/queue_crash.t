#!/bin/sh
# Storing a call, stopped by kill -9 before each system call, and with each system call failing:
# nothing that was accepted is lost, no file is left partly written, and the next run puts
# everything right.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.71
file=$queue/$uuid1.xml
# LeakSanitizer cannot work in a program that strace traces.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
# The system calls that change something, or that take or release a lock or a file.
changing='openat mkdirat fchmodat fchmod fcntl pwrite64 write fsync close renameat unlinkat'
reading='newfstatat pread64 getdents64 read'

# Runs the storing program with the trap, while something happens at the Nth such system call on the
# queue. False when there is no Nth one.
inject() { # SYSTEM-CALL N WHAT
    status=0
    strace -qq -o "$scratch/strace" -P "$queue" -P "$queue/tmp" -P "$queue/lock" \
        -P "$queue/archive" -P "$queue/pending" -P "$queue/tmp/entry-0.xml" -P "$file" \
        -P "$queue/$pc.xml" -e trace="$1" -e inject="$1:$3:when=$2" \
        "$scratch/bin/fcfh-store" -c "$conf" <"$scratch/trap" \
        >"$scratch/out" 2>"$scratch/err" || status=$?
    case $3 in
        signal=*) [ "$status" = 137 ] ;;
        *) grep -q INJECTED "$scratch/strace" ;;
    esac
}
all_whole() { # every entry of the queue can be read
    set -- "$queue"/*.xml
    [ ! -e "$1" ] || valid "$@"
}
stored() { # CALLS: the call is in the queue, or put aside where the next run finds it
    [ "$(value "$file" calls)" = "$1" ] || [ -n "$(ls "$queue/pending" 2>/dev/null)" ]
}
# If $scratch/before exists, its contents are the queue to begin with. CALLS is how many calls the
# client has afterwards.
every_call() { # WHAT CALLS NAME
    what=$1 calls=$2 times=0
    : >"$scratch/bad"
    case $what in
        signal=*) system_calls=$changing ;;
        *) system_calls="$changing $reading" ;;
    esac
    for call in $system_calls; do
        n=1
        while rm -rf "$queue" && restore && inject "$call" $n "$what"; do
            all_whole || echo "half a file after $call $n" >>"$scratch/bad"
            [ "$status" -ne 0 ] || stored "$calls" ||
                echo "$call $n: exit 0, and the call is lost" >>"$scratch/bad"
            case "$status $what" in
                '137 signal=KILL' | '0 '* | '7'[03-8]' '*) ;;
                *) echo "$call $n: exit $status" >>"$scratch/bad" ;;
            esac
            run "$collector" -c "$conf" <"$scratch/trap"
            [ "$status" = 0 ] && stored "$calls" ||
                echo "$call $n: the next run: exit $status, $(value "$file" calls) calls: $err" \
                    >>"$scratch/bad"
            times=$((times + 1))
            n=$((n + 1))
        done
    done
    is "$(head -n 5 "$scratch/bad")" '' "$3"
    check "it was tried often enough ($times times)" [ $times -ge 15 ]
}
restore() {
    [ ! -d "$scratch/before" ] || cp -a "$scratch/before" "$queue"
}

# --- An empty queue

call "$pc" $pc1
every_call signal=KILL 1 'kill -9 while the queue is made'
every_call error=ENOSPC 1 'a full disk while the queue is made'

# --- A client that has called before

fresh
call "$net.72" 1600fe5adec0114a8bad000000000002
call "$pc" $pc1
mv "$queue" "$scratch/before"
call "$pc" $pc1
every_call signal=KILL 2 'kill -9 while an entry is changed'
every_call error=EIO 2 'a broken disk while an entry is changed'
rm -rf "$queue"
restore
cp "$file" "$scratch/kept"
inject renameat 1 error=ENOSPC
is "$(cmp "$file" "$scratch/kept")" '' 'what cannot be changed stays as it was'

# --- A client that was known by its address, and now has a UUID

rm -rf "$scratch/before"
fresh
call "$pc" ffffffffffffffffffffffffffffffff
mv "$queue" "$scratch/before"
call "$pc" $pc1
every_call signal=KILL 2 'kill -9 while an entry gets its UUID'

finish
