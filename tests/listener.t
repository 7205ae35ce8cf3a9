#!/bin/sh
# fcfh-listener: events as AMT posts them, with curl in its place.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
quiet_collector
pc=$net.11
file=$queue/$uuid1.xml
cd "$scratch" || exit 1
listing() { find "$queue" -path "$queue/status" -prune -o -printf '%P %i %s %T@\n' | sort; }

# --- A call

listener_conf
start_listener
check 'nothing is logged at its start' [ ! -s listener-err ]
call_event 1 $uuid1 ack 0 'The user asked' till-07 >call.xml
is "$(post "$pc" call.xml)" 200 'a call is taken'
is "$(header Content-Type)" 'application/soap+xml;charset=UTF-8' 'the answer is SOAP'
check 'and well-formed' xmllint --noout answer
is "$(xmllint --xpath 'string(//*[local-name()="RelatesTo"])' answer)" \
    uuid:00000000-8086-8086-8086-000000000001 'it relates to the message'
is "$(xmllint --xpath 'string(//*[local-name()="Action"])' answer)" \
    http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack 'it is an Ack'
is "$(state $uuid1) $(value "$file" source) $(value "$file" calls)" 'waiting ws-event 1' \
    'the client is in the queue'
is "$(value "$file" address)" "$pc" 'by the address that it called from'
is "$(value "$file" event)" 'reason 0, The user asked, host till-07' 'with the other values of the call'
check 'the file is valid' valid "$file"
eventually 'fcfh-identify was started' '[ "$(cat started 2>&1)" = "-c $conf" ]'
call_event 2 $uuid1 '' >call-2.xml
is "$(post "$pc" call-2.xml)" 200 'a call that wants no Ack'
is "$(wc -c <answer)" 0 'gets none'
is "$(value "$file" calls)" 2 'it counts'
event_indication=1 call_event 3 $uuid1 ack >again.xml
is "$(post "$pc" call.xml) $(post "$pc" again.xml)" '200 200' 'a repeated event is answered with an Ack'
check 'the Ack relates to the message that came now' grep -q 000000000003 answer
event_indication=3 call_event 2 $uuid1 ack >again.xml
is "$(post "$pc" again.xml)" 200 'the same message with another indication too'
is "$(value "$file" calls)" 2 'none of them counts again'
is "$(post "$net.12" call.xml)" 200 'the same identifiers from another address'
is "$(value "$file" calls) $(value "$file" address)" "3 $net.12" 'are another call'

# --- Other events

event iAMT0050 4 $uuid1 ack 48 >sol.xml
is "$(post "$net.12" sol.xml)" 200 'an event of a known client'
check 'is kept by its name' grep -q 'name="SOL started"' "$file"
sed 's/iAMT0050/PLAT1234/; s/000004</000005</; s/Intel(r):4/Intel(r):5/' sol.xml >unknown.xml
is "$(post "$net.12" unknown.xml)" 200 'an event with an unknown id is accepted, too'
check 'by its id' grep -q 'name="PLAT1234">48<' "$file"
listing >before
event iAMT0005 6 5afe0016-c0de-4a11-8bad-000000000099 ack 0 >agent.xml
is "$(post "$net.13" agent.xml)" 200 'an event of a client that is not in the queue'
check 'is answered with an Ack' grep -q 'wsman/Ack' answer
is "$(post "$net.14" agent.xml "$base/any/path")" 200 'without event-url any path will do'
listing >after
check 'nothing was written for it' cmp -s before after
is "$(entries)" 1 'there is one client'

# --- Without a UUID

call_event 7 '' '' >nameless.xml
is "$(post "$net.21" nameless.xml)" 200 'a call without a UUID'
is "$(state "$net.21")" waiting 'is kept by its address'
call_event 8 00000000-0000-0000-0000-000000000000 '' >nobody.xml
is "$(post "$net.21" nobody.xml)" 200 'a UUID that many machines share identifies none of them'
is "$(value "$queue/$net.21.xml" calls)" 2 'so it is the same client'
run "$build/fcfh-queue" -c "$conf" ticket "$net.21" T-1
start_standin --uuid $uuid1 "$net.21"
identify
is "$(state $uuid1) $(value "$file" ticket) $(value "$file" calls)" 'answered T-1 5' \
    'AMT has reported its UUID: one client, with the facts of both'
check 'there is no other file' [ ! -e "$queue/$net.21.xml" ]
check 'with the events too' grep -q 'name="SOL started"' "$file"
stop "$standin"

# --- An event of an unknown kind

event iAMT0099 9 '' '' 3 reason >unknown.xml
is "$(post "$net.22" unknown.xml)" 200 'an event whose id is not known'
check 'leaves a line, and what would make it a call' \
    said "$net.22: event iAMT0099 matched nothing: 3, reason; if it is a call: .* iAMT0099\$"
check 'it makes no client' [ ! -e "$queue/$net.22.xml" ]

# --- Bytes that XML cannot hold

for bytes in '\377\220' '&#1;' 'Jos\351' '\033[2J'; do
    other=5afe0016-c0de-4a11-8bad-0000000003$(printf %02d ${#bytes})
    { printf '\357\273\277\r\n' && call_event "30${#bytes}" "$other" ack 0 "Help $(printf '%b' "$bytes")" \
        till-07; } >odd.xml
    is "$(post "$net.22" odd.xml)" 200 "a call with $bytes in what it says is taken"
    is "$(state "$other")" waiting 'the client is in the queue'
    like "$(value "$queue/$other.xml" event)" '^reason 0, Help .*, host till-07$' 'with the rest of it'
    check 'the file is valid' valid "$queue/$other.xml"
done
call_event 350 "$uuid1" ack | sed "s/$uuid1/5afe$(printf '\377')/" >odd.xml
is "$(post "$net.23" odd.xml) $(state "$net.23")" '200 waiting' \
    'one whose UUID is not legible is kept by its address'
call_event 351 '' ack | sed "s/<g:MessageID>/<!-- $(printf '\001') --><g:MessageID>/" >odd.xml
is "$(post "$net.24" odd.xml)" 400 'an event that is not well-formed is still refused'
rm "$queue"/*0000000003*.xml "$queue/$net.23.xml"

# --- An event that cannot be stored

call_event 9 $uuid1 ack >next.xml
mv "$queue" queue.real
echo >"$queue"
is "$(post "$net.12" next.xml)" 503 'the queue is no directory: 503'
like "$(header Retry-After)" '^[1-9]' 'with Retry-After'
check 'the log says why' said "^fcfh-listener: $net.12: Fast Call for Help NOT STORED.*$queue"
rm "$queue" && mv queue.real "$queue"
cat >lock.pl <<'PERL'
use Fcntl;
sysopen(my $fd, $ARGV[0], O_RDWR) or die;
my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 0, 1, 0);
fcntl($fd, 37, $lock) or die; # F_OFD_SETLK
open(my $ready, '>', $ARGV[1]) or die;
sleep 60;
PERL
perl lock.pl "$queue/lock" "$scratch/locked" &
locker=$!
wait_for 10 '[ -e locked ]'
is "$(post "$net.12" next.xml)" 503 'another program holds the lock: 503'
is "$(post "$net.13" agent.xml)" 200 'an event that changes nothing needs no lock'
stop $locker
mkdir "$queue/tmp/entry-0.xml"
is "$(post "$net.12" next.xml)" 503 'the file cannot be written: 503'
rmdir "$queue/tmp/entry-0.xml"
is "$(value "$file" calls)" 5 'none of the refused calls has counted'
claimed() { sed -n "s|.*<claim .*calls=\"\([0-9]*\)\".*>$1</claim>.*|\1|p" "$file"; } # ADDRESS
is "$(post "$net.12" next.xml) $(value "$file" calls) $(claimed "$net.12")" '200 5 1' \
    'then it is taken, once: a claim, because AMT answered elsewhere'

# --- Many at once: they wait for the lock and are stored together

perl lock.pl "$queue/lock" "$scratch/locked-3" &
locker=$!
wait_for 10 '[ -e locked-3 ]'
# It goes on when all have connected: after the first event it waits for two seconds, and on a busy
# machine it takes longer than that to start them.
connections() { # how many, taken or not
    awk -v at="$(socket_name "$at" "$events_port")" '$2 == at && $4 == "01" { n++ } END { print n + 0 }' \
        /proc/net/tcp
}
kill -STOP "$listener"
posters=
for n in 1 2 3 4 5 6 7 8; do
    other=5afe0016-c0de-4a11-8bad-0000000001$(printf %02d "$n")
    call_event "1$n" $uuid1 ack >"same-$n.xml"
    call_event "2$n" "$other" ack >"other-$n.xml"
    post_as "$net.$((50 + n))" "same-$n.xml" --digest -u "$event_user:$event_password" \
        -o "answer-same-$n" "$base/" >"status-same-$n" &
    posters="$posters $!"
    post_as "$net.$((60 + n))" "other-$n.xml" --digest -u "$event_user:$event_password" \
        -o "answer-other-$n" "$base/" >"status-other-$n" &
    posters="$posters $!"
done
wait_for 10 '[ "$(connections)" = 16 ]'
kill -CONT "$listener"
sleep 0.3 # most of the events have come then
stop $locker
# shellcheck disable=SC2086 # words are wanted
wait $posters
is "$(cat status-same-? status-other-? | sed 's/200//g')" '' 'sixteen calls at once are taken'
is "$(value "$file" calls) $(grep -c '<claim .*calls="1"' "$file")" '5 4' \
    'eight of one client, from eight addresses: four claims are kept'
is "$(cat "$queue"/5afe0016-c0de-4a11-8bad-0000000001*.xml | grep -c '<calls>1<')" 8 \
    'and one of each of eight others'
check 'their files are valid' valid "$queue"/*.xml

# --- Many log-ins from one address within a second, as from behind a router

posters=
for n in 1 2 3 4 5 6; do
    call_event "3$n" "$(printf '5afe0016-c0de-4a11-8bad-0000000002%02d' $n)" '' >"near-$n.xml"
    post_as "$net.70" "near-$n.xml" --digest -u "$event_user:$event_password" \
        -o "answer-near-$n" "$base/" >"status-near-$n" &
    posters="$posters $!"
done
# shellcheck disable=SC2086 # words are wanted
wait $posters
is "$(cat status-near-? | sed 's/200//g')" '' 'six log-ins of one address do not refuse each other'

# --- Keep-alive, restart, the orderly end

rm -f started
curl -sS --interface "$net.31" --digest -u "$event_user:$event_password" -H 'Content-Type:' \
    --data-binary @agent.xml -w '%{http_code} %{num_connects}\n' -o /dev/null "$base/a" \
    --next -sS --interface "$net.31" --digest -u "$event_user:$event_password" \
    -H 'Content-Type:' --data-binary @agent.xml -w '%{http_code} %{num_connects}\n' \
    -o /dev/null "$base/a" >connections 2>/dev/null
is "$(tail -n 1 connections)" '200 0' 'a second event on the same connection'
perl "$scratch/lock.pl" "$queue/lock" "$scratch/locked-2" &
locker=$!
wait_for 10 '[ -e locked-2 ]'
call_event 10 $uuid1 ack >last.xml
post "$net.12" last.xml "$base/" -v >last-status &
poster=$!
sleeps() { awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$listener/status"; } # how often
# The second request logs in. When it has been sent and the listener has slept again, and not only
# once, it is under way: the lock is tried every 10 ms.
wait_for 10 'grep -qs "^> Authorization" curl-err'
slept=$(sleeps)
wait_for 10 '[ "$(sleeps)" -ge $((slept + 3)) ]'
stop $locker
stop_listener 'SIGTERM: exit 0'
wait $poster
is "$(cat last-status)" 200 'an event that was under way was answered'
start_listener
is "$(post "$pc" agent.xml)" 200 'it starts again on the same port'
is "$(post "$net.12" last.xml) $(value "$file" calls) $(grep -c '<claim ' "$file")" '200 5 4' \
    'and recognizes what it had stored before'
kill -INT "$listener"
wait "$listener"
is $? 0 'SIGINT: exit 0'

# --- Paths, addresses, sockets

listener_conf "collector.event-url=http://$at:$events_port/events"
start_listener
is "$(post "$pc" agent.xml "$base/events") $(post "$pc" agent.xml)" '200 404' \
    'with event-url its path and no other'
stop_listener 'exit 0'
listener_conf "listener.address=$at, $net.2"
start_listener
is "$(post "$pc" agent.xml) $(post "$pc" agent.xml "http://$net.2:$events_port/")" '200 200' \
    'two addresses'
stop_listener 'exit 0'
listener_conf listener.address=
at_all=$at
at=0.0.0.0
if [ -e /proc/net/if_inet6 ]; then at=::; fi
all_listen() { awk '$4 == "0A" {print $2}' /proc/net/tcp /proc/net/tcp6 |
    grep -q "^0*:$(printf %04X "$events_port")\$"; }
cp "$build/fcfh-listener" bin/fcfh-listener
bin/fcfh-listener -c "$conf" 2>listener-err &
listener=$!
wait_for 10 all_listen
at=$at_all
is "$(post "$pc" agent.xml)" 200 'all addresses: IPv4'
is "$(value "$queue/$pc.xml" address)" '' 'nothing is kept of it'
if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 ' /proc/net/if_inet6; then
    sed -i 's|^networks.*|networks = 127.0.0.0/8, ::1|' "$conf"
    stop_listener 'exit 0'
    bin/fcfh-listener -c "$conf" 2>listener-err &
    listener=$!
    wait_for 10 all_listen
    call_event 11 '' '' >six.xml
    is "$(post ::1 six.xml "http://[::1]:$events_port/")" 200 'all addresses: IPv6'
    is "$(value "$queue/--1.xml" address)" ::1 'its address is kept'
    is "$(post "$net.41" six.xml)" 200 'and IPv4 beside it'
    is "$(value "$queue/$net.41.xml" address)" "$net.41" 'is kept as IPv4'
else
    skip 'all addresses: IPv6' 'there is no ::1'
fi
stop_listener 'exit 0'

cat >activate.pl <<'PERL'
use IO::Socket::INET;
use Fcntl;
use POSIX ();
my ($address, $port, $pid, @command) = @ARGV;
my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 64,
    ReuseAddr => 1) or die;
POSIX::dup2(fileno($socket), 3) or die;
my $fd = IO::Handle->new_from_fd(3, 'r');
fcntl($fd, F_SETFD, 0);
$ENV{LISTEN_FDS} = 1;
$ENV{LISTEN_PID} = $pid eq 'mine' ? $$ : $pid;
exec @command;
PERL
listener_conf listener.address=203.0.113.1 # which is not ours
perl activate.pl "$at" "$events_port" mine bin/fcfh-listener -c "$conf" 2>listener-err &
listener=$!
wait_for 10 'tcp_listens "$at" "$events_port"'
is "$(post "$pc" agent.xml)" 200 'socket activation: the socket of the service manager'
stop_listener 'exit 0'
must_fail 69 'sockets meant for another process are not taken, and the address is not ours' \
    timeout 20 perl activate.pl "$at" "$events_port" 1 bin/fcfh-listener -c "$conf"

cat >notify.pl <<'PERL'
use IO::Socket::UNIX;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die;
$| = 1;
print "$_\n" while defined $socket->recv($_, 100);
PERL
listener_conf
perl notify.pl "$scratch/notify" >notified &
notified=$!
wait_for 10 '[ -S notify ]'
NOTIFY_SOCKET=$scratch/notify
export NOTIFY_SOCKET
start_listener
unset NOTIFY_SOCKET
eventually 'the service manager is told when it is ready' 'grep -q "^READY=1$" notified'
stop_listener 'exit 0'
eventually 'and that it stops' 'grep -q "^STOPPING=1$" notified'
stop "$notified"

# --- The whole way: with the real fcfh-identify, and a stand-in that answers it

listener_conf
fresh
start_standin "$pc"
"$build/fcfh-listener" -c "$conf" 2>listener-err &
listener=$!
wait_for 10 'tcp_listens "$at" "$events_port"'
call_event 31 $uuid1 ack >way.xml
is "$(post "$pc" way.xml)" 200 'a call'
eventually 'its AMT is asked who it is' '[ "$(state $uuid1)" = answered ]'
is "$(value "$file" source) $(value "$file" address)" "ws-event $pc" 'the entry says that it came as a WS-Event, and its address'
call_event 32 5afe0016-c0de-4a11-8bad-0000000000ff ack >lie.xml
is "$(post "$pc" lie.xml)" 200 'a call with the UUID of another machine'
eventually 'is not verified' '[ "$(state 5afe0016-c0de-4a11-8bad-0000000000ff)" = mismatch ]'
wait_for 15 '[ "$(ours | sort)" = "$(printf "%s\n" "$standin" "$listener" | sort)" ]'
stop_listener 'exit 0'
stop "$standin"

# --- No log-in is required

write_conf "listener.address=$at" "listener.port=$events_port" amt.networks=127.0.0.0/8
start_listener
check 'and a warning says so' said 'user is not set'
is "$(post_as "$pc" agent.xml "$base/")" 200 'events without a log-in'
stop_listener 'exit 0'

# --- What is wrong with the configuration

listener_conf listener.certificate=/etc/hosts
must_fail 78 'a certificate without a key' timeout 20 bin/fcfh-listener -c "$conf"
listener_conf listener.password-file=
must_fail 78 'a user without a password' timeout 20 bin/fcfh-listener -c "$conf"
chmod 644 event-password
listener_conf
must_fail 78 'a password that others can read' timeout 20 bin/fcfh-listener -c "$conf"
chmod 600 event-password
listener_conf listener.address=localhost
must_fail 78 'a name is no address' timeout 20 bin/fcfh-listener -c "$conf"
listener_conf collector.event-url=ftp://x/
must_fail 78 'an event-url of another kind' timeout 20 bin/fcfh-listener -c "$conf"
listener_conf
start_listener
must_fail 69 'the port is taken' timeout 20 bin/fcfh-listener -c "$conf"
stop_listener 'exit 0'
must_fail 64 'no arguments are accepted' bin/fcfh-listener x

is "$(grep -r "$event_password" "$queue" listener-err started /dev/null 2>/dev/null)" '' \
    'the password is in no file that it wrote'
finish
