#!/bin/sh
# Every call to a library that a program itself makes, and that may fail, is made to fail once; see
# faults.sh. Here are the programs that ask a machine, hear from one, or keep running. Small: a few
# calls of each. Large: every call.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
. "$parts/faults.sh"
. "$project/tests/listener.sh"
. "$project/tests/hooks.sh"
few=5 most=4
mkdir -m 750 "$scratch/clients"
make_key pc
chmod 600 "$scratch/pc.key"
pc=$net.11
cd "$scratch" || exit 1

# --- fcfh-identify: one client is asked until it is verified

log=keys # so that what became of a client is seen, too
identifies="$build/fcfh-identify -c $conf"
all_is_known() { # $proved: what it is then
    [ "$(state $uuid1) $(value "$queue/$uuid1.xml" serial)" = "$proved SN160001" ] &&
        [ "$(value "$queue/$uuid1.xml" disk_bytes | wc -l)" = 2 ]
}
known() { # or the entry says what is not, or a message that the register was not read
    all_is_known && return
    case $err in *'[register]'*) return 0 ;; esac
    [ "$(state $uuid1)" = "$proved" ] && grep -q '<event[^>]*"Not read"' "$queue/$uuid1.xml"
}
# What was not asked, or without success, is asked by the next run, or if a person wants it.
known_in_the_end() {
    all_is_known && return
    run timeout 60 $identifies
    all_is_known || { run timeout 60 $identifies $uuid1 && all_is_known; }
}
after=known_in_the_end
write_conf amt.tls=off amt.timeout=2s
start_standin "$pc"
register $uuid1 '' '' SN160001 pc0001.corp.example
call "$pc" $pc1
keep
proved=answered
each 'fcfh-identify' fcfh-identify known $identifies
stop "$standin"
write_conf amt.tls=on amt.timeout=2s
start_standin --tls "$scratch/pc.pem" "$scratch/pc.key" "$pc"
register $uuid1 '' "$(pin pc)" SN160001 pc0001.corp.example
keep
proved=verified
each 'fcfh-identify: TLS' fcfh-identify known $identifies
write_conf amt.tls=on amt.timeout=2s "amt.password-command=cat '$scratch/password'"
keep
each 'fcfh-identify: a named client, the password from a command' fcfh-identify known $identifies $uuid1
stop "$standin"
standin=''

# --- fcfh-hooks: one hook is told of one call, and asked about the client

fresh
rm -f "$scratch/clients"/*
write_conf "hooks.directory=$hooks"
hook desk '[ "$1" != lookup ] || echo "owner=Anna Berg"'
once
call "$net.2" $pc1
keep
anew=': >"$scratch/desk.log"'
is_told() { # $tells: of what
    [ "$(told desk $uuid1)" = "$tells" ] && grep -q '<inventory.*Anna Berg' "$queue/$uuid1.xml"
}
told_in_the_end() { # perhaps twice; but of nothing else
    is_told || {
        once
        [ "$status" = 0 ] && grep -q '<inventory.*Anna Berg' "$queue/$uuid1.xml" && hook_is_up_to_date desk &&
            [ "$(told desk $uuid1 | tr , '\n' | sort -u)" = "$tells" ]
    }
}
after=told_in_the_end tells=call
each 'fcfh-hooks' fcfh-hooks is_told "$build/fcfh-hooks" -c "$conf" --once
once
q ticket $uuid1 INC-1
keep
tells='ticket ticket:INC-1'
each 'fcfh-hooks: news of a client' fcfh-hooks is_told "$build/fcfh-hooks" -c "$conf" --once
after='' anew=''

# --- fcfh-listener: an event comes, and then SIGTERM

fresh
listener_conf "listener.certificate=$scratch/pc.pem" "listener.key=$scratch/pc.key"
cp "$build/fcfh-listener" "$scratch/bin"
call_event 1 $uuid1 ack >call.xml
# Sends the event as AMT does, again if there was no good answer, as long as the listener runs.
cat >serve <<END
#!/bin/sh
$scratch/bin/fcfh-listener -c $conf &
listener=\$!
tries=0 answer=''
while [ "\$answer" != 200 ] && [ \$tries -lt 100 ] && kill -0 \$listener 2>/dev/null; do
    sleep 0.02
    tries=\$((tries + 1))
    answer=\$(curl -s -k -m 10 --interface $pc -H Content-Type: -H Expect: -o $scratch/answer \\
        -w '%{http_code}' --data-binary @$scratch/call.xml --digest \\
        -u $event_user:$event_password https://$at:$events_port/)
done
echo "\$answer" >$scratch/answered
kill \$listener 2>/dev/null
wait \$listener
END
chmod +x serve
stored() { [ "$(state $uuid1) $(calls)" = 'waiting 1' ]; }
is_taken() { [ "$(cat answered)" = 200 ] && stored && { [ -n "$err" ] || wait_for 5 '[ -s started ]'; }; }
taken_in_the_end() {
    [ "$(cat answered)" != 200 ] || stored || return
    run timeout 60 ./serve
    [ "$(cat answered)" = 200 ] && stored
}
keep
anew='rm -f answered started'
after=taken_in_the_end
each 'fcfh-listener' fcfh-listener is_taken ./serve
anew=''

# --- fcfh-config: one machine is set up, and what was added is taken away

admin=Standin-Adm1n
(umask 077 && echo $admin >"$scratch/admin")
log=stderr
state=$scratch/state
write_conf collector.address=127.0.0.1 amt.tls=on amt.timeout=2s
launch_standin standin --tls "$scratch/pc.pem" "$scratch/pc.key" --admin admin \
    --admin-password-file admin --state "$state" "$pc"
pinned=$(pin pc)
keep
as_admin="$build/fcfh-config -c $conf --password-file $scratch/admin --key $pinned"
in_place() {
    for line in 'account FCFH access=1 realms=4,13 enabled=1' 'interfaces 32771' \
        'subscriber 127.0.0.1 policy=25 community=vpro'; do
        grep -Fqx "$pc:16993 $line" "$state" || return 1
    done
}
is_set_up() { in_place && [ -e "$scratch/clients/$uuid1.xml" ]; }
untouched() {
    [ "$(sed 's/^[^ ]* //' "$state")" = 'account $$uns access=0 realms=16 enabled=1
interfaces 32768' ]
}
set_up() { run timeout 60 $as_admin "$pc" admin; [ "$status" = 0 ] && in_place; }
take_away() { run timeout 60 $as_admin --remove "$pc" admin; [ "$status" = 0 ] && untouched; }
after='set_up && [ -e "$scratch/clients/$uuid1.xml" ]'
anew='[ ! -s "$state" ] || take_away || not_ok "$name: from the start" "$err"'
each 'fcfh-config' fcfh-config is_set_up $as_admin "$pc" admin
after='set_up'
each 'fcfh-config --json' fcfh-config 'is_set_up && jq -e .uuid "$scratch/out" >jq-out' \
    $as_admin --json "$pc" admin
after=take_away
anew='set_up || not_ok "$name: from the start" "$err"'
each 'fcfh-config --remove' fcfh-config untouched $as_admin --remove "$pc" admin
after='' anew=''
stop "$standin"

# --- fcfh-manage: a PC is looked at, reset, and its console used

fresh
rm -f "$state" "$scratch/clients"/*
echo "$password" >tech
chmod 600 tech
write_conf amt.networks=127.0.0.0/8 amt.timeout=2s
start_pc() {
    start_standin --tls "$scratch/pc.pem" "$scratch/pc.key" --redirection --state "$state" \
        --account tech:2,4,5,13,19 --power-delay 10 --post-delay 10 "$pc"
}
start_pc
register $uuid1 '' "$pinned" SN160001 pc0001.corp.example
call "$pc" $pc1
identify
keep
as_tech="$build/fcfh-manage -c $conf -u tech --password-file $scratch/tech"
after=''
for what in info power log 'info --json'; do
    each "fcfh-manage $what" fcfh-manage same_output $as_tech $uuid1 $what
done
resets() { asked ' 200 1 RequestPowerStateChange'; }
is_reset() { # once, and the entry says so, or a message that it does not
    [ "$(resets)" = 1 ] && case $err in
        *'could not be noted'*) ;;
        *) grep -q '<event.*reset' "$queue/$uuid1.xml" ;;
    esac
}
anew=': >standin.log'
after='run timeout 60 $as_tech --yes $uuid1 power reset; [ "$status" = 0 ]'
each 'fcfh-manage power reset' fcfh-manage is_reset $as_tech --yes $uuid1 power reset
stop "$standin" # that PC may still start; the next one has
start_pc
printf '\njoe\nprint one\nexit\n' >typed
stdin=$scratch/typed
typed_all() { # or it is told that the console was lost, and with it perhaps what was typed
    grep -q '^one' out || case $err in *'connected again'*) ;; *) return 1 ;; esac
}
after='run timeout 60 $as_tech --yes $uuid1 console <typed; [ "$status" = 0 ] && grep -q "^one" out'
each 'fcfh-manage console' fcfh-manage typed_all $as_tech --yes $uuid1 console
figures
finish
