#!/bin/sh
# The hook lookup-dns against a name server of this test: what DNS confirms is reported; what is
# false, hostile or silent is not. It runs in a network of its own, where that server has the port
# of DNS.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
hook=$project/support_queue_db/hooks/examples/lookup-dns
pl=$project/tests/notices.pl
printf 'nameserver 127.0.0.1\n' >"$scratch/resolv.conf"
printf '127.0.0.1 localhost\n192.0.2.77 local.corp.example\n' >"$scratch/hosts"
if ! has_programs 'names of DNS' unshare ip getent || ! unshare -Urmn true 2>/dev/null; then
    skip 'names of DNS' 'this system lets nobody have namespaces'
    finish
    exit
fi
mkdir "$scratch/dns"
cat >"$scratch/inside" <<END
#!/bin/sh
ip link set lo up && mount --bind $scratch/hosts /etc/hosts || exit 99
[ ! -e /etc/resolv.conf ] || mount --bind $scratch/resolv.conf /etc/resolv.conf || exit 99
perl $pl dns 127.0.0.1 53 $scratch/dns 2>$scratch/dns/log &
server=\$!
n=0
until [ -e $scratch/dns/ready ] || [ \$((n += 1)) -gt 200 ]; do sleep 0.02; done
while read -r address; do
FCFH_ADDRESS=\$address LC_ALL=C.UTF-8 $hook lookup <$scratch/entry >$scratch/out 2>$scratch/err
printf '%s|%s|%s|%s\n' "\$address" \$? "\$(cat $scratch/out)" "\$(tr '\n' ' ' <$scratch/err)"
done <$scratch/addresses
kill \$server
END
chmod +x "$scratch/inside"
ptr() { echo "$1" | awk -F. '{ print $4 "." $3 "." $2 "." $1 ".in-addr.arpa" }'; } # ADDRESS
rows=$scratch/rows
: >"$rows"
row() { # ADDRESS WANTED-STATUS WANTED-NAME ERR-ERE NAME-OF-THE-TEST
    printf '%s\n' "$1" >>"$scratch/addresses"
    printf '%s|%s|%s|%s|%s\n' "$@" >>"$rows"
}
says() { printf '%s\n' "$*" >>"$scratch/dns/answers"; }
echo '{}' >"$scratch/entry"
says "$(ptr 192.0.2.11)" nb-miller.corp.example
says nb-miller.corp.example 192.0.2.11
row 192.0.2.11 0 fqdn=nb-miller.corp.example '^$' 'a name that DNS confirms'
says "$(ptr 192.0.2.12)" liar.corp.example
says liar.corp.example 192.0.2.99
row 192.0.2.12 0 '' '192.0.2.12 says it is liar.corp.example, which is elsewhere' 'a name that leads to another address'
says "$(ptr 192.0.2.13)" gone.corp.example
row 192.0.2.13 0 '' '' 'a name without an address'
row 192.0.2.14 0 '' '^$' 'none'
says "$(ptr 192.0.2.15)" old.corp.example new.corp.example
says old.corp.example 192.0.2.98
says new.corp.example 192.0.2.97 192.0.2.15
row 192.0.2.15 0 '' 'says it is old.corp.example, which is elsewhere' 'of two that which the system gives: the first'
n=20
for evil in 'evil;touch\032canary.corp.example' '$(touch\032canary).corp.example' 'a\010fqdn=b.corp.example' \
    '-x.corp.example' 'a_b.corp.example' 'a\037b.corp.example' '*.corp.example' 'short' 'a..b'; do
    says "$(ptr 192.0.2.$n)" "$evil"
    says "$evil" 192.0.2.$n
    row 192.0.2.$n 0 '' '' "not a valid name: $evil"
    n=$((n + 1))
done
row 192.0.2.77 0 fqdn=local.corp.example '' "what this computer's own hosts file says"
says 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa six.corp.example
says six.corp.example 2001:db8::1
row 2001:db8::1 0 fqdn=six.corp.example '' 'IPv6'
row '-x' 0 '' '^$' 'what is not an address is not looked up'
row '$(touch canary)' 0 '' '^$' 'nor what a shell would run'
row fe80::1%eth0 0 '' '^$' 'nor one of one link'
says "$(ptr 192.0.2.16)" '?'
row 192.0.2.16 75 '' 'name server does not answer' 'silence: to be asked again'
cd "$scratch" || exit 1
unshare -Urmn "$scratch/inside" >"$scratch/results" 2>"$scratch/inside.err" || cat "$scratch/inside.err"
while IFS='|' read -r address wanted_status wanted ere title; do
    got=$(grep -F -- "$address|" "$scratch/results" | head -n 1)
    rest=${got#"$address|"}
    got_status=${rest%%|*}
    rest=${rest#*|}
    is "$got_status|${rest%%|*}" "$wanted_status|$wanted" "$title"
    [ -z "$ere" ] || like "${rest#*|}" "$ere" "$title: the message"
done <"$rows"
check 'nothing that a name contains was run' [ ! -e canary ]
FCFH_ADDRESS=192.0.2.11 run "$hook" call </dev/null
is "$status $out$err" '0 ' 'other events are ignored'

finish
