#!/bin/sh
# The log: one line per event, its key, and what the journal gets. The journal is a socket of this
# test, in a mount namespace.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2094,SC2154
if [ "${FCFH_TEST_ENV-}" = clean ] && [ -z "${FCFH_OWN_WORLD-}" ]; then
    map=''
    [ "$(id -u)" = 0 ] || map=-r
    # shellcheck disable=SC2086 # none or one option
    if unshare $map -m true 2>/dev/null; then
        FCFH_OWN_WORLD=yes exec unshare $map -m "$0" "$@"
    fi
fi
. "$(dirname "$0")/lib.sh"

# --- The manual

sed -n 's/.*X(LOG_[A-Z_]*, "\(.*\)").*/\1/p' "$project/common/log_event.h" | sort >"$scratch/keys"
sed -n '/^\.Sh KEYS/,/^\.Sh E/s/^\.It Li //p' "$project/common/fcfh-log.7" | tr -d ' ' | tr , '\n' |
    sort >"$scratch/manual"
is "$(diff "$scratch/keys" "$scratch/manual")" '' 'the manual has all keys'
check 'there are many' [ "$(wc -l <"$scratch/keys")" -gt 20 ]

# --- Standard error

quiet_collector
write_conf
call "$net.1" $pc1
is "$err" '' 'a call: nothing to complain of'
collect "$net.1" $call_trap 0102
like "$err" '^fcfh-collector: trap: not understood: .*[0-9A-F]$' 'a complaint'
export FCFH_LOG=keys
call "$net.1" $pc1
like "$err" "^fcfh-collector: $net.1: Fast Call for Help.* \\($uuid1\\) \\[call\\]\$" 'with keys: a call has one'
collect "$net.1" $call_trap 0102
like "$err" '^fcfh-collector: trap: not understood: .* \[not-understood\]$' 'and a complaint'
is "$(printf '%s\n' "$err" | wc -l)" 1 'in one line'

# --- The journal

if [ -z "${FCFH_OWN_WORLD-}" ] || ! mount -t tmpfs none /run 2>/dev/null; then
    skip 'the journal' 'no namespaces here'
    finish
    exit
fi
mkdir -p /run/systemd/journal
# Prints each datagram, and after each a separator line.
perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; $| = 1;
    bind($s, pack_sockaddr_un("/run/systemd/journal/socket")) or die "$!\n"; print "ready\n";
    while (defined recv($s, my $entry, 65536, 0)) { print $entry, "--\n" }' "$scratch" \
    >>"$scratch/journal" 2>&1 &
journal=$!
wait_for 10 'grep -qs ready "$scratch/journal"'
unset FCFH_LOG
logged() { # COMMAND...: with standard error as the journal's stream
    : >"$scratch/stream"
    : >"$scratch/journal"
    JOURNAL_STREAM=$(stat -c %d:%i "$scratch/stream") "$@" 2>>"$scratch/stream"
}
one() { # FIELD: of the only entry
    sed -n "s/^$1=//p" "$scratch/journal"
}
trap_is() { trap_text "$net.1" $call_trap "$1" >"$scratch/trap"; }
store() { logged "$collector" -c "$conf" <"$scratch/trap"; }
fresh() { rm -rf "$queue"; }
fresh
trap_is "$(call_pet $pc1 7)"
store
eventually 'a call is an entry of the journal' 'grep -q -e -- "$scratch/journal"'
is "$(one FCFH_EVENT) $(one FCFH_ID) $(one FCFH_ADDRESS) $(one PRIORITY) $(one SYSLOG_IDENTIFIER)" \
    "call $uuid1 $net.1 6 fcfh-collector" 'with its key, client and address'
like "$(one MESSAGE)" "^$net.1: Fast Call for Help" 'its message has no name of a program'
is "$(cat "$scratch/stream")" '' 'and does not come twice'
store
eventually 'the same once more is another event' '[ "$(one FCFH_EVENT) $(one FCFH_ID)" = "repeated $uuid1" ]'
trap_is 0102
store
eventually 'what is not understood' '[ "$(one FCFH_EVENT) $(one PRIORITY)" = "not-understood 3" ]'
fresh
trap_is "$(call_pet $pc1 8)"
store
wait_for 10 'grep -q -e -- "$scratch/journal"' # that entry is not taken for the next one
logged "$build/fcfh-identify" -c "$conf" >/dev/null
eventually 'the result of asking AMT' 'grep -q "^FCFH_EVENT=failed" "$scratch/journal"'
like "$(one MESSAGE)" "^$uuid1: failed: ." 'has its reason'
is "$(one FCFH_ID)" $uuid1 'and the client'
kill "$journal"
rm /run/systemd/journal/socket
trap_is 0102
store
like "$(cat "$scratch/stream")" '^<3>fcfh-collector: trap: not understood.* \[not-understood\]$' \
    'if the journal refuses the entry, the line goes to its stream'
finish
