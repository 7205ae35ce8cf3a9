#!/bin/sh
# The commands of docs/INSTALL.md, run in a booted Debian where nothing of the project is installed:
# from the source to the first call; after a restart, newer versions, a loss and a restored backup;
# and packages in place of what was built, up to their purge. booted.sh starts this at each boot.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154,SC2317
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/booted/shared.sh
. "$(dirname "$0")/shared.sh"
# shellcheck source=tests/booted/page.sh
. "$(dirname "$0")/page.sh"
event_user=fcfh-events
build=/home/$person/fcfh/build
boot=$(cat /root/boot 2>/dev/null || echo 1)
sequence=$((boot * 10000))
units='fcfh-snmptrapd.socket fcfh-snmptrapd.service fcfh-identify.service fcfh-listener.service'
# shellcheck disable=SC2086 # words are wanted
all_run() { all_active $units; }
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
admin=Standin-Adm1n

machines() { # one with a certificate that it signed itself, one without TLS, one set up elsewhere
    echo $admin >"$scratch/admin"
    echo "$password" >"$scratch/password"
    launch_standin pc1 --admin admin --admin-password-file "$scratch/admin" --state /root/pc1.state \
        --tls /root/pc1.pem /root/pc1.key "$(at 1)"
    launch_standin pc2 --admin admin --admin-password-file "$scratch/admin" --state /root/pc2.state \
        --uuid "$(uuid 2)" --serial SN160002 --host pc0002 "$(at 2)"
    launch_standin pc3 --password-file "$scratch/password" --tls /root/pc3.pem /root/pc3.key \
        --uuid "$(uuid 3)" --serial SN160003 --host pc0003 "$(at 3)"
}
nothing_is_wrong() {
    run fcfh-settings check
    is "$(grep WRONG "$scratch/out")" '' "fcfh-settings check${1:+, $1}: nothing is wrong"
}
a_call() { # WHEN
    sequence=$((sequence + 1))
    before=$(calls_of 1)
    trap_of 1 $sequence
    eventually "$1: a call" '[ "$(calls_of 1)" = $((${before:-0} + 1)) ] && is_known 1 verified'
    [ "$(systemctl is-active fcfh-listener.service)" != active ] ||
        is "$(event_of 1 $sequence)" 200 "$1: an event"
}
# While something is done, calls keep coming: each of them counts.
calls_during() { # WHAT COMMAND...
    what=$1
    shift
    before=$(calls_of 1)
    rm -f "$scratch/enough"
    (
        came=0
        until [ -e "$scratch/enough" ]; do
            came=$((came + 1))
            trap_of 1 $((sequence + came))
            echo $came >"$scratch/came"
            sleep 0.1
        done
    ) &
    caller=$!
    "$@"
    touch "$scratch/enough"
    wait $caller
    came=$(cat "$scratch/came")
    sequence=$((sequence + came))
    eventually "$what: each of the $came calls that came meanwhile counts" \
        '[ "$(calls_of 1)" = $((before + came)) ]'
}
# What the page tells a person to do to a file by hand.
clients_networks() { does sed -i 's: 10\.0\.0\.0/8 : 127.0.0.0/8 :' /etc/fcfh/snmptrapd.conf; }
restarts() { for n in 1 2 3; do does systemctl restart fcfh-snmptrapd.service; done; }
old_program() { readlink "/proc/$(main_pid fcfh-snmptrapd.service)/exe" | grep -q deleted; }

# Each library that a program is linked with belongs to a package that the page names; libtinfo is a
# part of ncurses, and comes with it.
linked_packages() {
    for program in "$build"/fcfh-*; do
        ! [ -x "$program" ] || ldd "$program" 2>/dev/null | sed -n 's/.* => \([^ ]*\).*/\1/p' >"$scratch/libraries"
        readelf -d "$program" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -F -f - "$scratch/libraries"
    done | sort -u | while read -r library; do
        dpkg -S "$(realpath "$library")" "$library" "${library#/usr}" 2>/dev/null
    done | sed 's/:.*//' | sort -u | grep -vx 'libc6\|libtinfo6'
}

# ---------------------------------------------------------------- from nothing to the first call

boot_1() {
    useradd -m -s /bin/bash $person
    page build URL=/srv/fcfh.bundle
    [ -x /usr/local/bin/fcfh-queue ] || exit
    for package in $(linked_packages); do
        page_commands "runtime-$suite" | grep -qw -- "$package" ||
            not_ok "the packages for $suite" "$package is missing there"
    done
    page "runtime-$suite"
    page users NAME=$person
    find /var/lib/fcfh -printf '%p %u:%g %m\n' | sort >/root/directories

    page_asks settings -- '^Password: *$' "$password" '^Once more: *$' "$password" \
        '^Address for alerts' 127.0.0.1 '^URL for events' '<enter>' '^TLS' '<enter>' \
        '^Time in the queue' '<enter>' '^Time for an answer' '<enter>' '^Write this' '<enter>'
    page account NAME=FCFH 10.20.0.0/16=127.0.0.0/8
    clients_networks
    page snmptrapd
    page_commands listener-settings | while IFS='= ' read -r key value; do
        case $key in
            \[*) section=${key#[} ;;
            *) fcfh-settings set "${section%]}.$key" "$value" ;;
        esac
    done
    echo listener-settings >>$page_walked
    certificate /etc/fcfh/listener.pem /etc/fcfh/listener.key DNS:fcfh.corp.example
    chmod 644 /etc/fcfh/listener.pem
    echo '127.0.0.1 fcfh.corp.example' >>/etc/hosts
    page_asks listener -- '^Password: *$' "$event_password" '^Once more: *$' "$event_password"
    page listener-socket
    page identify
    page_asks screen -- 'No client is in the register' '<q>'
    nft list tables >"$scratch/nft" 2>&1 # where this is missing the next says more
    page nftables
    page_status=1 page check
    is "$(grep WRONG "$scratch/out" | grep -vc 'register')" 0 'nothing is wrong but the register'

    page call ADDRESS=127.0.0.1
    eventually 'the call is there' '[ -e $queue/00112233-4455-6677-8899-aabbccddeeff.xml ]'
    eventually 'and failed: not registered' '[ "$(state 00112233-4455-6677-8899-aabbccddeeff)" = failed ]'
    page_status=1 page called
    like "$out" 'register' 'status says that the register is empty'

    for n in 1 3; do certificate /root/pc$n.pem /root/pc$n.key "IP:$(at $n)"; done
    machines
    page_asks client:1 "CLIENT=$(at 1)" -- 'yes/no' yes '^Password of admin' $admin
    page_asks client:2 "CLIENT=$(at 2)" -- '^Password of admin' $admin
    page_asks learn "CLIENT=$(at 3)" -- 'yes/no' yes
    page register
    for n in 1 2 3; do like "$out" "$(uuid $n)|SN16000$n" "machine $n is in the register"; done
    page register-moved
    at 1 >"$page_here/pcs"
    page_asks clients -- '^Password of admin' $admin
    nothing_is_wrong 'with a register'

    a_call 'the first time'
    sequence=$((sequence + 1))
    trap_of 2 $sequence
    trap_of 3 $sequence
    eventually 'a machine without TLS is "answered"' 'is_known 2 answered'
    eventually 'a machine that was learned is verified' 'is_known 3 verified'
    page_asks first-call -- SN160003 '<q>'
    as $person fcfh-queue confirm "$(uuid 2)"
    exit_is 0 'the technician confirms the one without TLS'
    as $person fcfh-queue ticket "$(uuid 1)" T-1
    exit_is 0 'and puts a ticket on another'

    calls_during 'snmptrapd is restarted' restarts
    calls_during 'streaming begins' page streaming
    nothing_is_wrong 'with streaming'
    calls_during 'all services are restarted' does systemctl restart fcfh-snmptrapd.service \
        fcfh-identify.service fcfh-listener.service
    page expiry
    mkdir -p /var/lib/prometheus/node-exporter # node_exporter makes it
    page metrics
    wait_for 30 'grep -qs "^fcfh_clients" /var/lib/prometheus/node-exporter/fcfh.prom' ||
        not_ok 'the metrics are where node_exporter looks' "$(ls -l /run/fcfh-metrics)"
}

# ---------------------------------------------------------------- a year later

boot_2() {
    machines
    eventually 'after the restart all services run' all_run
    is "$(systemctl --failed --plain --no-legend)" '' 'and no unit has failed'
    is "$(value "$queue/$(uuid 1).xml" ticket)" T-1 'the ticket is there'
    check 'a confirmation holds' grep -q '<confirmed ' "$queue/$(uuid 2).xml"
    a_call 'after the restart'

    echo 'deb [trusted=yes] file:/srv/later ./' >>/etc/apt/sources.list
    does apt-get -q update
    calls_during 'a newer snmptrapd' does apt-get -q -y upgrade
    like "$(dpkg-query -W snmptrapd)" '[+]later1$' 'it is installed'
    is "$(systemctl is-active snmptrapd.socket snmptrapd.service | sort -u)" inactive \
        "Debian's own stays off"
    calls_during 'ours is restarted' page snmptrapd-upgrade
    check 'and is the newer version' eval '! old_program'

    cp -a /home/$person/fcfh /home/$person/fcfh-later
    sed -i 's/^VERSION = .*/&.1/' /home/$person/fcfh-later/Makefile
    page_here=/home/$person/fcfh-later
    first=$(main_pid fcfh-identify.service)
    calls_during 'a newer version of ours' page upgrade
    like "$(fcfh-queue --version)" '\.1$' 'it is installed'
    check 'and runs' [ "$(main_pid fcfh-identify.service)" != "$first" ]
    nothing_is_wrong 'after the upgrade'

    page_here=/root
    page backup
    register=$(fcfh-settings clients list)
    page_here=/home/$person/fcfh-later
    page uninstall
    page what-is-left
    is "$(systemctl is-active snmptrapd.socket)" active "Debian's snmptrapd has its port again"
    is "$(left_overs)" '' 'no file has our name any more'
    is "$(systemctl list-units --all --plain --no-legend 'fcfh-*' | grep -v 'not-found\|^fcfh-booted')" '' \
        'systemd knows no unit of ours'

    # As on another computer: the users have different numbers there.
    groupadd --system somebody-else
    useradd --system somebody-else -g somebody-else
    page build:4
    page users NAME=$person
    page snmptrapd
    page_here=/root
    page restore
    does systemctl enable --now fcfh-listener.service
    is "$(fcfh-settings clients list)" "$register" 'the register is as it was'
    is "$(value "$queue/$(uuid 1).xml" ticket)" T-1 'so is the ticket'
    is "$(find /var/lib/fcfh -nouser -o -nogroup)" '' 'each file has an owner'
    nothing_is_wrong 'after the backup was put back'
    a_call 'after that'

    page_here=/home/$person/fcfh
    page deb
    page_here=/home/$person/fcfh-later
    page to-packages
    page_here=/home/$person/fcfh
    page_asks deb-install -- 'snmptrapd\.conf .*default=N' '<enter>'
    eventually 'the services that every collector runs are on' \
        '[ "$(systemctl is-active fcfh-snmptrapd.socket fcfh-snmptrapd.service fcfh-identify.service | sort -u)" = active ]'
    check 'their programs run' [ "$(command -v fcfh-queue)" = /usr/bin/fcfh-queue ]
    does systemctl enable --now fcfh-listener.service
    is "$(value "$queue/$(uuid 1).xml" ticket)" T-1 'the ticket is still there'
    nothing_is_wrong 'with packages'
    a_call 'with packages'
}

left_overs() { # files with our name, but for what the person has at home and what fills this test
    find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /root -o -path /home -o -path /srv \
        -o -path '/var/cache/*' -o -path '/var/log/*' -o -path /run/credentials \
        -o -name 'fcfh-booted.*' \) -prune -o -name '*fcfh*' -print
}

# ---------------------------------------------------------------- with packages, to their end

boot_3() {
    machines
    eventually 'after another restart all services run' all_run
    is "$(systemctl --failed --plain --no-legend)" '' 'and no unit has failed'
    a_call 'after another restart'

    mkdir -p /home/$person/later/build/deb
    for name in common collector queue config; do
        dpkg-deb -R /home/$person/fcfh/build/deb/fcfh-${name}_*.deb "$scratch/deb"
        sed -i 's/^Version: .*/&+later1/; s/\((= [^ )]*fcfh1\))/\1+later1)/g' "$scratch/deb/DEBIAN/control"
        dpkg-deb -b "$scratch/deb" /home/$person/later/build/deb/fcfh-${name}_later.deb >"$scratch/dpkg-deb"
        rm -r "$scratch/deb"
    done
    page_here=/home/$person/later
    calls_during 'newer packages' page deb-upgrade
    like "$(dpkg-query -W fcfh-collector)" '[+]later1$' 'they are installed'
    calls_during 'snmptrapd is installed again' does apt-get -q -y reinstall snmptrapd
    eventually 'our service runs the new snmptrapd without a command' '! old_program'
    a_call 'then'

    does systemctl disable --now fcfh-snmptrapd.socket fcfh-snmptrapd.service
    does systemctl enable snmptrapd.socket
    page debian-snmptrapd
    is "$(systemctl is-active snmptrapd.socket snmptrapd.service | sort -u)" active "Debian's snmptrapd runs"
    a_call "by Debian's snmptrapd"
    page debian-snmptrapd-back

    page deb-remove
    check 'your settings and data stay' [ -s "$clients/$(uuid 1).xml" ]
    check 'with settings' grep -q 127.0.0.0 /etc/fcfh/fcfh.conf
    is "$(systemctl is-active snmptrapd.socket)" active "Debian's snmptrapd has its port"
    does apt-get -q -y purge fcfh-collector fcfh-queue fcfh-config fcfh-common
    rm -f /var/lib/prometheus/node-exporter/fcfh.prom
    is "$(left_overs)" '' 'after a purge no file has our name any more'

    page what-is-left
    page no-systemd
    is "$(find /var/lib/fcfh -printf '%p %u:%g %m\n' | sort | diff - /root/directories)" '' \
        'without systemd the same directories are made'
    page_all_walked
}

"boot_$boot"
echo $((boot + 1)) >/root/boot
[ "$boot" = 3 ] || boots_again
finish
[ "$boot" != 3 ] || is_finished
