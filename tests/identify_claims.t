#!/bin/sh
# A mere claim displaces nothing: where fcfh-identify looks for a client that has answered, when it
# logs in there, when the client moves, and what a refused password ends.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
home=$net.31 away=$net.32
file=$queue/$uuid1.xml
uuid2=5afe0016-c0de-4a11-8bad-000000000002
cd "$scratch" || exit 1
make_key pc
make_key other
link_up() { # SOURCE
    sequence=$((sequence + 1))
    collect "$1" $link_up_trap "$(pet $pc1 $sequence 06)"
}
place() { echo "$(state $uuid1) $(value "$file" address)"; }
claims() { value "$file" claim | paste -sd' '; }
event() { # ERE: how many events of the client fit
    sed -n 's/.*<event [^>]*name="\([^"]*\)"[^>]*>\(.*\)<\/event>.*/\1: \2/p' "$file" | grep -Ec "$1"
}
# A second stand-in, with its own log.
start_away() { # OPTION-OR-ADDRESS...
    own=$standin
    launch_standin away --password-file "$scratch/standin-password" "$@"
    away_standin=$standin standin=$own
}
asked_away() { grep -Ec -e "$1" away.log; } # ERE
at_home() { # STANDIN-OPTION...: an empty queue, the client at home, asked and known
    stop "${standin-}"
    stop "${away_standin-}"
    fresh
    start_standin "$@" --serial SN-1 --uuid $uuid1 "$home"
    call "$home" $pc1
    identify
    rm -f "$queue/proved/logins" # the minute between two log-ins is a test of its own
}

# --- Nobody, another machine, or no AMT at the claimed address

write_conf amt.login=networks amt.verify=off
at_home
is "$(place)" "answered $home" 'a client has answered'
link_up "$away"
identify
is "$(place) $(claims)" "answered $home $away" 'nobody at the other address: it stays a claim'
start_away --uuid $uuid2 --serial SN-2 "$away" "$net.35"
link_up "$net.35"
identify
is "$(place) $(claims)" "answered $home $away" 'another machine there: the claim is gone'
is "$(event "^Another machine: at $net.35")" 1 'an event says so'
is "$(asked_away ' [0-9]+ 1 ')" 0 'nobody logged in there'
is "$(entries)" 1 'a link-up makes no client'
call "$away" $pc1
identify
is "$(place) $(claims)" "answered $home " 'it called: the client stays all the same'
is "$(value "$file" calls)" 1 'and that was no call of it'
is "$(state $uuid2) $(value "$queue/$uuid2.xml" calls)" 'answered 1' 'the other machine is a client of its own'
register $uuid1
sed -i "s/from=\"[^\"]*\"/from=\"$away\"/" "clients/$uuid1.xml"
at_home
call "$away" $pc1
identify
for n in 41 42 43 44 45; do
    call "$net.$n" $pc1
    identify
done
like " $(claims) " " $away " 'five forged calls: the address that the register has keeps its place'
is "$(claims | wc -w)" 4 'and no more than four are kept'
rm -r clients
at_home
start_away --fault no-login --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place) $(claims)" "answered $home $away" 'a server that asks for no log-in is not AMT: the claim stays'
is "$(event "^Not AMT: at $away")" 1 'an event says so'
is "$(asked_away ' (Get|Enumerate) ')" 0 'nothing is sent to it'
check 'the file is valid' valid "$file"

# --- The same at two addresses

at_home
start_away --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "answered $home" 'the same realm at both: it stays'
is "$(event "answers at $home and at $away: two interfaces, or somebody in between")" 1 \
    'an event says so'
is "$(asked_away ' [0-9]+ 1 ')" 0 'nobody logged in at the other'
is "$(claims) $(value "$file" calls)" "$away 1" 'the call is still only claimed'
: >away.log
call "$home" $pc1
identify
is "$(asked_away .)" 0 'an address that was looked at is not looked at again for another call'
is "$(value "$file" calls)" 2 'the call from home counts'

# --- It has moved

at_home
stop "$standin"
start_away --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "answered $away" 'nobody at home, the same machine there: it moves'
is "$(event "^Moved: address $home, now $away")" 1 'an event says so'
is "$(claims) $(value "$file" calls)" ' 2' 'the call that was claimed counts'
is "$(value "$queue/proved/$uuid1.xml" address)" "$away" 'the proof for the gate has moved, too'
check 'the file is valid' valid "$file"
at_home
stop "$standin"
start_standin --uuid $uuid2 --serial SN-2 "$home"
start_away --uuid $uuid1 --serial SN-1 "$away"
link_up "$away"
identify
is "$(place)" "answered $away" 'another machine at home: it moves'
at_home --tls pc.pem pc.key
stop "$standin"
start_away --tls pc.pem pc.key --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "answered $away" 'the same key'
at_home --tls pc.pem pc.key
stop "$standin"
start_away --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "answered $home" 'without the key that it had: it does not move'
is "$(asked_away ' [0-9]+ 1 ')" 0 'and nobody logged in'
write_conf amt.login=register
register $uuid1 '' "$(pin pc)"
at_home --tls pc.pem pc.key
is "$(place)" "verified $home" 'a client of the register'
stop "$standin"
start_away --tls other.pem other.key --realm "Digest:$(printf %032d 1)" --uuid $uuid1 \
    --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "verified $home" 'another key: it does not move'
is "$(asked_away ' [0-9]+ 1 ')" 0 'and nobody logged in'
is "$(event '^Another machine')" 1 'an event says so'
is "$(state "$away")" failed 'but its call counts: it gets an entry of its own'
like "$(reason "$away")" '^not registered' 'which is not in the register'
stop "$away_standin"
start_away --tls pc.pem pc.key --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
identify
is "$(place)" "verified $away" 'its key: it moves at once'
rm -rf clients

# --- An address belongs to the machine that answered there last

write_conf amt.login=networks
at_home
stop "$standin"
start_standin --uuid $uuid2 --serial SN-2 "$home"
call "$home" 1600fe5adec0114a8bad000000000002
identify
is "$(state $uuid2) $(value "$queue/$uuid2.xml" address)" "answered $home" 'another machine got the address'
is "$(place)" "mismatch $home" 'the client that was there before is asked again: mismatch'
like "$(reason $uuid1)" "^AMT at $home" 'the reason says where'

# --- One log-in a minute to an address that is only claimed

at_home
stop "$standin"
call "$net.33" $pc1
start_away --uuid $uuid1 --serial SN-1 "$away"
call "$away" $pc1
echo "said $(date +%s) $uuid1" >"$queue/proved/logins"
"$build/fcfh-identify" -c "$conf" 2>"$scratch/bg-err" &
early=$!
wait_for 10 'grep -q "<ask .*tries=\"0\"" "$file" && [ "$(asked_away .)" -gt 0 ]'
is "$(asked_away ' [0-9]+ 1 ')" 0 'less than a minute after a log-in there is no other'
check 'the run waits for the minute' kill -0 $early
kill $early
wait $early
echo "said $(($(date +%s) - 61)) $uuid1" >"$queue/proved/logins"
call "$away" $pc1
identify
is "$(place)" "answered $away" 'afterwards there is one'

# --- A refused password

stop "$standin"
stop "$away_standin"
fresh
echo Other-Passw0rd >standin-password
launch_standin standin --password-file standin-password --uuid $uuid1 "$home"
tries() { grep -c ' 401 ' standin.log; }
call "$home" $pc1
identify
is "$(place)" "failed $home" 'the password is refused: failed'
like "$(reason $uuid1)" '^password refused' 'with that reason'
once=$(tries)
for n in 1 2 3; do
    call "$home" 1600fe5adec0114a8bad00000000000$n
    identify
done
is "$(grep -c ' 401 ' standin.log)" $((once + 3)) 'it is not sent again: the challenge is looked at'
like "$(reason $uuid1)" 'not sent again before .*; to try once now: i' 'the reason says until when'
: >standin.log
identify $uuid1
is "$status $(tries)" "77 $once" 'a person tries it once more'
touch -d '1 minute ago' password
: >standin.log
identify
# The other clients at the address are looked at, or get the same result as the first one.
check 'the file of the password has changed: once more, by itself' \
    [ "$(tries)" -ge $once ] && [ "$(tries)" -le $((once + 2)) ]
sed -i '/^said/d' "$queue/proved/logins"
cp standin-password password
identify
is "$(state $uuid1)" answered 'with the right one it answers'
stop "$standin"

# --- A user who may not read the password

if [ "$(id -u)" = 0 ] && has_programs 'another user' setpriv; then
    fresh
    mkdir "$queue"
    chown 0:4242 "$queue"
    chmod 2770 "$queue"
    chmod 755 "$scratch"
    chmod 600 password
    call "$home" $pc1
    run setpriv --reuid 4001 --regid 4242 --clear-groups "$build/fcfh-identify" -c "$conf"
    exit_is 77 'a technician without the password: exit 77'
    is "$(state $uuid1)" waiting 'the waiting client still waits'
    like "$err" 'password' 'it says why'
fi

finish
