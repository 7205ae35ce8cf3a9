#!/bin/sh
# fcfh-hooks and what comes back: a client that was asked about before, and what a hook prints.
# shellcheck source=tests/lib.sh source=tests/hooks.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks.sh"
write_conf "hooks.directory=$hooks"

# --- A client that leaves before the hook was told about it, and is back within the day

hook rt
once
hook rt 'case $1 in call) printf "\000RT is down\n\000\n" >&2; exit 75;; lookup) echo owner=Anna;; esac'
owner() { sed -n 's:.*name="owner".*>\(.*\)</inventory>:\1:p' "$queue/$uuid1.xml"; }
call "$net.1" $pc1
once
exit_is 75 'a hook that fails for a call'
like "$err" 'rt: call .*: exit 75, again in 5 s: RT is down$' 'what follows a NUL in its message is still logged'
is "$(owner)" Anna 'is asked all the same'
q delete $uuid1
once
left=$(date +%s)
wait_for 5 'is_over "$left"'
call "$net.1" $pc1
once
is "$(owner)" Anna 'and asked again when the client is back'

# --- A ticket that comes and goes before the hook is told of the call

hook late
once
call "$net.2" $pc2
q ticket $uuid2 T-1
q clear $uuid2
once
is "$(told late $uuid2)" call 'it is told the last state, the call without a ticket'
rm "$hooks/late"

# --- A hook that somebody else could redirect

mkdir -m 755 "$scratch/ours" "$scratch/theirs"
printf '#!/bin/sh\n' >"$scratch/ours/hook"
chmod 755 "$scratch/ours/hook"
ln -s ../ours "$scratch/theirs/ours"
ln -s "$scratch/theirs/ours/./hook" "$hooks/link"
ln -s hook-that-is-not-there "$hooks/nowhere"
ln -s round "$hooks/round"
rm "$hooks/rt"
once
check 'a link to a link to a hook is one' [ -d "$queue/told/link" ]
like "$err" "$hooks/nowhere: not there" 'a dangling link is not a hook'
like "$err" "$hooks/round: it leads nowhere" 'nor is a link to itself'
chmod 777 "$scratch/theirs"
run "$build/fcfh-hooks" -c "$conf" --tell-all link
exit_is 78 'a hook is refused if others could change a link on the way to it'
like "$err" "$scratch/theirs: others may write to it" 'which is logged'
chmod 1777 "$scratch/theirs"
run "$build/fcfh-hooks" -c "$conf" --tell-all link
exit_is 0 'in a sticky directory nobody else can replace the link'
if [ "$(id -u)" != 0 ]; then skip 'a link of another user' 'needs root'; else
    chown -h 65534 "$scratch/theirs/ours"
    must_fail 78 'a link of another user' "$build/fcfh-hooks" -c "$conf" --tell-all link
fi

finish
