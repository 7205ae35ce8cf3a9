#!/bin/sh
# The disk is full, of bytes or of files, while every program works: each reports it, nothing that
# was there is damaged, and when there is room again all continue without a restart. Or it is
# read-only: each program that is started says so, and the next one continues.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
quiet_collector
if [ "$(id -u)" != 0 ] || ! mkdir "$scratch/mount" ||
    ! mount -t tmpfs -o size=1m,nr_inodes=150,mode=700 fcfh-test "$scratch/mount" 2>"$scratch/err"; then
    skip 'a full disk' "no tmpfs can be mounted here: $(cat "$scratch/err")"
    finish
    exit
fi
hooks=$scratch/hooks queue=$scratch/mount/queue
mkdir -m 755 "$hooks"
printf '#!/bin/sh\necho "$1 $FCFH_ID $FCFH_TICKET" >>%s\n' "$scratch/told" >"$hooks/notes"
chmod 755 "$hooks/notes"
: >"$scratch/told"
write_conf "hooks.directory=$hooks" amt.login=register
mv "$conf" "$scratch/mount/fcfh.conf"
conf=$scratch/mount/fcfh.conf
cp "$conf" "$scratch/conf-before"
file=$queue/$uuid1.xml
settings() { run timeout 60 "$build/fcfh-settings" -c "$conf" "$@" </dev/null; }
known() { [ "$(state "$(uuid "$1")")" = verified ]; }
# A file that is replaced when the disk is full would leave room for another one.
nobody_writes() { # the first client was asked everything, and the hook's copies are as they should be
    ! grep -q ' inventory=' "$file" &&
        [ "$(value "$queue/told/notes/$uuid1.xml" ticket)" = "$(value "$file" ticket)" ] &&
        [ -z "$(find "$queue/told/notes" -type f ! -name "$uuid1.*")" ]
}
fill() { # bytes | files
    case $1 in
        bytes) cat /dev/zero >"$scratch/mount/fill" ;;
        files) n=0; while true >"$scratch/mount/fill.$n"; do n=$((n + 1)); done ;;
    esac 2>/dev/null
}
make_room() { rm -f "$scratch/mount"/fill*; }
mkdir -m 750 "$scratch/clients" "$scratch/keys"
"$build/bench_keys" "$scratch/keys" "$scratch/clients" 2 >"$scratch/tls" || not_ok 'two PCs have keys' ''
# shellcheck disable=SC2046 # words are wanted
start_standin --count 2 $(cat "$scratch/tls") "$net.11"
mkdir -m 2770 "$queue"
"$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/identify-err" &
identify=$!
"$build/fcfh-hooks" -c "$conf" 2>"$scratch/hooks-err" &
runs=$!
"$build/fcfh-queue" -c "$conf" follow --json >"$scratch/followed" 2>"$scratch/follow-err" &
follow=$!
call "$net.11" $pc1
eventually 'a call, whose client is identified' 'known 1'
for round in $(seq "$(pick 1 5)"); do
    for what in bytes files; do
        name="no room for $what"
        q clear $uuid1
        q ticket $uuid1 "T-$what-$round"
        eventually "$name: a hook gets an event before that" \
            'grep -q "^ticket .* T-$what-$round\$" "$scratch/told" && nobody_writes'
        fill $what
        cp "$file" "$scratch/kept"
        call "$net.12" "$(guid 2)"
        like "$status" '^7[345]$' "$name: a call of another client is not stored, and snmptrapd is told"
        like "$err" 'NOT STORED.*No space' "$name: and the log says why"
        call "$net.11" $pc1
        case $what$status in
            files0) is "$(value "$file" calls)" $(($(value "$scratch/kept" calls) + 1)) "$name: or it is stored" ;;
            *) like "$status" '^7[345]$' "$name: nor is one of a client in the queue" ;;
        esac
        q clear $uuid1
        like "$status" '^7[345]$' "$name: a ticket cannot be taken off"
        like "$err" 'No space' "$name: with the reason"
        is "$(sed -n 's:.*<ticket[^_>]*>\(.*\)</ticket>.*:\1:p' "$file")" "T-$what-$round" \
            "$name: the ticket is unchanged"
        q list
        is "$status" 0 "$name: the list is shown"
        settings set queue.timeout 5h
        like "$status" '^7[345]$' "$name: settings cannot be written"
        is "$(cmp "$conf" "$scratch/conf-before")" '' "$name: and are as they were"
        all_valid "$name: the files are valid"
        make_room
        call "$net.12" "$(guid 2)"
        is "$status" 0 "$name, then there is: a call is stored"
        eventually "$name, then there is: fcfh-identify continues" 'known 2'
        q ticket "$(uuid 2)" "T-2-$what-$round"
        is "$status" 0 "$name, then there is: a ticket is stored"
        eventually "$name, then there is: fcfh-hooks continues" \
            'grep -q "^ticket $(uuid 2) T-2-$what-$round\$" "$scratch/told"'
        eventually "$name, then there is: fcfh-queue follow reports it" 'grep -q "T-2-$what-$round" "$scratch/followed"'
        check "$name: no program has ended" kill -0 $identify $runs $follow
        q close "T-2-$what-$round"
        rm -f "$queue/archive"/*
        is "$(find "$queue/pending" "$queue/tmp" -type f 2>/dev/null | wc -l)" 0 "$name: nothing half written is left"
    done
done
stop $identify
stop $runs
stop $follow

# --- Read-only, as after a fault of the disk: a service that is started then is started again later

mount -o remount,ro "$scratch/mount" || not_ok 'it is read-only now' ''
refuses() { # WHAT
    is "$status" 75 "read-only: $1: exit 75"
    like "$err" 'Read-only file system' "read-only: $1: with the reason"
}
for service in identify hooks; do
    run timeout 60 "$build/fcfh-$service" -c "$conf"
    refuses "fcfh-$service"
done
call "$net.12" "$(guid 2)"
refuses 'a call is not stored, and snmptrapd is told'
q clear $uuid1
refuses 'a ticket cannot be taken off'
settings set queue.timeout 5h
refuses 'settings cannot be written'
q list
is "$status" 0 'read-only: the list is shown'
like "$out" T-files- 'with the ticket'
mount -o remount,rw "$scratch/mount" || not_ok 'it can be written to' ''
call "$net.12" "$(guid 2)"
is "$status" 0 'and then not: a call is stored'
run timeout 60 "$build/fcfh-identify" -c "$conf"
check 'fcfh-identify identifies the client' known 2
stop "$standin"
finish
