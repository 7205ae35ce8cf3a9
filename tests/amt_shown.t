#!/bin/sh
# What a machine shows before anything is sent to it and before anybody logs in: the judge is asked
# in time, a machine that it refuses gets nothing more, and a look costs no more exchanges than a
# log-in.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
pc=$net.61
cd "$scratch" || exit 1
make_key self
make_key other

# Certificates signed by ours.pem for the names given, and one that has expired.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ours \
    -keyout ours.key -out ours.pem 2>openssl.log
signed() { # NAME ALTERNATIVE-NAMES
    printf 'subjectAltName=%s\n' "$2" >"$1.ext"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1.example" \
        -keyout "$1.key" -out "$1.csr" 2>>openssl.log
    openssl x509 -req -in "$1.csr" -CA ours.pem -CAkey ours.key -CAcreateserial -days 2 \
        -extfile "$1.ext" -out "$1.pem" 2>>openssl.log
}
signed named "DNS:named.example,IP:$pc"
signed elsewhere "DNS:named.example,IP:192.0.2.7"
signed nameless DNS:named.example
printf '%s\n' '[ca]' default_ca=own '[own]' database=index new_certs_dir=. rand_serial=yes \
    default_md=sha256 policy=any '[any]' commonName=supplied >ca.conf
: >index
cp named.key expired.key
openssl ca -config ca.conf -batch -notext -cert ours.pem -keyfile ours.key -in named.csr \
    -startdate 20200101000000Z -enddate 20200102000000Z -out expired.pem 2>>openssl.log
check 'there are certificates' [ -s named.pem -a -s elsewhere.pem -a -s nameless.pem -a -s expired.pem ]

serve() { # CERTIFICATE [OPTION]...: a machine with that one, in place of the one before
    certificate=$1
    shift
    [ -z "${standin-}" ] || stop "$standin"
    start_standin --tls "$certificate.pem" "$certificate.key" "$@" "$pc"
}
ask() { # [OPTION]...: the machine at $to; see $out
    : >"$scratch/standin.log"
    run timeout 60 "$build/amt_ask" "$@" "$conf" "${to-$pc}"
}
judged() { # the stages at which the judge was asked, in order
    printf '%s\n' "$out" | sed -n 's/^judge: \([a-z]*\),.*/\1/p' | paste -sd' '
}
log_ins() { asked '^[^ ]* [^ ]* [^ ]* [^ ]* [0-9]* 1 '; }

self=$(pin self | sed "s/+/[+]/g") # as an ERE

# --- The key, and when the judge is asked

write_conf amt.tls=on
serve self --keep-401
ask
like "$out" '^certificate: self-signed' 'without a judge a self-signed certificate is refused'
is "$(asked .)" 0 'before a byte was sent'
ask -j
is "$(printf '%s\n' "$out" | grep -c '^answered:')" 2 'a judge says yes: two questions are answered'
like "$out" "^judge: tls, tls 1\\.[23], key $self, chain bad: self-signed certificate, own ca no, names self, for host no, realm \$" \
    'with TLS the judge is shown the key that openssl prints'
is "$(judged)" 'tls realm' 'the judge is asked twice in one exchange, not again on the same connection'
like "$out" "^judge: realm, .*key $self, .*realm $(realm_of $uuid1)\$" 'and then the realm, too'
like "$out" "^known: key $self, realm $(realm_of $uuid1), tls 1\\.[23], address $pc\$" \
    'and key, realm, version of TLS and address are known in the end'
exchanges=$(asked .)
write_conf amt.tls=on amt.verify=off
ask
is "$exchanges $(asked .)" '3 3' 'it takes no more exchanges than without a judge'
serve self
ask -j
is "$(asked .)" 3 'nor if the connection is closed after the 401'
is "$(judged)" 'tls realm tls' 'the judge is asked again for the second connection'
write_conf amt.tls=on

# --- The judge says no

ask -n tls
like "$out" '^stranger: the judge says no at tls$' 'the judge says no: the exchange fails with his reason'
like "$out" "^known: key $self, realm , " 'the key is known all the same'
is "$(asked .)" 0 'and no question was sent'
ask -n realm
like "$out" '^stranger: the judge says no at realm$' 'the judge says no when he sees the challenge'
is "$(asked .) $(log_ins)" '1 0' 'one request, and no log-in'
like "$out" "^known: key $self, realm $(realm_of $uuid1), " 'key and realm are known'
stop "$standin"

# What a server at the other end can read of what we send.
mkfifo hold
openssl s_server -accept "$pc:16993" -cert self.pem -key self.key -quiet -naccept 1 <hold \
    >heard 2>s_server.err &
server=$!
exec 9>hold
wait_for 10 'tcp_listens "$pc" 16993'
run timeout 60 "$build/amt_ask" -n tls "$conf" "$pc"
like "$out" '^stranger:' 'the judge says no to a server that records each byte'
wait_for 10 '! tcp_is_connected "$pc" 16993'
exec 9>&-
stop "$server"
is "$(wc -c <heard)" 0 'not one byte of HTTP arrived'
standin=

# --- Only looking

serve self --keep-401
ask -j -L 5000 -q 0
like "$out" '^looked: $' 'a look ends with the challenge'
is "$(asked .) $(log_ins)" '1 0' 'it is one request, and no log-in'
like "$out" "^known: key $self, realm $(realm_of $uuid1), " 'key and realm are known'
ask -j -L 5000 -q 1
like "$out" '^answered:' 'then there may be questions'
is "$(judged)" 'tls realm realm' 'over the same connection'
ask -n tls -L 5000 -q 0
like "$out" '^stranger: .*tls$' 'the judge is asked there, too'
is "$(asked .)" 0 'and nothing is sent'
serve self --fault silent
ask -j -L 3000 -q 0
like "$out" '^timeout:' 'a machine that is silent after the handshake is given up when the time is over'
like "$out" "^known: key $self, " 'but its key is known'
for fault in no-login html teapot; do
    serve self --fault $fault
    ask -j -q 1
    like "$out" '^no login:' "$fault: a server that asks for no log-in is recognized"
    ask -j -L 5000 -q 0
    like "$out" '^no login:' 'a look recognizes it, too'
done
for fault in basic half-digest no-realm; do
    serve self --fault $fault
    ask -j -q 1
    like "$out" '^challenge:' "$fault: a server that does not ask for a log-in as AMT does is recognized"
    is "$(log_ins)" 0 'without a log-in'
    ask -j -L 5000 -q 0
    like "$out" '^challenge:' 'a look recognizes it, too'
done
serve self --realm-change 2 --nonce-uses 1
ask -j -q 2
like "$out" '^stranger: .*a different realm' 'if the realm changes in the middle, the exchange fails'

# --- The certificate

write_conf amt.tls=on "amt.ca-file=$scratch/ours.pem"
serve named
ask -j
like "$out" "^judge: tls, .* chain good, own ca yes, names named.example, $pc, for host yes, " \
    'our CA signed it, and the address is in the certificate'
ask
like "$out" '^answered:' 'without a judge it is accepted'
serve nameless
ask -j
like "$out" '^judge: tls, .* chain good, own ca yes, names nameless.example, named.example, for host no, ' \
    'no address is in it'
ask
like "$out" '^answered:' 'without a judge no name is compared if AMT is asked by address'
serve elsewhere
ask
like "$out" "^certificate: it does not name '$pc' but " 'but a certificate for another address is refused'
is "$(asked .)" 0 'before a byte was sent'
serve expired
ask
like "$out" '^certificate: certificate has expired' 'an expired one is refused'
ask -j
like "$out" '^judge: tls, .* chain bad: certificate has expired, ' 'a judge learns that it has expired'
like "$out" '^answered:' 'and may say yes'
write_conf amt.tls=on "amt.ca-file=$scratch/nowhere.pem"
serve named
ask -j
like "$out" '^judge: tls, .* chain bad: .*nowhere.pem.*No such file.*, own ca yes' \
    'a missing ca-file proves nothing, and the reason says so'
write_conf amt.tls=on
SSL_CERT_FILE=$scratch/ours.pem
export SSL_CERT_FILE
ask -j
unset SSL_CERT_FILE
like "$out" '^judge: tls, .* chain good, own ca no, ' "signed by one of the system's authorities: good, but not proved by ours"

# --- Known to have TLS

stop "$standin"
write_conf
start_standin --swallow "$pc" "$pc"
ask -j -q 1
like "$out" '^judge: realm, tls none, ' 'connection requests to 16993 are lost: without TLS, the judge sees that'
write_conf amt.timeout=1s
ask -j -t -q 1
like "$out" '^unreachable:' 'where TLS has been seen nothing is asked without it'
is "$(asked .)" 0 'and nothing was sent'
write_conf amt.timeout=1s amt.tls=off
ask -j -t -q 1
like "$out" '^unreachable:' 'whatever the configuration says'
is "$(asked .)" 0 'nothing was sent'
stop "$standin"
standin=
write_conf
serve self --plain-too
kill -STOP "$standin"
(sleep 1.5 && kill -CONT "$standin") &
ask -j -t -q 1
wait $!
like "$out" '^answered:' 'a handshake may take its time'
is "$(asked "$pc:16992 ")" 0 'and does not lead to the open port'

# --- Old machines, other addresses, names

serve self --tls-max 1.0
ask -j -t -q 1
like "$out" '^tls:' 'TLS 1.0 is refused'
ask -j -t -l -q 1
like "$out" "^judge: tls, tls 1\\.0, key $self, " 'but where that is allowed, with its key'
like "$out" '^answered:' 'and the question is answered'
stop "$standin"
standin=
write_conf "amt.port=$port"
start_standin --tls self.pem self.key "[::1]:$port"
to=::1
ask -j -q 1
like "$out" "^judge: tls, .*key $self, " 'IPv6'
to=localhost
ask -j -q 1
like "$out" "^known: key $self, .* address ::1\$" 'a name'
ask -n tls -q 1
like "$out" '^stranger:' 'after a no at a port of our own nothing is tried without TLS'
is "$(asked .)" 0 'and not one byte is sent'

finish
