#!/bin/sh
# fcfh-listener against clients that are hostile or merely broken: the right status, a line in the
# log, bounded memory, and nothing in the queue.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
quiet_collector
cd "$scratch" || exit 1
last=10
fresh_address() { last=$((last + 1)); pc=$net.$last; } # so that no limit of the log hides a line
most=0
note_memory() { # KiB, the most that there was at any time
    kib=$(awk '/^VmHWM/ {print $2}' "/proc/$listener/status")
    [ "$kib" -le "$most" ] || most=$kib
}
anew() { # with an empty log, so that its limit is far
    note_memory
    stop_listener 'exit 0'
    cat listener-err >>all-err
    start_listener
}

listener_conf "collector.event-url=$base/events"
start_listener
base=$base/events
call_event 1 $uuid1 ack >call.xml
fresh_address
first=$pc

# --- Log-ins

is "$(post_as "$pc" call.xml "$base")" 401 'no password: 401'
for part in realm='"Fast Call for Help [0-9a-f]{8}"' qop='"auth"' nonce='"[0-9a-f]+"' algorithm='"?(MD5|md5)"?'; do
    like "$(header WWW-Authenticate)" "^Digest (.*, ?)?$part(,|\$)" "asks for digest: ${part%%=*}"
done
unlike "$(header WWW-Authenticate)" Basic 'and for nothing else'
fresh_address
is "$(post_as "$pc" call.xml --digest -u "$event_user:wrong" "$base")" 401 'a wrong password: 401'
check 'is logged' said "$pc: log-in refused"
fresh_address
is "$(post_as "$pc" call.xml --digest -u "wrong:$event_password" "$base")" 401 'a wrong user: 401'
check 'is logged, too' said "$pc: log-in refused"
fresh_address
is "$(post_as "$pc" call.xml -u "$event_user:$event_password" "$base")" 401 'Basic: 401'
check 'and is logged' said "$pc: log-in refused.*not by digest"
fresh_address
began=$(date +%s%3N)
is "$(post_as "$pc" call.xml -H 'Authorization: Digest x' "$base")" 401 'half a digest: 401'
took=$(($(date +%s%3N) - began))
check "failed log-ins are slowed ($took ms)" [ "$took" -ge 1900 ]
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    # Each from an address of its own: only eight connections of one address are served at a time.
    post_as "$net.$((200 + n))" call.xml -H 'Authorization: Digest x' "$base" >/dev/null &
    bad="${bad-} $!"
done
is "$(post "$first" call.xml "$base")" 200 'other addresses are not slowed'
rm -r "$queue"
# shellcheck disable=SC2086 # words are wanted
wait $bad
eventually 'beyond ten lines the log only counts' 'said "[0-9] more refused log-ins"'
anew

cat >digest.pl <<'PERL'
# Logs in by digest as its arguments say, and prints the statuses: URI-OF-THE-DIGEST TIMES ...
use Digest::MD5 'md5_hex';
use IO::Socket::INET;
my ($from, $at, $port, $path, $user, $password, $file, $uri, @counts) = @ARGV;
open(my $in, '<', $file) or die;
local $/; my $body = <$in>; $/ = "\n";
sub request {
    my ($authorization) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => $at, PeerPort => $port, LocalAddr => $from,
        Timeout => 10) or die;
    print $socket "POST $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n$authorization" .
        'Content-Length: ' . length($body) . "\r\n\r\n$body";
    local $/;
    return <$socket>;
}
my $challenge = request('');
my ($realm) = $challenge =~ /realm="([^"]*)"/;
my ($nonce) = $challenge =~ /nonce="([^"]*)"/;
$nonce =~ tr/0-9a-f/1-9a-f0/ if $ENV{FORGED};
for my $count (@counts) {
    my $nc = sprintf('%08x', $count);
    my $response = md5_hex(join ':', md5_hex("$user:$realm:$password"), $nonce, $nc, 'c', 'auth',
        md5_hex("POST:$uri"));
    my $answer = request("Authorization: Digest username=\"$user\", realm=\"$realm\", " .
        "nonce=\"$nonce\", uri=\"$uri\", qop=\"auth\", nc=$nc, cnonce=\"c\", " .
        "response=\"$response\", opaque=\"fcfh\"\r\n");
    print((split ' ', $answer)[1], $answer =~ /stale="?true/ ? ' stale' : '', "\n");
}
PERL
digest() { # URI COUNT...
    perl digest.pl "$pc" "$at" "$events_port" /events "$event_user" "$event_password" call.xml "$@" |
        tr '\n' ' '
}
fresh_address
is "$(digest /events 1 2 3)" '200 200 200 ' 'one nonce for several requests'
fresh_address
is "$(digest /events 1 1)" '200 401 stale ' 'a replayed nonce: 401, and asked again'
check 'is logged' said "$pc: log-in with a nonce that was used before"
fresh_address
is "$(digest /events 5 3 5 6)" '200 200 401 stale 200 ' \
    'numbers may come late, but each only once'
fresh_address
is "$(digest /other 1)" '401 ' 'the digest of another path: 401'
check 'is logged' said "$pc: log-in refused: .*(URI|uri)"
fresh_address
is "$(digest "http://$at/events" 1)" '401 ' 'the digest of a whole URL: 401'
fresh_address
is "$(FORGED=1 digest /events 1)" '401 stale ' 'an unknown nonce: asked again'
for n in $(seq 30); do
    pc=$net.$((100 + n))
    digest /events 1 >"digest-$n" &
done
wait_for 60 '[ "$(cat digest-[0-9]* 2>/dev/null | wc -w)" = 30 ]'
is "$(cat digest-[0-9]* | tr -d ' ' | sort -u)" "$(printf '200%.0s' $(seq 30))" \
    'thirty that log in within a second do not use up each other'"'"'s nonces'
rm -rf "$queue"

# --- What is no event

looks=0
refused() { # STATUS NAME FILE WORD-OF-THE-LOG [OPTION]...
    looks=$((looks + 1))
    [ $((looks % 8)) != 0 ] || anew
    fresh_address
    wanted=$1 name=$2 what=$3 word=$4
    shift 4
    is "$(post "$pc" "$what" "$base" "$@")" "$wanted" "$name: $wanted"
    check "$name: is logged" said "$pc: .*$word"
}
: >empty
refused 400 'no body' empty 'not XML'
echo 'Fast Call for Help' >text
refused 400 'no XML' text 'well-formed'
head -c 900 call.xml >half.xml
refused 400 'half an envelope' half.xml 'well-formed'
{
    echo '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    for n in b c d e f g h i; do
        previous=$(printf %s "$n" | tr b-i a-h)
        echo "<!ENTITY $n \"&$previous;&$previous;&$previous;&$previous;&$previous;&$previous;\">"
    done
    echo ']><a>&i;</a>'
} >bomb.xml
refused 400 'a bomb of entities' bomb.xml 'DTD'
printf '<!DOCTYPE a SYSTEM "file:///etc/passwd">%s' "$(sed 's/<?.*?>//' call.xml)" >dtd.xml
refused 400 'a DTD' dtd.xml 'DTD'
sed 's/<?.*?>/&<!DOCTYPE a [<!ENTITY x SYSTEM "file:\/\/\/etc\/passwd">]>/; s/iAMT0036/\&x;/' \
    call.xml >external.xml
refused 400 'an external entity' external.xml 'DTD'
{ for n in $(seq 5000); do printf '<a>'; done; } >deep.xml
refused 400 '5,000 levels' deep.xml 'well-formed'
{ printf '<a'; for n in $(seq 5000); do printf ' b%d=""' "$n"; done; printf '/>'; } >wide.xml
refused 400 '5,000 attributes' wide.xml attributes
sed 's/soap-envelope/soap-envelop/' call.xml >soap.xml
refused 400 'no SOAP' soap.xml envelope
sed 's:/wsman/Event:/wsman/Heartbeat:' call.xml >action.xml
refused 400 'another action' action.xml Heartbeat
sed 's:2/CIM_AlertIndication":2/CIM_OtherIndication":' call.xml >class.xml
refused 400 'another class' class.xml CIM_AlertIndication
# The MessageID of the header, and one of another namespace, in place of the body's.
sed 's|<g:MessageID>iAMT0036</g:MessageID>|<b:MessageID>iAMT0036</b:MessageID>|' call.xml >ids.xml
refused 400 'a MessageID of the wrong namespace' ids.xml MessageID
sed 's|<g:MessageID>iAMT0036|<b:MessageID>iAMT0036</b:MessageID><g:MessageID>iAMT0005|' \
    call.xml >two.xml
fresh_address
is "$(post "$pc" two.xml "$base")" 200 'two MessageIDs: the one of the right namespace counts'
check 'which is no call' [ ! -e "$queue/$uuid1.xml" ]
printf '\033]0;x\007<&"' >escape.xml
refused 400 'escape sequences' escape.xml 'well-formed'
sed 's:wsman/Event:\&#x202e;\&#27;x:' call.xml >bidi.xml
fresh_address
is "$(post "$pc" bidi.xml "$base")" 400 'controls in an action: 400'
is "$(cat all-err listener-err | LC_ALL=C tr -d '\n -~' | wc -c)" 0 'the log has nothing but ASCII'

# --- Methods, paths, sizes

for method in GET HEAD PUT DELETE OPTIONS PATCH; do
    fresh_address
    is "$(curl -sS -m 20 --interface "$pc" -o answer -D headers -w '%{http_code}' -X $method \
        ${method:+$([ $method != HEAD ] || echo -I)} "$base" 2>>curl-err)" 405 "$method: 405"
    is "$(header Allow)" POST "$method: Allow: POST"
done
check 'is logged' said "$pc: method PATCH"
fresh_address
for path in / /events/ /events/x /Events '/../events/..' //events; do
    is "$(post "$pc" call.xml "${base%/events}$path" --path-as-is)" 404 "$path: 404"
done
check 'is logged' said "$pc: there is nothing at path /Events"
anew
head -c 65536 /dev/zero | tr '\0' ' ' >just
refused 400 '64 KiB' just 'well-formed'
echo >>just
refused 413 '64 KiB and one' just '64 KiB'
refused 413 'the same in chunks' just '64 KiB' -H 'Transfer-Encoding: chunked'
fresh_address
cat >raw.pl <<'PERL'
# Sends text (with \r \n) from an address, and prints the answer, or what happened to the connection
# after the seconds given; with 'drip', sends one byte every 100 ms.
use IO::Socket::INET;
use Socket;
my ($from, $at, $port, $seconds, $how, $text) = @ARGV;
$text =~ s/\\r/\r/g; $text =~ s/\\n/\n/g;
$SIG{PIPE} = 'IGNORE';
my $socket = IO::Socket::INET->new(PeerAddr => $at, PeerPort => $port, LocalAddr => $from,
    Timeout => 10) or die;
my $began = time;
if ($how eq 'drip') {
    for my $byte (split //, $text) {
        last unless defined send($socket, $byte, 0);
        select(undef, undef, undef, 0.1);
        last if time - $began > $seconds;
    }
} else {
    send($socket, $text, 0);
}
my $in = '';
vec($in, fileno($socket), 1) = 1;
my $left = $seconds - (time - $began);
my $ready = select($in, undef, undef, $left > 0 ? $left : 0);
my $answer = '';
if (!$ready) {
    print "open\n";
} elsif (!sysread($socket, $answer, 65536)) {
    print 'closed after ', time - $began, "\n";
} else {
    print((split ' ', $answer)[1], "\n");
}
PERL
raw() { perl raw.pl "$pc" "$at" "$events_port" "$@"; } # SECONDS now|drip TEXT
is "$(raw 5 now 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\nxxxx')" 401 \
    '1 GiB announced without a log-in: 401 at once'
truncate -s 1G huge
fresh_address
is "$(curl -sS -m 20 --interface "$pc" -o answer -w '%{http_code}' --digest \
    -u "$event_user:$event_password" -X POST -T huge "$base" 2>>curl-err)" 413 '1 GiB announced: 413'
check 'is logged' said "$pc: announces more"
rm huge
fresh_address
is "$(raw 5 now 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n')" 400 \
    'an invalid length: 400'
like "$(raw 5 now 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n')" \
    '^(400|413)$' 'a length that is no number of 64 bits: 413, or 400 with libmicrohttpd 1.0'
like "$(raw 5 now 'nonsense\r\n\r\n')" '^(400|closed)' 'no HTTP: 400 or closed'
# shellcheck disable=SC2183
long=$(printf '%20000s' | tr ' ' x)
like "$(raw 5 now "POST /events HTTP/1.1\\r\\nHost: x\\r\\nX: $long\\r\\n\\r\\n")" '^(431|413)$' \
    'headers of 20 KB: 431'
like "$(raw 5 now "POST /$long HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")" '^(414|431)$' \
    'a path of 20 KB: 414'

# --- From elsewhere

sed -i "s|^networks.*|networks = $net.0/25|" "$conf"
stop_listener 'exit 0'
start_listener
is "$(post "$net.200" call.xml "$base")" 403 'from an address that is in none of networks: 403'
check 'is logged' said "$net.200: .*networks"
is "$(post "$net.100" call.xml "$base")" 200 'one that is in them'
rm -r "$queue"

# --- Time

# The idle time-out is 5 s, a request has 10 s, and the listener checks every half second.
took() { # WHAT LEAST NAME
    check "$3 ($1)" [ "${1#closed after }" -ge "$2" ]
}
pc=$net.101
raw 20 now '' >silent &
pc=$net.102
raw 20 now 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Le' >stopped &
pc=$net.103
raw 20 now 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf' >half &
pc=$net.104
raw 25 drip "POST /events HTTP/1.1\\r\\nHost: x\\r\\nX: $long\\r\\n\\r\\n" >headers-drip &
pc=$net.105
raw 25 drip "POST /events HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9999\\r\\n\\r\\n$long" >body-drip &
eventually 'five that are slow' \
    '[ "$(cat silent stopped half headers-drip body-drip 2>/dev/null | wc -l)" = 5 ]'
took "$(cat silent)" 4 'a silent sender is dropped after the idle time'
took "$(cat stopped)" 4 'so is one that stops within the headers'
took "$(cat half)" 4 'and one that stops within the body'
took "$(cat headers-drip)" 9 'headers byte by byte: dropped when its time is over'
took "$(cat body-drip)" 9 'a body byte by byte, too'
later() { # FILE: the time in it, and those of the silent ones; these are closed first
    for silent in silent stopped half; do
        [ "$(sed 's/.* //' $silent)" -lt "$(sed 's/.* //' "$1")" ] || return 1
    done
}
check 'who sends something has more time than who is silent' eval 'later headers-drip && later body-drip'
check 'is logged' said "$net.104: too slow"

# --- A thousand that do nothing

cat >idle.pl <<'PERL'
# Opens NUMBER connections in all, PER_ADDRESS from each address of NET, and holds them open.
use IO::Socket::INET;
my ($net, $at, $port, $number, $per, $ready) = @ARGV;
my @held;
for my $n (0 .. $number - 1) {
    my $from = "$net." . (int($n / $per) % 250 + 1);
    push @held, IO::Socket::INET->new(PeerAddr => $at, PeerPort => $port, LocalAddr => $from,
        Timeout => 5);
}
open(my $file, '>', $ready) or die;
sleep 60;
PERL
sed -i "s|^networks.*|networks = 127.0.0.0/8|" "$conf"
stop_listener 'exit 0'
start_listener
idlers=${net%.*}.$((${net##*.} + 1 & 255))
idles() { # NUMBER OF-EACH-ADDRESS: in the background, until they are taken, or refused
    rm -f idle-ready
    perl idle.pl "$idlers" "$at" "$events_port" "$1" "$2" "$scratch/idle-ready" &
    idle=$!
    wait_for 20 '[ -e idle-ready ] && all_are_taken'
}
# Whether a caller is answered before those that are idle are dropped. A machine that is busy for all
# the time that these have gets another try. What is taken only to be refused counts until it is.
served_beside() { # CALLER NUMBER OF-EACH-ADDRESS MOST
    idles "$2" "$3"
    most_served=$4
    wait_for 1 '[ "$(served)" -le "$most_served" ]'
    served_most=$(served)
    answered=$(post "$1" call.xml "$base") left=$(served "$idlers")
    stop "$idle"
    [ "$answered" = 200 ] && [ "$left" -gt 0 ]
}
is_served_beside() { served_beside "$@" || served_beside "$@" || served_beside "$@"; }
check '1,000 idle connections of one address do not make a caller wait' is_served_beside "$net.1" 1000 1000 8
check "of these 8 are served ($served_most)" [ "$served_most" -le 8 ]
check 'nor do 1,000 of many addresses' is_served_beside "$net.2" 1000 4 512
check "of these at most 512 are served at once ($served_most)" [ "$served_most" -le 512 ]
note_memory
$asan || check "memory stays below the limit ($most KiB at most)" [ "$most" -lt 65536 ]

stop_listener 'exit 0'
is "$(entries)" 1 'only the senders that could log in have made an entry'
is "$(cat all-err listener-err | grep "$event_password")" '' 'the password was never logged'
finish
