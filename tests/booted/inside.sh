#!/bin/sh
# Runs in the booted system at each boot: the first time it sets up the system as docs/INSTALL.md
# says, checks it and restarts it; the second time it checks that everything starts without help.
# Results go to standard output. booted.sh starts this.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/booted/shared.sh
. "$(dirname "$0")/shared.sh"
event_user=events
again=/root/booted-again
# The state of the stand-in at the end, when AMT's key is in the register.
wanted=${FCFH_BOOTED_STATE:-verified}
units='fcfh-snmptrapd.socket fcfh-snmptrapd.service fcfh-identify.service fcfh-listener.service fcfh-hooks.service'
known() { is_known "$1" "$wanted"; } # NUMBER
all_run() {
    # shellcheck disable=SC2086 # words are wanted
    all_active $units
}

# ---------------------------------------------------------------- the second boot

if [ -e "$again" ]; then
    four_machines
    eventually 'after the reboot all services run' all_run
    is "$(systemctl --failed --plain --no-legend)" '' 'and no unit has failed'
    check 'the earlier callers are still in the queue' known 1
    trap_of 4 90
    eventually "a trap to $wanted" 'known 4'
    is "$(event_of 2 91)" 200 'an event'
    is "$(stat -c '%U:%G %a' $queue $queue/proved $queue/ask | tr '\n' ' ')" \
        'root:fcfh 2770 fcfh-amt:fcfh 750 root:fcfh-desk 2770 ' 'the directories are as they were'
    finish
    is_finished
    exit
fi

# ---------------------------------------------------------------- installing

does systemd-sysusers /usr/local/lib/sysusers.d/fcfh.conf
does systemd-tmpfiles --create /usr/local/lib/tmpfiles.d/fcfh.conf
does useradd -G fcfh,fcfh-desk tech
does useradd stranger

set_up_for_four
does systemctl daemon-reload
does systemctl disable --now snmptrapd.socket snmptrapd.service
does systemctl enable --now fcfh-snmptrapd.socket fcfh-snmptrapd.service
does systemctl enable --now fcfh-identify.service
does systemctl enable --now fcfh-listener.service
printf '#!/bin/sh\n[ "$1" != lookup ] || echo "owner=$(id -un)"\n' >/etc/fcfh/hooks/who
does chmod 755 /etc/fcfh/hooks/who
does systemctl enable --now fcfh-hooks.service
four_machines
if fcfh-config --help | grep -q -- --learn; then
    does fcfh-config --learn "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)"
fi

# ---------------------------------------------------------------- calls

check 'all services run' all_run
for row in snmptrapd:fcfh-trap identify:fcfh-amt listener:fcfh-events hooks:fcfh-hooks; do
    is "$(user_of "fcfh-${row%:*}.service")" "${row#*:}" "fcfh-${row%:*}.service runs as ${row#*:}"
done
like "$(ss -Hulnm 'sport = :162')" 'rb134217728' "the port's buffer is 64 MiB, doubled"
trap_of 1 1
eventually 'a trap on port 162 is in the queue' 'has_come 1'
eventually "and $wanted" 'known 1'
eventually 'a hook was asked about it, as its own user' \
    'grep -q "<inventory name=\"owner\".*fcfh-hooks" "$queue/$(uuid 1).xml"'
is "$(event_of 2 2)" 200 'an event over HTTPS'
eventually "and it is $wanted" 'known 2'
run fcfh-settings check
is "$status $(grep WRONG "$scratch/out")" '0 ' 'fcfh-settings check finds nothing wrong'
like "$out" '^ok +fcfh-listener.service: active' 'it has looked at the units'
does sh -c 'echo "authCommunity execute vpro 127.0.0.1" >>/etc/fcfh/snmptrapd.conf && systemctl restart fcfh-snmptrapd.service'
run fcfh-settings check --probe
like "$out" '^ok +probe: trap: sent to .*came through snmptrapd and was counted' 'a trap of its own'
like "$out" '^ok +probe: event: .* took it, and it was counted' 'and an event'
like "$(journalctl -q --no-pager -o cat "FCFH_ID=$(uuid 1)" FCFH_EVENT=call)" '^127.77.0.1: Fast Call for Help' \
    'the journal has the call under its client'
like "$(journalctl -q --no-pager -o cat "FCFH_ID=$(uuid 1)" "FCFH_EVENT=$wanted")" "$wanted" 'and how it ended'

# ---------------------------------------------------------------- who may what

may() { # USER read|write FILE-OR-DIRECTORY: it is tried
    case $2-$(stat -c %F "$3") in
        read-directory) set -- "$1" ls "$3" ;;
        read-*) set -- "$1" head -c 1 "$3" ;;
        write-directory) set -- "$1" sh -c 'touch "$1/.tried" && rm "$1/.tried"' sh "$3" ;;
        *) set -- "$1" sh -c ': >>"$1"' sh "$3" ;;
    esac
    as "$@"
    [ "$status" = 0 ]
}
users='Debian-snmp fcfh-trap fcfh-events fcfh-amt fcfh-hooks tech stranger'
who_may() { # read|write FILE
    may_list=''
    for user in $users; do
        ! may "$user" "$1" "$2" || may_list="$may_list $user"
    done
    echo "${may_list# }"
}
row() { # FILE READERS WRITERS
    is "$(who_may read "$1")" "$2" "who may read $1"
    is "$(who_may write "$1")" "$3" "who may write to $1"
}
group='fcfh-trap fcfh-events fcfh-amt fcfh-hooks tech'
row /etc/fcfh/fcfh.conf "$users" ''
row /etc/fcfh/snmptrapd.conf "$users" ''
row /etc/fcfh/password fcfh-amt ''
row /etc/fcfh/listener-password fcfh-events ''
row /etc/fcfh/listener.key fcfh-events ''
row /run/credentials/fcfh-identify.service/amt-password fcfh-amt ''
row /run/credentials/fcfh-listener.service/listener-password fcfh-events ''
row /run/credentials/fcfh-listener.service/listener-key fcfh-events ''
row /var/lib/fcfh "$users" ''
row $clients "$group" ''
row $queue "$group" "$group"
for directory in tmp archive pending status; do
    row $queue/$directory "$group" "$group"
done
row $queue/proved "$group" fcfh-amt
row $queue/told "$group" fcfh-hooks
row $queue/ask 'fcfh-amt tech' 'fcfh-amt tech'
row "$queue/$(uuid 1).xml" "$group" "$group"
row $queue/lock "$group" "$group"
[ ! -e "$clients/$(uuid 1).xml" ] || row "$clients/$(uuid 1).xml" "$group" ''
[ ! -e "$queue/proved/$(uuid 1).xml" ] || row "$queue/proved/$(uuid 1).xml" "$group" fcfh-amt

# What is wrong is reported, with the command that corrects it.
wrong() { # NAME ERE: check says so, and what it says to do helps
    run fcfh-settings check
    like "$out" "^WRONG +$2; do: " "$1"
    sh -c "$(sed -n "s/^WRONG .*; do: //p" "$scratch/out")" >"$scratch/done" 2>&1
    run fcfh-settings check
    is "$(grep WRONG "$scratch/out")" '' 'the command that it prints puts it right'
}
chown root:fcfh /etc/fcfh/password
chmod 640 /etc/fcfh/password
wrong 'a password for the whole group' 'password: .*every member of the group fcfh may read it'
chgrp fcfh /etc/fcfh/listener.key
chmod 440 /etc/fcfh/listener.key
wrong 'a key for the whole group' 'listener.key: .*every member of the group fcfh may read it'
systemctl stop fcfh-hooks.service # which would make it
rm -r $queue/told
wrong 'a directory that is missing' "queue: $queue/told is not there"
chown tech $queue/ask
wrong 'a directory of somebody else' "queue: $queue/ask has another owner, group or mode than it must"
chmod 775 /var/lib/fcfh
wrong 'a parent that others may write to' "queue: /var/lib/fcfh has another owner, group or mode than it must"

# What each user must be able to do.
as tech fcfh-queue add "$(at 3)"
exit_is 0 'a technician adds a client'
eventually "and it is $wanted" 'known 3'
as tech fcfh-queue ticket "$(uuid 1)" T1
exit_is 0 'he puts a ticket on one'
as tech fcfh-queue identify "$(uuid 1)"
is "$status $(state "$(uuid 1)")" "0 $wanted" 'has AMT asked again'
as tech timeout 20 fcfh-identify --watch
is "$status" 77 'but runs no service of his own'
for user in stranger Debian-snmp; do
    as $user fcfh-queue list
    check "$user sees no queue (exit $status)" [ "$status" != 0 ]
    check "nor which clients are in it" [ -z "$out" ]
done

# A user who can write to the queue can show whatever he likes, but that opens nothing.
does fcfh-settings set tools.Probe true
as tech fcfh-queue run Probe "$(uuid 1)"
exit_is 0 'a tool runs for a client that is verified'
forged=0dd0ca11-0000-4000-8000-00000000000f
sed "s/$(uuid 1)/$forged/; s/127\.77\.0\.1</127.77.0.9</; /<ticket/d" "$queue/$(uuid 1).xml" \
    >"$scratch/forged"
runuser -u fcfh-trap -- sh -c 'cat >"$1/tmp/x" && mv "$1/tmp/x" "$1/$2.xml"' sh $queue $forged \
    <"$scratch/forged"
is "$(state $forged)" "$wanted" 'an entry that snmptrapd has forged'
as tech fcfh-queue run Probe $forged
exit_is 76 'lets no tool run'
as fcfh-trap fcfh-queue confirm "$(uuid 1)"
check "nor can snmptrapd confirm a client (exit $status)" [ "$status" != 0 ]
as tech fcfh-queue confirm "$(uuid 1)"
exit_is 0 'a technician can'
as tech fcfh-queue delete $forged
exit_is 0 'and delete the forged one'

# ---------------------------------------------------------------- what does not run

does systemctl stop fcfh-identify.service
trap_of 1 10
eventually 'a call while fcfh-identify is stopped waits' '[ "$(state "$(uuid 1)")" != "$wanted" ] ||
    grep -q "<ask " "$queue/$(uuid 1).xml"'
eventually 'the log says why' 'log_has fcfh-snmptrapd "no fcfh-identify is running to ask AMT, .*/etc/fcfh/password"'
is "$(pgrep -x fcfh-identify)" '' 'nobody has started another one'
as tech fcfh-queue add "$(at 4)"
is "$status" 69 'the technician gets exit 69'
does systemctl start fcfh-identify.service
eventually 'when it runs again, it asks' 'known 1 && known 4'

does systemctl stop fcfh-snmptrapd.service
trap_of 2 11
eventually 'a trap while snmptrapd is stopped waits at the port, and starts it' \
    '[ "$(value "$queue/$(uuid 2).xml" calls)" = 2 ]'
does systemctl restart fcfh-snmptrapd.service fcfh-identify.service fcfh-listener.service
trap_of 3 12
eventually 'after a restart: a trap' '[ "$(value "$queue/$(uuid 3).xml" calls)" -ge 1 ]'
is "$(event_of 2 13)" 200 'an event'

certificate /etc/fcfh/listener.pem /etc/fcfh/listener.key DNS:fcfh.corp.example
does systemctl reload fcfh-listener.service
eventually 'reload: the new certificate and its key' '[ "$(event_of 2 14)" = 200 ]'
does systemctl reload fcfh-snmptrapd.service
trap_of 2 15
eventually 'reload: snmptrapd keeps running' '[ "$(value "$queue/$(uuid 2).xml" calls)" -ge 4 ]'

# One fcfh-collector for all traps.
stream_conf=/etc/systemd/system/fcfh-snmptrapd.service.d/stream.conf
reader() { pgrep -f '^fcfh-collector --stream --mark'; }
does install -D -m 644 /usr/local/share/fcfh/fcfh-snmptrapd-stream.conf $stream_conf
does systemctl daemon-reload
does systemctl restart fcfh-snmptrapd.service
trap_of 2 17
eventually 'streaming: a trap' '[ "$(value "$queue/$(uuid 2).xml" calls)" -ge 5 ]'
is "$(stat -c %U "/proc/$(reader)" 2>&1)" fcfh-trap 'fcfh-collector is one process, of its user'
kill -9 "$(reader)"
eventually 'it dies: that is logged, and both are started again' \
    'log_has fcfh-snmptrapd "fcfh-collector ended, status 137" && [ -n "$(reader)" ]'
trap_of 2 18
eventually 'and take the next trap' '[ "$(value "$queue/$(uuid 2).xml" calls)" -ge 6 ]'
run fcfh-queue status --json
like "$out" '"identify": "runs", "listener": "runs", "snmptrapd": "runs"' 'status: all run'
like "$out" '"dropped": 0,' 'and nothing was lost'
does rm $stream_conf
does systemctl daemon-reload
does systemctl restart fcfh-snmptrapd.service
trap_of 2 19
eventually 'back again: a trap' '[ "$(value "$queue/$(uuid 2).xml" calls)" -ge 7 ]'

# A service that hangs is restarted.
mkdir -p /run/systemd/system/fcfh-identify.service.d
printf '[Service]\nWatchdogSec=12\n' >/run/systemd/system/fcfh-identify.service.d/test.conf
does systemctl daemon-reload
does systemctl restart fcfh-identify.service
first=$(main_pid fcfh-identify.service)
kill -STOP "$first"
renewed() { [ "$(main_pid fcfh-identify.service)" != "$first" ] && all_run; }
if wait_for 60 renewed; then ok 'one that was stopped is replaced'; else not_ok 'one that was stopped is replaced'; fi

# Where a command prints the password, there is no file to hand over.
does mv /etc/fcfh/password /etc/fcfh/elsewhere
does fcfh-settings set amt.password-command 'cat /etc/fcfh/elsewhere'
does systemctl restart fcfh-identify.service
trap_of 1 16
eventually 'password-command: the service runs, and asks' \
    '[ "$(value "$queue/$(uuid 1).xml" calls)" -ge 3 ] && known 1'
does fcfh-settings set amt.password-command ''
does mv /etc/fcfh/elsewhere /etc/fcfh/password

# Wrong settings do not get better by trying again.
cp -p /etc/fcfh/fcfh.conf "$scratch/fcfh.conf"
echo '[nonsense]' >>/etc/fcfh/fcfh.conf
for unit in fcfh-identify.service fcfh-listener.service; do
    run systemctl restart $unit
    is "$status $(systemctl is-active $unit) $(systemctl show -p NRestarts --value $unit)" \
        '1 failed 0' "$unit with wrong settings fails, once"
done
cp -p "$scratch/fcfh.conf" /etc/fcfh/fcfh.conf
does systemctl restart fcfh-identify.service fcfh-listener.service
check 'with the right ones all run again' all_run

for row in hooks:15 identify:15 listener:15 snmptrapd:30; do
    exposure=$(systemd-analyze security --no-pager "fcfh-${row%:*}.service" |
        sed -n 's/.*exposure level.*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
    check "systemd-analyze security of fcfh-${row%:*}.service: $exposure tenths" \
        [ "$exposure" -le "${row#*:}" ]
done
like "$(journalctl -q --no-pager | grep -c "$password\|$event_password")" '^0$' 'no password is in the log'

touch $again
boots_again
finish
