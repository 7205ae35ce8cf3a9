#!/bin/sh
# The packages installed, upgraded with changed settings, removed and purged, and what is left of them
# then. For a root that is thrown away, booted or not: it installs and takes away what it likes.
#
#   tests/packages/lifecycle.sh DIRECTORY-WITH-DEBS
#
# Booted with systemd, it sends calls, too: debian/tests/first-call. What tests/booted/booted.sh has put
# there is not counted as left over.
set -u
debs=$(cd "$1" && pwd) || exit 64
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 64
[ "$(id -u)" = 0 ] || { echo 'this needs root, in a root that is thrown away' >&2; exit 77; }
[ ! -e /etc/fcfh ] || { echo 'fcfh is installed here, and this would purge it' >&2; exit 73; }
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
unset FCFH_CONF
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tests=0 bad=0
packages='fcfh-common fcfh-collector fcfh-queue fcfh-config'
conf=/etc/fcfh/fcfh.conf

check() { # WHAT COMMAND...
    tests=$((tests + 1))
    what=$1
    shift
    if "$@" >"$scratch/out" 2>&1; then
        echo "ok $tests - $what"
    else
        bad=$((bad + 1))
        echo "not ok $tests - $what"
        sed 's/^/# /' "$scratch/out"
    fi
}
is() { # GOT WANTED WHAT
    check "$3" [ "$1" = "$2" ]
    [ "$1" = "$2" ] || printf '# got: %s\n# not: %s\n' "$1" "$2"
}
booted() { [ -d /run/systemd/system ]; }
install_debs() { # DIRECTORY: what they need comes from the archive
    # shellcheck disable=SC2046 # a list
    apt-get -q -y -o APT::Install-Recommends=false --allow-downgrades install \
        $(for name in $packages; do echo "$1/${name}"_*.deb; done)
}
enabled() { find /etc/systemd/system -name "$1" ! -name 'fcfh-booted.*' | sed 's|.*/system/||' | sort | tr '\n' ' '; }
in_group() { getent group "$1" | sed 's/.*://'; }

# --- The one before: the same, with another number and another example of the settings

mkdir "$scratch/before"
for name in $packages; do
    dpkg-deb -R "$debs/${name}"_*.deb "$scratch/deb" || exit 70
    sed -i 's/^Version: .*/Version: 0.1.9-0fcfh1/; s/(= [^ )]*fcfh1)/(= 0.1.9-0fcfh1)/g' \
        "$scratch/deb/DEBIAN/control"
    [ "$name" != fcfh-common ] || echo '; the one before' >>"$scratch/deb/usr/share/fcfh/fcfh.conf.example"
    dpkg-deb -b "$scratch/deb" "$scratch/before/${name}_0.1.9.deb" >/dev/null || exit 70
    rm -r "$scratch/deb"
done

# --- Installing

check 'the version before is installed' install_debs "$scratch/before"
check 'the settings are those that are shipped' cmp $conf /usr/share/fcfh/fcfh.conf.example
is "$(enabled 'fcfh-*')" 'multi-user.target.wants/fcfh-identify.service multi-user.target.wants/fcfh-snmptrapd.service sockets.target.wants/fcfh-snmptrapd.socket timers.target.wants/fcfh-expire.timer ' \
    'services of the collector are enabled'
is "$(enabled snmptrapd.socket)" '' "and not Debian's snmptrapd"
is "$(stat -c '%U:%G %a' /var/lib/fcfh /var/lib/fcfh/queue /var/lib/fcfh/queue/proved /var/lib/fcfh/clients |
    tr '\n' ' ')" 'root:root 755 root:fcfh 2770 fcfh-amt:fcfh 750 root:fcfh 750 ' \
    'the queue and the register are there'
is "$(find /etc/systemd /usr/lib/systemd/system -xtype l -name '*fcfh*')" '' 'no link is dangling'
if booted; then
    is "$(systemctl list-units --failed --plain --no-legend '*fcfh*' '*snmp*')" '' 'nothing has failed, though there is no password yet'
    is "$(systemctl is-active fcfh-snmptrapd.socket fcfh-snmptrapd.service fcfh-identify.service | paste -sd' ')" \
        'active active inactive' 'so fcfh-identify waits for one'
    check 'the first call' "$here/debian/tests/first-call"
fi

# --- Upgrading

check 'an upgrade' install_debs "$debs"
if booted; then
    check 'the settings that the call needed are there' grep -q '127\.0\.0\.0' /etc/fcfh/snmptrapd.conf
else
    check 'settings that nobody changed are replaced by the new ones' cmp $conf /usr/share/fcfh/fcfh.conf.example
fi
check 'a setting is changed' fcfh-settings set queue.timeout 5h
sum=$(md5sum <$conf)
check 'the version before again' install_debs "$scratch/before"
check 'and once more an upgrade' install_debs "$debs"
is "$(md5sum <$conf)" "$sum" 'settings that were changed stay'
is "$(find /etc/fcfh -name '*.dpkg-*' -o -name '*.untouched')" '' 'and no second version is left beside them'
! booted || check 'a call after the upgrade' "$here/debian/tests/first-call"

# --- Removing

# As where Debian's snmptrapd is told of us.
echo 'includeFile /etc/fcfh/snmptrapd.conf' >>/etc/snmp/snmptrapd.conf
usermod -aG fcfh Debian-snmp
useradd -G fcfh,fcfh-desk tech-of-a-test
echo secret >/etc/fcfh/password
# shellcheck disable=SC2086 # a list
check 'they are removed' apt-get -q -y remove $packages
is "$(md5sum <$conf)" "$sum" 'the settings stay'
check 'so does the queue' [ -d /var/lib/fcfh/queue ]
is "$(enabled snmptrapd.socket)" 'sockets.target.wants/snmptrapd.socket ' \
    "Debian's snmptrapd has its port again"
! booted || is "$(systemctl is-active snmptrapd.socket fcfh-identify.service fcfh-snmptrapd.socket | tr '\n' ' ')" \
    'active inactive inactive ' 'and none of ours runs'

check 'installed again' install_debs "$debs"
is "$(md5sum <$conf) $(enabled snmptrapd.socket)" "$sum " 'with the settings of before, and the port'

# --- Purging

# shellcheck disable=SC2086 # a list
check 'they are purged' apt-get -q -y purge $packages
userdel tech-of-a-test
is "$(find / -xdev \( -path /proc -o -path /tmp -o -path /root -o -path /home -o -path /srv \
    -o -path '/var/cache/*' -o -path '/var/log/*' -o -path /run/credentials -o -name 'fcfh-booted.*' \) -prune \
    -o -name '*fcfh*' -print)" '' \
    'no file has our name any more'
is "$(grep -rl --exclude='fcfh-booted.*' fcfh /etc | sed 's/-$//' | sort -u | tr '\n' ' ')" \
    '/etc/group /etc/gshadow /etc/passwd /etc/shadow ' 'no file of /etc mentions fcfh, except for accounts'
is "$(find / -xdev \( -path /proc -o -path /tmp -o -path /root -o -path /home \) -prune -o \
    \( -user fcfh-trap -o -user fcfh-amt -o -user fcfh-events -o -user fcfh-hooks \
    -o -group fcfh -o -group fcfh-desk \) -print)" '' 'no file belongs to the accounts'
is "$(in_group fcfh)$(in_group fcfh-desk)" '' 'nobody is in its groups'
is "$(enabled snmptrapd.socket)" 'sockets.target.wants/snmptrapd.socket ' "Debian's snmptrapd is as it was"
is "$(find /etc/systemd -xtype l)" '' 'no enabled unit is missing'
is "$(dpkg --audit)" '' 'dpkg has nothing to complain of'
if booted; then
    is "$(systemctl list-units --all --plain --no-legend 'fcfh-*' | grep -v 'not-found\|fcfh-booted')" '' \
        'systemd knows no unit of ours'
fi

echo "1..$tests"
[ "$bad" = 0 ]
