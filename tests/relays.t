#!/bin/sh
# [collector] relays: traps that a forwarder relays. What it says about who sent them is believed,
# and no other sender's word is.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
relay=$net.9
write_conf "collector.relays=10.9.9.9, $relay"
trapd=$net.1:10162
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; } # N
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
no_guid=FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
at() { value "$queue/$(uuid "$1").xml" address; } # N: where that client is
calls() { value "$queue/$(uuid "$1").xml" calls; }
claims() { sed -n 's:.*<claim [^>]*>\([^<]*\)<.*:\1:p' "$queue/$(uuid "$1").xml" | tr '\n' ' '; }
# A v1 and a v2c trap as a forwarder sends them: with the agent address of the client.
forward_v1() { # FORWARDER CLIENT PET
    snmptrap -v1 -c vpro -m '' "--clientaddr=$1" "$trapd" 1.3.6.1.4.1.3183.1.1 "$2" 6 $call_trap 0 \
        1.3.6.1.4.1.3183.1.1.1 x "$3"
}
forward_v2c() { # FORWARDER CLIENT PET
    snmptrap -v2c -c vpro -m '' "--clientaddr=$1" "$trapd" '' \
        "1.3.6.1.4.1.3183.1.1.0.$call_trap" 1.3.6.1.4.1.3183.1.1.1 x "$3" \
        1.3.6.1.6.3.18.1.3.0 a "$2"
}

all_forms() { # NAME: what has to be true however snmptrapd writes
    form=$1
    forward_v1 "$relay" "$net.11" "$(call_pet "$(guid 1)" 1)"
    eventually "$form: SNMPv1, the agent address" '[ "$(at 1)" = "$net.11" ]'
    forward_v2c "$relay" "$net.12" "$(call_pet "$(guid 2)" 1)"
    eventually "$form: SNMPv2c, snmpTrapAddress" '[ "$(at 2)" = "$net.12" ]'
    forward_v1 "$net.13" "$net.66" "$(call_pet "$(guid 3)" 1)"
    forward_v2c "$net.14" "$net.66" "$(call_pet "$(guid 4)" 1)"
    eventually "$form: the address in a trap that no relay forwarded is ignored" '[ "$(at 3) $(at 4)" = "$net.13 $net.14" ]'
    forward_v1 "$relay" 0.0.0.0 "$(call_pet "$(guid 5)" 1)"
    eventually "$form: no agent address, but a UUID: no address" '[ "$(at 5)" = 0.0.0.0 ]'
    like "$(state "$(uuid 5)") $(reason "$(uuid 5)")" '^failed no address' "$form: and it says so"
    forward_v1 "$relay" 0.0.0.0 "$(call_pet $no_guid 6)"
    eventually "$form: without an agent address and a UUID, the address of the relay is taken" '[ -e "$queue/$relay.xml" ]'
    forward_v1 "$relay" 0.0.0.0 "$(call_pet "$(guid 1)" 2)"
    eventually "$form: a client whose address is known keeps it" '[ "$(calls 1)" = 2 ]'
    is "$(at 1) $(claims 1)" "$net.11 " "$form: and gets no claim"
    forward_v1 "$relay" "$net.15" "$(call_pet "$(guid 5)" 2)"
    eventually "$form: an address that comes later is taken" '[ "$(at 5)" = "$net.15" ]'
    is "$(state "$(uuid 5)") $(claims 5)" 'waiting ' "$form: then the client waits to be identified"
    is "$(grep -l 6.6.6.6 "$queue"/*.xml | wc -l) $(entries)" '0 6' "$form: there are six clients"
    check "$form: their files are valid" valid "$queue"/*.xml
}
by_handle() { # NAME LINE...
    name=$1
    shift
    fresh
    start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' "$@" '[snmptrapd]' \
        "traphandle default exec $collector -c $conf"
    all_forms "$name"
    stop "$snmptrapd"
}
by_handle 'as it comes'
by_handle 'outputOption nx' 'outputOption nx' '[snmp] hexOutputLength 0'

fresh
mkfifo "$scratch/pipe"
"$collector" -c "$conf" --stream --mark k7Qe0aZ2 <"$scratch/pipe" 2>"$scratch/stream-err" &
stream=$!
trapd_log=-Lo trapd_out=$scratch/pipe
trapd_format='k7Qe0aZ2 %b\nagent %a\n%N %w %q\n%V\n%v\n\n'
start_snmptrapd "$net.1" 10162 'authCommunity log vpro' 'outputOption nx' '[snmp] hexOutputLength 0'
all_forms 'a stream'
stop "$snmptrapd"
wait "$stream"

# --- The real forwarder: a snmptrapd that forwards what arrives

fresh
trapd_log=-Le trapd_out=$scratch/snmptrapd-out trapd_format=
start_snmptrapd "$net.1" 10162 'authCommunity execute vpro' 'outputOption nx' \
    "traphandle default exec $collector -c $conf"
collecting=$snmptrapd
start_snmptrapd "$relay" 10162 'authCommunity net vpro' "forward default udp:$trapd"
trap_to_relay() { # CLIENT N
    snmptrap -v1 -c vpro -m '' "--clientaddr=$1" "$relay:10162" 1.3.6.1.4.1.3183.1.1 "$1" 6 \
        $call_trap 0 1.3.6.1.4.1.3183.1.1.1 x "$(call_pet "$(guid "$2")" 1)"
}
# It sends from an address that the system chooses.
write_conf collector.relays=127.0.0.1
trap_to_relay "$net.21" 1
eventually 'forwarded by snmptrapd: the client is where it is' '[ "$(at 1)" = "$net.21" ]'
stop "$snmptrapd"
stop "$collecting"

# --- Clients that cannot be asked

fresh
write_conf "collector.relays=$relay"
sed '/18\.1\.3\.0/d' <<END >"$scratch/trap"
$(trap_text "$relay" $call_trap "$(call_pet "$(guid 1)" 1)")
END
run "$collector" -c "$conf" <"$scratch/trap"
exit_is 0 'a call without an address is stored'
run "$build/fcfh-queue" -c "$conf" list --json
unlike "$out" '"address"' 'JSON has no address then'
like "$out" '"state": *"failed"' 'it is not waited for'
run "$build/fcfh-queue" -c "$conf" list
unlike "$out" '0\.0\.0\.0' 'the list does not show 0.0.0.0'
identify
unlike "$(state "$(uuid 1)")" 'waiting|answered' 'nobody is asked'
run "$build/fcfh-queue" -c "$conf" identify "$(uuid 1)"
is "$(state "$(uuid 1)")" failed 'nor if a person asks for it'
must_fail 78 'a name is refused as a relay' sh -c "printf '[collector]\nrelays = nms.example\n' >$scratch/bad;
    $build/fcfh-queue -c $scratch/bad list"

finish
