#!/bin/sh
# In the booted system, what an administrator sees: `fcfh-settings check` reports each of the nine
# states in which no call arrives and exits with 1, and what it recommends corrects the state. Then
# the timers, the listener's socket, and a backup that is restored on a computer that has lost
# everything. Results go to standard output; booted.sh starts this at each boot.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/booted/shared.sh
. "$(dirname "$0")/shared.sh"
# shellcheck source=tests/booted/page.sh
. "$(dirname "$0")/page.sh"
unset SNMPCONFPATH # the system's own settings of snmptrapd
again=/root/booted-again
event_user=events
ours='fcfh-snmptrapd.socket fcfh-snmptrapd.service'
theirs='snmptrapd.socket snmptrapd.service'
services='fcfh-identify.service fcfh-listener.service fcfh-hooks.service'
walked() { # BLOCK of docs/INSTALL.md
    page_commands "$1" | sed 's/^[#$] //' | page_whole_commands >"$scratch/block"
    check "docs/INSTALL.md has commands: $1" [ -s "$scratch/block" ]
    run sh -e "$scratch/block"
    exit_is 0 "and they work: $1"
}

# ---------------------------------------------------------------- the second boot

if [ -e "$again" ]; then
    four_machines
    eventually 'after the reboot the timers run' \
        '[ "$(systemctl is-active fcfh-expire.timer fcfh-metrics.timer | sort -u)" = active ]'
    is "$(systemctl is-active fcfh-listener.socket)" active 'so does the port of the listener'
    is "$(event_of 1 70)" 200 'and an event starts it'
    is "$(systemctl --failed --plain --no-legend)" '' 'no unit has failed'
    finish
    is_finished
    exit
fi

# ---------------------------------------------------------------- installing, without a password first

does systemd-sysusers /usr/local/lib/sysusers.d/fcfh.conf
does systemd-tmpfiles --create /usr/local/lib/tmpfiles.d/fcfh.conf
does useradd -G fcfh,fcfh-desk tech
does systemctl daemon-reload
does systemctl disable --now $theirs
does systemctl enable --now $ours fcfh-identify.service
is "$(systemctl is-active fcfh-identify.service)" inactive 'without a password fcfh-identify is not started'
is "$(systemctl --failed --plain --no-legend)" '' 'which does not count as a failure'
run fcfh-settings check
like "$out" '^WRONG +password: /etc/fcfh/password is not there; do: fcfh-settings set amt.password -$' \
    'check says what is missing'
like "$out" '^WRONG +fcfh-identify.service: does not run; do: systemctl enable --now fcfh-identify.service$' \
    'and what to do then'
echo '[nonsense]' >>/etc/fcfh/fcfh.conf
run systemctl start fcfh-identify.service
is "$status $(systemctl is-active fcfh-identify.service)" '1 failed' 'with wrong settings it fails'
sed -i '/nonsense/d' /etc/fcfh/fcfh.conf
does fcfh-settings set amt.password-command 'echo Canary-command-1'
does systemctl start fcfh-identify.service
is "$(systemctl is-active fcfh-identify.service)" active 'a command for the password is enough'
does systemctl stop fcfh-identify.service
does fcfh-settings set amt.password-command ''

set_up_for_four
does systemctl enable --now $services
does systemctl restart fcfh-snmptrapd.service
four_machines
does fcfh-config --learn "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)"

# ---------------------------------------------------------------- the nine states

look() {
    run fcfh-settings check --json
    codes=$(printf '%s\n' "$out" | jq -r 'select(.kind == "WRONG") | .code' | sort -u | paste -sd' ')
}
is_well() { # NAME
    look
    is "$status $codes" '0 ' "$1"
}
told() { # CODE NAME
    look
    is "$status $codes" "1 $1" "$2"
}
restarts() { # Debian's snmptrapd
    systemctl reset-failed snmptrapd.service
    does systemctl restart snmptrapd.service
}
# Does what check recommends; a password that it asks for is the listener's.
do_it() {
    # They are started more often here than the five times in ten seconds that systemd allows.
    systemctl reset-failed snmptrapd.service $services
    printf '%s\n' "$out" | jq -r 'select(.kind == "WRONG" and .command) | .command' >"$scratch/commands"
    check 'it says what to do' [ -s "$scratch/commands" ]
    run sh -ec ". '$scratch/commands'" <"$scratch/event-password"
    exit_is 0 "which works: $(tr '\n\134' ';/' <"$scratch/commands")"
}
mended() { # NAME: and a call arrives again
    is_well "$1: put right"
    before=$(calls_of 1)
    next
    trap_of 1 $number
    eventually "$1: then a call arrives" '[ "$(calls_of 1)" -gt "${before:-0}" ]'
}
number=100
next() { number=$((number + 1)); } # of a trap or an event
an_event() { # NAME
    next
    is "$(event_of 3 $number)" 200 "$1"
}
mended 'all is set up'

# Where snmptrapd also receives other traps.
does systemctl disable --now $ours
does systemctl enable $theirs
does sh -c "echo 'includeFile /etc/fcfh/snmptrapd.conf' >>/etc/snmp/snmptrapd.conf"
does usermod -aG fcfh Debian-snmp
does systemctl stop snmptrapd.service snmptrapd.socket
does systemctl start snmptrapd.socket snmptrapd.service
mended "Debian's snmptrapd"

does sed -i '/^includeFile/d' /etc/snmp/snmptrapd.conf
restarts
told snmptrapd-not-included '1: no includeFile'
do_it
restarts
mended '1: no includeFile'

does gpasswd -d Debian-snmp fcfh
restarts
told trap-user-group '2: its user is not in the group'
do_it
mended '2: its user is not in the group'

does sed -i 's/ vpro / public /' /etc/fcfh/snmptrapd.conf
told snmptrapd-community '3: another community'
does sed -i 's/ public / vpro /' /etc/fcfh/snmptrapd.conf
restarts
mended '3: another community'

does chmod 600 /etc/fcfh/fcfh.conf
told conf-not-readable '4: fcfh.conf is 0600'
do_it
mended '4: fcfh.conf is 0600'

does systemctl stop snmptrapd.service $services
does cp -a $queue /srv/queue
does fcfh-settings set queue.directory /srv/queue
does systemctl start --no-block snmptrapd.service $services
look
like " $codes " ' unit-read-only ' '5: the queue was moved, without ReadWritePaths='
do_it
queue=/srv/queue
eventually '5: all run again' 'all_active snmptrapd.service $services'
mended '5: the queue was moved'
queue=/var/lib/fcfh/queue
rm -rf /etc/systemd/system/fcfh-*.service.d
does fcfh-settings set queue.directory $queue
does systemctl daemon-reload
does systemctl restart snmptrapd.service $services
does rm -r /srv/queue

does mv /etc/fcfh/listener-password "$scratch/away"
told listener-password-missing "6: no listener's password"
do_it
is_well "6: no listener's password: put right"
printf 'secret\n' >"$scratch/weak"
does install -o fcfh-events -m 400 "$scratch/weak" /etc/fcfh/listener-password
told listener-password-weak '6: a weak one'
does install -o fcfh-events -m 400 "$scratch/event-password" /etc/fcfh/listener-password

does mv /etc/fcfh/listener.key /etc/fcfh/desk.key
does chown root /etc/fcfh/desk.key
does fcfh-settings set listener.key /etc/fcfh/desk.key
told listener-key-not-readable '7: its key cannot be read'
do_it
is_well '7: its key cannot be read: put right'
does mv /etc/fcfh/desk.key /etc/fcfh/listener.key
does fcfh-settings set listener.key /etc/fcfh/listener.key

does cp -p /etc/fcfh/listener.pem "$scratch/listener.pem"
echo junk >/etc/fcfh/listener.pem
told listener-certificate-bad '8: junk for a certificate'
does cp -p "$scratch/listener.pem" /etc/fcfh/listener.pem

does systemctl stop fcfh-listener.service
perl -MIO::Socket::INET -e '
    my $socket = IO::Socket::INET->new(LocalPort => 16996, Listen => 1, ReuseAddr => 1) or die; sleep 600' &
holder=$!
eventually 'another program has its port' 'ss -Hltn "sport = :16996" | grep -q .'
does systemctl start --no-block fcfh-listener.service
eventually '9: it is started again and again' 'look; [ "$status $codes" = "1 unit-restarting" ]'
stop $holder
eventually '9: put right' 'look; [ "$status $codes" = "0 " ]'
an_event 'and an event arrives'

# Back to our own snmptrapd, as docs/INSTALL.md says.
does systemctl disable --now $theirs
walked debian-snmptrapd-back
does systemctl enable --now $ours
mended 'a snmptrapd of our own again'

# ---------------------------------------------------------------- what has stopped

eventually 'fcfh-hooks reports that it is alive' '[ -s $queue/status/*/hooks ]'
does systemctl stop fcfh-hooks.service
utc=$(date -u -d '40 seconds ago' +%Y-%m-%dT%H:%M:%SZ)
sed "s/\"alive\": \"[^\"]*\"/\"alive\": \"$utc\"/" $queue/status/*/hooks >"$scratch/hooks"
cp "$scratch/hooks" $queue/status/*/hooks
run fcfh-queue status --json
like "$status $out" '^1 .*"hooks": "stopped".*"codes": \["hooks-stopped"\]' 'status: fcfh-hooks has stopped'
told unit-stopped 'check: its unit has stopped'
do_it
is_well 'it runs again'

# ---------------------------------------------------------------- timers

fast() { # TIMER: each two seconds in place of each day or minute
    mkdir -p "/run/systemd/system/$1.d"
    printf '[Timer]\nOnCalendar=\nOnCalendar=*:*:0/2\nRandomizedDelaySec=0\nAccuracySec=100ms\n' \
        >"/run/systemd/system/$1.d/test.conf"
}
fast fcfh-expire.timer
fast fcfh-metrics.timer
does systemctl daemon-reload
next
trap_of 2 $number
eventually 'a client calls' 'is_known 2 verified'
does fcfh-settings set queue.timeout 1s
does systemctl enable --now fcfh-expire.timer
eventually 'fcfh-expire.timer removes it when it is due' '[ ! -e "$queue/$(uuid 2).xml" ]'
is "$(find $queue/archive -name "$(uuid 2)*" | wc -l)" 1 'into the archive'
does fcfh-settings set queue.timeout 4h
does systemctl enable --now fcfh-metrics.timer
eventually 'fcfh-metrics.timer writes metrics' 'grep -q "^# EOF" /run/fcfh-metrics/fcfh.prom'
like "$(cat /run/fcfh-metrics/fcfh.prom)" '^fcfh_up\{part="identify"\} 1$' 'which say which programs run'
is "$(stat -c %a /run/fcfh-metrics /run/fcfh-metrics/fcfh.prom | paste -sd' ')" '755 644' \
    'and everybody may read them'
rm /run/fcfh-metrics/fcfh.prom
eventually 'they are written again and again' '[ -e /run/fcfh-metrics/fcfh.prom ]'
for name in expire metrics; do
    is "$(systemctl show -p Result --value fcfh-$name.service)" success "fcfh-$name.service ended well"
done
rm -r /run/systemd/system/fcfh-expire.timer.d /run/systemd/system/fcfh-metrics.timer.d
does systemctl daemon-reload
like "$(systemctl list-timers --no-pager --no-legend)" 'fcfh-expire.timer' 'the timers wait for their time'

# ---------------------------------------------------------------- the port of the listener

does systemctl stop fcfh-listener.service
does systemctl enable --now fcfh-listener.socket fcfh-listener.service
an_event 'fcfh-listener.socket: an event'
does systemctl stop fcfh-listener.service
an_event 'an event while the service is stopped starts it'
is "$(user_of fcfh-listener.service)" fcfh-events 'as its user'
systemctl restart --no-block fcfh-listener.service
lost=0
end=$(($(date +%s) + 3))
while [ "$(date +%s)" -lt $end ]; do
    next
    [ "$(event_of 3 $number)" = 200 ] || lost=$((lost + 1))
done
is "$lost" 0 'during a restart no event is lost'
is_well 'check looks at the socket'
run fcfh-settings check --probe
like "$out" '^ok +probe: event: .* took it, and it was counted' 'and sends an event through it'

# ---------------------------------------------------------------- backup, uninstall, restore

cd "$project" || exit
next
trap_of 1 $number
eventually 'a client calls again' 'is_known 1 verified'
as tech fcfh-queue ticket "$(uuid 1)" T-backup
exit_is 0 'a ticket that is not to be lost'
stop_all() { does systemctl stop $ours $services fcfh-listener.socket fcfh-expire.timer fcfh-metrics.timer; }
stop_all # for the sake of the comparison
kept() { # what is in the backup, but for counters and signs of life
    (cd / && find etc/fcfh var/lib/fcfh ! -path '*/status*' ! -path '*/queue/lock' ! -path '*/queue/tmp*' \
        \( -type f -printf '%p %u:%g %m ' -exec sh -c 'sha256sum <"$1"' sh {} \; -o -printf '%p %u:%g %m\n' \) | sort)
}
walked backup
is "$(stat -c '%U %a' fcfh-backup.tar.gz)" 'root 600' 'the backup is for root alone'
kept >"$scratch/before"
walked uninstall
walked what-is-left
is "$(find / -xdev \( -path /proc -o -path /tmp -o -path /root -o -path '/var/log/*' -o -path /srv -o -name 'fcfh-booted.*' \) \
    -prune -o -name '*fcfh*' -print)" '' 'no file has our name any more'
is "$(grep -rl --exclude='fcfh-booted.*' --exclude='*-' fcfh /etc | tr '\n' ' ')" '/etc/hosts ' 'no file of /etc mentions fcfh'
is "$(find / -xdev \( -path /proc -o -path /root -o -path /tmp \) -prune -o \( -nouser -o -nogroup \) -print)" '' \
    'each file has an owner'
is "$(find /etc/systemd -xtype l)" '' 'no enabled unit is missing'
is "$(systemctl is-active snmptrapd.socket)" active "Debian's snmptrapd has its port again"

for n in 1 2 3 4 5; do does useradd --system "other$n"; done # so that users get other numbers
does make -s install
does systemd-sysusers /usr/local/lib/sysusers.d/fcfh.conf
does systemd-tmpfiles --create /usr/local/lib/tmpfiles.d/fcfh.conf
does usermod -aG fcfh,fcfh-desk tech
does systemctl daemon-reload
does systemctl disable --now $theirs
walked restore
does systemctl enable --now fcfh-listener.socket $services fcfh-expire.timer fcfh-metrics.timer
stop_all
kept >"$scratch/after"
is "$(diff "$scratch/before" "$scratch/after")" '' 'all is as it was, with the same owners'
does systemctl start $ours fcfh-listener.socket $services fcfh-expire.timer fcfh-metrics.timer
mended 'after the restore'
like "$out" '"object": "register", "text": "[^"]*\(4 clients' 'the register is there'
is "$(value "$queue/$(uuid 1).xml" ticket)" T-backup 'the ticket is there'

touch $again
boots_again
finish
