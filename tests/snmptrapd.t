#!/bin/sh
# From the datagram to the client that answered: the real snmptrapd, fcfh-collector as its traphandle,
# fcfh-identify, and a stand-in AMT.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
write_conf
trapd=$net.1:10162
file=$queue/$uuid1.xml
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; } # N, of the stand-in's Nth machine
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
answered() { [ "$(state "$(uuid "$1")")" = answered ]; } # N
handler="exec $build/fcfh-collector -c $conf"

# --- With the configuration that is shipped

start_standin --count 9 "$net.11"
start_snmptrapd "$net.1" 10162 "$(sed -e "s|10\.0\.0\.0/8|$net.0/24|" \
    -e "s|exec @BINDIR@/fcfh-collector|$handler|" "$project/alert_collector/snmptrapd.conf.in")"
send_trap "$net.12" "$trapd" $link_up_trap "$(pet "$(guid 2)" 1 06)"
send_trap "$net.13" "$trapd" $call_trap "$(call_pet "$(guid 3)" 1)" public
send_trap "$net.13" "$trapd" $call_trap "$(call_pet "$(guid 3)" 1)" ''
send_trap 127.0.0.13 "$trapd" $call_trap "$(call_pet "$(guid 3)" 1)"
send_trap "$net.11" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
eventually 'a call, SNMPv1: answered' 'answered 1'
like "$(cat "$file")" '<state [^>]*>answered</state>' 'the call is in its file'
is "$(value "$file" address) $(value "$file" calls)" "$net.11 1" 'with its address, as one call'
check 'a link-up before it left nothing' [ ! -e "$queue/$(uuid 2).xml" ]
check 'nor did another community or another network' [ ! -e "$queue/$(uuid 3).xml" ]
send_trap "$net.11" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
send_trap "$net.11" "$trapd" $no_media_trap "$(pet "$(guid 1)" 2 40)"
send_trap_v2c "$net.14" "$trapd" $call_trap "$(call_pet "$(guid 4)" 1)"
eventually 'a call, SNMPv2c: answered' 'answered 4'
is "$(value "$file" calls)" 1 'the same PET again was no further call'
like "$(cat "$file")" 'name="No bootable media"' 'the event of a known client is kept'
snmptrap -v1 -c vpro -m '' "--clientaddr=$net.15" "$trapd" 1.3.6.1.4.1.3183.1.1 6.6.6.6 6 \
    $call_trap 0 1.3.6.1.4.1.3183.1.1.1 x "$(call_pet "$(guid 5)" 1)" \
    1.3.6.1.6.3.18.1.3.0 a 6.6.6.6
eventually 'a false agent address is ignored' 'answered 5'
is "$(value "$queue/$(uuid 5).xml" address)" "$net.15" 'the address is that of the datagram'
send_trap "$net.16" "$trapd" -1 "$(pet "$(guid 6)" 1 BB)"
send_trap "$net.16" "$trapd" $call_trap 0102030405060708090A
eventually 'a negative trap number is understood, and logged' \
    'grep -q "fcfh-collector: $net.16: trap 4294967295 matched nothing" "$scratch/snmptrapd-err"'
eventually 'ten octets are not understood, and logged' \
    'grep -q "not understood.* 01 02 03 04 05 06 07 08 09 0A" "$scratch/snmptrapd-err"'
eventually 'nothing is left running' \
    '[ "$(ours | sort)" = "$(printf "%s\n" "$standin" "$snmptrapd" | sort)" ]'
is "$(entries)" 3 'there are three clients'
check 'their files are valid' valid "$queue"/*.xml
stop "$snmptrapd"
stop "$standin"

# --- snmptrapd restarts while a machine keeps fcfh-identify waiting

fresh
write_conf amt.timeout=8s
start_standin --fault silent "$net.21" "$net.22"
start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' "traphandle default $handler"
send_trap "$net.21" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
identifying() { # the pid of fcfh-identify
    ours | while read -r pid; do
        [ "$(head -zn 1 "/proc/$pid/cmdline" 2>/dev/null | tr -d '\0')" != fcfh-identify ] ||
            echo "$pid"
    done
}
eventually 'fcfh-identify runs' '[ -n "$(identifying)" ]'
send_trap "$net.22" "$trapd" $call_trap "$(call_pet "$(guid 2)" 1)"
eventually 'snmptrapd is free meanwhile: the next call gets into the queue' \
    '[ -e "$queue/$(uuid 2).xml" ]'
is "$(state $uuid1)" waiting 'while the first still waits'
identifying=$(identifying)
if [ "$(id -u)" = 0 ]; then
    is "$(for n in 0 1 2; do readlink "/proc/$identifying/fd/$n"; done | sort -u)" /dev/null \
        'fcfh-identify has nothing of snmptrapd open'
    is "$(readlink "/proc/$identifying/cwd")" / 'nor a directory'
else
    skip 'what fcfh-identify has open' 'it hides that from all but root'
fi
stop "$snmptrapd"
check 'the port is free' eval '! udp_is_bound "$net.1" 10162'
check 'although fcfh-identify still runs' [ -n "$(identifying)" ]
start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' "traphandle default $handler"
send_trap "$net.23" "$trapd" $call_trap "$(call_pet "$(guid 3)" 1)"
eventually 'snmptrapd has it again' '[ -e "$queue/$(uuid 3).xml" ]'
eventually 'the silent machine has failed' '[ "$(state $uuid1)" = failed ]'
like "$(reason $uuid1)" '^timeout' 'with a time-out'
stop "$snmptrapd"
stop "$standin"
wait_for 15 all_ended

# --- Whatever output options snmptrapd has

quiet_collector
handler="exec $collector -c $conf"
write_conf collector.calls=C7:4142
# 47 octets that snmptrapd may write as text, with a quote and a backslash
text='ABCDEFGHIJKLMNOPQR"\STUVWXYZabcABdefghijklmnopq'
printable=$(printf %s "$text" | od -An -v -tx1 | tr -d ' \n')
printable_uuid=44434241-4645-4847-494a-4b4c4d4e4f50
forms() { # NAME LINE...: the two traps with snmptrapd.conf so
    form=$1
    shift
    fresh
    start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' "$@" '[snmptrapd]' \
        "traphandle default $handler"
    send_trap "$net.31" "$trapd" 13068288 "$printable"
    send_trap_v2c "$net.32" "$trapd" 13068288 "$printable"
    send_trap "$net.33" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
    send_trap_v2c "$net.34" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
    wait_for 5 '[ "$(value "$file" address)" = "$net.34" ]'
    is "$(value "$file" calls)" 2 "$form: two calls"
    is "$(value "$queue/$printable_uuid.xml" calls)" 2 "$form: two calls in printable octets"
    is "$(grep -v -e ^NET-SNMP -e ^Created "$scratch/snmptrapd-err")" '' "$form: no message"
    stop "$snmptrapd"
}
forms 'as it comes'
forms 'outputOption n' 'outputOption n'
forms 'outputOption x' 'outputOption x'
forms 'outputOption nx' 'outputOption nx'
forms 'outputOption Q' 'outputOption Q'
forms 'outputOption q' 'outputOption q'
forms 'outputOption e' 'outputOption e'
forms 'no wrapping' '[snmp] hexOutputLength 0'
forms 'wrapping after 8' '[snmp] hexOutputLength 8'

# --- It is stopped while a trap is handled: the unit's KillMode= depends on this

fresh
printf '#!/bin/sh\ntouch %s/handled\nuntil [ -e %s/go-on ]; do sleep 0.02; done\n%s\n' \
    "$scratch" "$scratch" "$handler" >"$scratch/slow"
chmod +x "$scratch/slow"
start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' 'outputOption nx' \
    "traphandle default exec $scratch/slow"
send_trap "$net.21" "$trapd" $call_trap "$(call_pet "$(guid 1)" 1)"
wait_for 10 '[ -e "$scratch/handled" ]'
kill "$snmptrapd"
touch "$scratch/go-on"
wait "$snmptrapd"
check 'it ends when the collector that has the trap has stored it' [ -e "$file" ]

# --- IPv6

fresh
if [ -e /proc/net/if_inet6 ] && grep -q '^0*1 ' /proc/net/if_inet6; then
    start_snmptrapd ::1 $port 'authCommunity execute vpro' 'outputOption nx' \
        "traphandle default $handler"
    send_trap '' "udp6:[::1]:$port" $call_trap "$(call_pet "$(guid 1)" 1)"
    eventually 'a call over IPv6, SNMPv1' '[ "$(value "$file" calls)" = 1 ]'
    send_trap_v2c '' "udp6:[::1]:$port" $call_trap "$(call_pet "$(guid 1)" 2)"
    eventually 'a call over IPv6, SNMPv2c' '[ "$(value "$file" calls)" = 2 ]'
    is "$(value "$file" address)" ::1 'its address'
    stop "$snmptrapd"
else
    skip 'calls over IPv6' 'there is no ::1'
fi

finish
