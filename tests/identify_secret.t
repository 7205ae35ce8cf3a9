#!/bin/sh
# The password of fcfh-identify: where it comes from, where it goes, and where it never appears.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
pc=$net.51
file=$queue/$uuid1.xml
write_conf
again() { # [STANDIN-OPTION]...: an empty queue, another stand-in, a call
    [ -z "${standin-}" ] || stop "$standin"
    fresh
    start_standin "$@" "$pc"
    call "$pc" $pc1
}

# --- Refused

(umask 077 && echo wrong >"$scratch/wrong")
write_conf "amt.password-file=$scratch/wrong"
again
identify
is "$status $(state $uuid1)" '1 failed' 'a wrong password: failed'
like "$(reason $uuid1)" '^password refused' 'the reason is password refused'
is "$(asked .)" 2 'it was sent once: AMT locks accounts'
identify
is "$status $(asked .)" '0 2' 'nor is it sent again by the next run'
collect "$pc" $call_trap "$(call_pet $pc1 $sequence)"
identify
is "$(asked .)" 2 'or for a repetition of the same PET'
identify $uuid1
is "$status $(asked .)" '77 4' 'only when somebody asks: exit 77, one more attempt'
write_conf amt.user=nobody
again
identify
like "$(reason $uuid1)" '^password refused' 'a wrong user'
is "$(asked .)" 2 'this log-in was sent only once, too'
write_conf
again --always-stale
identify
like "$(reason $uuid1)" '^password refused' 'a nonce that is always stale'
check 'at most two attempts' [ "$(asked .)" -le 3 ]
again --nonce-uses 3
(umask 077 && echo "$password" >"$scratch/standin-password")
identify
is "$(state $uuid1)" answered 'a nonce that dies is no refusal'

# --- A machine that asks for another realm than at first: for whom else might the answer be good?

for change in 2 3; do # the nonce dies; the new handle is asked
    again --nonce-uses 2 --realm-change $change
    identify
    is "$status $(state $uuid1)" '1 failed' "challenge $change is for another realm: failed"
    like "$(reason $uuid1)" '^not AMT.*a different realm' 'the reason'
    is "$(asked ' 200 1 ') $(asked ' 401 0 ')" "2 $change" 'nobody logs in there'
    is "$(tail -n 1 "$scratch/standin.log" | cut -d' ' -f3,4)" '401 0' 'and nothing more is logged'
done

# --- Files that this user cannot read

unusable() { # NAME REASON [SETTING]...
    unusable=$1 why=$2
    shift 2
    write_conf "$@"
    again
    must_fail 78 "$unusable: exit 78" timeout 60 "$build/fcfh-identify" -c "$conf"
    is "$(state $uuid1)" failed "$unusable: the technician sees that it failed"
    like "$(reason $uuid1)" "^not asked: .*$why" "$unusable: and why"
    is "$(asked .)" 0 "$unusable: AMT is not asked"
}
secret="amt.password-file=$scratch/secret"
unusable 'a missing password file' 'No such file' "$secret"
echo "$password" >"$scratch/secret"
chmod 644 "$scratch/secret"
unusable 'a password that others may read' "$scratch/secret: others may read" "$secret"
chmod 622 "$scratch/secret"
unusable 'a password that others may write' 'others may' "$secret"
chmod 640 "$scratch/secret"
identify $uuid1
is "$status $(state $uuid1)" '0 answered' 'with mode 0640 it is used'
: >"$scratch/secret"
unusable 'an empty password file' 'no password' "$secret"
printf 'a\033b\n' >"$scratch/secret"
unusable 'a password with an ESC' 'control characters' "$secret"
rm "$scratch/secret"
mkfifo -m 600 "$scratch/secret"
unusable 'a FIFO' 'not a regular file' "$secret"
rm "$scratch/secret"
unusable 'a password-command that fails' 'password-command' amt.password-command=false
unusable 'a password-command that is not there' 'cannot be run' amt.password-command=/nowhere/x
unusable 'a password-command without output' 'no password' amt.password-command=true

# A call that was put aside because the lock was held must become visible too.
write_conf "$secret"
fresh
call "$net.52" 1600fe5adec0114a8bad000000000002
mkdir "$queue/pending"
cp "$scratch/trap" "$queue/pending/$(date +%s)-1-0.alert"
rm "$queue"/*.xml
identify
is "$(state 5afe0016-c0de-4a11-8bad-000000000002)" failed \
    'without a password, a call that was put aside is seen in the queue'

# --- A command

write_conf "amt.password-command=cat '$scratch/password'"
again
identify
is "$status $(state $uuid1)" '0 answered' 'password-command'
printf '#!/bin/sh\ncat "$1"; echo more\n' >"$scratch/tell"
chmod +x "$scratch/tell"
write_conf "amt.password-command=$scratch/tell $scratch/password"
again
identify
is "$status $(state $uuid1)" '0 answered' 'its first line is the password'

# --- Never seen

write_conf
again --delay 50
"$build/fcfh-identify" -c "$conf" --watch >"$scratch/bg-out" 2>"$scratch/bg-err" &
identify=$!
wait_for 10 '[ "$(asked Chassis)" -gt 0 ]'
is "$(tr '\0' ' ' <"/proc/$identify/cmdline" | grep -c "$password")" 0 \
    'the password is not in the command line of fcfh-identify'
if [ -r "/proc/$identify/environ" ] && [ "$(id -u)" = 0 ]; then
    is "$(tr '\0' ' ' <"/proc/$identify/environ" | grep -c "$password")" 0 'nor in its environment'
else
    skip 'its environment' 'it hides that from all but root'
fi
is "$(awk '/Max core file size/ {print $5, $6}' "/proc/$identify/limits")" '0 0' \
    'it leaves no core file'
is "$(stat -c %U "/proc/$identify/mem")" root 'and other users may not read its memory'
wait_for 10 '[ "$(state $uuid1)" = answered ] && ! grep -q inventory= "$file"'
stop $identify
cp "$scratch/wrong" "$scratch/password"
call "$pc" $pc1
identify $uuid1
rm "$scratch/password" "$scratch/standin-password"
is "$(grep -rlE -e "$password|wrong" "$queue" "$scratch/bg-out" "$scratch/bg-err" "$scratch/out" \
    "$scratch/err" "$scratch/standin.log" "$scratch/home")" '' \
    'it is in no file of the queue, no message and no log'
is "$(grep -c Authorization -r "$queue" | grep -vc ':0$')" 0 'nor is anything that was derived from it'

finish
