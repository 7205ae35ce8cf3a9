#!/bin/sh
# fcfh-hooks and hooks that misbehave: the other hooks keep running.
# shellcheck source=tests/lib.sh source=tests/hooks.sh disable=SC1091,SC2010,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
write_conf "hooks.directory=$hooks" hooks.timeout=1s
a1=$net.31 a2=$net.32 a3=$net.33
log_has() { grep -Eq "^fcfh-hooks: $1" "$scratch/hooks.err"; }

# These have no effect except a line in the log. All are installed before anybody calls.
for name in good hangs floods floods-stderr deaf garbage dies no-interpreter; do hook $name; done
once
hook hangs '[ "$1" != call ] || sleep 600'
hook deaf '[ "$1" != call ] || { trap "" TERM; while :; do sleep 600; done; }'
hook floods '[ "$1" != call ] || yes'
hook floods-stderr '[ "$1" != call ] || yes >&2'
hook garbage 'head -c 9000 /dev/urandom; printf "\033[31mred\033[0m\n\nsecond \303\274 line\n" >&2; exit 3'
hook dies '[ "$1" != call ] || kill -9 $$'
printf '#!/nowhere/sh\n' >"$hooks/no-interpreter"

# --- One call

start_hooks
call "$a1" $pc1
# On a busy machine even the good hook may take longer than a second, and is then called again.
eventually 'the good hook gets the event' 'told good $uuid1 | grep -q "^call"'
call "$a2" $pc2
eventually 'and the next one' 'told good $uuid2 | grep -q "^call"'
eventually 'a hook that hangs is ended, and called again' \
    'log_has "hangs: call $uuid1: ended, because it took longer than 1 s, again in 5 s"'
eventually 'so is one that ignores SIGTERM' \
    'log_has "deaf: call $uuid1: ended, because it took longer than 1 s, again in 5 s"'
eventually 'one that prints without end is ended, and its event counts as delivered' \
    'log_has "floods: call $uuid1: ended, because it printed more than 16 KiB\$"'
eventually 'on standard error, too' \
    'log_has "floods-stderr: call $uuid1: ended, because it printed more than 16 KiB: y \| y"'
eventually 'what a hook prints is one line of harmless letters' \
    'log_has "garbage: call $uuid1: exit 3: .\[31mred.\[0m \| second .. line\$"'
eventually 'one that is killed by a signal: its event counts as delivered' 'log_has "dies: call $uuid1: killed by signal 9\$"'
eventually 'one that cannot be started is called again' \
    'log_has "no-interpreter: call $uuid1: it cannot be started: No such file or directory, again in 5 s"'
unlike "$(cat "$scratch/hooks.err")" '[^ -~]' 'nothing in the log can steer a terminal'
eventually 'a minute has not passed, and it is called again' \
    '[ "$(grep -c "^call $uuid1" "$scratch/hangs.log")" -ge 2 ]'
stop_hooks
is "$code" 0 'it ends, though hooks hang'
eventually 'no hook is left running' '! pgrep -f "$hooks/" >/dev/null'
is "$(entries)" 2 'nothing has happened to the clients'
check 'nor to their entries' valid "$queue"/*.xml
unlike "$(cat "$queue"/*.xml)" '<inventory' 'garbage is no inventory'
must_be_told_again() { [ ! -e "$queue/told/hangs/$uuid1.xml" ]; }
check 'an event that a hook could not handle is not recorded as delivered' must_be_told_again

# --- One that leaves a child with its output

rm "$hooks"/*
write_conf "hooks.directory=$hooks" hooks.timeout=5m # much longer than `once` may take
hook leaves
once
hook leaves '[ "$1" != call ] || { sleep 600 & echo $! >'"$scratch/left"'; }'
call "$a1" $pc1
once
is "$status $(told leaves $uuid1)" '0 call' 'one that leaves a child with its output is not waited for'
check 'the child lives' kill -0 "$(cat "$scratch/left")"
kill "$(cat "$scratch/left")"
unlike "$err" leaves 'and nothing is logged about it'
write_conf "hooks.directory=$hooks" hooks.timeout=1s

# --- Exit status 75, as often as it returns that

rm "$hooks"/*
hook busy '[ "$1" != call ] || [ -e '"$scratch/up"' ] || { echo "RT is down" >&2; exit 75; }'
call "$a3" $pc3 # before it is there
: >"$scratch/hooks.err"
run "$build/fcfh-hooks" -c "$conf" --tell-all busy
exit_is 75 'a hook that cannot do it now: exit 75'
like "$err" '3 are still to be told: run it again later' 'and how many'
like "$err" "busy: call $uuid1: exit 75, again in 5 s: RT is down" 'and why'
touch "$scratch/up"
once
exit_is 0 'when it can'
is "$(told busy $uuid1) $(told busy $uuid3)" 'call,call call,call' 'it gets the event'

# --- Files that are not hooks

hook plain
hook open
hook others
chmod 644 "$hooks/plain"
chmod 775 "$hooks/open"
mkdir "$hooks/folder"
cp "$hooks/busy" "$hooks/busy.curl"
cp "$hooks/busy" "$hooks/busy~"
ln -s busy "$hooks/link"
if [ "$(id -u)" = 0 ]; then chown 65534 "$hooks/others"; else chmod 777 "$hooks/others"; fi
call "$a1" $pc1
once
exit_is 0 'files that are not hooks do not stop it'
is "$(ls "$queue/told" | grep -v busy | grep -v 'good\|hangs\|floods\|leaves\|deaf\|garbage\|dies\|interp' | paste -sd' ')" link \
    'a link to a hook is a hook, and nothing else'
rm "$hooks/link"
like "$err" "$hooks/plain: not executable, so not a hook: to make it one, do: chmod 0755 $hooks/plain" \
    'a file that is not executable is logged'
like "$err" "$hooks/open: others may write to it \\(mode 0775\\): if you trust it, do: chmod go-w $hooks/open" \
    'one that others may write to'
like "$err" "$hooks/others: (not owned by root: if you trust it, do: chown root|others may write to it)" 'one of another user'
like "$err" "$hooks/folder: not a regular file" 'a directory'
unlike "$err" 'busy(\.curl|~)' 'other names are nobody'"'"'s matter'
is "$(told busy $uuid1)" call,call,call 'the hook beside them gets the event'
chmod 777 "$hooks"
call "$a1" $pc1
once
is "$(told busy $uuid1)" call,call,call 'no hook runs if everybody may write to the directory'
like "$err" "$hooks: others may (put files there|write to it) \\(mode 0777\\)" 'and it says so'
run "$build/fcfh-hooks" -c "$conf" --tell-all busy
exit_is 78 '--tell-all too'
chmod 755 "$hooks"
once
is "$(told busy $uuid1)" call,call,call,call 'when that is put right the hook gets the event'

# --- The hook's record, damaged

echo '<no entry' >"$queue/told/busy/$uuid1.xml"
once
is "$(told busy $uuid1 | sed 's/.*,//')" call 'an unreadable copy counts as missing'
ln -sf /etc/passwd "$queue/told/busy/$uuid2.xml"
once
check 'so does a link' [ ! -h "$queue/told/busy/$uuid2.xml" ]
echo '<no entry' >"$queue/$uuid2.xml"
once
is "$(told busy $uuid2 | sed 's/.*,//')" 'gone why:unreadable' 'a file that is no entry counts as a client that has left'
if [ "$(id -u)" != 0 ]; then skip 'the rights of told/' 'needs root'; else
    chown 65534 "$queue/told"
    must_fail 77 'told/ of another user: as root fcfh-hooks takes his place, and has no rights' \
        "$build/fcfh-hooks" -c "$conf" --once
    chown 0 "$queue/told"
fi
chmod 777 "$queue/told"
must_fail 78 'told/ that everybody may write to' "$build/fcfh-hooks" -c "$conf" --once
chmod 750 "$queue/told"

# --- The directory of all records, removed while it runs

rm -r "$queue/told" "$queue"/status/*/hooks "${hooks:?}"/*
: >"$scratch/hooks.err"
start_hooks
eventually 'told/ is made' '[ -d "$queue/told" ] && ls "$queue"/status/*/hooks >"$scratch/sign" 2>&1'
wait_for 5 'grep -q "^State:.S" "/proc/$runs/status"' # it has looked at all, and sleeps
rmdir "$queue/told"
# Not only when it looks at all again, which it does every minute.
check 'it is removed: that is reported' wait_for 5 'log_has "told/: it was removed"'
stop_hooks 2>"$scratch/has-ended" # kill says so
is "$code" 75 'and fcfh-hooks has ended, so that it is started again'
hook good
once
exit_is 0 'then it works as before'
check 'and notes what it has told' [ -d "$queue/told/good" ]

finish
