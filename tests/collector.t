#!/bin/sh
# fcfh-collector as snmptrapd's traphandle: one trap on standard input, one decision.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"

quiet_collector
started() { # whether fcfh-identify was, since the last time of asking
    wait_for 5 '[ -s "$scratch/started" ]' && rm "$scratch/started"
}
calls() { value "$queue/$1.xml" calls; } # ID
write_conf

# --- What is no call, from clients that nobody is looking for

collect "$net.1" $link_up_trap "$(pet $pc1 1 06)"
exit_is 0 'a link-up of an unknown client is accepted'
is "$err" '' 'nothing is logged about it'
check 'nothing is written' [ ! -e "$queue" ]
collect "$net.1" $no_media_trap "$(pet $pc1 2 40)"
is "$status $err" '0 ' 'nor about an event that has a name'
check 'it does not get into the queue' [ ! -e "$queue" ]
collect "$net.1" 12677376 "$(pet $pc1 3 AA1001)"
is "$status $err" '0 ' 'an audit log alert of the same sensor type is no call'
check 'and does not get into the queue' [ ! -e "$queue" ]
if $asan; then
    skip 'what a link-up costs' 'a sanitizer does more'
else
    trap_text "$net.1" $link_up_trap "$(pet $pc1 1 06)" |
        strace -f -o "$scratch/strace" "$collector" -c "$conf"
    is "$(grep -Ec 'execve|fork|clone' "$scratch/strace")" 1 'a link-up starts no other program'
    is "$(grep -Ec 'O_CREAT|socket|F_OFD|F_SETLK|flock|libxml2|libcurl' "$scratch/strace")" 0 \
        'it makes no file, opens no socket, takes no lock, loads no library for XML or HTTP'
fi
check 'fcfh-identify was never started' [ ! -e "$scratch/started" ]

# --- An event that nobody knows, and the key that makes it a call

collect "$net.1" 13068288 "$(pet $pc1 4 BB4711)"
exit_is 0 'an unknown sensor type is no error'
check 'it does not get into the queue' [ ! -e "$queue" ]
is "$(wc -l <"$scratch/err")" 1 'one line is logged'
like "$err" "$net.1.*C7h.*BB 47 11" 'it has the address, the sensor type and the data'
hint=$(printf '%s\n' "$err" | sed -n 's/.*\[collector\] calls = //p')
is "$hint" C7:BB4x 'it says what would make it a call'
write_conf "collector.calls=$hint"
collect "$net.1" 13068288 "$(pet $pc1 4 BB4711)"
is "$status $err" '0 ' 'with that key in fcfh.conf all is quiet'
is "$(calls $uuid1)" 1 'and it is a call'
collect "$net.1" 13068288 "$(pet $pc1 5 BB5711)"
is "$(calls $uuid1)" 1 'other data of that sensor type are not a call'
check 'fcfh-identify is started' started
write_conf
fresh

# --- A call

umask 077
before=$(date -u +%Y-%m-%dT%H:%M:%SZ)
collect "$net.1" $call_trap "$(call_pet $pc1 7)"
file=$queue/$uuid1.xml
is "$status $out$err" '0 ' 'a call is accepted without a message'
check 'its file has the UUID as its name' [ -f "$file" ]
check 'the file is valid' valid "$file"
is "$(value "$file" uuid)" $uuid1 'the UUID is in it'
is "$(value "$file" address)" "$net.1" 'and the address'
is "$(value "$file" state)" waiting 'it waits to be identified'
is "$(value "$file" source)" pet 'it came as a PET'
is "$(calls $uuid1)" 1 'it is one call'
is "$(printf '%s\n' "$before" "$(value "$file" first_call)" | sort | head -n 1)" "$before" \
    'its time is now, not what the sender says'
check 'fcfh-identify is started' wait_for 5 '[ -s "$scratch/started" ]'
is "$(cat "$scratch/started")" "-c $conf" 'with the same configuration'
rm "$scratch/started"
is "$(ls "$queue/tmp")" '' 'tmp/ is empty'
is "$(stat -c %a "$file")" 660 'owner and group may read and write it, others nothing'
is "$(stat -c %a "$queue")" 2770 'the queue has the same modes, and its files get its group'

# --- The same client again

collect "$net.1" $call_trap "$(call_pet $pc1 7)"
collect "$net.1" $call_trap "$(call_pet $pc1 7)"
is "$status $(calls $uuid1)" '0 1' 'repetitions of the same PET are no further calls'
check 'they start nothing' [ ! -e "$scratch/started" ]
collect "$net.1" $call_trap "$(call_pet $pc1 8)"
is "$(calls $uuid1)" 2 'another sequence number is another call'
check 'fcfh-identify is started again' started
faraway=$(date -u -d '-2 minutes' +%Y-%m-%dT%H:%M:%SZ)
sed -i "s/<recent time=\"[^\"]*\"/<recent time=\"$faraway\"/" "$file"
collect "$net.1" $call_trap "$(call_pet $pc1 8)"
is "$(calls $uuid1)" 3 'the same PET two minutes later is another call, too'
check 'for which fcfh-identify is started' started
collect "$net.1" $no_media_trap "$(pet $pc1 9 40)"
like "$(cat "$file")" '<event [^>]*name="No bootable media"' 'an event is kept by its name'
is "$(calls $uuid1)" 3 'it is no call'
collect "$net.1" 1011458 "$(pet $pc1 10 4013)"
like "$(cat "$file")" 'name="BIOS progress".*starting operating system boot' 'with its details'
collect "$net.2" $link_up_trap "$(pet $pc1 11 06)"
is "$(value "$file" address)" "$net.2" 'a link-up from elsewhere changes the address'
is "$(state $uuid1)" waiting 'the client waits to be identified there'
check 'and fcfh-identify is started' started
collect "$net.2" $link_up_trap "$(pet $pc1 12 06)"
check 'a link-up from the same address starts nothing' [ ! -e "$scratch/started" ]
swapped=5afe0016c0de4a118bad000000000001
collect "$net.2" $call_trap "$(call_pet $swapped 13)"
is "$(calls $uuid1) $(entries)" '4 1' 'a GUID in the other byte order is the same client'
n=20
while [ $n -lt 75 ]; do
    trap_text "$net.2" $no_media_trap "$(pet $pc1 $n 40)" | "$collector" -c "$conf"
    n=$((n + 1))
done
is "$(grep -o '<event ' "$file" | wc -l)" 50 'the newest fifty events are kept'
fresh

# --- GUIDs that are not valid, and IPv6

n=0
for guid in 00000000000000000000000000000000 ffffffffffffffffffffffffffffffff \
    00020003000400050006000700080009 03000200040005000006000700080009; do
    n=$((n + 1))
    collect "$net.1$n" $call_trap "$(call_pet $guid 1)"
    check "a client with GUID $guid is kept by its address" [ -f "$queue/$net.1$n.xml" ]
    is "$(value "$queue/$net.1$n.xml" uuid)" '' 'and has no UUID'
    collect "$net.1$n" $call_trap "$(call_pet $guid 2)"
    is "$(calls "$net.1$n") $(entries)" "2 $n" 'another call of it finds it'
done
collect 2001:db8::1:2 $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 1)"
is "$(value "$queue/2001-db8--1-2.xml" address)" 2001:db8::1:2 'an IPv6 address as a file name'
collect 2001:db8::1:2 $call_trap "$(call_pet $pc1 2)"
is "$(value "$file" address)" 2001:db8::1:2 'a client with a UUID calls over IPv6'
check 'the entry without a UUID at that address is now this client' \
    [ ! -e "$queue/2001-db8--1-2.xml" ]
is "$(calls $uuid1)" 2 'with all its calls'
collect ::ffff:192.0.2.7 $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 3)"
check 'an IPv4 address in IPv6 is the IPv4 address' [ -f "$queue/192.0.2.7.xml" ]
fresh

# --- What cannot be understood

rm -f "$scratch/started"
input=$scratch/input
refused() { # NAME [ERE that the line must fit]; the text is in $input
    run "$collector" -c "$conf" <"$input"
    is "$status" 65 "$1: exit 65"
    is "$(wc -l <"$scratch/err")" 1 "$1: one line is logged"
    like "$err" "${2:-: ([0-9A-F][0-9A-F] ?)+\$}" "$1: it shows what came, in hexadecimal"
    check "$1: nothing is written or started" [ ! -e "$queue$scratch/started" ]
}
: >"$input"
refused 'nothing at all' 'not understood'
printf 'hello \033[31m\n' >"$input"
refused 'words' ': 68 65 6C 6C 6F 20 1B 5B 33 31 6D 0A ?$'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1 | cut -c 1-92)" >"$input"
refused 'a PET of 46 octets' ': 16 00 FE 5A DE C0 '
trap_text "$net.1" $call_trap '' >"$input"
refused 'a PET without octets'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" | grep -v 3183.1.1.1 >"$input"
refused 'a trap without the octets of a PET'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" | sed s/3183/3184/ >"$input"
refused 'a trap of another enterprise'
trap_text 999.1.1.1 $call_trap "$(call_pet $pc1 1)" >"$input"
refused 'a source that is no address'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" | sed 's/C1 "/C1 /' >"$input"
refused 'a quote that is left open'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" | tr . '\000' >"$input"
refused 'zero bytes'
head -c 3000000 /dev/urandom >"$input"
refused 'three megabytes of anything'
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" >"$input"
head -c 70000 /dev/zero | tr '\000' ' ' >>"$input"
refused 'a trap with 70000 blanks behind it'
status=0
(head -c 3000000 /dev/zero && echo all >"$scratch/sent") | "$collector" -c "$conf" 2>/dev/null
is "$(cat "$scratch/sent")" all 'too long an input is read to its end, since snmptrapd writes it'

# --- Text that a sender forged

forged='6.6.6.6'
{
    echo "UDP: [$forged]:664->[127.0.0.1]:162" # a name from DNS
    echo "UDP: [$net.1]:664->[127.0.0.1]:162"
    echo ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.$call_trap"
    echo ".1.3.6.1.4.1.9.9 \"A\\\"
UDP: [$forged]:664->[127.0.0.1]:162
.1.3.6.1.4.1.3183.1.1.1 \\\"$(pairs "$(call_pet 66666666666666666666666666666666 1)")\\\"
\""
    echo ".1.3.6.1.4.1.3183.1.1.1 \"$(pairs "$(call_pet $pc1 1)")\""
    echo ".1.3.6.1.6.3.18.1.3.0 $forged"
} >"$input"
run "$collector" -c "$conf" <"$input"
is "$status $(entries)" '0 1' 'forged lines make no second call'
is "$(value "$file" address)" "$net.1" 'the address is that of the datagram'
fresh

# --- Configuration and command line

write_conf collector.colour=red
collect "$net.1" $call_trap "$(call_pet $pc1 1)"
exit_is 78 'an unknown key in fcfh.conf: exit 78'
like "$err" "^fcfh-collector: $conf:[0-9]+: .*colour" 'with file and line'
is "$(calls $uuid1)" 1 'and the call is stored all the same'
fresh
collect "$net.1" $link_up_trap "$(pet $pc1 1 06)"
is "$status $(wc -l <"$scratch/err")" '78 1' 'the error is logged for a link-up, too'
printf 'queue.directory = relative\n[queue]\ndirectory = %s\n' "$queue" >"$conf"
collect "$net.1" $call_trap "$(call_pet $pc1 1)"
is "$status $(calls $uuid1)" '78 1' 'a line before the first section'
fresh
rm "$conf"
must_fail 78 'a missing -c file: exit 78' collect "$net.1" $link_up_trap "$(pet $pc1 1 06)"
write_conf
must_fail 64 'an unknown option: exit 64' "$collector" --strem
must_fail 64 'an argument: exit 64' "$collector" -c "$conf" trap.txt
must_fail 64 'an option without its value: exit 64' "$collector" -c
run "$collector" --help
like "$status $out" '^0 Usage: fcfh-collector' '--help'
run "$collector" --version
like "$status $out" '^0 fcfh-collector [0-9]+\.' '--version'
status=0
"$collector" --help >/dev/full 2>"$scratch/err" || status=$?
like "$status" '^(7[0-9])$' '--help to a full disk is no success'
status=0
"$collector" --help >&- 2>"$scratch/err" || status=$?
like "$status" '^(7[0-9])$' 'nor to a closed standard output'
status=0
trap_text "$net.1" $call_trap "$(call_pet $pc1 1)" | "$collector" -c "$conf" >&- 2>&- || status=$?
is "$status $(calls $uuid1)" '0 1' 'a call is stored without standard output and error'
check 'and no message is written into its file' grep -q '</client>' "$file"
FCFH_CONF=$conf run "$collector" <"$scratch/trap"
exit_is 0 '$FCFH_CONF is used without -c'

finish
