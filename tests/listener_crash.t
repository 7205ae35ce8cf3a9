#!/bin/sh
# fcfh-listener is killed under load, again and again: no call that it answered with 2xx is lost,
# and no partial file is seen.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
quiet_collector
cd "$scratch" || exit 1
write_conf "listener.address=$at" "listener.port=$events_port" amt.networks=127.0.0.0/8
call_event 1 UUID ack >call.xml

cat >load.pl <<'PERL'
# Posts calls of one machine after another from one address, until nobody answers any more. Prints
# the UUID of each that was answered with 2xx.
use IO::Socket::INET;
my ($from, $at, $port, $file, $first) = @ARGV;
open(my $in, '<', $file) or die;
local $/; my $body = <$in>; $/ = "\r\n";
$| = 1;
$SIG{PIPE} = 'IGNORE';
my $socket = IO::Socket::INET->new(PeerAddr => $at, PeerPort => $port, LocalAddr => $from) or exit;
for (my $n = $first;; $n++) {
    my $uuid = sprintf('0dd0ca11-0000-4000-8000-%012d', $n);
    (my $event = $body) =~ s/UUID(?=<)/$uuid/;
    $event =~ s/-000000000001/sprintf('-%012d', $n)/e;
    $event =~ s/Intel\(r\):1/Intel(r):$n/;
    print $socket "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " . length($event) .
        "\r\n\r\n$event" or exit;
    $socket->flush;
    my $status = <$socket> or exit;
    my $length = 0;
    while (my $line = <$socket>) {
        $length = $1 if $line =~ /^Content-Length: (\d+)/i;
        last if $line eq "\r\n";
    }
    read($socket, my $answer, $length) if $length;
    print "$uuid\n" if $status =~ m{^HTTP/1.1 2};
}
PERL

round=0 answered=0 lost='' broken=''
while [ $((round += 1)) -le 12 ]; do
    start_listener 2>/dev/null
    loads=
    for n in 1 2 3 4 5 6; do
        perl load.pl "$net.$((round * 10 + n))" "$at" "$events_port" call.xml \
            $(((round * 10 + n) * 100000)) >"told-$round-$n" 2>/dev/null &
        loads="$loads $!"
    done
    wait_for 10 '[ -s "told-$round-1" ]'
    sleep "0.$((round * 37 % 100 + 10))"
    kill -9 "$listener"
    wait "$listener" 2>/dev/null
    # shellcheck disable=SC2086 # words are wanted
    wait $loads
    answered=$((answered + $(cat "told-$round"-* | wc -l)))
    lost="$lost$(cat "told-$round"-* | while read -r uuid; do
        [ -s "$queue/$uuid.xml" ] || echo "$round: $uuid"
    done)"
    broken="$broken$(grep -L '</client>' "$queue"/*.xml)"
done
is "$lost" '' "of $answered calls that were accepted none is lost"
is "$broken" '' 'no file is half written'
check 'there were enough calls' [ "$answered" -ge 100 ]
check 'all entries are valid' eval 'find "$queue" -maxdepth 1 -name "*.xml" -exec xmllint --noout \
    --relaxng "$project/support_queue_db/entry.rng" {} + 2>"$scratch/valid"'
is "$(cat "$queue"/*.xml | grep -c '<calls>1<')" "$(entries)" 'none was counted twice'
start_listener
is "$(post_as "$net.9" call.xml "$base/")" 200 'and it starts again'
stop_listener 'exit 0'
finish
