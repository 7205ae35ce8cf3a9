#!/bin/sh
# What the services tell the service manager, and how other programs treat a service that hangs or
# may not be started.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf "listener.address=$net.1" listener.port=16996
pc=$net.101
start_standin --count 4 "$pc"
uuid() { printf '5afe0016-c0de-4a11-8bad-0000000000%02x' "$1"; } # NUMBER of a machine
call_of() { # NUMBER
    call "$net.$((100 + $1))" "$(printf '1600fe5adec0114a8bad0000000000%02x' "$1")"
}
known() { [ "$(state "$(uuid "$1")")" = answered ] && ! grep -q 'inventory=' "$queue/$(uuid "$1").xml"; }

# --- Ready, alive, stopping

cat >"$scratch/manager.pl" <<'END'
# a service manager's socket: prints each message that is sent to it on a line
use Socket;
my ($path, $said) = @ARGV;
open my $out, '>>', $said or die;
socket(my $in, AF_UNIX, SOCK_DGRAM, 0) or die;
bind($in, pack_sockaddr_un($path)) or die;
$out->autoflush;
while (defined recv($in, my $text, 4096, 0)) { print $out "$text\n" }
END
notify=$scratch/notify
ear() { # a new one; what it hears is in $said
    [ -z "${manager-}" ] || stop "$manager"
    rm -f "$notify" "$scratch/said"
    said=$scratch/said
    perl -MIO::Handle "$scratch/manager.pl" "$notify" "$said" &
    manager=$!
    wait_for 10 '[ -S "$notify" ] && [ -e "$said" ]'
}
service() { # PROGRAM [ARGUMENT]...: in the background, as with WatchdogSec=100ms; its pid in $service
    program=$1
    shift
    env NOTIFY_SOCKET="$notify" WATCHDOG_USEC=100000 "$build/$program" -c "$conf" "$@" \
        >"$scratch/$program-out" 2>"$scratch/$program-err" &
    service=$!
}
heard() { grep -c "^$1\$" "$said"; } # LINE
for program in 'fcfh-identify --watch' fcfh-listener; do
    ear
    # shellcheck disable=SC2086 # words are wanted
    service $program
    eventually "$program says that it is ready" '[ "$(heard READY=1)" = 1 ]'
    eventually 'that it is alive' '[ "$(heard WATCHDOG=1)" -ge 3 ]'
    is "$(heard READY=1)" 1 'and that it is ready only once'
    stop $service
done
eventually 'fcfh-listener says that it ends' '[ "$(heard STOPPING=1)" = 1 ]'

ear
chmod 644 "$scratch/password"
for program in 'fcfh-identify --watch' fcfh-listener; do
    # shellcheck disable=SC2086
    write_conf "listener.address=$net.1" listener.user=x "listener.password-file=$scratch/password"
    # shellcheck disable=SC2086
    service $program
    status=0
    wait $service || status=$?
    is "$status" 78 "$program with a password that others may read: exit 78"
done
is "$(cat "$said")" '' 'and none had reported that it was ready'
chmod 600 "$scratch/password"
write_conf

# --- What the manager passes on

mkdir -m 700 "$scratch/credentials"
(umask 077 && cp "$scratch/password" "$scratch/credentials/amt-password")
write_conf "amt.password-file=$scratch/nowhere"
call_of 4
run env CREDENTIALS_DIRECTORY="$scratch/credentials" "$build/fcfh-identify" -c "$conf"
check 'the password that was handed over is used' known 4
eventually 'a call starts fcfh-identify' '[ -s "$scratch/started" ]'
rm "$scratch/started"
write_conf

# --- A service that was stopped, as by Ctrl-Z

ear
service fcfh-identify --watch
first=$service
eventually 'a service' '[ "$(heard READY=1)" = 1 ]'
call_of 1
eventually 'takes a call' 'known 1'
check 'which starts no other fcfh-identify' [ ! -e "$scratch/started" ]
halted() { # not in the middle of a change, for which it has the first byte of the lock
    kill -STOP $first
    ! grep -q "WRITE .*:$(stat -c %i "$queue/lock") 0 0" /proc/locks || { kill -CONT $first && false; }
}
eventually 'is stopped' halted
touch -d '25 seconds ago' "$queue/status/run"
call_of 1
check 'stopped for 25 seconds it counts as alive' [ ! -e "$scratch/started" ]
touch -d '40 seconds ago' "$queue/status/run"
call_of 1
eventually 'stopped for 40 seconds it does not: another is started' '[ -s "$scratch/started" ]'
identify
is "$status $(state "$(uuid 1)")" '0 answered' 'which takes over the run'
touch -d '40 seconds ago' "$queue/status/run"
service fcfh-identify --watch
second=$service
# Before that a call would start yet another one.
wait_for 10 '[ "$(stat -c %Y "$queue/status/run")" -gt $(($(date +%s) - 30)) ]'
call_of 2
eventually 'so does another service' 'known 2'
rm "$scratch/started"
kill -CONT $first
if wait_for 40 'grep -q "has taken over" "$scratch/fcfh-identify-err"'; then ok 'the first notices it'; else
    not_ok 'the first notices it'; fi
call_of 3
eventually 'calls are still taken' 'known 3'
check 'and no other is started' [ ! -e "$scratch/started" ]
stop $second
eventually 'when the second ends, the first has the run again' \
    'rm -f "$scratch/started"; call_of 3; [ ! -e "$scratch/started" ]'
stop $first

# --- A service that may not be started

collector=$build/fcfh-collector
fresh
mkdir -m 2770 "$queue"
as_other=''
if [ "$(id -u)" = 0 ]; then
    has_programs 'another user' setpriv || { finish; exit; }
    as_other='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chgrp 65534 "$queue"
    chmod 755 "$scratch"
    chmod 2770 "$queue"
else
    chmod 000 "$scratch/password" # even its owner may not read it
fi
other() { # PROGRAM [ARGUMENT]...
    program=$1
    shift
    # shellcheck disable=SC2086
    run $as_other "$build/$program" -c "$conf" "$@"
}
if [ -n "$as_other" ] && ! $as_other test -x "$build/fcfh-store"; then
    skip 'a user who may not read the password' "another user may not run $build/fcfh-store"
else
    trap_text "$net.102" "$call_trap" "$(call_pet 1600fe5adec0114a8bad000000000002 77)" >"$scratch/trap"
    other fcfh-collector <"$scratch/trap"
    is "$status" 0 'a user who may not read the password: the call is stored'
    like "$err" "no fcfh-identify is running to ask AMT, and this user may not read $scratch/password" \
        'and the log says why nobody is asked'
    is "$(state "$(uuid 2)")" waiting 'the client waits'
    other fcfh-queue add "$net.103"
    is "$status" 69 'fcfh-queue add: exit 69'
    like "$err" 'no fcfh-identify is running .*an administrator must start its service' 'with what to do'
    other fcfh-identify
    is "$status $(state "$(uuid 2)")" '77 waiting' \
        'a user who cannot read the password marks no client as failed'
    if [ -n "$as_other" ]; then # for whose queue it is, the command speaks the truth
        write_conf amt.password-command=false
        other fcfh-identify
        is "$status $(state "$(uuid 2)")" '78 waiting' 'nor does a user whose password-command prints none'
    fi
fi

finish
