#!/bin/sh
# fcfh-identify while things change: addresses, calls, deletions, kill -9, other runs of it.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
old=$net.31 new=$net.33
file=$queue/$uuid1.xml
place() { echo "$(state $uuid1) $(value "$file" address)"; }
link_up() { # SOURCE
    sequence=$((sequence + 1))
    collect "$1" $link_up_trap "$(pet $pc1 $sequence 06)"
}
in_background() { # [ARGUMENT]...: its pid is in $identify
    "$build/fcfh-identify" -c "$conf" "$@" >"$scratch/bg-out" 2>"$scratch/bg-err" &
    identify=$!
}
# Starts a run that has asked the stand-in, which answers only after thaw.
in_background_frozen() { # ADDRESS that is asked
    kill -STOP "$standin"
    in_background
    wait_for 10 "tcp_is_connected $1 16992" || echo "# it does not connect"
}
thaw() { kill -CONT "$standin"; }
ended() { # NAME: the exit status of it is 0
    status=0
    wait $identify || status=$?
    exit_is 0 "$1"
}

# --- The address changes

start_standin --uuid $uuid1 --uuid $uuid1 --uuid 5afe0016-c0de-4a11-8bad-0000000000ff \
    "$old" "$new" "$net.34"
call "$old" $pc1
identify
is "$(place)" "answered $old" 'verified at the address that it called from'
link_up "$net.32"
is "$(place) $(value "$file" claim)" "answered $old $net.32" 'a link-up from elsewhere is a claim'
like "$(cat "$file")" '<ask ' 'and it is to be asked'
identify
is "$(place)" "answered $old" 'nobody answers there: it stays where it answered'
link_up "$net.34"
identify
is "$(place)" "answered $old" 'a forged link-up: it stays'
link_up "$new"
identify
is "$(place)" "answered $old" 'it answers at two addresses: it stays'

# --- Where a login may not go

write_conf amt.networks=10.0.0.0/8,::1
fresh
call "$old" $pc1
identify
is "$status $(state $uuid1)" '1 failed' 'an address outside networks: failed'
like "$(reason $uuid1)" '^not asked.*networks' 'with that reason'
is "$(asked .)" 0 'and no connection at all'
identify $uuid1
exit_is 78 'asked for by its UUID: exit 78'
is "$(asked .)" 0 'no connection then either'
write_conf "amt.networks=$net.0/24"
identify $uuid1
is "$status $(place)" "0 answered $old" 'with its network in fcfh.conf AMT answers'
stop "$standin"

# --- The queue changes while AMT is asked

start_standin --uuid $uuid1 --uuid $uuid1 "$old" "$new"
write_conf
fresh
call "$old" $pc1
in_background_frozen "$old"
rm "$file"
thaw
ended 'a client that leaves the queue meanwhile'
is "$(entries)" 0 'does not come back'
fresh
call "$old" $pc1
in_background_frozen "$old"
call "$old" $pc1
collect "$old" $no_media_trap "$(pet $pc1 999 40)"
thaw
ended 'a call and an event meanwhile'
is "$(state $uuid1) $(value "$file" calls)" 'answered 2' 'both calls count'
like "$(cat "$file")" 'No bootable media' 'the event is there'
like "$(cat "$file")" '<serial>' 'and so is the answer of AMT'
fresh
call "$old" $pc1
in_background_frozen "$old"
call "$new" $pc1
thaw
ended 'a call from another address meanwhile'
is "$(place)" "answered $old" 'it answers at both: it stays where it answered first'
like "$(cat "$file")" "answers at $old and at $new" 'and an event says so'
is "$(asked concurrent)" 0 'one request at a time'

# --- Two runs at once

fresh
call "$old" $pc1
in_background_frozen "$old"
identify
exit_is 0 'a second run leaves it to the first'
is "$(state $uuid1)" waiting 'and ends before it'
(sleep 0.3 && thaw) & # longer than a program takes to start
thawing=$!
identify $uuid1
wait $thawing
is "$status $out" "0 $uuid1: answered" 'a run for this client alone waits for the result of the first'
ended 'the first ends'
is "$(asked concurrent)" 0 'still one request at a time'

# --- kill -9

fresh
call "$old" $pc1
in_background_frozen "$old"
kill -9 $identify
wait $identify 2>/dev/null
thaw
is "$(state $uuid1)" waiting 'killed before it knows: the client still waits'
identify
is "$status $(state $uuid1)" '0 answered' 'the next run asks it'
stop "$standin"
fresh
start_standin --fault silent --fault-after 3 "$old"
call "$old" $pc1
in_background
wait_for 10 '[ "$(state $uuid1)" = answered ]'
kill -9 $identify
wait $identify 2>/dev/null
is "$(state $uuid1) $(value "$file" serial)" 'answered SN160001' 'killed when it is known who it is'
is "$(value "$file" memory_bytes)" '' 'and before the inventory'
stop "$standin"
start_standin "$old"
identify
is "$status $(value "$file" memory_bytes)" '0 17179869184' 'the next run asks for the rest'
unlike "$(cat "$file")" 'inventory=' 'and then nothing is left to ask'
stop "$standin"

# --- --watch, and being started by the collector

fresh
start_standin --count 20 "$net.41"
in_background --watch
wait_for 10 '[ -d "$queue/tmp" ]'
call "$net.41" $pc1
eventually '--watch takes a call when it comes' '[ "$(state $uuid1)" = answered ]'
call "$net.42" 1600fe5adec0114a8bad000000000002
eventually 'and the next' '[ "$(state 5afe0016-c0de-4a11-8bad-000000000002)" = answered ]'
kill $identify
ended '--watch ends with SIGTERM, exit 0'
fresh
collector=$build/fcfh-collector
for n in $(seq 20); do
    trap_text "$net.$((40 + n))" $call_trap \
        "$(call_pet 1600fe5adec0114a8bad0000000000"$(printf %02x "$n")" 1)" |
        "$collector" -c "$conf"
done
eventually 'twenty calls at once, without any other program' \
    '[ "$(cat "$queue"/*.xml | grep -c ">answered<")" = 20 ]'
eventually 'and then nothing runs any more' '[ "$(ours)" = "$standin" ]'
is "$(grep -l inventory= "$queue"/*.xml)" '' 'each has its inventory'

# --- The command line

must_fail 68 'a client that is not there: exit 68' "$build/fcfh-identify" -c "$conf" 192.0.2.1
must_fail 64 'an ambiguous UUID: exit 64' "$build/fcfh-identify" -c "$conf" 5afe0016
must_fail 64 '--watch with a client: exit 64' "$build/fcfh-identify" -c "$conf" --watch 192.0.2.1
must_fail 64 'an unknown option: exit 64' "$build/fcfh-identify" --all
identify "$net.41" "$net.42"
is "$status $(printf '%s\n' "$out" | grep -c ': answered$')" '0 2' 'two by their addresses'
identify SN160003
is "$status $out" '0 5afe0016-c0de-4a11-8bad-000000000003: answered' 'one by its serial number'
run "$build/fcfh-identify" --help
like "$status $out" '^0 Usage: fcfh-identify' '--help'
status=0
"$build/fcfh-identify" --help >/dev/full 2>"$scratch/err" || status=$?
like "$status" '^7[0-9]$' '--help to a full disk is no success'
write_conf amt.colour=red
must_fail 78 'an unknown key: exit 78' "$build/fcfh-identify" -c "$conf"

finish
