#!/bin/sh
# A member of the group who may not read the AMT password can do nothing that harms a caller.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
if [ "$(id -u)" != 0 ] || ! has_programs 'other users' setpriv; then
    skip 'a technician without the password' 'only root can be somebody else'
    finish
    exit
fi
service=4000 technician=4001 desk=4242
as() { # USER COMMAND...
    uid=$1
    shift
    run setpriv --reuid "$uid" --regid $desk --clear-groups timeout 30 "$@" </dev/null
}
chmod 755 "$scratch" "$scratch/bin"
cp "$build/fcfh-queue" "$scratch/bin"
write_conf amt.login=register
chown $service "$scratch/password"
chmod 644 "$conf"
install -d -o root -g $desk -m 2770 "$queue"
trap_text "$net.77" $call_trap "$(call_pet $pc1 1)" >"$scratch/trap"
chmod 644 "$scratch/trap"
touch "$scratch/started" && chmod 666 "$scratch/started"

# The service is just being restarted, and somebody calls.
setpriv --reuid $service --regid $desk --clear-groups "$collector" -c "$conf" <"$scratch/trap"
is "$(state $uuid1)" waiting 'a call waits'
wait_for 10 '[ -s "$scratch/started" ]'
cp "$build/fcfh-identify" "$scratch/real"
mv "$scratch/real" "$scratch/bin/fcfh-identify" # a shell may still read the one before
before=$(cat "$queue/$uuid1.xml")
for command in "add $net.44" "identify $uuid1"; do
    # shellcheck disable=SC2086 # words are wanted
    as $technician "$scratch/bin/fcfh-queue" -c "$conf" $command
    wait_for 15 '! ps -eo args | grep -F "$scratch" | grep -q "[f]cfh-identify"'
    is "$(cat "$queue/$uuid1.xml")" "$before" "$command: the waiting client still waits, unchanged"
done
is "$status" 69 'the technician is told that nobody asks AMT'
like "$err" 'fcfh-identify' 'and which service has to be started'

finish
