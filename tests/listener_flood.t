#!/bin/sh
# fcfh-listener and many connections that are only there to keep others out.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
quiet_collector
listener_conf
cd "$scratch" || exit 1
start_listener
call_event 1 "$uuid1" ack >call.xml

cat >hold.pl <<'PERL'
# Holds connections open, NUMBER from each of the addresses NET.FIRST to NET.LAST, one round after
# another, until it is killed. With a HEADER, each sends a request with that header.
use IO::Socket::INET;
my ($at, $port, $number, $net, $first, $last, $ready, $header) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my @held;
for (1 .. $number) {
    for my $n ($first .. $last) {
        my $socket = IO::Socket::INET->new(PeerAddr => $at, PeerPort => $port,
            LocalAddr => "$net.$n", Timeout => 20) or next;
        send($socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n$header\r\n\r\n", 0)
            if defined $header;
        push @held, $socket;
    }
}
open(my $file, '>', $ready) or die;
close $file;
sleep 60;
PERL
hold() { # READY-FILE NUMBER NET FIRST LAST [HEADER]: in the background; its pid is in $holder
    hold_ready=$scratch/$1 hold_number=$2 hold_net=$3 hold_first=$4 hold_last=$5
    shift 5
    perl hold.pl "$at" "$events_port" "$hold_number" "$hold_net" "$hold_first" "$hold_last" \
        "$hold_ready" "$@" &
    holder=$!
    wait_for 60 '[ -e "$hold_ready" ]'
}
dropped() { sed -n 's/.*fcfh-listener: \([0-9.]*\): dropped for a new connection.*/\1/p' listener-err; }
beside=${net%.*}.$((${net##*.} + 1 & 255)) # another /24
far=${net%.*}.$((${net##*.} + 2 & 255))

# --- All connections are taken

hold few 1 "$far" 1 8
few=$holder
hold many 3 "$beside" 1 200
is "$(post "$net.11" call.xml)" 200 'among 600 silent connections a call is accepted'
is "$(state "$uuid1")" waiting 'and is in the queue'
is "$(dropped | head -n 1)" "$beside.1" 'the oldest connections of the network that has most were closed'
is "$(dropped | grep -c "^$far\.")" 0 'those of a network that has few were not'
stop $few
stop $holder

# Failed log-ins are answered late, and do not keep anybody out for that long.
hold refused 8 "$beside" 1 250 'Authorization: Digest username="x", realm="y", nonce="z", uri="/", response="0", qop=auth, nc=00000001, cnonce="c"'
is "$(post "$net.12" call.xml)" 200 'among 2,000 log-ins that fail, too'
wait_for 10 all_are_taken
n=$(served)
check "no more than 512 connections are served ($n)" [ "$n" -le 512 ]
stop $holder
stop_listener 'exit 0'

# --- No file descriptor is left

start_listener
free=0 # the descriptor that it would get next
while [ -h "/proc/$listener/fd/$free" ]; do free=$((free + 1)); done
ticks() { awk '{print $14 + $15}' "/proc/$listener/stat"; }
if [ "$free" = 0 ]; then # a program with a password shows its descriptors to root alone
    skip 'no descriptor is left' 'not root'
elif prlimit --pid "$listener" --nofile="$free:" 2>prlimit-err; then
    before=$(ticks)
    post "$net.13" call.xml >late &
    late=$!
    eventually 'it cannot take a connection' 'said "http: Too many open files"'
    sleep 1 # what it uses of this second, however busy the machine is
    used=$(($(ticks) - before))
    check "and waits without using the processor ($used of 100 ticks)" [ "$used" -lt 30 ]
    prlimit --pid "$listener" --nofile=1024:
    wait $late
    is "$(cat late)" 200 'the waiting caller is answered then'
else
    skip 'no descriptor is left' "$(cat prlimit-err)"
fi
stop_listener 'exit 0'
finish
