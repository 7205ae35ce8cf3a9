#!/bin/sh
# Alerts that are put aside while the lock is held by another: no program waits for long, no alert
# is lost, and nothing in pending/ stops the rest of the work.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.81
file=$queue/$uuid1.xml
calls() { value "$file" calls; }
q() { run "$build/fcfh-queue" -c "$conf" "$@"; }
aside() { find "$queue/pending" -name '*.alert' | wc -l; }
now_ms() { date +%s%3N; }
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }

# --- Somebody holds the lock

cat >"$scratch/hold.pl" <<'END'
# hold.pl LOCK N: holds byte N of the lock as fcfh's programs do, until it is killed
use Fcntl;
sysopen(my $fd, $ARGV[0], O_RDWR) or die;
fcntl($fd, 37, pack('s s x4 q q l x4', F_WRLCK, 0, $ARGV[1], 1, 0)) or die; # F_OFD_SETLK
print "held\n";
close STDOUT;
sleep 600;
END
hold() { # its pid is in $holder
    rm -f "$scratch/held"
    perl "$scratch/hold.pl" "$queue/lock" 0 >"$scratch/held" &
    holder=$!
    wait_for 5 'grep -qs held "$scratch/held"'
}
fresh
call "$net.82" 1600fe5adec0114a8bad000000000002
hold
call "$pc" $pc1
ended=$(date +%s)
exit_is 0 'the lock is held: the collector exits with 0'
check 'and has ended while it is held: snmptrapd waits for it' kill -0 $holder
is "$(find "$queue/pending" -name '*.alert' | wc -l)" 1 'the alert is in pending/'
check 'nothing is in the queue' [ ! -e "$file" ]
check 'fcfh-identify is started' wait_for 5 '[ -s "$scratch/started" ]'
stop $holder
wait_for 5 'is_over "$ended"' # to tell the alert's time from that of taking it
start_standin "$pc"
identify
is "$(state $uuid1) $(calls)" 'answered 1' 'then fcfh-identify takes it, and asks who called'
check 'with the time when it came' \
    [ "$(date -d "$(value "$file" first_call)" +%s)" -le "$ended" ]
is "$(ls -A "$queue/pending")" '' 'pending/ is empty'
mkfifo "$queue/pending/1700000000-1-0.alert"
ln -s "$scratch/target" "$queue/pending/1700000000-1-1.alert"
echo nonsense >"$queue/pending/1700000000-1-2.alert"
echo other >"$queue/pending/README"
hold
cp "$scratch/trap" "$scratch/repeated"
"$collector" -c "$conf" <"$scratch/repeated" 2>/dev/null &
call "$pc" $pc1
wait $!
stop $holder
identify
is "$(state $uuid1)" answered 'foreign files in pending/ do not stop it'
is "$(calls)" 2 'a repetition that was put aside is no further call, another call is one'
like "$err" 'pending.*1700000000-1-0\.alert.*not a regular file' 'a message says so'
is "$(cd "$queue/pending" && echo *)" \
    '1700000000-1-0.alert.unreadable 1700000000-1-1.alert.unreadable README' 'and such files get a name that is not read again'
q expire
identify
unlike "$err" 'pending' 'once'

# --- After the first one, no program waits

fresh
call "$net.82" "$(guid 2)"
hold
began=$(now_ms)
call "$pc" "$(guid 100)"
first=$(($(now_ms) - began))
began=$(now_ms)
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
    call "$net.83" "$(guid $((100 + n)))"
    [ "$status" = 0 ] || echo "call $n: exit $status"
done >"$scratch/bad"
took=$((($(now_ms) - began) / 12))
is "$(cat "$scratch/bad") $(aside)" ' 13' 'while the lock is held every call is put aside'
# The first one waits for two seconds, in addition to what each takes on this machine.
check "the second and those after it at once ($took ms each, not $first)" [ $((took + 1000)) -lt $first ]
stop $holder
call "$pc" "$(guid 200)"
is "$status $(aside) $(state "$(uuid 200)")" '0 13 waiting' 'when it is free a call is stored again'
is "$(find "$queue/pending" -type f ! -name '*.alert')" '' 'and the next one may wait for the lock again'
identify
is "$(aside) $(entries)" '0 15' 'the next run stores what was put aside'
is "$(cat "$queue"/*.xml | grep -c '<calls>1<')" 15 'each once'

# --- Oldest first

fresh
call "$net.82" "$(guid 2)"
mkdir -p "$queue/pending"
now=$(date +%s)
put_aside() { # NAME SOURCE GUID SEQUENCE
    trap_text "$2" "$call_trap" "$(call_pet "$3" "$4")" >"$queue/pending/$1.alert"
}
put_aside $((now - 10))-9-0 "$net.92" $pc1 3
put_aside $((now - 300))-1-7 "$net.91" $pc1 1
put_aside $((now - 200))-5-1 "$net.90" $pc1 2
identify
is "$(value "$file" address) $(calls) $(aside)" "$net.92 3 0" 'they are stored in the order in which they came'
is "$(date -d "$(value "$file" first_call)" +%s) $(date -d "$(value "$file" last_call)" +%s)" \
    "$((now - 300)) $((now - 10))" 'with the times when they came'

# --- Impossible times

for when in 4102444800 253402300800 67767976233532799 9223372036854775807 -9223372036854775808 -1 10000; do
    fresh
    call "$net.82" "$(guid 2)"
    call "$net.83" "$(guid 3)"
    q delete "$(uuid 3)"
    mkdir -p "$queue/pending"
    put_aside "$when-1-0" "$pc" $pc1 1
    before=$(date +%s)
    identify
    last=$(date -d "$(value "$file" last_call)" +%s 2>/dev/null)
    check "time $when: the call is stored, and as one of now" \
        [ "${last:-0}" -ge "$before" -a "${last:-0}" -le "$(date +%s)" ]
    is "$(entries) $(find "$queue/archive" -type f | wc -l) $(aside)" '2 1 0' \
        'and nothing else leaves the queue or archive/'
    check 'the files are valid' valid "$queue"/*.xml
done

# --- Others change the queue all the time, slowly, as on a file system that several machines share

cat >"$scratch/busy.pl" <<'END'
# busy.pl LOCK: holds byte 0 of the lock for 0.3 s, then releases it for 0.06 s, until it is killed
use Fcntl;
sysopen(my $fd, $ARGV[0], O_RDWR) or die;
while (1) {
    my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 0, 1, 0);
    if (fcntl($fd, 37, $lock)) { # F_OFD_SETLK
        select(undef, undef, undef, 0.3);
        $lock = pack('s s x4 q q l x4', F_UNLCK, 0, 0, 1, 0);
        fcntl($fd, 37, $lock) or die;
    }
    select(undef, undef, undef, 0.06);
}
END
fresh
call "$net.82" "$(guid 2)"
mkdir -p "$queue/pending"
perl "$scratch/busy.pl" "$queue/lock" &
busy=$!
stored=0
for n in 1 2 3; do
    put_aside "$(date +%s)-1-$n" "$net.84" "$(guid 4)" $n
    identify
    [ "$(aside)" != 0 ] || stored=$((stored + 1))
    rm -f "$queue"/pending/*
done
stop $busy
is $stored 3 'an alert that was put aside gets its turn among them'

# --- The register changes while the lock is held

fresh
rm -rf "$scratch/clients"
write_conf amt.login=register
call "$pc" $pc1
identify
is "$(state $uuid1)" failed 'a client that is not in the register'
"$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/identify-err" &
service=$!
wait_for 10 '"$build/fcfh-queue" -c "$conf" status --json | grep -q "identify.: .runs"'
hold
register $uuid1
eventually 'that it is to be asked again cannot be stored: it is logged' \
    'grep -q "lock.*another program has held it" "$scratch/identify-err"'
stop $holder
eventually 'and done when the lock is free' '[ "$(state $uuid1)" = answered ]'
stop $service
hold
register $uuid1 '' '' SN160001
identify
is "$status" 1 'a run that cannot store it says so'
like "$err" 'lock.*another program has held it' 'with the reason'
stop $holder
write_conf

# --- One client's file cannot be read

fresh
call "$net.82" "$(guid 2)"
mkdir -p "$queue/pending" "$queue/$uuid1.xml"
put_aside "$(date +%s)-1-0" "$pc" $pc1 1
put_aside "$(date +%s)-1-1" "$net.84" "$(guid 4)" 1
identify
is "$(aside) $(state "$(uuid 4)" | grep -c .) $(state $uuid1 | grep -c .)" '0 1 1' \
    'a file that is in the way of a call is moved to archive/'
if [ "$(id -u)" = 0 ] && has_programs 'a file of another user' setpriv; then
    service=4000 group=4242
    as_service() { run setpriv --reuid $service --regid $group --clear-groups timeout 60 "$@" </dev/null; }
    fresh
    chmod 755 "$scratch" "$scratch/bin"
    chmod 644 "$conf"
    cp "$build/fcfh-identify" "$scratch/bin/identify"
    chown $service "$scratch/password"
    install -d -o root -g $group -m 2770 "$queue" "$queue/pending" "$queue/tmp" "$queue/archive"
    (umask 077 && echo x >"$queue/$uuid1.xml" && echo x >"$queue/pending/$(date +%s)-1-0.alert")
    put_aside "$(date +%s)-1-1" "$pc" $pc1 1
    put_aside "$(date +%s)-1-2" "$net.84" "$(guid 4)" 1
    chmod 644 "$queue"/pending/*-1-[12].alert
    as_service "$scratch/bin/identify" -c "$conf"
    is "$(aside) $(entries)" '0 2' 'nor does a file that only another user may read'
    like "$err" 'pending.*Permission denied.*set aside' 'and a message says so'
fi

finish
