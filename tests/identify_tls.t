#!/bin/sh
# fcfh-identify over TLS: with the right certificate, the wrong one, and none.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
pc=$net.61
file=$queue/$uuid1.xml
cd "$scratch" || exit 1

authority() { # NAME: NAME.pem and NAME.key
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>>openssl.log
}
machine() { # NAME AUTHORITY DAYS
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1.corp.example" \
        -keyout "$1.key" -out "$1.csr" 2>>openssl.log
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "$3" \
        -out "$1.pem" 2>>openssl.log
}
authority ours-ca
authority other-ca
machine pc ours-ca 2
machine foreign other-ca 2
authority self
check 'there are certificates' [ -s pc.pem -a -s foreign.pem -a -s self.pem ]

try() { # CERTIFICATE SETTING...: a call from a machine with that certificate, identified
    certificate=$1
    shift
    write_conf "$@"
    fresh
    # shellcheck disable=SC2086 # options are words
    start_standin --tls "$certificate.pem" "$certificate.key" ${plain-} "$pc"
    call "$pc" $pc1
    identify
    stop "$standin"
}
answered() { # NAME
    is "$status $(state $uuid1)" '0 answered' "$1"
    is "$(value "$file" disk_bytes | wc -l)" 2 "$1: with the inventory"
}
refused() { # NAME
    is "$status $(state $uuid1)" '1 failed' "$1: failed"
    like "$(reason $uuid1)" '^TLS' "$1: the reason is TLS"
    is "$(asked .)" 0 "$1: and nothing was sent"
}
ca="amt.ca-file=$scratch/ours-ca.pem"

# --- The certificate

try pc amt.tls=on "$ca"
answered 'tls = on, our CA'
is "$(asked "$pc:16993 ")" "$(asked .)" 'all at port 16993'
try pc "$ca"
answered 'tls = auto, our CA'
is "$(asked "$pc:16993 ")" "$(asked .)" 'all at port 16993'
try pc amt.tls=on "amt.ca-file=$scratch/other-ca.pem"
refused 'another CA in fcfh.conf'
try foreign amt.tls=on "$ca"
refused 'a certificate of another CA'
try foreign "$ca"
refused 'the same with tls = auto'
try self amt.tls=on "$ca"
refused 'a certificate that signed itself'
try pc amt.tls=on
refused 'no CA in fcfh.conf, none of the system fits'
try pc amt.tls=on "amt.ca-file=$scratch/nowhere.pem"
refused 'a ca-file that is not there'
echo nonsense >nonsense.pem
try pc amt.tls=on "amt.ca-file=$scratch/nonsense.pem"
refused 'a ca-file that holds no certificate'
identify $uuid1
exit_is 69 'no machine there any more: exit 69'
try foreign amt.tls=on amt.verify=off
answered 'verify = off'
try self amt.verify=off
answered 'verify = off, tls = auto, signed by itself'

# A bad certificate must not lead to the open port beside it.
plain=--plain-too
try foreign "$ca"
refused 'a foreign certificate, and port 16992 open without TLS'
try pc "$ca"
is "$(asked "$pc:16992 ")" 0 'with a good one 16992 is not used'
answered 'a good one'
try foreign amt.tls=off
is "$(asked "$pc:16993 ")" 0 'tls = off: port 16993 is not used'
answered 'tls = off'
plain='--tls-max 1.1'
try pc amt.tls=on "$ca"
refused 'TLS 1.1'
plain=

# --- No TLS there

write_conf "$ca"
fresh
start_standin "$pc"
call "$pc" $pc1
identify
answered 'tls = auto: 16992 where nothing listens on 16993'
is "$(asked "$pc:16992 ")" "$(asked .)" 'all at port 16992'
fresh
write_conf amt.tls=on "$ca"
call "$pc" $pc1
identify
is "$status $(asked .)" '1 0' 'tls = on: 16992 is not asked'
like "$(reason $uuid1)" '^unreachable' 'the reason is unreachable'
stop "$standin"

# One port for both: it depends on what answers there.
write_conf "amt.port=$port" "$ca"
fresh
start_standin "$pc:$port"
call "$pc" $pc1
identify
answered 'tls = auto at a port of our own: without TLS'
stop "$standin"
fresh
start_standin --tls pc.pem pc.key "$pc:$port"
call "$pc" $pc1
identify
answered 'tls = auto at a port of our own: with TLS'
stop "$standin"
fresh
start_standin --tls foreign.pem foreign.key "$pc:$port"
call "$pc" $pc1
identify
refused 'tls = auto at a port of our own: a foreign certificate'
stop "$standin"

# --- A machine that takes long for the handshake, as its small processor may

write_conf "$ca"
fresh
start_standin --tls pc.pem pc.key --plain-too "$pc"
call "$pc" $pc1
kill -STOP "$standin"
(sleep 1.5 && kill -CONT "$standin") &
identify
answered 'a handshake that takes 1.5 s'
is "$(asked "$pc:16992 ")" 0 'it does not lead to the open port'
wait $!
stop "$standin"

finish
