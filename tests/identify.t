#!/bin/sh
# fcfh-identify against a stand-in AMT: who called, and what is written about the caller.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.11
file=$queue/$uuid1.xml
no_guid=ffffffffffffffffffffffffffffffff
answered() { is "$status $(state "$1")" '0 answered' "$2"; } # ID NAME
again() { # [STANDIN-OPTION]...: an empty queue, another stand-in, a call
    stop "$standin"
    fresh
    start_standin "$@" "$pc"
    call "$pc" $pc1
}

# --- All goes well

start_standin "$pc"
call "$pc" $pc1
identify
answered $uuid1 'AMT answers for a client'
is "$out$err" '' 'without a message'
check 'its file is valid' valid "$file"
for fact in 'manufacturer Example Computers' 'model Stand-in 16' 'serial SN160001' \
    'hostname pc0001' 'domain corp.example' 'fqdn pc0001.corp.example' 'version Rev 3' \
    'board Example Computers Board B16' 'bios EX16.0042.2023' 'bios_date 2023-02-28' \
    'processor Intel(R) Core(TM) i5-00T0 CPU @ 2.40GHz' 'amt_version 16.1.25' \
    'memory_bytes 17179869184'; do
    is "$(value "$file" "${fact%% *}")" "${fact#* }" "it has its ${fact%% *}"
done
is "$(value "$file" disk_bytes | paste -sd' ')" '512110190000 2000398934000' 'it has its disks'
is "$(sed -n '/CIM_Chassis/{=;q;}' "$scratch/standin.log")" 4 'four exchanges until the machine is identified'
check 'at most 14 in all' [ "$(asked .)" -le 14 ]
is "$(asked concurrent)" 0 'one request at a time'
is "$(reason $uuid1)" '' 'there is no reason beside it'
unlike "$(cat "$file")" 'inventory=' 'nothing is still to be asked'
: >"$scratch/standin.log"
identify
is "$status $(asked .)" '0 0' 'another run has nothing to ask'
call "$pc" $pc1
is "$(state $uuid1) $(value "$file" serial)" 'answered SN160001' \
    'with another call what was known stays'
like "$(cat "$file")" '<ask ' 'and it is to be asked again'
identify
answered $uuid1 'and AMT answers again'

# --- Which machine it is

fresh
call "$pc" 5afe0016c0de4a118bad000000000001
check 'a GUID in text order makes a file of the swapped name' \
    [ -f "$queue/1600fe5a-dec0-114a-8bad-000000000001.xml" ]
identify
answered $uuid1 "AMT's byte order is taken: the file has another name"
is "$(entries)" 1 'and there is one file'
fresh
call "$pc" 1600fe5adec0114a8bad000000000002
identify
is "$status $(state 5afe0016-c0de-4a11-8bad-000000000002)" '1 mismatch' 'another machine: mismatch'
like "$(reason 5afe0016-c0de-4a11-8bad-000000000002)" "$uuid1.*Stand-in 16" 'it says which'
is "$(value "$queue/5afe0016-c0de-4a11-8bad-000000000002.xml" proof)" '' 'and nothing is proved'
identify 5afe0016-c0de-4a11-8bad-000000000002
exit_is 76 'asked for by its UUID: exit 76'
fresh
call "$pc" $no_guid
is "$(state "$pc")" waiting 'a call without a GUID waits under its address'
call "$net.12" $pc1
sed -i "s/<recent time=\"[^\"]*\"/<recent time=\"$(date -u -d -30sec +%FT%TZ)\"/" "$file"
call "$pc" $no_guid
identify
is "$(state $uuid1) $(entries)" 'answered 1' "AMT's UUID is taken, the two entries are one"
is "$(value "$file" calls)" 3 'with the calls of both'
is "$(value "$file" address)" "$pc" 'at the address where AMT answered'
collect "$pc" $call_trap "$(call_pet $no_guid $sequence)"
identify
is "$(value "$file" calls)" 3 'a repetition of the PET without a GUID is no further call'
fresh
call "$pc" $no_guid
stop "$standin"
start_standin --uuid 03000200-0400-0500-0006-000700080009 "$pc"
identify
answered "$pc" 'a UUID that many machines share: answered under its address'
again --uuid-as-is
identify
answered 1600fe5a-dec0-114a-8bad-000000000001 'PlatformGUID in the other byte order'
is "$(entries)" 1 'is the same client, under the name that AMT gives it'

# --- AMT as it varies

again --qop 'auth-int, auth'
identify
answered $uuid1 'qop="auth-int, auth"'
again --keep-401
identify
answered $uuid1 'a connection that stays open after 401'
again --nonce-uses 2
identify
answered $uuid1 'a nonce that dies'
is "$(value "$file" disk_bytes | wc -l)" 2 'with the whole inventory'
again --nonce-uses 1 --stale-true
identify
answered $uuid1 'a nonce that dies at once and says so'
again --pull-items 1
identify
is "$(value "$file" memory_bytes)" 17179869184 'an enumeration in many parts'
again --server none
identify
is "$(value "$file" amt_version)" 16.1.25 'no Server header: the version from CIM_SoftwareIdentity'
again --deny CIM_ComputerSystemPackage
identify
answered $uuid1 'CIM_ComputerSystemPackage denied: the UUID comes from GetUuid'
is "$(asked GetUuid)" 1 'it was asked once'
again --deny CIM_ComputerSystemPackage --deny AMT_SetupAndConfigurationService
identify
is "$status $(state $uuid1)" '1 failed' 'no UUID from anywhere: failed'
like "$(reason $uuid1)" '^not AMT.*UUID' 'with that reason'
for class in AMT_GeneralSettings CIM_Chassis CIM_Card CIM_BIOSElement CIM_Chip CIM_PhysicalMemory \
    CIM_MediaAccessDevice; do
    for how in --absent --deny --empty; do
        again $how $class
        identify
        answered $uuid1 "$how $class is no failure"
    done
done
is "$(value "$file" disk_bytes)" '' 'what AMT does not report is left out'
is "$(value "$file" serial)" SN160001 'the rest is there'
again --hostile
identify
answered $uuid1 'a machine with hostile names and values'
check 'its file is valid' valid "$file"
is "$(tr -d '\n' <"$file" | LC_ALL=C grep -c '[[:cntrl:]]')" 0 'and has no control characters'
check 'and is not large' [ "$(wc -c <"$file")" -lt 20000 ]
stop "$standin"

# --- IPv6, another port, many at once

fresh
write_conf amt.port=$port amt.tls=off
start_standin "[::1]:$port"
call ::1 $pc1
identify
answered $uuid1 'over IPv6, at the port of fcfh.conf'
stop "$standin"
fresh
write_conf
start_standin --count 6 --delay 60 "$pc"
for n in 1 2 3 4 5 6; do call "$net.1$n" 1600fe5adec0114a8bad00000000000$n; done
identify
is "$(cat "$queue"/*.xml | grep -c '>answered<')" 6 'six machines answer'
# With how many a conversation was under way, after the log-in, when that with another began.
beside=$(awk '$4 == 1 { if (!($2 in first)) { first[$2] = $1; order[++n] = $2 }; last[$2] = $1 }
    END { for (i = 1; i <= n; i++) { now = 0
            for (j = 1; j <= n; j++)
                now += first[order[j]] <= first[order[i]] && first[order[i]] < last[order[j]]
            if (now > most) most = now }
        print most + 0 }' "$scratch/standin.log")
check "side by side: $beside at once" [ "$beside" -gt 1 ]
is "$(asked concurrent)" 0 'still one request at a time for each'
fresh
stop "$standin"
start_standin --count 6 "$pc"
write_conf amt.parallel=2
for n in 1 2 3 4 5 6; do call "$net.1$n" 1600fe5adec0114a8bad00000000000$n; done
identify
is "$(cat "$queue"/*.xml | grep -c '>answered<')" 6 'with parallel = 2 all answer, too'

# --- A thread that is slow to end

fresh
write_conf
for n in 1 2 3 4 5 6; do call "$net.1$n" 1600fe5adec0114a8bad00000000000$n; done
if ! grep -q '__[at]san_init' "$build/fcfh-identify"; then # which start threads in their own way
    run env "LD_PRELOAD=$build/torture/threads.so" "$build/fcfh-identify" -c "$conf"
    is "$status $err" '0 ' 'all threads have ended when fcfh-identify does'
    is "$(cat "$queue"/*.xml | grep -c '>answered<')" 6 'and all machines have answered'
fi

finish
