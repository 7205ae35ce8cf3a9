#!/bin/sh
# Alerts that cannot be put into the queue because its file system is gone, full or read-only: they
# are kept in the collector's own spool, and come into the queue when it is back.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
spool=$scratch/spool
write_conf "collector.spool=$spool"
pc=$net.81
file=$queue/$uuid1.xml
calls() { value "$file" calls; }
waiting() { find "$spool" -name '*.alert' | wc -l; }
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }
lose_queue() { # its file system is not mounted: something else is in its place
    mv "$queue" "$queue.away"
    echo 'not mounted' >"$queue"
}
find_queue() {
    rm "$queue"
    mv "$queue.away" "$queue"
}

# --- No spool is there

fresh
call "$net.82" "$(guid 2)"
lose_queue
call "$pc" $pc1
exit_is 78 'without the directory for it the call is refused'
like "$err" 'NOT STORED: .*queue: not a directory' 'with the reason'
like "$err" "$spool: No such file or directory" 'and why it cannot be put aside'

# --- The queue is gone, and comes back

mkdir -m 2770 "$spool"
call "$pc" $pc1
exit_is 0 'with it the call is put aside'
like "$err" "not a directory.*; the alert is put aside in $spool" 'which is logged with the reason'
is "$(waiting)" 1 'as a file'
is "$(stat -c %a "$spool"/*.alert)" 660 'that the group may read, and nobody else'
ended=$(date +%s)
call "$pc" $pc1
call "$net.83" "$(guid 3)"
is "$(waiting)" 3 'and each further call'
identify
is "$(waiting)" 3 'they stay as long as the queue is gone'
wait_for 5 'is_over "$ended"' # to tell the alert's time from that of taking it
find_queue
start_standin "$pc"
identify
is "$(state $uuid1) $(calls) $(entries)" 'answered 2 3' 'fcfh-identify puts them into the queue when it is back'
check 'with the time when they came' [ "$(date -d "$(value "$file" first_call)" +%s)" -le "$ended" ]
is "$(ls -A "$spool")" '' 'the spool is empty'

# --- Two collectors that share the queue

fresh
called=$(date +%s)
call "$pc" $pc1
cp "$scratch/trap" "$scratch/stored"
trap_text "$net.84" $call_trap "$(call_pet "$(guid 4)" 1)" >"$scratch/put-aside"
lose_queue
for text in stored put-aside put-aside; do
    "$collector" -c "$conf" <"$scratch/$text" 2>/dev/null
done
is "$(waiting)" 3 'what another collector has stored, or put aside too, is put aside'
find_queue
identify
is "$(calls) $(value "$queue/$(uuid 4).xml" calls) $(waiting)" '1 1 0' 'and counts once'
run "$build/fcfh-queue" -c "$conf" ticket $uuid1 INC-1
run "$build/fcfh-queue" -c "$conf" close INC-1
run "$build/fcfh-queue" -c "$conf" delete "$(uuid 4)"
for text in stored put-aside; do cp "$scratch/$text" "$spool/$called-1-${#text}.alert"; done
trap_text "$net.84" $call_trap "$(call_pet "$(guid 4)" 2)" >"$spool/$called-2-1.alert"
identify
is "$(entries) $(value "$queue/$(uuid 4).xml" calls) $(waiting)" '1 1 0' \
    'no client whose call was stored, and that was closed since, comes back by it; by another call it does'

# While one collector was cut off, a client called twice; the other collector has stored both calls.
fresh
now=$(date +%s)
for n in 1 2; do trap_text "$pc" $call_trap "$(call_pet $pc1 $n)" >"$scratch/call-$n"; done
put_aside() { # by this collector, 300 and 100 seconds ago
    cp "$scratch/call-1" "$spool/$((now - 300))-1-1.alert"
    cp "$scratch/call-2" "$spool/$((now - 100))-1-2.alert"
}
for file_name in $((now - 300))-1-1.alert $((now - 100))-1-2.alert; do
    put_aside
    find "$spool" -name '*.alert' ! -name "$file_name" -delete
    identify
done
is "$(calls)" 2 'two calls, minutes apart'
put_aside
identify
is "$(calls) $(waiting)" '2 0' 'the older one that was put aside too is known as well'
sequence=2
call "$pc" $pc1
run "$build/fcfh-queue" -c "$conf" ticket $uuid1 INC-1
run "$build/fcfh-queue" -c "$conf" close INC-1
put_aside
identify
is "$(entries) $(waiting)" '0 0' 'also after another call, and after the client has left'
call "$pc" $pc1
put_aside
identify
is "$(calls) $(waiting)" '1 0' 'and when it has called again since'

# --- Another computer's fcfh-identify does the work

fresh
call "$pc" $pc1
ours=$conf
conf=$scratch/other.conf
sed '/^spool/d' "$ours" >"$conf"
"$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/other" &
other=$!
conf=$ours
check 'it runs' wait_for 20 '[ "$(state $uuid1)" = answered ]'
trap_text "$net.84" $call_trap "$(call_pet "$(guid 4)" 1)" >"$spool/$(date +%s)-1-1.alert"
FCFH_LOG=keys "$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/waits" &
waits=$!
eventually 'the one of this computer puts what is in the spool into the queue' '[ -e "$queue/$(uuid 4).xml" ]'
like "$(cat "$scratch/waits")" 'this one waits' 'while it waits'
stop $waits
stop $other

# --- A collector that stays, and a queue that is made anew

fresh
call "$net.82" "$(guid 2)"
mkfifo "$scratch/pipe"
FCFH_LOG=keys "$collector" -c "$conf" --stream <"$scratch/pipe" 2>"$scratch/stream-err" &
stream=$!
exec 3>"$scratch/pipe"
stream_call() { # SOURCE GUID
    trap_text "$1" $call_trap "$(call_pet "$2" 1)" >"$scratch/trap"
    cat "$scratch/trap" >&3
    echo >&3
}
stream_call "$net.85" "$(guid 5)"
eventually 'a call comes in' 'grep -q "$net.85.*\[call\]" "$scratch/stream-err" && [ -e "$queue/$(uuid 5).xml" ]'
check 'and fcfh-identify is started' wait_for 10 '[ -s "$scratch/started" ]'
rm -rf "$queue"
mkdir -m 2770 "$queue"
stream_call "$net.86" "$(guid 6)"
eventually 'one is put aside' '[ "$(waiting)" = 1 ]'
stream_call "$net.87" "$(guid 7)"
eventually 'the next one is in the new queue' '[ -e "$queue/$(uuid 7).xml" ]'
exec 3>&-
wait $stream
identify
is "$(entries) $(waiting)" '2 0' 'and then the other one'

# --- What is not an alert, and a spool that is not safe

fresh
call "$net.82" "$(guid 2)"
ln -s "$scratch/target" "$spool/1700000000-1-1.alert"
echo other >"$spool/README"
for name in 1700000000-1-2.alert.new fcfh.conf.new; do
    echo half >"$spool/$name"
    touch -d '2 hours ago' "$spool/$name"
done
identify
like "$err" "$spool: 1700000000-1-1\.alert: a symbolic link; .*set aside" 'what is no alert is reported'
is "$(cd "$spool" && echo *)" '1700000000-1-1.alert.unreadable README fcfh.conf.new' \
    'and left; only what a killed program has left of an alert is removed'
trap_text "$pc" "$call_trap" "$(call_pet $pc1 9)" >"$spool/$(date +%s)-1-1.alert"
chmod 777 "$spool"
identify
check 'a spool that everybody may write to is not read' [ ! -e "$file" ]
like "$err" "$spool: everybody may write to it" 'which is logged'
lose_queue
call "$pc" $pc1
exit_is 78 'nor written to'
like "$err" "NOT STORED.*$spool: everybody may write to it" 'which is logged too'
find_queue

# --- A spool from which nothing can be removed

fresh
chmod 2770 "$spool"
rm -r "${spool:?}"/*
for n in 5 6 7; do
    trap_text "$net.8$n" $call_trap "$(call_pet "$(guid $n)" 1)" >"$spool/$(date +%s)-1-$n.alert"
done
chmod 2550 "$spool"
obey='' # root obeys the mode of the directory only without this capability
[ "$(id -u)" != 0 ] || obey='setpriv --bounding-set=-dac_override'
run timeout 90 $obey "$build/fcfh-identify" -c "$conf"
is "$(entries) $(waiting) $(cat "$queue"/*.xml | grep -c '<calls>1<')" '3 3 3' 'each call is in the queue, and counts once'
is "$(printf '%s\n' "$err" | grep -c "$spool.*Permission denied")" 1 'what is wrong is logged once, not for each file'
chmod 2770 "$spool"

finish
