#!/bin/sh
# fcfh-config, and somebody in the machine's place: no administrator's log-in, no hash that is good
# for another machine, and no password of the listener goes to a machine about which nothing is
# known.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/machines.sh"
pc=$(at 61) other=$(at 62)
(umask 077 && echo Listener-5ecret >listener-password)
conf_with() { # SETTING...
    write_conf amt.login=register collector.address=127.0.0.1 "collector.event-url=https://fcfh.corp.example:16996/" \
        listener.user=events "listener.password-file=$scratch/listener-password" "$@"
}
make_key ca
make_key forger
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=printer-17.corp.example \
    -keyout printer.key -out printer.csr 2>>openssl.log &&
    openssl x509 -req -in printer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -out printer.pem 2>>openssl.log
check 'there are certificates' [ -s printer.pem -a -s forger.pem ]
# What the forger pretends to be, and that it got nothing.
instead() { # OPTION-OR-ADDRESS...
    [ -z "${standin-}" ] || stop "$standin"
    rm -f ./*.state
    machines forger --amt-version 18.0.5.2098 --any-password --realm "$(realm_of ${uuid1%1}2)" "$@"
}
log_ins() { grep -c '^[0-9.]* [^ ]* [0-9]* 1 ' forger.log; }
got_nothing() { # NAME ERE
    unlike "$status" '^0$' "$1: fcfh-config does not report success"
    is "$(log_ins)" 0 'no log-in'
    is "$(grep -Ec ' (AddUserAclEntryEx|UpdateUserAclEntryEx|Subscribe|Create) ' forger.log)" 0 \
        'no account, no subscription, and so no password'
    like "$out$err" "$2" 'the reason is printed'
    is "$(find clients -name '*.xml' 2>/dev/null)" '' 'and it is not registered'
}

# --- Without TLS

conf_with
instead --fault no-login "$pc"
config "$pc" admin
got_nothing 'no TLS there' '--plain'
config --plain "$pc" admin
got_nothing '--plain, one that asks for no log-in' 'log-in'
instead "$pc"
config "$pc" admin
got_nothing "another machine's realm, without TLS" '--plain'
conf_with amt.tls=off
instead --fault no-login "$pc"
config "$pc" admin
got_nothing 'tls = off, one that asks for no log-in' 'log-in'

# A realm that the register has for another machine is accepted only over TLS.
register ${uuid1%1}2 '' '' SN160002
conf_with
instead "$pc"
config --plain "$pc" admin
unlike "$status" '^0$' "--plain, and another client's realm: no success"
is "$(log_ins)" 0 'no log-in'
rm -rf clients

# --- With TLS, and a certificate that proves nothing

conf_with
instead --tls forger.pem forger.key "$pc"
config --tls "$pc" admin
got_nothing 'a certificate that signed itself' "$(pin forger | sed 's/[+]/[+]/g')"
like "$out$err" '--key' 'with the option by which an administrator accepts the key'
instead --tls printer.pem printer.key "$pc"
config --tls --ca-file ca.pem "$pc" admin
got_nothing "our own authority's certificate for another name, asked by address" 'certificate'
instead --tls forger.pem forger.key "$pc"
config --tls --key "$(pin ca)" "$pc" admin
got_nothing 'another key than that of --key' 'key'
config --tls --insecure "$pc" admin
like "$out$err" 'insecure.*(between|relay|read|any machine|anybody|whoever)' \
    '--insecure says which protection it gives up'
for secret in $admin "$password" Listener-5ecret; do
    unlike "$out$err" "$secret" 'and no secret is printed'
done

finish
