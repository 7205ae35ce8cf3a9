#!/bin/sh
# The adapter for LDAP against Samba as an Active Directory, over TLS. In namespaces of its own, in which
# it is root: its ports cannot be chosen.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
if [ "${1-}" != inside ]; then
    as_root=''
    [ "$(id -u)" = 0 ] || as_root='--user --map-root-user'
    # shellcheck disable=SC2086 # none or two options
    ! unshare --mount --net $as_root true 2>/dev/null ||
        exec unshare --mount --net $as_root -- "$0" inside
fi
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
[ "$(id -u)" = 0 ] || { echo '1..0 # SKIP this system lets nobody have namespaces' && exit 0; }
needs Samba 'samba samba-ad-provision samba-dsdb-modules samba-vfs-modules ldb-tools ldap-utils iproute2' \
    samba samba-tool ldbmodify ldapsearch ip /usr/share/samba/setup/provision.ldif
make_samba

lookup ldap $uuid1
is "$status $err" '0 ' 'a computer is found by its netbootGUID'
is "$out" "$(printf '%s\n' asset=NB-MILLER serial=SN160001 fqdn=nb-miller.corp.example 'location=B 2.14' \
    'owner=Eva Müller' 'phone=+49 30 1234-567' 'room=B 2.14')" 'with all that is known'
lookup ldap 5afe0016-c0de-4a11-8bad-000000000002
is "$(told asset)" PC-2 'also where that is in the order of its text'
lookup ldap '' SN160001
is "$(told asset)" NB-MILLER 'and by its serial number'
for serial in '*' '*)(objectClass=*' 'x)(|(cn=*'; do
    lookup ldap '' "$serial"
    is "$status $out$err" '0 ' "a serial number that would be a filter finds nobody: $serial"
done
put ldap.pw wrong
lookup ldap $uuid1
is "$status $out" '75 ' 'with a wrong password it exits with "try again"'
put ldap.pw 'Service-Passw0rd'
put ldap.conf "$(printf 'URI ldap://dc1.corp.example\nBASE dc=corp,dc=example')"
lookup ldap $uuid1
is "$status $out" '75 ' 'without TLS the directory refuses the password'
like "$err" 'Strong\(er\) authentication required' 'and says so'
put ldap.conf "$(printf 'URI ldaps://dc1.corp.example\nBASE dc=corp,dc=example')"
lookup ldap $uuid1
is "$status $out" '75 ' 'nor is it asked if an unknown authority signed its certificate'

finish
