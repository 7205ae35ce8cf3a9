#!/bin/sh
# fcfh-config --auth negotiate, with the KDC of MIT Kerberos and a stand-in that has the key of a
# service.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/machines.sh"
if ! has_programs Kerberos krb5kdc kdb5_util kadmin.local kinit klist kvno kdestroy; then
    finish
    exit
fi
if ! curl --version | grep -q SPNEGO; then
    skip 'Kerberos' 'libcurl cannot do it'
    finish
    exit
fi

# --- Two realms that know nothing of each other

kdc=$(at 88):8818
export KRB5_CONFIG="$scratch/krb5.conf" KRB5_KDC_PROFILE="$scratch/kdc.conf" \
    KRB5CCNAME="FILE:$scratch/tickets"
cat >krb5.conf <<END
[libdefaults]
    default_realm = FCFH.TEST
    clockskew = 1
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    qualify_shortname = ""
    rdns = false
    udp_preference_limit = 1
[realms]
    FCFH.TEST = {
        kdc = $kdc
    }
    OTHER.TEST = {
        kdc = $kdc
    }
END
{
    printf '[kdcdefaults]\n    kdc_listen = ""\n    kdc_tcp_listen = %s\n[realms]\n' "$kdc"
    for realm in FCFH OTHER; do
        printf '    %s.TEST = {\n        database_name = %s/%s\n' $realm "$scratch" $realm
        printf '        key_stash_file = %s/%s.stash\n    }\n' "$scratch" $realm
    done
} >kdc.conf
kadmin() { # REALM COMMAND
    kadmin.local -r "$1.TEST" -q "$2" >>kdc.log 2>&1
}
start_kdc() {
    for realm in FCFH OTHER; do
        kdb5_util create -s -W -P Master-9 -r $realm.TEST >>kdc.log 2>&1 &&
            kadmin $realm 'addprinc -pw Adm1n-k boss' || return
    done
    kadmin FCFH 'addprinc -randkey HTTP/localhost' &&
        kadmin FCFH "ktadd -k $scratch/keytab HTTP/localhost" || return
    krb5kdc -n -r FCFH.TEST -r OTHER.TEST -P "$scratch/kdc.pid" >>kdc.log 2>&1 &
    wait_for 10 'log_in'
}
log_in() { # [PRINCIPAL [OPTION]...]
    who=${1-boss}
    [ $# = 0 ] || shift
    echo Adm1n-k | kinit "$@" "$who" >>kdc.log 2>&1
}
if ! start_kdc; then
    not_ok 'a KDC starts' "$(tail -n 5 kdc.log)"
    finish
    exit
fi
serve() { # OPTION...: at localhost, in place of the one before
    [ -z "${standin-}" ] || stop "$standin"
    rm -f standin.state clients/*.xml
    machines standin "$@" "127.0.0.1:$port"
}
here=127.0.0.1:$port
write_conf collector.address=127.0.0.1 amt.port=$port amt.tls=off
ask() { # ARGUMENT...: without any password, and without a terminal to ask for one
    forget
    run timeout 60 "$build/fcfh-config" -c "$conf" --auth negotiate "$@" </dev/null
}
refused() { # NAME: by the machine
    is "$status" 77 "$1: exit 77"
    like "$out" '^failed: .*localhost: .*run kinit' "$1: it says kinit"
    is "$(asked '(Update|Add|Create|Put|RequestStateChange)')" 0 "$1: nothing was changed"
    check "$1: the interfaces are still off" [ "$(grep -c 'interfaces 32768' standin.state)" = 1 ]
}

# --- With a ticket

for form in '' --negotiate-each; do
    serve --keytab keytab $form
    ask localhost
    is "$status" 0 "${form:-a ticket}: exit 0"
    check "${form:-a ticket}: all is set up" in_place "$here"
    like "$out" '^account: *changed: FCFH made' "${form:-a ticket}: the account is made"
    like "$out" '^proof: *ok: FCFH logs in' "${form:-a ticket}: and logs in by its password"
done
ask localhost
is "$status $(printf '%s\n' "$out" | tail -n 1 | tr -s ' ')" \
    '0 done: localhost: Fast Call for Help is on; nothing had to be changed' 'twice: nothing is changed'
ask --check LOCALHOST
is "$status" 0 'the name in capitals'
ask --check --json localhost somebody
is "$status $(json out '.[0].user')" '0 somebody' 'a user may be given, and is reported'
echo localhost >"$pcs"
ask --hosts "$pcs" --json
is "$status $(json out 'map(.host + " " + .result) | join(", ")')" '0 localhost unchanged' \
    'a list, without a user'
ask --remove localhost
is "$status $(grep -c 'account FCFH' standin.state)" '0 0' 'taken away by Kerberos, too'
serve --keytab keytab
ask --trace trace localhost
like "$(cat trace)" '<r:DigestPassword>\*\*\*</r:DigestPassword>' 'the hash of a new account is not in the trace'
command openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=localhost -keyout pc.key -out pc.pem 2>openssl.log
serve --keytab keytab --tls pc.pem pc.key
ask --tls --ca-file pc.pem localhost
is "$status" 0 'over TLS'
check 'over TLS: all is set up' in_place "$here"
manage() { # ARGUMENT...: without a password, too
    forget
    run timeout 60 "$build/fcfh-manage" -c "$conf" --auth negotiate "$@" </dev/null
}
manage localhost power
is "$status" 0 'fcfh-manage: with the key that fcfh-config has noted'
manage 127.0.0.1 power
is "$status" 0 'fcfh-manage: by address, of which the register has the name'
rm -f clients/*.xml
manage localhost power
is "$status $(asked '[0-9] 200 ')" '76 0' 'fcfh-manage: an unknown machine gets no ticket'
manage --yes localhost power
is "$status" 0 'fcfh-manage: after a yes it gets one'
like "$out" '^localhost: on$' 'fcfh-manage: and its power state is printed'
manage --yes 127.0.0.1 power
is "$status $(asked .)" '64 0' 'fcfh-manage: an address without a name is not enough for Kerberos'

# --- Without a ticket, or with one that does not help

serve --keytab keytab
kdestroy
ask localhost
refused 'no ticket'
manage --plain --yes localhost power
is "$status" 77 'fcfh-manage: no ticket: exit 77'
like "$err" 'run kinit' 'fcfh-manage: no ticket: it says kinit'
echo localhost >"$pcs"
ask --hosts "$pcs"
is "$status" 1 'a list without a ticket: exit 1'
like "$out" '^localhost: failed: .*run kinit' 'it says kinit'
log_in boss@OTHER.TEST
ask localhost
refused 'a ticket of another realm'
log_in boss -l 1s
wait_for 10 '! klist -s && ! kvno HTTP/localhost >>kdc.log 2>&1'
ask localhost
refused 'a ticket that has expired'
log_in
kadmin FCFH 'cpw -randkey HTTP/localhost'
ask localhost
refused 'a machine whose key has changed since'
kadmin FCFH 'delprinc -force HTTP/localhost'
log_in
ask localhost
refused 'a machine that the KDC does not know'

# --- No Kerberos on this computer

serve
ask localhost
is "$status" 76 'a machine that does not offer Negotiate: exit 76'
like "$out" '^failed: .*does not offer Negotiate \(Kerberos\)' 'it says so'
is "$(asked '[0-9] 200 1 ')" 0 'and no other kind of log-in is tried'
config localhost admin
is "$status" 0 'by digest it would succeed'
forget
for host in 127.0.0.1 ::1 '[::1]'; do
    must_fail 64 "an address, $host" "$build/fcfh-config" -c "$conf" --auth negotiate "$host"
    like "$err" 'Kerberos needs the host.s name' "an address, $host: it says why"
done
must_fail 64 'an unknown way' "$build/fcfh-config" -c "$conf" --auth ntlm localhost
is "$(requests)" 0 'none of these asks a machine'

printf 'localhost\n127.0.0.1\n' >"$scratch/by-address"
forget
ask --hosts "$scratch/by-address"
is "$status" 65 'an address in a list: exit 65'
like "$err" 'by-address:2: .*name' 'it says which line'
is "$(asked .)" 0 'and nothing is sent'

finish
