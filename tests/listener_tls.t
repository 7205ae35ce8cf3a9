#!/bin/sh
# fcfh-listener over TLS, and a certificate that changes while it runs.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/listener.sh
. "$project/tests/listener.sh"
quiet_collector
pc=$net.11
base=https://$at:$events_port
cd "$scratch" || exit 1

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=CA \
    -keyout ca.key -out ca.pem 2>>openssl.log
certificate() { # NAME: NAME.pem and NAME.key, for the listener's address
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
        -keyout "$1.key" -out "$1.csr" 2>>openssl.log
    printf 'subjectAltName = IP:%s\n' "$at" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -extfile "$1.ext" -out "$1.pem" 2>>openssl.log
    chmod 600 "$1.key"
}
certificate first
certificate second
use() { cp "$1.pem" listener.pem && cp "${2-$1}.key" listener.key; } # NAME [NAME-OF-KEY]
shown() { # whose certificate it shows
    echo | openssl s_client -connect "$at:$events_port" 2>/dev/null |
        openssl x509 -noout -subject 2>/dev/null | sed 's/.*CN *= *//'
}
over_tls() { post "$1" "$2" "$base/" --cacert ca.pem; } # SOURCE FILE
hangup() { # NAME ERE: SIGHUP, until it has said that
    kill -HUP "$listener"
    eventually "$1" "said '$2'"
}

use first
listener_conf "listener.certificate=$scratch/listener.pem" "listener.key=$scratch/listener.key"
start_listener
call_event 1 $uuid1 ack >call.xml
is "$(over_tls "$pc" call.xml)" 200 'a call over TLS, with digest'
is "$(state $uuid1)" waiting 'is in the queue'
is "$(post_as "$pc" call.xml --cacert ca.pem "$base/")" 401 'TLS alone is not enough'
is "$(post "$pc" call.xml "http://$at:$events_port/")" 000 'without TLS there is no answer'
is "$(post "$pc" call.xml "$base/" --cacert ca.pem --tlsv1.3)" 200 'TLS 1.3'
is "$(post "$pc" call.xml "$base/" --cacert ca.pem --tls-max 1.2)" 200 'TLS 1.2'
is "$(post "$pc" call.xml "$base/" --cacert ca.pem --tlsv1.0 --tls-max 1.1 \
    --ciphers DEFAULT@SECLEVEL=0)" 000 'TLS 1.1 is too old'
check 'a client that checks finds the right one' [ "$(shown)" = first ]

# --- SIGHUP

cat >hold.pl <<'PERL'
# Holds a connection open, sends the request in $ARGV[2] for each line of standard input, prints the
# statuses.
my ($address, $port, $request) = @ARGV;
open(my $file, '<', $request) or die;
local $/; my $text = <$file>; $/ = "\n";
use IPC::Open2;
my $pid = open2(my $from, my $to, 'openssl', 's_client', '-quiet', '-connect', "$address:$port");
$| = 1;
while (<STDIN>) {
    print $to $text; $to->flush;
    while (<$from>) {
        print "$1\n" if m{^HTTP/1.1 (\d+)};
        last if /^\r?$/;
    }
}
kill 9, $pid;
PERL
printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' >request
mkfifo go
perl hold.pl "$at" "$events_port" request <go >held 2>hold-err &
holder=$!
exec 8>go
echo >&8
eventually 'a connection that stays' '[ "$(wc -l <held)" = 1 ]'
is "$(post_as "$pc" call.xml --cacert ca.pem "$base/")" 401 'a challenge, for a log-in later'
challenge=$(header WWW-Authenticate)
md5() { printf %s "$1" | md5sum | cut -c1-32; }
said_back() { printf '%s\n' "$challenge" | sed -n "s/.*$1=\"\([^\"]*\)\".*/\1/p"; } # PARAMETER
log_in_late() { # COUNT: with that challenge
    secret=$(md5 "$event_user:$(said_back realm):$event_password")
    answer=$(md5 "$secret:$(said_back nonce):0000000$1:abc:auth:$(md5 POST:/)")
    post_as "$pc" call.xml --cacert ca.pem -H "Authorization: Digest username=\"$event_user\", \
realm=\"$(said_back realm)\", nonce=\"$(said_back nonce)\", uri=\"/\", response=\"$answer\", \
qop=auth, nc=0000000$1, cnonce=\"abc\"" "$base/"
}
use second
kill -HUP "$listener"
eventually 'SIGHUP: new connections get the new certificate' '[ "$(shown)" = second ]'
echo >&8
eventually 'the old connection stays open' '[ "$(wc -l <held)" = 2 ]'
is "$(over_tls "$pc" call.xml)" 200 'events come in as before'
is "$(log_in_late 1)" 200 'a log-in with a challenge from before'
is "$(log_in_late 2)" 200 'and the next one with it'
is "$(log_in_late 2)" 401 'but no number is accepted twice'
use first second
hangup 'a key that does not fit is refused' 'cannot be used together.*the old certificate stays'
is "$(shown)" second 'the old certificate is still shown'
echo nonsense >listener.pem
hangup 'so is nonsense' 'cannot be used together'
rm listener.key
hangup 'a key that is gone' 'listener.key.*the old certificate stays'
is "$(over_tls "$pc" call.xml)" 200 'it continues with the old certificate'
use first
chmod 644 listener.key
hangup 'a key that others can read' 'others may read or write it'
chmod 600 listener.key
n=0
while [ $((n += 1)) -le 6 ]; do
    kill -HUP "$listener"
    is "$(over_tls "$pc" call.xml)" 200 "SIGHUP $n in a row"
done
eventually 'the last certificate is shown' '[ "$(shown)" = first ]'
exec 8>&-
wait $holder
is "$(value "$queue/$uuid1.xml" calls)" 1 'only one call was counted'

# --- The end under load, and a failed start

n=0
while [ $((n += 1)) -le 8 ]; do
    (event iAMT0005 $n '' ack >"load-$n.xml"
        curl -sS -m 10 --interface "$net.$((50 + n))" --cacert ca.pem --digest \
            -u "$event_user:$event_password" -H 'Content-Type:' --data-binary "@load-$n.xml" \
            -w '%{http_code}\n' -o /dev/null "$base/" >>load 2>/dev/null) &
done
sleep 0.1
stop_listener 'SIGTERM under load: exit 0'
check 'each answer was complete, or there was none' eval '! grep -qvE "^(200|401|000)" load'
use first second
must_fail 78 'a key that does not fit, at the start' timeout 20 bin/fcfh-listener -c "$conf"
finish
