#!/bin/sh
# fcfh-queue status: what has arrived, which programs run, what needs attention.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/screen.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
host=$(hostname | tr -c 'A-Za-z0-9.\n-' _)
own=$queue/status/$host
export FCFH_TRAP_PORT="$port" # until the last part: nobody else's losses
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; } # N
status() { run "$build/fcfh-queue" -c "$conf" status "$@"; }
key() { # NAME: of status --json
    status --json
    printf '%s\n' "$out" | sed -n "s/.*\"$1\": \\(\"[^\"]*\"\\|\\[[^]]*\\]\\|{[^}]*}\\|[a-z0-9]*\\).*/\\1/p"
}
counts() { for word in alerts calls ignored repeated events not_understood; do
    printf '%s ' "$(key $word)"
done; }
dated() { # FILE KEY SECONDS: a time in what a program wrote becomes one so long ago
    sed "s/\"$2\": \"[^\"]*\"/\"$2\": \"$(date -u -d "$3 seconds ago" +%Y-%m-%dT%H:%M:%SZ)\"/" \
        "$own/$1" >"$scratch/dated"
    cat "$scratch/dated" >"$own/$1"
}

# --- Nothing has happened

status
exit_is 0 'an empty queue: nothing needs a look'
like "$out" '^calling +0$' 'there is no caller'
unlike "$out" 'needs a look' 'it prints nothing else'
is "$(counts)$(key dropped) $(key ok) $(key codes) $(key failed)" '0 0 0 0 0 0 0 true [] {}' 'JSON'
status --json
unlike "$out" 'last_alert|since|oldest' 'unknown values are left out'
is "$(printf '%s\n' "$out" | wc -l)" 1 'the JSON is one line'

# --- Each alert counts once, as one kind

collect "$net.1" $call_trap "$(call_pet "$(guid 1)" 1)"
collect "$net.1" $call_trap "$(call_pet "$(guid 1)" 1)"
collect "$net.1" $link_up_trap "$(pet "$(guid 1)" 2 06)"
collect "$net.2" $link_up_trap "$(pet "$(guid 2)" 3 06)"
collect "$net.2" $no_media_trap "$(pet "$(guid 2)" 4 40)"
collect "$net.2" $no_media_trap 0102
is "$(counts)" '5 1 2 1 1 1 ' 'alerts, calls, ignored, repeated, events; and not understood'
like "$(key last_alert)" "^\"$(date -u +%Y)-[0-9T:-]+Z\"$" 'the last one'
is "$(key calling) $(key without_ticket)" '1 1' 'one client calls, without a ticket'
is "$(key oldest_without_ticket)" "\"$(value "$queue/$uuid1.xml" last_call)\"" 'since its last call'
run "$build/fcfh-queue" -c "$conf" ticket $uuid1 T-1
is "$(key calling) $(key without_ticket) $(key oldest_without_ticket)" '1 0 ' 'then with one'
is "$(stat -c '%a' "$own/counters")" 660 'every program of the group may count'
mkfifo "$scratch/pipe"
"$collector" -c "$conf" --stream <"$scratch/pipe" 2>"$scratch/stream-err" &
stream=$!
{
    trap_text "$net.3" $call_trap "$(call_pet "$(guid 3)" 1)" | sed 1d
    trap_text "$net.4" $link_up_trap "$(pet "$(guid 4)" 1 06)" | sed 1d
} >"$scratch/pipe"
wait "$stream"
is "$(counts)" '7 2 3 1 1 1 ' 'a stream counts too'
n=0
while [ $((n += 1)) -le 20 ]; do
    trap_text "$net.4" $link_up_trap "$(pet "$(guid 4)" $n 06)" |
        "$collector" -c "$conf" 2>"$scratch/err-$n" &
done
eventually 'many at once: none is lost' '[ "$(key ignored)" = 23 ]'
status --metrics
like "$out" '^fcfh_clients\{state="waiting"\} 2$' 'metrics: clients by state'
like "$out" '^fcfh_alerts_total\{kind="ignored"\} 23$' 'alerts by kind'
like "$out" '^fcfh_alerts_total\{kind="not_understood"\} 1$' 'the last of them'
like "$out" '^fcfh_dropped_total 0$' 'what was dropped'
like "$out" '^fcfh_up\{part="identify"\} 0$' 'which programs run'
is "$(printf '%s\n' "$out" | tail -n 1)" '# EOF' 'and the end of OpenMetrics'
is "$(printf '%s\n' "$out" | grep -cvE '^#|^fcfh_[a-z_]+(\{[a-z]+="[a-z_]+"\})? [0-9]+$')" 0 \
    'nothing else is in it'
must_fail 64 '--metrics is for status alone' "$build/fcfh-queue" -c "$conf" list --metrics

# Something else in the place of the counters changes nothing, except that nothing is counted.
for what in 'ln -s /etc/passwd' mkfifo mkdir touch 'cp zeros'; do
    head -c 64 /dev/zero >"$scratch/zeros"
    mv "$own/counters" "$scratch/counters"
    (cd "$scratch" && eval "$what \"$own/counters\"")
    collect "$net.5" $link_up_trap "$(pet "$(guid 5)" 1 06)"
    is "$status$(key alerts)" 00 "no counters of ours ($what)"
    rm -rf "$own/counters"
    mv "$scratch/counters" "$own/counters"
done
is "$(key ignored)" 23 'the old ones count on'

# --- Which programs run

cp "$build/fcfh-identify" "$scratch/bin/real-identify"
"$scratch/bin/real-identify" -c "$conf" --watch >"$scratch/watch" 2>&1 &
watch=$!
eventually 'fcfh-identify --watch runs' '[ "$(key identify)" = "\"runs\"" ]'
eventually 'it reports that it is alive' '[ -s "$own/identify" ]'
like "$(cat "$own/identify")" '"alive": "20[0-9T:-]+Z"' 'as JSON'
stop "$watch"
dated identify alive 40
is "$(key identify) $(key ok)" '"stopped" false' 'it was stopped'
is "$(key codes)" '["identify-stopped"]' 'that needs a look'
status
exit_is 1 'exit 1'
like "$out" '^  fcfh-identify is not running.*' 'with a sentence'
is "$err" '' 'and no other message'
open_screen
shows 'the screen has the sentence under its header' '^ fcfh-identify is not running, so nobody is asked'
dated identify alive 0
shows_not 'it goes when all is well' 'fcfh-identify is not running, so'
press q
leaves 0 'the screen'
rm "$own/identify"
is "$(key identify) $(key ok)" '"not there" true' 'where none ever ran it is started for a call'
client 40 waiting 1 '' '' ''
sed -i 's:</client>:<ask since="2026-01-01T00\:00\:00Z" next="2026-01-01T00\:00\:00Z"/>&:' \
    "$queue/$(client_id 40).xml"
run xmllint --noout --relaxng "$project/support_queue_db/entry.rng" "$queue/$(client_id 40).xml"
is "$(key codes)" '["identify-stopped"]' 'but somebody has waited for more than a minute'
rm "$queue/$(client_id 40).xml"
is "$(key ok)" true 'after that nothing needs a look'

listener_conf
start_listener
eventually 'fcfh-listener runs' '[ "$(key listener)" = "\"runs\"" ]'
is "$(post "$net.6" /dev/null)" 400 'what is no event'
event iAMT0005 1 '' '' >"$scratch/agent.xml"
is "$(post "$net.6" "$scratch/agent.xml")" 200 'an event of no client in the queue'
call_event 2 '' '' >"$scratch/call.xml"
is "$(post "$net.6" "$scratch/call.xml")$(post "$net.6" "$scratch/call.xml")" 200200 \
    'a call that comes twice'
is "$(counts)" '30 3 24 2 1 2 ' 'they count'
stop_listener 'it ends'
write_conf
dated listener alive 31
is "$(key listener) $(key codes)" '"stopped" ["listener-stopped"]' 'after 30 seconds it is stopped'
rm "$own/listener"
write_conf collector.event-url=http://127.0.0.1:16996/
is "$(key listener) $(key codes)" '"not there" ["listener-stopped"]' 'or if it has never run'
write_conf

mkdir "$scratch/hooks"
chmod 755 "$scratch/hooks"
write_conf "hooks.directory=$scratch/hooks"
is "$(key hooks)" '"not configured"' 'fcfh-hooks never ran, which is not reported'
"$build/fcfh-hooks" -c "$conf" >"$scratch/hooks-log" 2>&1 &
hooks=$!
eventually 'fcfh-hooks runs, and reports that it is alive' '[ -s "$own/hooks" ]'
is "$(key hooks) $(key ok)" '"runs" true' 'status says so'
status --metrics
like "$out" '^fcfh_up\{part="hooks"\} 1$' 'and metrics'
stop "$hooks"
dated hooks alive 31
is "$(key hooks) $(key codes)" '"stopped" ["hooks-stopped"]' 'when it has stopped that needs a look'
run "$build/fcfh-settings" -c "$conf" check
like "$out" '^WRONG +fcfh-hooks: fcfh-hooks is not running' 'fcfh-settings check reports it, too'
rm "$own/hooks"
is "$(key hooks) $(key ok)" '"not configured" true' 'after that nothing needs a look'
write_conf

# --- Another host on the same file system

mkdir -m 2770 "$queue/status/other.example" "$queue/status/.odd" "$queue/status/gone"
cp "$own/counters" "$queue/status/other.example"
cp "$own/counters" "$queue/status/.odd"
is "$(key alerts)" 60 'a host whose programs run is counted, too'
perl -e 'open(F, "+<", $ARGV[0]) or die; seek(F, 16, 0); print F pack("q", time - 100000)' \
    "$queue/status/other.example/counters"
is "$(key alerts)" 30 'one that has been silent for a day is not'
part() { # HOST PROGRAM SNMPTRAPD DROPPED SECONDS-AGO
    utc=$(date -u -d "$5 seconds ago" +%Y-%m-%dT%H:%M:%SZ)
    printf '{"alive": "%s", "snmptrapd": "%s", "dropped": %s, "kernel": %s, "drop_time": "%s"}\n' \
        "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$3" "$4" "$4" "$utc" >"$queue/status/$1/$2"
}
part other.example identify runs 0 9999
is "$(key alerts) $(key snmptrapd)" '60 "runs"' 'unless a program of it runs'
part gone identify stuck 4743 60
is "$(key snmptrapd) $(key dropped) $(key codes)" \
    '"stopped" 4743 ["snmptrapd-stopped", "dropped"]' 'a host that loses alerts is reported'
status --metrics
like "$out" '^fcfh_dropped_total 4743$' 'also in metrics'
part gone identify runs 4743 4000
is "$(key dropped) $(key ok)" '4743 true' 'for an hour'
rm -r "$queue/status/gone" "$queue/status/other.example" "$queue/status/.odd"

# --- A program was stopped

fresh
collect "$net.1" $call_trap "$(call_pet "$(guid 1)" 1)"
# LeakSanitizer cannot work in a program that strace traces.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -qq -f -o "$scratch/strace" -P "$queue/tmp/entry-0.xml" -P "$queue" -e trace=renameat \
    -e inject=renameat:signal=STOP:when=1 "$build/fcfh-queue" -c "$conf" ticket "$uuid1" T-2 \
    >/dev/null 2>&1 &
stopped() { # PROGRAM: the process of this test that is stopped
    for pid in $(ours); do
        case $(cat "/proc/$pid/stat" 2>/dev/null) in "$pid ($1) "[Tt]*) echo "$pid" ;; esac
    done
}
# While strace traces it, it also seems to be stopped at each of its system calls.
if wait_for 15 'grep -qs "stopped by SIGSTOP" "$scratch/strace"'; then
    pid=$(stopped fcfh-queue)
    eventually 'a program that was stopped within a change is reported after ten seconds' \
        'key codes | grep -q lock-held'
    status
    like "$out" "fcfh-queue \(process $pid\) was stopped during a change: kill -CONT $pid" 'by name'
    run "$build/fcfh-settings" -c "$conf" check
    like "$out$err" "fcfh-queue \(process $pid\) was stopped" 'fcfh-settings check reports it, too'
    collect "$net.2" $call_trap "$(call_pet "$(guid 2)" 1)"
    is "$status $(find "$queue/pending" -name '*.alert' | wc -l)" '0 1' 'calls are put aside'
    kill -CONT "$pid"
    eventually 'it continues, and nothing needs a look' '! key codes | grep -q lock-held'
else
    skip 'a program that is stopped in a change' 'strace cannot stop it here'
fi
fresh
echo '#!/bin/sh' >"$scratch/bin/fcfh-identify"
collect "$net.1" $call_trap "$(call_pet "$(guid 1)" 1)"
"$build/fcfh-identify" -c "$conf" --watch >/dev/null 2>&1 &
identify=$!
eventually 'fcfh-identify runs' '[ "$(key identify)" = "\"runs\"" ]'
kill -STOP $identify
touch -d '40 seconds ago' "$queue/status/run"
dated identify alive 40
is "$(key identify)" '"stopped"' 'fcfh-identify was stopped'
like "$(key codes)" identify-stopped 'that needs a look'
status
like "$out" "fcfh-identify \(process $identify\) was stopped: kill -CONT $identify" 'and which process it is'
run "$build/fcfh-settings" -c "$conf" check
like "$out$err" "fcfh-identify \(process $identify\) was stopped" 'fcfh-settings check reports it, too'
kill -CONT $identify
eventually 'the program continues' '[ "$(key identify)" = "\"runs\"" ]'
stop $identify

# --- Alerts that wait until they can be stored

spool=$scratch/spool
mkdir -m 2770 "$spool"
write_conf "collector.spool=$spool"
# Puts two in pending/ and one in the spool, which came so long ago.
put_aside() { # SECONDS
    for file in "$queue/pending/$(($(date +%s) - $1))-1-1.alert" "$queue/pending/$(date +%s)-1-2.alert" \
        "$spool/$(($(date +%s) - $1))-1-3.alert"; do
        trap_text "$net.2" $call_trap "$(call_pet "$(guid 2)" 1)" >"$file"
        chmod 660 "$file"
    done
}
mkdir -m 2770 "$queue/pending"
rm "$own/identify" # it does not run as a service
put_aside 20
is "$(key pending) $(key codes)" '3 []' 'what has just been put aside is counted'
status
like "$out" '^not stored yet +3$' 'and listed'
status --metrics
like "$out" '^fcfh_pending 3$' 'metrics have it, too'
like "$out" '^fcfh_pending_seconds [2-9][0-9]$' 'and for how long'
rm "$queue/pending"/* "$spool"/*
put_aside 120
is "$(key pending) $(key codes)" '3 ["pending"]' 'after a minute that needs a look'
mv "$queue/pending"/*-1-1.alert "$queue/pending/1000000000-1-1.alert"
is "$(key codes)" '["pending"]' 'after years, too'
rm "$queue/pending/1000000000-1-1.alert"
put_aside 120
status
like "$out" 'Alerts wait to be stored, 3 in all, for 2 min: start fcfh-identify' 'and how to mend it'
run "$build/fcfh-settings" -c "$conf" check
like "$out$err" 'Alerts wait to be stored' 'fcfh-settings check reports it, too'
run "$build/fcfh-identify" -c "$conf"
is "$(key pending) $(key ok)" '0 true' 'then they are stored'
unlike "$(status; echo "$out")" 'not stored yet' 'and no longer listed'
write_conf

# --- Clients

rm "$queue"/*.xml
n=10
while [ $((n += 1)) -le 22 ]; do client $n failed 1 '' '' ''; done
sed -i 's|<state |&failure="unreachable" |' "$queue"/5afe*.xml
is "$(key failed)" '{"unreachable": 12}' 'failed clients are counted by their reason'
sed -i 's/failure="unreachable"/failure="not-registered"/' "$queue"/5afe*1[1-3].xml
sed -i 's/failure="unreachable"//' "$queue"/5afe*14.xml
is "$(key failed)" '{"other": 1, "not-registered": 3, "unreachable": 8}' 'each'
sed -i 's|failure="not-registered"|failure="unreachable"|' "$queue"/5afe*.xml
is "$(key codes)" '["failed-many"]' 'so many failures need a look'
rm "$queue"/5afe*1[1-9].xml
echo '<client' >"$queue/$(client_id 30).xml"
is "$(key codes)" '["unreadable"]' 'a file that cannot be read'
rm "$queue/$(client_id 30).xml"
write_conf amt.login=register
is "$(key codes)" '["register-empty"]' 'nobody in the register'
register $uuid1
is "$(key ok)" true 'somebody'

# --- A file system whose locks are local, as each appears to be here

afs() { env "LD_PRELOAD=$build/torture/statfs.so" "$@"; } # COMMAND...
run afs "$build/fcfh-queue" -c "$conf" status
like "$status $(grep Locks "$scratch/out")" '^1 .*Locks of .* hold on one computer only' 'status says that locks are local'
run afs "$build/fcfh-queue" -c "$conf" status --json
like "$out" '"codes": \["locks-local"' 'with its code'
run afs "$build/fcfh-queue" -c "$conf" expire
like "$status $err" '^0 .*locks of .* hold on one computer only' 'a command that changes something warns about it'
run afs "$build/fcfh-queue" -c "$conf" list
is "$err" '' 'a command that only reads does not'
run afs "$build/fcfh-identify" -c "$conf"
like "$err" 'locks of .* hold on one computer only' 'fcfh-identify says it at its start'
run afs "$build/fcfh-hooks" -c "$conf" --once
like "$err" 'locks of .* hold on one computer only' 'so does fcfh-hooks'
run afs "$build/fcfh-settings" -c "$conf" check
like "$out$err" 'WRONG.*Locks of .* hold on one computer only' 'fcfh-settings check calls it wrong'

# --- snmptrapd at the port, as root only

unset FCFH_TRAP_PORT
write_conf "collector.address=$net.1"
if [ "$(id -u)" = 0 ]; then
    start_snmptrapd "$net.1" 162 'authCommunity execute vpro'
    is "$(key snmptrapd)" '"runs"' 'snmptrapd runs'
    kill -STOP "$snmptrapd"
    n=0
    while [ $((n += 1)) -le 600 ]; do
        send_trap "$net.9" "$net.1:162" $link_up_trap "$(pet "$(guid 9)" $n 06)" 2>/dev/null
    done
    "$scratch/bin/real-identify" -c "$conf" --watch >"$scratch/watch" 2>&1 &
    watch=$!
    eventually 'the number of datagrams that the kernel dropped is reported' '[ "$(key dropped)" -gt 0 ]'
    like "$(key codes)" '"dropped"' 'it needs a look'
    eventually 'and that snmptrapd does not read its port' \
        '[ "$(key snmptrapd)" = "\"stopped\"" ]'
    kill -CONT "$snmptrapd"
    stop "$snmptrapd"
    stop "$watch"
else
    skip 'drops at port 162' 'that is root alone'
fi

# --- When it cannot tell

write_conf "queue.directory=$scratch/none"
must_fail 69 'there is no queue' "$build/fcfh-queue" -c "$conf" status
write_conf
status=0
"$build/fcfh-queue" -c "$conf" status >/dev/full 2>"$scratch/err" || status=$?
like "$status" '^7[0-9]$' 'a full disk is no success'

t kill-server
finish
