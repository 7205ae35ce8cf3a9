#!/bin/sh
# make install: where things go, and that what was built for other directories before is rebuilt.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

# A copy, so that nothing that others use is rebuilt; it includes what was built so far.
tree=$scratch/tree
mkdir "$tree"
(cd "$project" && tar cf - --exclude=./build --exclude=./.git .) | (cd "$tree" && tar xf -)
mkdir "$tree/build"
(cd "$build" && cp -Rp obj include flags standin fcfh-* ./*.a "$tree/build")
werror=$(grep -o -- -Werror "$build/flags")
cd "$tree" || exit 1
own_make() { # ARGUMENT...
    run env ${cflags+"CFLAGS=$cflags"} make V=1 WERROR="$werror" "$@"
}
compiled() { grep -c -- ' -c -o ' "$scratch/out"; }

own_make
exit_is 0 'it is built'
own_make
is "$status $(compiled)" '0 0' 'again: nothing has to be done'

# --- Two runs of make, other directories in the second

own_make install DESTDIR="$scratch/the root" PREFIX=/opt/fcfh SYSCONFDIR=/srv/etc LOCALSTATEDIR=/srv/var
exit_is 0 'make install PREFIX=..., after make'
some=$(compiled)
check 'files that contain the directories are compiled again' [ "$some" -gt 0 ]
root="$scratch/the root"
check 'the programs are there' [ -x "$root/opt/fcfh/bin/fcfh-queue" ]
check 'fcfh-store is there' [ -x "$root/opt/fcfh/libexec/fcfh/fcfh-store" ]
check 'the settings are there' [ -f "$root/srv/etc/fcfh/fcfh.conf" ]
is "$(grep -rlE '/usr/local/|/etc/fcfh|/var/lib/fcfh' "$root" | while read -r file; do
    # Within the text of a program these paths may follow a prefix that is ours.
    strings="$(grep -aoE '[[:graph:]]*(/usr/local/|/etc/fcfh|/var/lib/fcfh)[[:graph:]]*' "$file")"
    # So may the PATH that hooks get.
    printf '%s\n' "$strings" |
        grep -vE '/srv/(etc/fcfh|var/lib/fcfh)|:/usr/local/sbin:/usr/local/bin:/usr/sbin:' | sed "s|^|$file: |"
done)" '' 'no file names a directory of the build before'
run "$root/opt/fcfh/bin/fcfh-queue" --help
like "$out" ' /srv/etc/fcfh/fcfh\.conf' 'the programs read the settings of SYSCONFDIR'
run env -u FCFH_CONF "$root/opt/fcfh/bin/fcfh-settings" get amt.password-file
is "$out" /srv/etc/fcfh/password 'so is the password there, where nothing else is said'
run env -u FCFH_CONF "$root/opt/fcfh/bin/fcfh-settings" get queue.directory
is "$out" /srv/var/lib/fcfh/queue 'and the queue below LOCALSTATEDIR'
units=$root/opt/fcfh/lib/systemd/system
is "$(grep -h ^ExecStart= "$units"/fcfh-*.service | sed 's/ .*//' | sort | tr '\n' ' ')" \
    'ExecStart=/opt/fcfh/bin/fcfh-hooks ExecStart=/opt/fcfh/bin/fcfh-identify ExecStart=/opt/fcfh/bin/fcfh-listener ExecStart=/opt/fcfh/bin/fcfh-queue ExecStart=/usr/sbin/snmptrapd ExecStart=sh ' \
    'the units start these programs'
# The unit with sh is for Prometheus. Its directory is made when it starts: it must not write there
# before.
sed -n "s|/opt/fcfh/bin|$build|; s/\\\$\\\$/\$/g; s/^ExecStart\(Post\)\?=sh -c '\(.*\)'\$/\2/p" \
    "$units/fcfh-metrics.service" >"$scratch/metrics"
write_conf
mkdir "$queue" "$scratch/metrics.d"
run env FCFH_CONF="$conf" RUNTIME_DIRECTORY="$scratch/metrics.d" sh -e "$scratch/metrics"
is "$status $(ls "$scratch/metrics.d")" '0 fcfh.prom' 'which writes metrics'
check 'of the queue' grep -q '^fcfh_clients' "$scratch/metrics.d/fcfh.prom"
is "$(grep -l '^Standard.*=.*:/run' "$units"/fcfh-*.service)" '' 'and no unit writes its output to a file below /run'
is "$(grep -h ^ReadWritePaths= "$units"/fcfh-*.service | cut -d' ' -f1 | sort -u)" \
    ReadWritePaths=/srv/var/lib/fcfh 'which may write to the queue'
is "$(grep -l '^ReadWritePaths=.* -/srv/var/spool/fcfh$' "$units"/fcfh-*.service | sed 's:.*/::' | paste -sd' ')" \
    'fcfh-identify.service fcfh-snmptrapd.service' 'and two of them to a spool'
check 'snmptrapd starts these' grep -q 'exec /opt/fcfh/bin/fcfh-collector$' \
    "$root/srv/etc/fcfh/snmptrapd.conf"
like "$(grep ^ExecStart= "$units/fcfh-snmptrapd.service")" ' -C -c /srv/etc/fcfh/snmptrapd.conf ' \
    'snmptrapd has this configuration, and no other'
like "$(cat "$units"/fcfh-*.service | grep ^LoadCredential= | sort | tr '\n' ' ')" \
    'amt-password:/srv/etc/fcfh/password .*listener-key:/srv/etc/fcfh/listener.key ' \
    'secrets of these settings are handed over'
check 'tmpfiles.d makes this queue' grep -q '^d /srv/var/lib/fcfh/queue ' \
    "$root/opt/fcfh/lib/tmpfiles.d/fcfh.conf"
check 'sysusers.d has this home' grep -q ' /srv/var/lib/fcfh$' \
    "$root/opt/fcfh/lib/sysusers.d/fcfh.conf"
users=$root/opt/fcfh/lib/sysusers.d/fcfh.conf
is "$(sed -n 's/^User=//p' "$units"/fcfh-*.service | while read -r user; do
    grep -q "^u $user " "$users" || echo "$user"
done)" '' 'and makes the users of all services'
# A line for the user of another package would create a broken account where that package is not
# installed yet.
is "$(sed -n 's/^m \([^ ]*\) .*/\1/p' "$users" | grep -v '^fcfh-')" '' 'and no one else'
is "$(awk '$1 == "d" {print $4; print $5}' "$root/opt/fcfh/lib/tmpfiles.d/fcfh.conf" | sort -u |
    while read -r name; do
        [ "$name" = root ] || grep -q "^[ug] $name " "$users" || echo "$name"
    done)" '' 'and all that own a directory'
# Whether fcfh-identify.service would be started at all.
sed -n "s|/opt/fcfh/bin|$build|g; s/\\\$\\\$/\$/g; /^ExecCondition=/,/'\$/{s/^ExecCondition=sh -c '//; s/'\$//; p;}" \
    "$units/fcfh-identify.service" >"$scratch/condition"
condition() { # LINE of fcfh.conf: its exit status
    printf '[amt]\npassword-file = %s\n%s\n' "$scratch/secret" "$1" >"$scratch/condition.conf"
    run env FCFH_CONF="$scratch/condition.conf" sh "$scratch/condition"
}
condition ''
is "$status $out$err" '1 ' 'fcfh-identify is not started as long as there is no password'
condition 'password-command = cat secret'
is "$status $out$err" '0 ' 'a command for it is enough'
: >"$scratch/secret"
condition ''
is "$status $out$err" '0 ' 'so is a file'
rm "$scratch/secret"
condition 'nonsense = 1'
is "$status" 0 'with wrong settings it is started, and says what is wrong'
# tests/booted/ checks it in any case.
if ! systemd-analyze security --help 2>&1 | grep -q -- --offline; then
    skip 'how confined the services are' 'there is no systemd-analyze security --offline'
else
    for row in hooks:15 identify:15 listener:15 snmptrapd:30; do
        run systemd-analyze security --offline=true --no-pager "$units/fcfh-${row%:*}.service"
        exposure=$(sed -n 's/.*exposure level.*: \([0-9]*\)\.\([0-9]\).*/\1\2/p' "$scratch/out")
        check "fcfh-${row%:*}.service is confined ($exposure tenths of exposure)" \
            [ "${exposure:-100}" -le "${row#*:}" ]
    done
fi
check 'the manual names these settings' grep -q '^\.Pa /srv/etc/fcfh/fcfh\.conf' \
    "$root/opt/fcfh/share/man/man5/fcfh.conf.5"
check 'and these examples' grep -q ' /opt/fcfh/share/fcfh/fcfh\.conf\.example' \
    "$root/opt/fcfh/share/man/man5/fcfh.conf.5"
check 'the settings as shipped name this password' grep -q '^password-file = /srv/etc/fcfh/password' \
    "$root/opt/fcfh/share/fcfh/fcfh.conf.example"
echo changed >"$root/srv/etc/fcfh/fcfh.conf"
own_make install DESTDIR="$root" PREFIX=/opt/fcfh SYSCONFDIR=/srv/etc LOCALSTATEDIR=/srv/var
is "$status $(compiled) $(cat "$root/srv/etc/fcfh/fcfh.conf")" '0 0 changed' \
    'once more: nothing is compiled, and the settings stay'
own_make uninstall DESTDIR="$root" PREFIX=/opt/fcfh SYSCONFDIR=/srv/etc
is "$(find "$root" -type f | sed "s|^$root||" | sort | tr '\n' ' ')" \
    '/srv/etc/fcfh/fcfh.conf /srv/etc/fcfh/snmptrapd.conf ' 'make uninstall leaves only settings'

# --- The environment

cflags='-O1 -g -DFCFH_FROM_THE_ENVIRONMENT'
own_make PREFIX=/opt/fcfh SYSCONFDIR=/srv/etc LOCALSTATEDIR=/srv/var build/obj/common/argv.o
is "$status $(compiled)" '0 1' 'other CFLAGS: all files are compiled again'
check 'with those of the environment' grep -q -- -DFCFH_FROM_THE_ENVIRONMENT "$scratch/out"
own_make PREFIX=/opt/fcfh SYSCONFDIR=/srv/etc LOCALSTATEDIR=/srv/var -n
check 'and not only the files that contain directories' [ "$(compiled)" -gt $((some + 20)) ]

# --- Cleaning and building in one go

own_make -j4 clean build/obj/common/argv.o
exit_is 0 'make -j clean and something to build'
check 'which is there then' [ -f build/obj/common/argv.o ]

finish
