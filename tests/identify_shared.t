#!/bin/sh
# Two machines with one UUID, machines with a UUID that many share, and calls without a UUID: which
# entry each gets, and when two entries become one.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
a=$net.107 b=$net.108
uuid2=5afe0016-c0de-4a11-8bad-000000000002
no_guid=ffffffffffffffffffffffffffffffff
shared=5afe0016-c0de-4a11-8bad-0000000000aa
shared_pet=1600fe5adec0114a8bad0000000000aa
cd "$scratch" || exit 1
file=$queue/$shared.xml
entry() { echo "$(state "$1") $(value "$queue/$1.xml" address) $(value "$queue/$1.xml" serial)"; } # ID
has() { grep -q "<$2" "$queue/$1.xml"; } # ID ELEMENT
ticket() { run "$build/fcfh-queue" -c "$conf" ticket "$1" "$2"; }
realm() { printf 'Digest:%032d' "$1"; } # NUMBER
anew() { # STANDIN-OPTION...
    stop "${standin-}"
    fresh
    start_standin "$@"
}
settled() { rm -f "$queue/proved/logins"; } # the minute between two log-ins is over

# --- One UUID, two machines

write_conf
anew --uuid $shared --serial SN-1 --realm "$(realm 1)" --uuid $shared --serial SN-2 \
    --realm "$(realm 2)" "$a" "$b"
call "$a" "$shared_pet"
identify
ticket $shared INC-1
is "$(entry $shared)" "answered $a SN-1" 'one is "answered" and has a ticket'
before=$(value "$file" calls)
call "$b" "$shared_pet"
identify
is "$(entry $shared) $(value "$file" ticket)" "answered $a SN-1 INC-1" 'the other calls: the first stays'
is "$(value "$file" calls)" "$before" 'and it was no call of it'
is "$(entry "$b") $(value "$queue/$b.xml" ticket)" "answered $b SN-2 " 'the other has its own entry'
is "$(value "$queue/$b.xml" uuid) $(value "$queue/$b.xml" calls)" "$shared 1" 'with the UUID, and its call'
check 'the first says that it shares its UUID' has $shared shares_uuid
check 'and so does the second' has "$b" shares_uuid
check 'both files are valid' valid "$queue"/*.xml
is "$(run "$build/fcfh-queue" -c "$conf" list --json; jq -r .shares_uuid "$scratch/out" | paste -sd' ')" \
    'true true' 'list --json has it'
call "$b" "$shared_pet"
call "$a" "$shared_pet"
identify
is "$(entry $shared) $(entry "$b")" "answered $a SN-1 answered $b SN-2" 'both call again: all stays'
is "$(value "$file" calls) $(value "$queue/$b.xml" calls) $(entries)" "$((before + 1)) 2 2" \
    'each call is of the machine that made it'
check 'the proofs for the gate are kept for both' [ -e "$queue/proved/$shared.xml" -a -e "$queue/proved/$b.xml" ]
fresh
call "$b" "$shared_pet"
call "$a" "$shared_pet"
identify
is "$(entry $shared)" "answered $a SN-1" 'both call before anybody was asked: the newest first'
settled
identify
is "$(entry "$b") $(entries)" "answered $b SN-2 2" 'then the other'

# --- A UUID that a maker is known to leave in many machines

listed=4c4c4544-0000-2010-8020-80c04f202020
listed_pet=44454c4c00001020802080c04f202020
anew --uuid $listed --serial SN-1 --uuid $listed --serial SN-2 "$a" "$b"
call "$a" $listed_pet
identify
ticket "$a" INC-1
call "$b" $listed_pet
identify
is "$(entry "$a") $(value "$queue/$a.xml" ticket)" "answered $a SN-1 INC-1" 'the first is as it was'
is "$(entry "$b") $(entries)" "answered $b SN-2 2" 'the other has its own entry'
check 'the first says that its UUID is no identity' has "$a" shares_uuid
check 'and so does the second' has "$b" shares_uuid
check 'both files are valid' valid "$queue"/*.xml

stop "$standin"
start_standin --uuid $uuid2 --serial SN-3 "$a"
settled
call "$a" $listed_pet
identify
is "$(state "$a") $(value "$queue/$a.xml" ticket)" 'mismatch INC-1' \
    'another machine at its address: what has a ticket stays, and says so'
run "$build/fcfh-queue" -c "$conf" clear "$a"
settled
answered_at=$(sed -n 's/.*<proof time="\([^"]*\)".*/\1/p' "$queue/$a.xml")
wait_for 5 'is_over "$(date -d "$answered_at" +%s)"'
call "$a" $listed_pet
identify
is "$(entry $uuid2) $(state "$a")" "answered $a SN-3 " 'without a ticket the other begins a new entry'
is "$(value "$queue/$uuid2.xml" calls)" 1 'with the call that it made'

# --- Both in the register

make_key one
make_key two
write_conf amt.login=register
anew --uuid $shared --serial SN-1 --tls one.pem one.key --uuid $shared --serial SN-2 \
    --tls two.pem two.key "$a" "$b"
register $shared '' "$(pin one)" SN-1
register $shared.2 '' "$(pin two)" SN-2
call "$a" "$shared_pet"
identify
call "$b" "$shared_pet"
identify
is "$(entry $shared) $(entry "$b")" "verified $a SN-1 verified $b SN-2" \
    'each is verified with its own key'
check 'both entries say so' has "$b" shares_uuid
rm -rf clients

# --- A UUID that many share counts as none

write_conf
anew --uuid 03000200-0400-0500-0006-000700080009 "$a"
call "$a" $pc1
identify
is "$(state $uuid1)" answered 'AMT reports a UUID that many share: that is not taken for another machine'
like "$(reason $uuid1)" '03000200-.*a UUID that many machines share' 'the reason says so'

# --- Calls without a UUID

anew --uuid $uuid1 --serial SN-1 "$a"
call "$a" $pc1
identify
call "$a" $no_guid
identify
is "$(entry $uuid1) $(entries)" "answered $a SN-1 1" 'a call without one, from where it answered: its own'
is "$(value "$queue/$uuid1.xml" calls)" 2 'and counts'
anew --uuid $uuid1 --serial SN-1 "$a"
call "$a" $pc1
identify
stop "$standin"
start_standin --uuid $uuid1 --serial SN-1 "$b"
settled
call "$b" $no_guid
identify
is "$(entry $uuid1) $(entries)" "answered $b SN-1 1" 'from elsewhere: it has moved, one client'
is "$(value "$queue/$uuid1.xml" calls)" 2 'with both calls'
like "$(cat "$queue/$uuid1.xml")" "address $a, now $b" 'an event says so'
anew --uuid $uuid1 --serial SN-1 --uuid $uuid1 --serial SN-1 "$a" "$b"
call "$a" $pc1
identify
settled
: >standin.log
call "$b" $no_guid
identify
is "$(entry $uuid1) $(value "$queue/$uuid1.xml" claim)" "answered $a SN-1 $b" \
    'it answers at both addresses: the other one is a claim'
is "$(asked "$b:16992 [0-9]+ 1 ")" 0 'nobody logged in there'
anew --uuid $uuid1 --serial SN-1 --realm "$(realm 1)" --uuid $uuid1 --serial SN-2 \
    --realm "$(realm 2)" "$a" "$b"
call "$a" $pc1
identify
call "$b" $no_guid
identify
is "$(entry $uuid1) $(entry "$b")" "answered $a SN-1 answered $b SN-2" \
    'another serial number: it stays a client of its own'
check 'that shares the UUID' has "$b" shares_uuid
anew --uuid $uuid1 --realm "$(realm 1)" --uuid $uuid1 --realm "$(realm 2)" --empty CIM_Chassis "$a" "$b"
call "$a" $pc1
identify
call "$b" $no_guid
identify
is "$(state $uuid1) $(state "$b")" 'answered answered' 'it is unknown which machine it is: two clients'
anew --uuid $uuid1 "$a"
call "$b" $pc1
settled
call "$a" $no_guid
identify
is "$(entry $uuid1) $(entries)" "answered $a SN160001 1" \
    'the client never answered where it was said to be: the two are one'

# --- One realm, two machines

anew --uuid $uuid1 --serial SN-1 --realm "$(realm 1)" --uuid $uuid2 --serial SN-2 \
    --realm "$(realm 1)" "$a" "$b"
call "$a" $pc1
identify
call "$b" $no_guid
ticket "$b" INC-2
identify
is "$(entry $uuid2) $(value "$queue/$uuid2.xml" ticket)" "answered $b SN-2 INC-2" \
    'a ticket stays with the machine at whose address it was written on'
is "$(entry $uuid1) $(value "$queue/$uuid1.xml" ticket)" "answered $a SN-1 " 'the other has none'

# --- Two tickets

anew --uuid $uuid1 --serial SN-1 "$a"
call "$b" $pc1
call "$a" $no_guid
ticket $uuid1 INC-1
ticket "$a" INC-2
identify
is "$(value "$queue/$uuid1.xml" ticket) $(value "$queue/$a.xml" ticket)" 'INC-1 INC-2' \
    'the same machine, two tickets: they stay two'
is "$(value "$queue/$uuid1.xml" same_as) $(value "$queue/$a.xml" same_as)" "$a $uuid1" \
    'each says which the other is'
check 'both files are valid' valid "$queue"/*.xml
stop "$standin"

# --- The service does the same, at once

anew --uuid $shared --serial SN-1 --realm "$(realm 1)" --uuid $shared --serial SN-2 \
    --realm "$(realm 2)" "$a" "$b"
"$build/fcfh-identify" -c "$conf" --watch 2>watch-err &
watch=$!
wait_for 10 '[ -d "$queue/tmp" ]'
call "$a" "$shared_pet"
eventually 'the first answers' '[ "$(state $shared)" = answered ]'
call "$b" "$shared_pet"
eventually 'the second has its own entry' '[ "$(entry "$b")" = "answered $b SN-2" ]'
is "$(entry $shared)" "answered $a SN-1" 'and the first is as it was'
kill $watch
wait $watch
stop "$standin"

finish
