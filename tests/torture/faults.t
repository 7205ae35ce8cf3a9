#!/bin/sh
# Every call to a library that a program itself makes, and that may fail, is made to fail once; see
# faults.sh. Here are the programs that ask no machine. Small: a few calls of each. Large: every
# call.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
. "$parts/faults.sh"
quiet_collector
cp "$build/torture/fcfh-collector" "$scratch/bin"
cp "$build/fcfh-queue" "$scratch/bin"
nobody_is_asked
mkdir -m 750 "$scratch/clients"
register $uuid1 '' '' SN160001 pc0001.corp.example
register "$(uuid 2)"

# Runs a command whose exit status may be 1.
printf '#!/bin/sh\n"$@" || [ $? = 1 ]\n' >"$scratch/or_one"
chmod 755 "$scratch/or_one"

# The queue with which each run begins.
call "$net.2" "$(guid 2)"
call "$net.3" "$(guid 3)"
run "$scratch/bin/fcfh-queue" -c "$conf" ticket "$(uuid 2)" INC-2
run "$scratch/bin/fcfh-queue" -c "$conf" delete "$(uuid 3)"
call "$net.1" $pc1
trap_of 1 900 >"$scratch/trap"
keep
ticket() { value "$queue/$(uuid "$1").xml" ticket; }
aside() { [ -n "$(find "$queue/pending" -name '*.alert' 2>/dev/null)" ]; }

# --- Alerts

stdin=$scratch/trap
after='[ "$status" = 0 ] || { run "$collector" -c "$conf" <"$stdin"; [ "$status" = 0 ] && { [ "$(calls)" = 2 ] || aside; }; }'
each 'fcfh-collector: a call' fcfh-collector '[ "$(calls)" = 2 ] || aside' \
    "$collector" -c "$conf"
each 'fcfh-store: a call' fcfh-store '[ "$(calls)" = 2 ] || aside' \
    "$scratch/bin/fcfh-store" -c "$conf"

# The queue's file system is gone, and comes back.
spool=$scratch/spool
nobody_is_asked "collector.spool=$spool"
keep
spooled() { [ -n "$(find "$spool" -name '*.alert')" ]; }
anew='rm -rf "$spool" "$queue.away"; mkdir -m 2770 "$spool"; mv "$queue" "$queue.away"; echo >"$queue"'
after='[ "$status" = 0 ] || { run "$collector" -c "$conf" <"$stdin"; [ "$status" = 0 ] && spooled; }'
each 'fcfh-store: a call, while the queue is gone' fcfh-store spooled "$scratch/bin/fcfh-store" -c "$conf"
stdin=''
anew='rm -rf "$spool"; mkdir -m 2770 "$spool"; cp "$scratch/trap" "$spool/$now-1-1.alert"'
now=$(date +%s)
stored() { [ "$(calls)" = 2 ] && ! spooled; }
after='run "$build/fcfh-identify" -c "$conf"; stored'
# As it may ask nobody its exit status is 1 in any case.
each 'fcfh-identify: a call from the spool' fcfh-identify 'stored || [ -n "$err" ]' \
    "$scratch/or_one" "$build/fcfh-identify" -c "$conf"
anew=''
nobody_is_asked
keep

# --- Technicians

queue_program="$scratch/bin/fcfh-queue -c $conf"
after='case $(ticket 1) in "" | INC-1) ;; *) false ;; esac && q ticket $uuid1 INC-1 && [ "$status $(ticket 1)" = "0 INC-1" ]'
# shellcheck disable=SC2086 # words are wanted, here and below
each 'fcfh-queue ticket' fcfh-queue '[ "$(ticket 1)" = INC-1 ]' $queue_program ticket $uuid1 INC-1
after='case $(ticket 2) in "" | INC-2) ;; *) false ;; esac'
each 'fcfh-queue clear' fcfh-queue '[ "$(ticket 2)" = "" ]' $queue_program clear "$(uuid 2)"
somewhere() { # NUMBER: it is in the queue or in archive/
    [ -e "$queue/$(uuid "$1").xml" ] || [ -n "$(find "$queue/archive" -name "$(uuid "$1").*")" ]
}
after='somewhere 2'
each 'fcfh-queue close' fcfh-queue '[ ! -e "$queue/$(uuid 2).xml" ]' $queue_program close INC-2
after='somewhere 1'
each 'fcfh-queue delete' fcfh-queue '[ ! -e "$queue/$uuid1.xml" ]' $queue_program delete $uuid1
after='somewhere 3'
each 'fcfh-queue restore' fcfh-queue '[ -e "$queue/$(uuid 3).xml" ]' $queue_program restore "$(uuid 3)"
after='somewhere 1 && somewhere 2'
each 'fcfh-queue expire' fcfh-queue true $queue_program expire
after=''
each 'fcfh-queue list --json' fcfh-queue same_output $queue_program list --json
each 'fcfh-queue list' fcfh-queue same_output $queue_program list
each 'fcfh-queue show' fcfh-queue same_output $queue_program show $uuid1
each 'fcfh-queue tell' fcfh-queue 'grep -q "name=\"owner\"" "$queue/$uuid1.xml"' \
    $queue_program tell $uuid1 owner=Lin

# --- More that technicians do: a tool, what they say of a client, and whether all is well

after=''
each 'fcfh-queue list --archive' fcfh-queue same_output $queue_program list --archive
each 'fcfh-queue keys' fcfh-queue same_output $queue_program keys
# What it cannot see it tells, with exit status 1.
tells_all() { same_output || grep -q 'Not everything can be seen\|that cannot be read' "$scratch/out"; }
each 'fcfh-queue status' fcfh-queue tells_all "$scratch/or_one" $queue_program status
each 'fcfh-queue status --json' fcfh-queue tells_all "$scratch/or_one" $queue_program status --json
each 'fcfh-queue status --metrics' fcfh-queue same_output $queue_program status --metrics
each 'fcfh-queue add' fcfh-queue '[ "$(value "$queue/127.9.9.9.xml" address)" = 127.9.9.9 ]' \
    $queue_program add 127.9.9.9
each 'fcfh-queue take' fcfh-queue 'grep -q "<taken" "$queue/$uuid1.xml"' $queue_program take $uuid1
run $queue_program take $uuid1
keep
each 'fcfh-queue untake' fcfh-queue '! grep -q "<taken" "$queue/$uuid1.xml"' $queue_program untake $uuid1
printf '#!/bin/sh\necho "$*" >%s\n' "$scratch/seen" >"$scratch/bin/note"
chmod 755 "$scratch/bin/note"
nobody_is_asked "tools.Note=$scratch/bin/note {id} {address}"
keep
anew='rm -f "$scratch/seen"'
ran() { [ "$(cat "$scratch/seen")" = "$uuid1 $(value "$queue/$uuid1.xml" address)" ]; }
after='[ ! -e "$scratch/seen" ] || ran'
each 'fcfh-queue run' fcfh-queue ran $queue_program run Note $uuid1 --yes
anew=''
nobody_is_asked
keep

# --- Administrators

settings="$build/fcfh-settings -c $conf"
whole_conf() { # the old one or the new
    [ "$(sed '/^timeout = 5h/d' "$conf" | grep -c .)" -ge "$(grep -c . "$before/conf")" ]
}
after=whole_conf
each 'fcfh-settings set' fcfh-settings 'grep -q "^timeout *= *5h" "$conf"' \
    $settings set queue.timeout 5h
after=''
each 'fcfh-settings get' fcfh-settings same_output $settings get queue.timeout
each 'fcfh-settings clients export' fcfh-settings same_output $settings clients export
run $settings clients export
cp "$scratch/out" "$scratch/export"
after='[ -e "$scratch/clients/$(uuid 2).xml" ]'
each 'fcfh-settings clients forget' fcfh-settings '[ ! -e "$scratch/clients/$uuid1.xml" ]' \
    $settings clients forget $uuid1
rm -f "$before/clients/$uuid1.xml"
after='[ -e "$scratch/clients/$(uuid 2).xml" ]'
each 'fcfh-settings clients import' fcfh-settings '[ -e "$scratch/clients/$uuid1.xml" ]' \
    $settings clients import "$scratch/export"
figures
finish
