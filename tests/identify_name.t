#!/bin/sh
# Which name a client gets: what DNS, an inventory, AMT and its certificate say, and which of these
# names its certificate covers.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
pc=$net.31
file=$queue/$uuid1.xml
cd "$scratch" || exit 1
write_conf amt.login=register
certificate() { # NAME SUBJECT [ALTERNATIVE-NAMES]
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$2" \
        ${3+-addext "subjectAltName=$3"} -keyout "$1.key" -out "$1.pem" 2>>openssl.log
}
certificate own pc0001.corp.example
certificate stock stock-7.corp.example
certificate star '*.corp.example'
certificate odd 'Intel AMT' DNS:pc-7.corp.example
try() { # CERTIFICATE [STANDIN-OPTION...]: a client of the register that shows this certificate
    shown=$1
    shift
    stop "${standin-}"
    rm -rf clients
    fresh
    register $uuid1 '' "$(pin "$shown")"
    start_standin --tls "$shown.pem" "$shown.key" "$@" "$pc"
    call "$pc" $pc1
    identify
}
name() { # what it goes by, and who says so
    timeout 10 "$build/fcfh-queue" -c "$conf" show --json $uuid1 |
        jq -r '[.fqdn // "-", .fqdn_from // "-"] | join(" ")'
}
told() { # HOOK=NAME...: as fcfh-hooks writes it; then AMT is asked again
    for told_name; do # HOOK=NAME
        echo "<inventory name=\"fqdn\" from=\"${told_name%%=*}\" time=\"2026-11-26T09:00:00Z\">${told_name#*=}</inventory>"
    done >told.xml
    sed -e '/<inventory/d' -e '/<fqdn/d' -e '/<web>/r told.xml' "$file" >new.xml
    awk '/<inventory/ { late = late $0 "\n"; next }
        late != "" && /<(event|recent|\/client)/ { printf "%s", late; late = "" } { print }' new.xml >"$file"
    call "$pc" $pc1
    identify
}

try own
is "$(state $uuid1) $(name)" 'verified pc0001.corp.example amt' "AMT's own name"
check 'its file is valid' valid "$file"
told lookup-dns=pc-dns.corp.example ldap=pc-ldap.corp.example
is "$(name)" 'pc0001.corp.example amt' 'goes before others, if its certificate is for it'
check 'its file is valid' valid "$file"
try star
told lookup-dns=pc-dns.corp.example ldap=pc-ldap.corp.example
is "$(name)" 'pc-dns.corp.example lookup-dns' "a wildcard is for all: DNS's goes first"
told ldap=pc-ldap.corp.example
is "$(name)" 'pc-ldap.corp.example ldap' "then an inventory's"
told ldap=pc-ldap.elsewhere.example
is "$(name)" 'pc0001.corp.example amt' 'unless its certificate is for another'
try stock
is "$(name)" 'stock-7.corp.example certificate' 'the certificate names itself where it accepts no other'
timeout 10 "$build/fcfh-queue" -c "$conf" show $uuid1 >shown
like "$(cat shown)" '^Full name +stock-7.corp.example \(from certificate\)$' 'show says from where'
told ldap=stock-7.corp.example
is "$(name)" 'stock-7.corp.example ldap' 'and any other source of that name goes before it'
try odd --domain ''
is "$(name)" 'pc-7.corp.example certificate' 'where AMT has no domain its certificate may name it'
unlike "$(cat "$file")" 'Intel AMT' 'by a full name alone'
stop "$standin"
is "$(grep -c . standin.log) $(name)" "$(grep -c . standin.log) pc-7.corp.example certificate" \
    'no connection is made for that'

# --- A machine that is not proved may have written anything into its certificate

write_conf amt.login=networks amt.verify=off
fresh
rm -rf clients
start_standin --tls stock.pem stock.key --domain '' "$pc"
call "$pc" $pc1
identify
is "$(state $uuid1) $(name)" 'answered stock-7.corp.example certificate' 'not proved: still better than no name'
told lookup-dns=pc-dns.corp.example
is "$(name)" 'pc-dns.corp.example lookup-dns' 'but it hides no name that DNS has'

finish
