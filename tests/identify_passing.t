#!/bin/sh
# fcfh-identify and passing failures: an error, a lost connection or a lost enumeration, once, at
# each of its requests in turn. In the end the same is known about the client as if nothing had
# happened.
# shellcheck source=tests/lib.sh disable=SC1091,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
faults='error-500 error-503 close lost cut context'
quiet_collector
write_conf amt.tls=off amt.parallel=256 amt.timeout=5m # nobody has to wait for it
echo "$password" >"$scratch/standin-password"

at() { echo "$net.$1"; } # NUMBER
standins() { # NAME OPTION-OR-ADDRESS...
    name=$1
    shift
    launch_standin "$name" --password-file "$scratch/standin-password" "$@"
}
calls_from() { # FROM TO: each from its own address, and without a UUID that is one
    for n in $(seq "$1" "$2"); do call "$(at "$n")" 00000000000000000000000000000000; done
}
# Lines "ADDRESS WHAT" of all clients, without what is particular to each.
known() {
    "$build/fcfh-queue" -c "$conf" list --json | jq -r '.address as $at | .serial[-4:] as $number |
        del(.id, .uuid, .address, .first_call, .last_call, .last_seen, .expires, .state_time,
            .proof_time) | .serial = "told" | .web |= sub("[0-9.]+:"; "") |
        $at + " " + (tojson | gsub("pc" + $number; "pc"))'
}
other_than() { # WHAT FROM TO: of these clients those that are not so
    WANTED=$1 awk -v from="$2" -v to="$3" '{ n = $1; sub(/.*\./, "", n); n += 0; $1 = ""
        if (n < from || n > to) next
        seen++
        if ($0 != " " ENVIRON["WANTED"]) print "at " n - from + 1 ":" $0 }
        END { if (seen != to - from + 1) print seen + 0 " clients" }'
}
each_request() { # NAME OPTION-OF-STANDIN...
    each=$1
    shift
    fresh
    standins reference "$@" "$(at 1)"
    pids=$standin
    calls_from 1 1
    identify
    is "$status" 0 "$each: without faults"
    good=$(known | cut -d' ' -f2-) places=$(wc -l <"$scratch/reference.log")
    first=2
    for fault in $faults; do
        standins "$fault" "$@" --fault-each "$fault" --count "$places" --serial "$fault-" \
            --uuid "5afe0016-c0de-4a11-8bad-$(printf %012d $((first * 1000)))" "$(at $first)"
        # A client in the register may use all slots; others get four for each network.
        for n in $(seq 0 $((places - 1))); do
            register "5afe0016-c0de-4a11-8bad-$(printf %012x $((0x$((first * 1000)) + n)))"
        done
        pids="$pids $standin" first=$((first + places))
    done
    calls_from 2 $((first - 1))
    identify
    is "$status" 0 "$each: each fault at each of $places requests passes"
    known >"$scratch/known"
    first=2
    for fault in $faults; do
        last=$((first + places - 1))
        is "$(other_than "$good" $first $last <"$scratch/known")" '' "$each, $fault: the entry is the same"
        first=$((last + 1))
    done
    is "$(cat "$scratch"/*.log | grep -c concurrent)" 0 "$each: one request at a time"
    for pid in $pids; do stop "$pid"; done
    rm -f "$scratch"/*.log
}
each_request 'all classes'
asking=$places
each_request 'lists in pieces' --pull-items 1 --absent CIM_Chip --absent CIM_ComputerSystemPackage \
    --server none
# An address that is only looked at, without a log-in, is looked at twice. Where a client answered
# before, there is no log-in to another address that is claimed for it, even if its own address has
# an error just then.
for fault in error-503 close; do
    fresh
    standins here --fault-nth $((asking + 1)):$fault "$(at 1)"
    here=$standin
    standins there "$(at 2)"
    call "$(at 1)" $pc1
    identify
    call "$(at 2)" $pc1
    identify
    is "$(value "$queue/$uuid1.xml" address) $(grep -c ' 1 ' "$scratch/there.log")" "$(at 1) 0" \
        "$fault at its own address: it stays there, and there is no log-in at the other"
    is "$(grep -c 'Two places' "$queue/$uuid1.xml")" 1 "$fault at its own address: an event says that it was at two places"
    stop "$here"
    stop "$standin"
done
finish
