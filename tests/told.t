#!/bin/sh
# What others report about a client and its ticket: entered by hand, shown, found, closed, checked.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
mkdir -m 2770 "$queue"
a1=$net.111 a2=$net.112
uuid2=5afe0016-c0de-4a11-8bad-000000000002 pc2=1600fe5adec0114a8bad000000000002
file=$queue/$uuid1.xml
me=$(id -un)
q() { run timeout 60 "$build/fcfh-queue" -c "$conf" "$@"; }
json() { printf '%s\n' "$out" | jq -r "$1"; } # FILTER
has() { q show --json $uuid1; json "$1"; } # FILTER
edit() { sed -i "$1" "$file"; } # SED-SCRIPT
utc() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; } # TIME
# As a hook does that was asked.
hook_says() { edit "0,/<recent/s|<recent|<inventory name=\"$2\" from=\"$1\" time=\"$(utc now)\">$3</inventory>&|"; } # HOOK NAME VALUE
ticket_is() { edit "s|</ticket>|&<ticket_status from=\"rt\" time=\"$(utc now)\" $1</ticket_status>|"; } # REST
# The lock that fcfh-hooks holds while it runs.
hooks_run() {
    perl -MFcntl -e '
        open(my $file, "+<", "$ARGV[0]/lock") or die;
        my $lock = pack("s s x4 q q l x4", F_WRLCK, 0, 2, 1, 0);
        fcntl($file, 37, $lock) or die; # F_OFD_SETLK
        print "held\n";
        close(STDOUT);
        sleep 60' "$queue" >"$scratch/held" &
    hooks=$!
}
two() { # one for each address, called two hours and a minute ago
    rm -rf "$queue"
    mkdir -m 2770 "$queue"
    call "$a1" "$pc1"
    call "$a2" $pc2
}

# --- by hand
two
q tell $uuid1 'owner=Anna Berg' phone=1234 'room= 7 '
is "$status $out$err" '0 ' 'tell'
check 'the file is valid' valid "$file"
is "$(has '.inventory | [.owner.value, .owner.from, (.owner.time | fromdate > 0), .phone.value, .room.value] | @csv')" \
    "\"Anna Berg\",\"hand:$me\",true,\"1234\",\"7\"" 'each value has its source and its time'
q list
like "$out" "$a1, Anna Berg" 'the list has the owner in the name column'
q list --plain
is "$(grep "^$uuid1" "$scratch/out" | awk -F '\t' '{ print NF, $NF }')" '11 Anna Berg' 'and --plain as its last value'
q list --filter 'anna b' --json
is "$(json .id)" $uuid1 "a filter with the name of the caller finds the PC"
q show $uuid1
like "$out" "^Inventory +owner: Anna Berg \(hand:$me\)\$" 'show has it'
unlike "$out" 'Unproved' 'a value from a person is not marked as unproved'
q tell $uuid1 owner=
is "$status $(has '.inventory | keys | join(" ")')" '0 phone room' 'an empty value takes it away'
q tell $uuid1 owner=
is "$status" 0 'removing it a second time succeeds'
before=$(md5sum <"$file")
for bad in Owner=x 'own er=x' owner1=x =x owner '' "$(printf %033d 0 | tr 0 a)=x" "room=$(printf %0257d 0)"; do
    q tell $uuid1 asset=A-1 "$bad"
    is "$status" 64 "no key and value: $(printf %.30s "$bad")"
done
is "$(md5sum <"$file")" "$before" 'and then nothing is written'
q tell nobody owner=x
is "$status" 68 'no client has this ID'
q tell $uuid1 "owner=$(printf 'Ev\033[31me\r\n\342\200\256x')"
check 'what cannot stand in XML is replaced' valid "$file"
q list
unlike "$out" "$(printf '[\033\r]')|$(printf '\342\200\256')" 'and no control characters are printed'
q tell $uuid1 "owner=$(printf %0256d 0)"
is "$status $(has '.inventory.owner.value | length')" '0 256' '256 bytes are not too many'
q --read-only tell $uuid1 owner=x
is "$status" 64 '--read-only'

# --- by hooks
two
hook_says rt owner 'Bert'
hook_says 10-ldap owner 'Carl \&lt;c\&gt;'
hook_says rt serial sn160001
check 'the file is valid' valid "$file"
is "$(has '.inventory | .owner.value + " " + .owner.from')" 'Carl <c> 10-ldap' \
    'of two hooks the one whose name comes first is shown'
q list --filter bert --json
is "$(json .id)" $uuid1 'but a filter finds the value of the other one, too'
q show $uuid1
like "$out" "inventory, by the alert's UUID" 'for a client that is not proved, show says so'
q tell $uuid1 owner=Dora
is "$(has .inventory.owner.value)" Dora 'a person is believed before a hook'
q tell $uuid1 owner=
is "$status $(has .inventory.owner.value)" '0 Carl <c>' 'and when that is removed, the hook again'
q tell $uuid1 owner=
like "$err" "owner: hook 10-ldap still says 'Carl" 'and a message says that the hook still has a value'
edit 's|<calls>1</calls>|&<serial>SN160001</serial>|'
q list
unlike "$out" DIFFERS 'the same serial number, in small letters'
edit 's|<serial>[^<]*|<serial>SN-9|'
q list
like "$out" 'DIFFERS: the' 'another serial number DIFFERS'
q show $uuid1
like "$out" 'serial: sn160001, which DIFFERS \(rt\)' 'with both numbers'
edit 's|<serial>[^<]*|<serial>To be filled by O.E.M.|'
q list
unlike "$out" DIFFERS 'a placeholder does not count as a serial number'
q delete $uuid1
q list --archive
like "$out" 'Carl' 'a client in archive/ is shown with its inventory'
q restore $uuid1
is "$(has .inventory.owner.value)" 'Carl <c>' 'and still has it after restore'

# --- what the ticket system says
two
q ticket $uuid1 4711
ticket_is 'title="PC will not boot" requestor="Anna Berg">open'
check 'the file is valid' valid "$file"
is "$(has '[.ticket, .ticket_status, .ticket_title, .ticket_requestor] | join("|")')" \
    '4711|open|PC will not boot|Anna Berg' 'a ticket that the system knows'
q show $uuid1
like "$out" '^Ticket system +4711 PC will not boot \(Anna Berg\)$' 'in words'
q list --filter 'not boot' --json
is "$(json .id)" $uuid1 'its title is found'
q clear $uuid1
is "$(has '[.ticket_status, .ticket_title] | join("")')" '' 'it goes with its ticket'
check 'the file is valid' valid "$file"
q ticket $uuid1 4712
ticket_is 'closed="2025-11-02T10:00:00Z">closed'
q show $uuid1
like "$out" '4712 closed 2025-11-02: right number\?$' 'one that was closed before'
q list
like "$out" '4712 closed$' 'and in the list'
q clear $uuid1
q ticket $uuid1 4713
ticket_is '>unknown'
q show $uuid1
like "$out" '4713 not known$' 'one that it does not know'

# --- ticket --check
two
q ticket --check $uuid1 4711
is "$status $(has .ticket)" '69 4711' 'without fcfh-hooks: 69, and the ticket is on'
q ticket --check $uuid1 4711
like "$err" 'fcfh-hooks' 'the message says that fcfh-hooks does not run'
q clear $uuid1
hooks_run
wait_for 15 'grep -q held "$scratch/held"'
"$build/fcfh-queue" -c "$conf" ticket $uuid1 4711 --check >"$scratch/check" 2>&1 &
checking=$!
wait_for 15 'grep -q 4711 "$file"'
ticket_is 'title="PC will not boot" requestor="Anna Berg">open'
wait $checking
is "$? $(cat "$scratch/check")" '0 4711 PC will not boot (Anna Berg)' 'with it: what the ticket system says'
q ticket --check $uuid2 "$(printf '4711\nx')"
is "$status" 64 'a text that cannot be a ticket'
kill $hooks
q show --check $uuid1
is "$status" 64 '--check is for ticket'

# --- ticket-pattern
two
write_conf 'queue.ticket-pattern=(INC|REQ)[0-9]{4}'
q ticket $uuid1 INC47110
is "$status $(has .ticket)" '64 null' 'a ticket must match whole'
q ticket $uuid1 xINC4711
is "$status" 64 'also at its beginning'
like "$err" '\(INC\|REQ\)\[0-9\]\{4\}' 'the message says what the pattern is'
q ticket $uuid1 REQ4711
is "$status $(has .ticket)" '0 REQ4711' 'a ticket that matches'
run "$build/fcfh-settings" -c "$conf" check
like "$out$err" 'ok +queue.ticket-pattern: ' 'a good pattern'
write_conf 'queue.ticket-pattern=INC[0-9'
q ticket $uuid2 INC1
is "$status" 78 'an invalid pattern: 78'
run "$build/fcfh-settings" -c "$conf" check
like "$out$err" 'ticket-pattern.*not a regular expression' 'fcfh-settings check says so'
run "$build/fcfh-settings" -c "$conf" set queue.ticket-pattern 'INC[0-9'
is "$status" 65 'and set refuses it'
write_conf

# --- close --closed-at
put_on() { edit "s|\\(<ticket [^>]*time=\"\\)[^\"]*|\\1$(utc "$1")|"; }                      # TIME
called() { edit "s|<last_call>[^<]*|<last_call>$(utc "$1")|"; } # TIME
two
q close --closed-at "$(utc now)" 4711
is "$status" 68 'no client has that ticket: 68'
q ticket $uuid1 4711
for bad in yesterday 2026-13-01T00:00:00Z 1795434000 ''; do
    q close 4711 --closed-at "$bad"
    is "$status $(has .ticket)" '65 4711' "no time: '$bad'"
done
q close --closed-at '2025-11-02T10:00:00Z' 4711
is "$status $(has .ticket)" '0 4711' 'an old ticket, mistyped: the client stays'
like "$err" "$uuid1.*4711.*right number" 'and a message says so'
put_on '-2 hours'
called '-1 hours'
q close --closed-at "$(utc '-90 min')" ' 4711'
is "$status $(has '[.ticket, .expires != null] | @csv')" '0 ,true' 'a client that has called since stays, without the ticket'
like "$err" "$uuid1: stays without ticket" 'and a message says so'
q ticket $uuid1 inc1
q ticket $uuid2 INC1
put_on '-2 hours'
called '-3 hours'
q close --closed-at "$(utc '-90 min' | sed 's/Z$/.5+00:00/')" INC1
is "$status $(entries)" '0 1' 'one leaves, one stays: 0'
check 'the first one has left' [ ! -e "$file" ]
is "$(find "$queue/archive" -name "$uuid1.*.closed.xml" | wc -l)" 1 'as closed'
q close INC1
is "$status $(entries)" '0 0' 'without a time all leave'
q list --closed-at "$(utc now)"
is "$status" 64 '--closed-at is for close'
finish
