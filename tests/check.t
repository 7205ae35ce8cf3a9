#!/bin/sh
# fcfh-settings check reports each state in which no call arrives. An installed system is simulated
# in namespaces of its own: its users, and its units, which a systemctl of this test describes.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
if [ "${FCFH_TEST_ENV-}" = clean ] && [ -z "${FCFH_OWN_WORLD-}" ]; then
    map=''
    [ "$(id -u)" = 0 ] || map=-r
    # shellcheck disable=SC2086 # none or one option
    if unshare $map -mn true 2>/dev/null; then
        FCFH_OWN_WORLD=yes exec unshare $map -mn "$0" "$@"
    fi
fi
. "$(dirname "$0")/lib.sh"
if [ -z "${FCFH_OWN_WORLD-}" ]; then
    skip 'an installed system' 'no namespaces here'
    finish
    exit
fi

# --- An installed system

etc=$scratch/etc/fcfh
conf=$etc/fcfh.conf
queue=$scratch/var/lib/fcfh/queue
clients=$scratch/var/lib/fcfh/clients
mkdir -p "$etc" "$queue" "$clients"
quiet_collector
cp "$build/fcfh-listener" "$scratch/bin"
chmod 755 "$scratch/bin"
chmod 711 "$scratch" "$TMPDIR/.."
chmod -R a+rX "$scratch/etc" "$scratch/var"
ip link set lo up 2>/dev/null || perl -e '
    require "sys/ioctl.ph" if 0; use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die;
    ioctl($s, 0x8914, pack("Z16 s x14", "lo", 0x41)) or die "$!\n"' || exit 1

# Users other than 0 exist there only where root has made the namespaces.
others=false
if [ "$(awk '{print $3}' /proc/self/uid_map)" -gt 1 ]; then others=true; fi
cp /etc/passwd "$scratch/passwd"
cp /etc/group "$scratch/group"
n=64000
for user in fcfh-trap fcfh-events fcfh-amt fcfh-hooks tech Debian-snmp; do
    n=$((n + 1))
    gid=64100
    if [ "$user" = Debian-snmp ]; then gid=64102; fi
    sed -i "/^$user:/d" "$scratch/passwd"
    ! $others || echo "$user:x:$n:$gid::/:/bin/false" >>"$scratch/passwd"
done
sed -i '/^fcfh/d; /^Debian-snmp:/d' "$scratch/group"
cat >>"$scratch/group" <<END
fcfh:x:64100:tech
fcfh-desk:x:64101:fcfh-amt,tech
Debian-snmp:x:64102:
END
mount --bind "$scratch/passwd" /etc/passwd && mount --bind "$scratch/group" /etc/group || exit 1
# The file is overwritten in place: the file is what is mounted, not its name.
group_is() { # MEMBERS
    sed "s/^fcfh:x:64100:.*/fcfh:x:64100:$1/" /etc/group >"$scratch/new-group"
    cat "$scratch/new-group" >"$scratch/group"
}
own() { ! $others || chown "$@"; }
private() { # FILE OWNER: that alone reads it
    own "$2" "$1" && chmod 400 "$1"
}

# What systemd would say: $scratch/units has one file per unit, $scratch/cat what `systemctl cat`
# prints.
mkdir "$scratch/units" "$scratch/cat"
cat >"$scratch/bin/systemctl" <<'END'
#!/bin/sh
here=${0%/bin/systemctl}
case $1 in
    show) for unit in "$here"/units/*; do cat "$unit" && echo; done ;;
    cat) for name; do :; done; cat "$here/cat/$name" ;;
esac
END
chmod +x "$scratch/bin/systemctl"
PATH=$scratch/bin:$PATH
export SNMPCONFPATH="$scratch/snmp"
unit() { # NAME LINE...: those that are given hold
    file=$scratch/units/$1
    printf '%s\n' "Id=$1" LoadState=loaded ActiveState=active SubState=running Result=success \
        UnitFileState=enabled Group=fcfh ProtectSystem=strict ProtectHome=yes MainPID=0 NRestarts=0 \
        ExecMainStatus=0 NeedDaemonReload=no ActiveEnterTimestampMonotonic=1 \
        "ReadWritePaths=$scratch/var/lib/fcfh" \
        "ExecStart={ path=/usr/bin/x ; argv[]=/usr/bin/x -c $conf ; ignore_errors=no }" >"$file"
    shift
    for line; do
        sed -i "/^${line%%=*}=/d" "$file"
        echo "$line" >>"$file"
    done
}
certificate() { # NAME DAYS: of listener.pem and its key
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$2" -subj "/CN=$1" \
        -addext "subjectAltName=DNS:$1" -keyout "$etc/listener.key" -out "$etc/listener.pem" \
        2>/dev/null
    private "$etc/listener.key" fcfh-events
    chmod 644 "$etc/listener.pem"
}
event_password=Canary-4e8b1
installed() { # all as it must be
    chmod 755 "$etc"
    rm -rf "$queue" "$etc/moved"
    write_conf "clients.directory=$clients" collector.address=127.0.0.1 \
        collector.event-url=https://desk.example:16996/ "amt.password-file=$etc/password" \
        "listener.certificate=$etc/listener.pem" "listener.key=$etc/listener.key" \
        listener.user=events "listener.password-file=$etc/listener-password"
    chmod 644 "$conf"
    rm -f "$etc/password" "$etc/listener-password"
    echo "$password" >"$etc/password"
    echo "$event_password" >"$etc/listener-password"
    private "$etc/password" fcfh-amt
    private "$etc/listener-password" fcfh-events
    cp "$scratch/good.key" "$etc/new" && mv "$etc/new" "$etc/listener.key"
    cp "$scratch/good.pem" "$etc/listener.pem"
    private "$etc/listener.key" fcfh-events
    mkdir -p "$queue"
    own root:fcfh "$queue"
    chmod 2770 "$queue"
    for name in tmp archive pending status; do
        mkdir "$queue/$name"
        own root:fcfh "$queue/$name"
        chmod 2770 "$queue/$name"
    done
    mkdir "$queue/proved" "$queue/ask" "$queue/told"
    own fcfh-amt:fcfh "$queue/proved"
    own root:fcfh-desk "$queue/ask"
    own fcfh-hooks:fcfh "$queue/told"
    chmod 750 "$queue/proved" "$queue/told"
    chmod g-s "$queue/proved" "$queue/told"
    chmod 2770 "$queue/ask"
    printf 'authCommunity execute vpro 127.0.0.0/8 .1.3.6.1.4.1.3183.1.1\noutputOption nx\n%s\n' \
        "traphandle .1.3.6.1.4.1.3183.1.1.* exec $collector -c $conf" \
        >"$etc/snmptrapd.conf"
    echo "includeFile $etc/snmptrapd.conf" >"$scratch/snmp/snmptrapd.conf"
    rm -f "$scratch/units"/*
    unit snmptrapd.service User=$trap_user Group= ProtectSystem=no MainPID=$snmptrapd \
        'ExecStart={ path=/usr/sbin/snmptrapd ; argv[]=/usr/sbin/snmptrapd -LOw -n -f udp:162 ; x }'
    unit snmptrapd.socket
    unit fcfh-snmptrapd.service ActiveState=inactive UnitFileState=disabled
    unit fcfh-snmptrapd.socket ActiveState=inactive UnitFileState=disabled
    unit fcfh-identify.service User=fcfh-amt
    unit fcfh-listener.service User=fcfh-events
    group_is tech,Debian-snmp
}
# The real snmptrapd, at the real port.
trap_user=root as=''
if $others; then
    trap_user=Debian-snmp
    as='setpriv --reuid=Debian-snmp --regid=Debian-snmp --init-groups'
    group_is tech,Debian-snmp
fi
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
own Debian-snmp "$scratch/snmp"
# shellcheck disable=SC2086 # words are wanted
$as snmptrapd -f -n -m '' -Le udp:127.0.0.1:162 >"$scratch/snmptrapd-out" 2>&1 &
snmptrapd=$!
eventually 'snmptrapd has the port' 'udp_is_bound 127.0.0.1 162'
certificate desk.example 90
cp "$etc/listener.key" "$scratch/good.key"
cp "$etc/listener.pem" "$scratch/good.pem"
look() {
    run timeout 60 "$build/fcfh-settings" check -c "$conf" --json
    codes=$(printf '%s\n' "$out" | jq -r 'select(.kind == "WRONG") | .code' | sort -u | paste -sd' ')
    cat "$scratch/out" >>"$scratch/all"
    if ! $others; then # to one who is mapped alone even / belongs to nobody
        codes=$(printf '%s\n' "$codes" | sed 's: *register-bad::; s:^ ::')
        [ -n "$codes" ] || status=0
    fi
}
told() { # CODE ERE NAME: that alone is wrong, in these words
    look
    is "$status $codes" "1 $1" "$3"
    like "$(printf '%s\n' "$out" | jq -r "select(.code == \"$1\") | .object + \": \" + .text + \"; do: \" + .command")" \
        "$2" "$3: the words"
}

installed
look
is "$status $codes" '0 ' 'all is well'
like "$out" '"object": "fcfh-listener.service"' 'the units are looked at'
like "$out" "listener.pem \\(until " 'and the certificate'

# --- No call arrives

installed
: >"$scratch/snmp/snmptrapd.conf"
told snmptrapd-not-included "do: echo 'includeFile .*/etc/fcfh/snmptrapd.conf' >>$scratch/snmp/snmptrapd.conf" \
    'no includeFile'
unit snmptrapd.service User=$trap_user Group= ProtectSystem=no MainPID=$snmptrapd \
    "ExecStart={ path=/x/fcfh-stream ; argv[]=/x/fcfh-stream $etc/snmptrapd.conf udp:162 ; x }"
look
is "$status $codes" '0 ' 'with fcfh-stream, which has been given the file, snmptrapd needs none'
installed
echo 'includeFile /nowhere/snmptrapd.conf' >"$scratch/snmp/snmptrapd.conf"
told snmptrapd-conf-missing '/nowhere/snmptrapd.conf, which it is to read, is not there' \
    'it includes what is not there'
installed
sed -i 's/vpro/public/' "$etc/snmptrapd.conf"
told snmptrapd-community "lets 'vpro' execute.* but 'public'" 'another community'
if $others; then
    installed
    group_is tech
    told trap-user-group 'Debian-snmp is not in the group .*; do: usermod -aG fcfh Debian-snmp && systemctl restart snmptrapd.service' \
        'its user is not in the group'
    installed
    chmod 600 "$conf"
    told conf-not-readable 'fcfh-amt.*may not read .*fcfh.conf \(mode 0600\); do: chmod a\+r ' 'fcfh.conf is 0600'
    like "$out" 'fcfh-amt, fcfh-hooks, fcfh-events, Debian-snmp, tech may not' 'for all of them'
    installed
    chmod 700 "$etc"
    look
    like "$out" 'may not look into .*/etc/fcfh \(mode 0700\)' 'its directory is 0700'
    installed
    own root "$etc/listener.key"
    told listener-key-not-readable 'fcfh-events may not read it; do: chown fcfh-events .*listener.key' \
        'its key cannot be read'
    echo "LoadCredential=listener-key:$etc/listener.key" >"$scratch/cat/fcfh-listener.service"
    look
    is "$status $codes" '0 ' 'but where systemd hands it over'
    rm "$scratch/cat/fcfh-listener.service"
    installed
    chmod 700 "$clients"
    told not-permitted 'fcfh-amt: may not read the register' 'the register is closed'
    chmod 755 "$clients"
    installed
    chown tech "$queue/ask"
    told directory-owner 'queue/ask has another owner' "somebody else's directory"
else
    skip 'what other users may do' 'there is one user here'
fi
installed
for name in identify listener; do
    sed -i 's:^ReadWritePaths=.*:ReadWritePaths=/var/lib/fcfh:' "$scratch/units/fcfh-$name.service"
done
told unit-read-only 'fcfh-identify.service: may not write to the queue.*do: mkdir -p /etc/systemd/system/fcfh-identify.service.d .*ReadWritePaths=' \
    'the queue was moved'
spool=$scratch/var/spool
with_spool() {
    installed
    run "$build/fcfh-settings" -c "$conf" set collector.spool "$spool"
}
with_spool
told queue-missing "spool: $spool is not there; do: install -d -m 2770 -g fcfh $spool" 'the spool is not there'
mkdir "$spool"
own root:fcfh "$spool"
chmod 2770 "$spool"
told unit-read-only 'fcfh-identify.service: may not write to the spool.*do: .*fcfh-identify.service.d/spool.conf' \
    'its unit may not write there'
unit fcfh-identify.service User=fcfh-amt "ReadWritePaths=$scratch/var/lib/fcfh -$spool"
look
is "$status $codes" '0 ' 'with that all is well'
chmod 2777 "$spool"
told queue-open "spool: .*everybody may write.*do: chmod o-w $spool" 'everybody may write to the spool'
if $others; then
    chmod 2750 "$spool"
    told not-permitted "Debian-snmp: may not write to $spool" 'nobody in the group may'
    like "$out" "fcfh-amt.*may not write to $spool" 'neither snmptrapd nor fcfh-identify'
fi
rm -r "$spool"
installed
rm "$etc/listener-password"
told listener-password-missing 'is not there; do: fcfh-settings set listener.password -' "no listener's password"
installed
printf 'secret\n' >"$etc/listener-password.new"
mv "$etc/listener-password.new" "$etc/listener-password"
private "$etc/listener-password" fcfh-events
told listener-password-weak 'AMT wants a password with at least 8' 'a weak one'
unlike "$out" '"secret' 'which is not shown'
installed
echo junk >"$etc/listener.pem"
told listener-certificate-bad 'is no certificate in PEM' 'junk for a certificate'
installed
certificate desk.example 90
cp "$scratch/good.pem" "$etc/listener.pem"
told listener-pair 'is not the key of ' 'the key of another'
installed
certificate other.example 90
told listener-certificate-name 'is not for desk.example' "another's name"
installed
certificate desk.example 5
look
is "$status $(printf '%s\n' "$out" | jq -r 'select(.code == "listener-certificate-ends") | .kind')" '0 note' \
    'one that ends soon'
installed
unit fcfh-listener.service ActiveState=activating SubState=auto-restart NRestarts=17 ExecMainStatus=69
told unit-restarting 'again and again \(17 times, exit status 69\).*journalctl -u fcfh-listener.service' \
    'it is started again and again'
installed
unit fcfh-listener.service ActiveState=failed SubState=failed Result=exit-code ExecMainStatus=78
told unit-failed 'has failed \(exit-code, exit status 78\)' 'it has failed'
installed
unit fcfh-identify.service ActiveState=inactive SubState=dead
told unit-stopped 'fcfh-identify.service: does not run; do: systemctl enable --now fcfh-identify.service' \
    'nobody asks AMT'
installed
unit fcfh-identify.service UnitFileState=disabled NeedDaemonReload=yes
look
is "$(printf '%s\n' "$out" | jq -r 'select(.kind == "note") | .code' | sort | grep -c unit-)" 2 'what is worth a note'

# --- Sent, and seen to arrive

probe() {
    run timeout 60 "$build/fcfh-settings" check -c "$conf" --probe --json
    cat "$scratch/out" >>"$scratch/all"
    words=$(printf '%s\n' "$out" | jq -r 'select(.object | startswith("probe")) | .kind + " " + .text')
}
counted() { "$build/fcfh-queue" -c "$conf" status --json | jq -r '[.calls, .ignored, .events] | join(" ")'; }
installed
printf '[collector]\ncalls = 12:00xx\n' >>"$conf"
kill -HUP "$snmptrapd"
probe
like "$words" '^ok sent to 127.0.0.1, it came through snmptrapd and was counted' 'a trap'
like "$words" '^WRONG https://desk.example:16996/ at 127.0.0.1: nothing listens there' 'no listener'
as_events=''
! $others || as_events='setpriv --reuid=fcfh-events --regid=fcfh --init-groups'
before=$(counted)
# shellcheck disable=SC2086 # words are wanted
$as_events "$scratch/bin/fcfh-listener" -c "$conf" >"$scratch/listener-out" 2>&1 &
listener=$!
eventually 'a listener' 'grep -qs ":4264 .* 0A " /proc/net/tcp /proc/net/tcp6'
probe
like "$words" '^ok https://desk.example:16996/ took it, and it was counted' 'an event'
is "$before / $(counted)" '0 1 0 / 0 3 0' 'both count as ignored, whatever is a call'
is "$("$build/fcfh-queue" -c "$conf" status --json | jq -r .last_alert)" null 'and as no alert of any client'
is "$(entries)" 0 'nobody is in the queue'
printf 'Another-9\n' >"$etc/new"
private "$etc/new" fcfh-events
mv "$etc/new" "$etc/listener-password"
sed -i 's/ vpro / public /' "$etc/snmptrapd.conf"
probe
like "$words" '^WRONG .* answers 401: the log-in is refused: it runs with another password' 'it runs with another password'
like "$words" '^WRONG not sent: snmptrapd would do nothing with it' 'snmptrapd would not take it'
kill -HUP "$snmptrapd"
sed -i 's/ public / vpro /' "$etc/snmptrapd.conf"
certificate desk.example 90
probe
like "$words" '^WRONG .* a different certificate was shown' 'it shows another certificate'
kill -HUP "$snmptrapd"
sed -i '/^traphandle/s/exec/exec true/' "$etc/snmptrapd.conf"
kill -HUP "$snmptrapd"
eventually 'a trap that snmptrapd reads and that is not counted' 'probe; printf "%s\n" "$words" |
    grep -q "^WRONG sent to 127.0.0.1, read from port 162, and not counted"'
kill -STOP "$snmptrapd"
probe
like "$words" '^WRONG sent to 127.0.0.1, waits at port 162' 'a trap that snmptrapd does not read'
kill -CONT "$snmptrapd"
sed -i 's:127.0.0.0/8:192.0.2.0/24:' "$etc/snmptrapd.conf"
probe
like "$words" '^note not sent: no authCommunity takes a trap from an address of this computer' 'none may be sent'
stop "$listener"

# --- The manual

sed -n 's/.*X(FOUND_[A-Z_]*, "\(.*\)").*/\1/p' "$project/amt_cfg/check/report.h" | sort >"$scratch/codes"
sed -n '/^\.Ss Codes/,/^\.S[hs] [^C]/s/^\.It Li //p' "$project/amt_cfg/fcfh-settings.8" | tr -d ' ' |
    tr , '\n' | sort >"$scratch/manual"
is "$(diff "$scratch/codes" "$scratch/manual")" '' 'the manual has all codes'
check 'there are many codes' [ "$(wc -l <"$scratch/codes")" -gt 50 ]
unlike "$(cat "$scratch/all")" "$password|$event_password" 'no password is shown'
finish
