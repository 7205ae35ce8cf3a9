#!/bin/sh
# fcfh-config over TLS: which certificates are accepted for which host, what old firmware needs, and
# that nothing is sent in the clear because a certificate is bad.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/machines.sh"
pc=$(at 61)
openssl() { command openssl "$@" 2>>openssl.log; }

authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
}
request() { # NAME SUBJECT-ALTERNATIVE-NAME [OPTION-OF-REQ]...
    name=$1
    printf '%s\n' ${2:+"subjectAltName=$2"} >"$name.ext"
    shift 2
    [ $# != 0 ] || set -- -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=pc.example
    openssl req "$@" -nodes -keyout "$name.key" -out "$name.csr"
}
certificate() { # as request
    request "$@"
    openssl x509 -req -in "$name.csr" -CA ${signer-ours}.pem -CAkey ${signer-ours}.key \
        -CAcreateserial -days 2 -extfile "$name.ext" ${digest-} -out "$name.pem"
}
# openssl x509 has no option for a time in the past that all versions of OpenSSL accept.
certificate_of_2020() { # as request
    request "$@"
    printf '%s\n' '[ca]' default_ca=own '[own]' database=index new_certs_dir=. rand_serial=yes \
        default_md=sha256 policy=any '[any]' commonName=supplied >ca.conf
    : >index
    openssl ca -config ca.conf -batch -notext -cert ours.pem -keyfile ours.key -in "$name.csr" \
        -startdate 20200101000000Z -enddate 20200102000000Z -extfile "$name.ext" -out "$name.pem"
}
authority ours
authority theirs
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=self \
    -addext subjectAltName=IP:127.0.0.1 -keyout self.key -out self.pem
certificate pc DNS:pc.example,DNS:localhost,IP:127.0.0.1,IP:$pc,IP:::1
certificate other DNS:other.example
certificate named '' -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost
certificate_of_2020 expired DNS:localhost,IP:127.0.0.1,IP:$pc
digest=-sha1
certificate weak '' -newkey rsa:1024 -subj /CN=localhost
digest='' signer=theirs
certificate foreign DNS:localhost,IP:127.0.0.1,IP:$pc
check 'there are certificates' [ -s self.pem -a -s expired.pem -a -s weak.pem -a -s foreign.pem ]

# --- A machine and how it is asked

serve() { # CERTIFICATE ADDRESS [OPTION]...: in place of the one before
    [ -z "${standin-}" ] || stop "$standin"
    rm -f standin.state clients/*.xml
    cert=$1 where=$2
    shift 2
    if [ "$cert" = none ]; then machines standin "$@" "$where"; else
        machines standin --tls "$cert.pem" "$cert.key" "$@" "$where"
    fi
}
ask() { # HOST [OPTION]...
    host=$1
    shift
    forget
    config --tls "$@" "$host" admin
}
accepted() { # NAME
    is "$status" 0 "$1"
    check "$1: all is set up" in_place "$(sed -n 's/ interfaces 32771$//p' standin.state)"
}
refused() { # NAME ERE
    is "$status" 76 "$1: exit 76"
    like "$err$out" "$2" "$1: the message says why"
    is "$(requests)" 0 "$1: nothing was sent"
    check "$1: nothing was changed" [ "$(grep -c 'account FCFH' standin.state)" = 0 ]
}
untrusted='^failed: .*certificate is not trusted.*--ca-file FILE.*--key sha256//[A-Za-z0-9+/]{43}='

# --- By name

write_conf collector.address=127.0.0.1 amt.port=$port
serve pc "127.0.0.1:$port"
ask localhost --ca-file ours.pem
accepted 'a certificate for this name'
ask LocalHost --check --ca-file ours.pem
is "$status" 0 'written in another way'
ask 127.0.0.1 --check --ca-file ours.pem
is "$status" 0 'by an address that is in it'
serve named "127.0.0.1:$port"
ask localhost --ca-file ours.pem
accepted 'a certificate that has the name as its CN only'
serve other "127.0.0.1:$port"
ask localhost --ca-file ours.pem
refused 'a certificate for another name' "$untrusted"
like "$out" "for another name" 'and the message says that this is why'
ask localhost --insecure
accepted 'another name, --insecure'
serve other "127.0.0.1:$port"
ask 127.0.0.1 --ca-file ours.pem
refused 'by address, a certificate for a name' "$untrusted"
like "$out" "for another name" 'and the message says that this is why'
ask 127.0.0.1 --key "$(pin other)"
accepted 'by address, with the key that it has'

# --- Who signed it

serve expired "127.0.0.1:$port"
ask localhost --ca-file ours.pem
refused 'an expired certificate' "$untrusted"
like "$out" 'expired' 'and the message says that this is why'
ask 127.0.0.1 --ca-file ours.pem
refused 'an expired certificate, by address' "$untrusted"
serve foreign "127.0.0.1:$port"
for host in localhost 127.0.0.1; do
    ask $host --ca-file ours.pem
    refused "a certificate of another signer, by $host" "$untrusted"
    ask $host
    refused "no --ca-file, and the system has none, by $host" "$untrusted"
done
ask localhost --ca-file theirs.pem
accepted 'the signer named with --ca-file'
serve self "127.0.0.1:$port"
ask 127.0.0.1
refused 'a certificate that signed itself' "$untrusted"
ask 127.0.0.1 --ca-file ours.pem
refused 'a certificate that signed itself, another signer wanted' "$untrusted"
ask 127.0.0.1 --ca-file self.pem
accepted 'but accepted if ca-file names it'
serve foreign "127.0.0.1:$port"
write_conf collector.address=127.0.0.1 amt.port=$port "amt.ca-file=$scratch/ours.pem"
ask localhost
refused 'another signer than that of fcfh.conf' "$untrusted"
write_conf collector.address=127.0.0.1 amt.port=$port amt.verify=off
ask localhost --ca-file ours.pem
refused 'verify = off in fcfh.conf, but --ca-file' "$untrusted"
ask localhost
accepted 'verify = off in fcfh.conf'
write_conf collector.address=127.0.0.1 amt.port=$port "amt.ca-file=$scratch/theirs.pem"
serve foreign "127.0.0.1:$port"
ask localhost
accepted 'the signer named in fcfh.conf'
echo nonsense >nonsense.pem
serve pc "127.0.0.1:$port"
ask localhost --ca-file nonsense.pem
refused '--ca-file nonsense.pem' 'nonsense.pem'
must_refuse 78 'a --ca-file that is not there' --ca-file nowhere.pem localhost admin
like "$err" 'nowhere.pem: No such file' 'it says which'
must_refuse 64 '--ca-file and --insecure' --ca-file ours.pem --insecure localhost admin

# --- IPv6

if grep -qs . /proc/net/if_inet6; then
    write_conf collector.address=127.0.0.1 amt.port=$port
    serve pc "[::1]:$port"
    for host in ::1 '[::1]' 0:0:0:0:0:0:0:1; do
        ask $host --ca-file ours.pem
        accepted "the signer's certificate at $host"
    done
    ask ::1
    is "$status" 0 'without a ca-file: its key is in the register'
    rm clients/*.xml
    ask ::1
    is "$status" 76 'and not without one of these'
    serve none "[::1]:$port"
    forget
    config --no-tls ::1 admin
    accepted '::1 without TLS'
else
    skip 'IPv6' 'there is none here'
fi

# --- Old firmware

write_conf collector.address=127.0.0.1 amt.port=$port
for version in 1.1 1.0; do
    serve weak "127.0.0.1:$port" --tls-max $version
    ask localhost --insecure
    refused "TLS $version" '^failed: .*TLS failed .*--legacy-tls'
    ask localhost --legacy-tls
    refused "TLS $version, --legacy-tls: the signer is still looked at" "$untrusted"
    ask localhost --legacy-tls --ca-file ours.pem
    accepted "TLS $version, --legacy-tls, RSA of 1024 bits, SHA-1"
done
serve pc "127.0.0.1:$port"
ask localhost --legacy-tls --ca-file ours.pem
accepted '--legacy-tls where it is not needed'

# --- With TLS, without, both: the usual ports

write_conf collector.address=127.0.0.1
forbidden() { grep -c "$pc:16992 " standin.log; } # requests in the clear
serve pc "$pc" --plain-too
forget
config --ca-file ours.pem "$pc" admin
is "$status $(forbidden)" '0 0' 'tls = auto, both ports answer: all over TLS'
check 'and it is set up' in_place "$pc:16993"
for cert in foreign expired; do
    serve $cert "$pc" --plain-too
    for tls in '' --tls --legacy-tls; do
        forget
        config $tls --ca-file ours.pem "$pc" admin
        refused "$cert certificate, ${tls:-auto}, and 16992 is open" "$untrusted"
    done
done
serve weak "$pc" --plain-too --tls-max 1.1
forget
config --insecure "$pc" admin
refused 'TLS 1.1, auto, and 16992 is open' '--legacy-tls'
forget
config --no-tls "$pc" admin
is "$status $(asked "$pc:16993 ")" '0 0' '--no-tls: port 16993 is left alone'
serve none "$pc"
forget
config "$pc" admin
is "$status $(requests)" '69 0' 'tls = auto, only 16992 answers: exit 69, nothing is sent'
like "$out" '^failed: .*nothing answers at port 16993 .*--plain' 'it says where, and --plain'
config --plain "$pc" admin
is "$status" 0 '--plain'
check 'and it is set up' in_place "$pc"
like "$out" '^account: .*without TLS.*hash' 'it says what others could read on the network'
config --tls --check "$pc" admin
is "$status" 69 '--tls, only 16992 answers: exit 69'
like "$out" 'nothing answers at port 16993' 'it says where nothing answers'
# Somebody on the way blocks every connection to 16993.
write_conf collector.address=127.0.0.1 amt.timeout=1s
serve none "$pc" --swallow "$pc"
forget
config "$pc" admin
is "$status $(requests)" '69 0' 'port 16993 is blocked: exit 69, nothing goes to 16992'
like "$out" '^failed: .*nothing answers at port 16993 .*--plain' 'and the message says why'
serve none "$pc"
config --plain "$pc" admin
write_conf collector.address=127.0.0.1 amt.tls=on
config --check "$pc" admin
is "$status" 69 'tls = on, only 16992 answers: exit 69'
config --no-tls --check "$pc" admin
is "$status" 0 '--no-tls comes before tls = on'
must_refuse 64 '--tls and --no-tls' --tls --no-tls "$pc" admin
# The server waits for the rest of a line, and the program for its part of a handshake.
write_conf collector.address=127.0.0.1 amt.port=$port amt.timeout=1s
serve none "127.0.0.1:$port"
ask localhost --insecure
is "$status" 69 'TLS wanted of a port that has none: exit 69'
like "$out" '^failed: .*does not answer in time' 'it says that it does not answer'
unlike "$out" 'nothing answers at port' 'not that it is switched off: it took the connection'

finish
