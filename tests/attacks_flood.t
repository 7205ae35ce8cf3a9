#!/bin/sh
# Floods of forged calls: how often each client is asked, who is served first, and what it costs.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/attacks.sh
. "$project/tests/attacks.sh"

cat >crowd.pl <<'PERL'
# A forger's servers at ADDRESSes, all on PORT, in one process: `silent` accepts connections and
# says nothing; `refuses` asks for a log-in as AMT does and accepts none; `huge` first asks for a
# log-in, then answers everything with 1 MiB that is slow to read. With each request it rewrites
# FILE: the connections accepted, the most at once to one address, the requests, the requests with a
# log-in.
use IO::Select;
use IO::Socket::INET;
my ($how, $port, $file, @addresses) = @ARGV;
my (%listens, %address, %open, %text);
my ($taken, $most, $requests, $logins) = (0, 0, 0, 0);
$SIG{PIPE} = 'IGNORE';
my $all = IO::Select->new;
for my $address (@addresses) {
    my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 64,
        ReuseAddr => 1, Blocking => 0) or die "$address: $!";
    $listens{$socket} = $address;
    $all->add($socket);
}
my $xml = '<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">' .
    '<s:Header/><s:Body><P>' . '<a xml:id="i"/>' x 65000 . '</P></s:Body></s:Envelope>';
my $challenge = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"Digest:" . 'A' x 32 .
    "\", nonce=\"n%d\", stale=\"false\", qop=\"auth\"\r\nContent-Length: 0\r\n\r\n";
sub note {
    open(my $to, '>', "$file.new") or die;
    print $to "$taken $most $requests $logins\n";
    close $to;
    rename "$file.new", $file;
}
sub answer { # to the whole requests in what a connection sent
    my ($socket) = @_;
    while ($text{$socket} =~ /^(.*?)\r\n\r\n/s) {
        my $head = $1;
        my $length = $head =~ /\r\nContent-Length: *(\d+)/i ? $1 : 0;
        last if length $text{$socket} < length($head) + 4 + $length;
        substr($text{$socket}, 0, length($head) + 4 + $length) = '';
        my $login = $head =~ /\r\nAuthorization:/i;
        $requests++;
        $logins++ if $login;
        note();
        $socket->blocking(1);
        if ($how eq 'huge' && $login) {
            print $socket "HTTP/1.1 200 OK\r\nContent-Length: ", length $xml, "\r\n\r\n", $xml;
        } else {
            printf $socket $challenge, $requests;
        }
        $socket->flush;
    }
}
note();
print "ready\n";
close STDOUT;
while (my @ready = $all->can_read) {
    for my $socket (@ready) {
        if (defined(my $address = $listens{$socket})) {
            my $new = $socket->accept or next;
            $taken++;
            $address{$new} = $address;
            $most = $open{$address} if ++$open{$address} > $most;
            $text{$new} = '';
            $all->add($new);
            note();
        } elsif (!sysread($socket, $text{$socket}, 65536, length $text{$socket})) {
            $open{delete $address{$socket}}--;
            delete $text{$socket};
            $all->remove($socket);
            close $socket;
        } elsif ($how ne 'silent') {
            answer($socket);
        }
    }
}
PERL
crowd() { # HOW PORT ADDRESS...: its pid is in $crowd
    crowd_how=$1 crowd_port=$2
    shift 2
    rm -f crowd.ready
    perl crowd.pl "$crowd_how" "$crowd_port" "$scratch/crowd.log" "$@" >crowd.ready 2>crowd.err &
    crowd=$!
    wait_for 20 'grep -qs ready crowd.ready' || { echo "Bail out! $(cat crowd.err)"; exit 1; }
}
counted() { cut -d' ' -f"$1" crowd.log; } # 1 connections, 2 most at once, 3 requests, 4 with a log-in
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; } # NUMBER
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }
in_state() { grep -l "<state[^>]*>$1</state>" "$queue"/*.xml 2>/dev/null | wc -l; } # STATE
watching() { # fcfh-identify --watch, in the background
    timeout 120 "$build/fcfh-identify" -c "$conf" --watch >identify.out 2>identify.err &
    watcher=$!
}
register "$uuid1" '' "$(pin pc)" SN160001

# --- Many UUIDs, one address

write_conf
crowd refuses 16992 "$forger"
n=0
while [ $((n += 1)) -le 60 ]; do
    collect "$forger" "$call_trap" "$(call_pet "$(guid $((100 + n)))" $n)"
done
is "$(entries)" 60 '60 forged calls from one address, each of another UUID'
identify
is "$(in_state waiting)" 0 'all have been asked, and wait no longer'
is "$(counted 2)" 1 'one conversation at a time'
check "one password was refused, and no more were tried ($(counted 4))" [ "$(counted 4)" -le 1 ]
# The same UUID again and again.
logins=$(counted 4)
n=0
while [ $((n += 1)) -le 20 ]; do
    collect "$forger" "$call_trap" "$(call_pet "$(guid 200)" $((300 + n)))"
done
identify
is "$(counted 4)" "$logins" 'nor are more tried when further calls come'
stop "$crowd"

# --- Many addresses at which nobody ever answers

forged=''
for n in $(seq 100 180); do forged="$forged $net.$n"; done
flooded() { # NAME LOGIN FIRST-UUID: whoever calls after 80 forged calls does not wait for them
    fresh
    write_conf amt.login="$2" amt.parallel=8 amt.timeout=30s
    # shellcheck disable=SC2086 # words are wanted
    crowd silent 16993 $forged
    n=0
    for address in $forged; do
        n=$((n + 1))
        collect "$address" "$call_trap" "$(call_pet "$(guid $(($3 + n)))" $n)"
    done
    watching
    eventually "$1: forged calls are looked into" '[ "$(counted 1)" -ge 4 ]'
    collect "$pc" "$call_trap" "$(call_pet "$pc1" 999)"
    eventually "$1: the caller is verified" '[ "$(state "$uuid1")" = verified ]'
    check "$1: while others wait ($(in_state waiting))" [ "$(in_state waiting)" -ge 20 ]
    stop "$watcher"
    stop "$crowd"
}
start_standin --tls pc.pem pc.key "$pc"
n=0
while [ $((n += 1)) -le 81 ]; do register "$(uuid $((400 + n)))" "$(realm_of "$(uuid $n)")"; done
flooded 'UUIDs of the register' register 400
flooded 'UUIDs that nobody has' networks 600

# --- Answers that are made to be slow to read

fresh
write_conf
# shellcheck disable=SC2046 # words are wanted
crowd huge 16992 $(for n in $(seq 200 207); do echo "$net.$n"; done)
for n in $(seq 200 207); do
    collect "$net.$n" "$call_trap" "$(call_pet "$(guid "$n")" "$n")"
done
watching
collect "$pc" "$call_trap" "$(call_pet "$pc1" 998)"
eventually 'among eight that answer 1 MiB of tags the caller is verified' \
    '[ "$(state "$uuid1")" = verified ]'
eventually 'the reason says that these are not AMT' '[ "$(in_state failed)" = 8 ]'
size=$(wc -c <identify.err)
check "and the log stays small ($size bytes)" [ "$size" -lt 20000 ]
stop "$watcher"
stop "$crowd"
stop "$standin"
finish
