#!/bin/sh
# The adapter for LDAP against a real slapd: whose PC it is, however the directory keeps its UUID.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
make_slapd

lookup ldap $uuid1
is "$status $err" '0 ' 'a UUID in the order of SMBIOS is found'
is "$out" "$(printf '%s\n' asset=NB-MILLER serial=SN160001 fqdn=nb-miller.corp.example 'location=B 2.14' \
    'owner=Eva Müller' 'phone=+49 30 1234-567' 'room=B 2.14')" 'with all that is known'
lookup ldap 5afe0016-c0de-4a11-8bad-000000000002
is "$(told owner) $(told phone)" 'Jürgen Groß +49 170 1234' \
    'one in the order of its text too, and a person whose name is not ASCII'
lookup ldap 5afe0016-c0de-4a11-8bad-000000000003
is "$(told asset)" PC-TEXT 'and one that is kept as text'
lookup ldap '' SN160001
is "$(told owner)" 'Eva Müller' 'without a UUID the serial number does'
lookup ldap 00000000-0000-4000-8000-000000000009 sn160001
is "$(told asset)" NB-MILLER 'also where nobody has the UUID'
lookup ldap $uuid1 TWIN
is "$(told serial)" SN160001 'the UUID goes before the serial number'

lookup ldap '' 'DEV(1)*'
is "$status $(told location) $(told owner)" '0 Cellar Eva Müller' \
    'a serial number with the letters of a filter is found, of a device and its owner'
for serial in '*' 'SN*' '*)(objectClass=*' 'x)(|(cn=*' '\2a' '-x' '-H ldap://127.0.0.1:1'; do
    lookup ldap '' "$serial"
    is "$status $out$err" '0 ' "a serial number that would be a filter or an option finds nobody: $serial"
done
lookup ldap '5afe0016)(cn=*' ''
is "$status $out$err" '0 ' 'nor does an invalid UUID'
lookup ldap '' TWIN
is "$status $out" '0 ' 'if two match, neither is reported'
like "$err" 'more than one computer: cn=TWIN-1.*cn=TWIN-2' 'but a message says that there are two'
lookup ldap '' LINES
is "$(told location)" 'here owner=Mallory' 'a value with a line break stays one value'
is "$(told owner)" '' 'and does not add another value'
hook ldap call </dev/null
is "$status $out$err" '0 ' 'other events are ignored'

# --- Settings and rights

put ldap.pw wrong
lookup ldap $uuid1
is "$status $out" '75 ' 'with a wrong password it exits with "try again"'
like "$err" 'Invalid credentials' 'and says why'
rm "$CREDENTIALS_DIRECTORY/ldap.dn"
lookup ldap $uuid1
is "$status $out" '0 ' 'without a log-in nothing is found'
stop "$slapd"
lookup ldap $uuid1
is "$status $out" '75 ' 'without a directory it exits with "try again"'
mv "$CREDENTIALS_DIRECTORY/ldap.conf" "$scratch/ldap.conf"
lookup ldap $uuid1
is "$status $out" '78 ' 'without settings it says so'
like "$err" '/etc/fcfh/ldap.conf' 'and which are missing'
cp "$hooks/ldap" "$scratch/ldap-north"
mv "$scratch/ldap.conf" "$CREDENTIALS_DIRECTORY/ldap-north.conf"
start_slapd
put ldap-north.dn cn=fcfh,dc=corp,dc=example
put ldap-north.pw 'a password, with $(blanks)'
hook_at=$scratch/ldap-north lookup ldap $uuid1
is "$(told asset)" NB-MILLER 'under another name it has settings of its own'

finish
