#!/bin/sh
# fcfh-config and the register: what is written about a machine, what is refused, and that it logs
# in to no machine that neither the register, nor a certificate, nor a person vouches for.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.72
record=$scratch/clients/$uuid1.xml
has_programs 'the first meeting' tmux || { finish; exit; }
make_key ca
make_key self
make_key other
signed() { # NAME SUBJECT-ALTERNATIVE-NAMES: a certificate of the key `other`, signed by ca
    printf 'subjectAltName=%s\n' "$2" >"$scratch/$1.ext"
    openssl req -new -key "$scratch/other.key" -subj "/CN=$1" 2>>"$scratch/openssl.log" |
        openssl x509 -req -CA "$scratch/ca.pem" -CAkey "$scratch/ca.key" -CAcreateserial -days 2 \
            -extfile "$scratch/$1.ext" -out "$scratch/$1.pem" 2>>"$scratch/openssl.log"
}
signed good "IP:$pc,DNS:pc0001.corp.example"
check 'there are certificates' [ -s "$scratch/good.pem" ]
tls=on scheme=https port_of_amt=16993 how='--digest --insecure'
setting() { write_conf collector.address=192.0.2.10 "$@"; }
start_self() { start_amt_with self self; } # a machine with the certificate `self`
start_amt_with() { # CERTIFICATE KEY OPTION...
    cert=$1 key=$2
    shift 2
    tls=
    start_amt --tls "$scratch/$cert.pem" "$scratch/$key.key" "$@"
}
again_with() { # CERTIFICATE KEY OPTION...: the same machine, which keeps its place in the register
    mkdir -p "$scratch/kept"
    mv "$scratch/clients"/*.xml "$scratch/kept"
    start_amt_with "$@"
    mv "$scratch/kept"/*.xml "$scratch/clients"
}
ere() { pin "$1" | sed 's/[+]/[+]/g'; } # NAME: its pin, for like
log_ins() { awk '$4 == 1' "$scratch/standin.log" | wc -l; }
refused() { # NAME STATUS ERE: and no log-in
    is "$status $(log_ins)" "$2 0" "$1: exit $2, no log-in"
    like "$(told)" "^failed: .*($3)" "$1: it says so"
    is "$(changes)" '' "$1: nothing is changed"
}
knows_client() { # ELEMENT: what the register has
    value "$record" "$1"
}

# --- A machine that nobody knows

setting
start_self
configure
refused 'a certificate that it signed itself' 76 "--key $(ere self)"
is "$(asked .)" 0 'it is not even asked anything'
configure --json
is "$(printf %s "$out" | jq -r '.kind + " " + .key')" "not trusted $(pin self)" '--json has its key'
configure --key "$(pin other)"
refused 'another key than --key' 76 'another key than the one given with --key'
for bad in sha256//x "$(pin self)x" ''; do
    configure --key "$bad"
    is "$status $(asked .)" '64 0' "--key '$bad': usage"
done
configure --key "$(pin self)" --plain
is "$status" 64 '--key --plain: usage'
configure --key "$(pin self)"
is "$status" 0 '--key: set up'
like "$(said register)" "^changed: entered, key $(ere self)" 'and registered'
is "$err" '' 'nothing to complain of'
as_the_schema_has_it() { # FILE
    xmllint --noout --relaxng "$project/common/amt/register.rng" "$1" 2>"$scratch/valid"
}
check 'the record is as the schema has it' as_the_schema_has_it "$record"
is "$(knows_client uuid) $(knows_client key)" "$uuid1 $(pin self)" 'UUID and key'
is "$(knows_client realm)" "$(realm_of $uuid1)" 'realm'
is "$(knows_client serial), $(knows_client make), $(knows_client model), $(knows_client amt_version)" \
    'SN160001, Example Computers, Stand-in 16, 16.1.25' 'serial number, make, model, version of AMT'
is "$(knows_client name)" pc0001.corp.example 'the name that AMT has'
like "$(cat "$record")" "<learned time=\"20[0-9TZ:-]*\" from=\"$pc\" by=\"$(id -un)\"" \
    'when, from where, and who did it'
like "$(cat "$record")" '<tls version="1\.[23]" since="20' 'that it has TLS, and since when'
is "$(stat -c %a "$record")" 640 'the group may read it'
cp -p "$record" "$scratch/before"
configure
is "$status $(states)" '0 ok ok ok ok skipped ok ok ok' 'again: the key is known'
check 'and the record stays the file that it was' [ ! "$record" -nt "$scratch/before" ]
configure --remove
like "$status $(said register)" "^0 skipped: .*fcfh-settings clients forget $uuid1" \
    '--remove leaves it there, and says how to forget it'
check 'there it is' cmp -s "$record" "$scratch/before"

start_self
configure --yes
is "$status $(knows_client key)" "0 $(pin self)" '--yes takes a key that nobody knows'
for words in --insecure --remove\ --insecure; do
    start_self
    configure $words
    is "$status $(printf '%s\n' "$err" | grep -c 'certificates are not checked')" '0 1' \
        "$words: goes, and says once what that means"
done
start_self
configure --insecure
like "$err" '^fcfh-config: --insecure: .*log-in there, an administrator.*hash that the new account.*key' \
    'what a relay in between gets'
rm -f "$record"
setting amt.verify=off
configure
like "$status $err" '^0 fcfh-config: \[amt\] verify = off: certificates are not checked' \
    'verify = off: the same warning'
setting

# --- Somebody in between, with a key of his own

again_with self self
real=$standin
launch_standin between --tls "$scratch/other.pem" "$scratch/other.key" \
    --relay-to "https://$pc:16993" "$net.73"
between=$standin standin=$real
sed -i "s/from=\"$pc\"/from=\"$net.73\"/" "$record"
through() { # OPTION...
    : >"$scratch/between.log"
    config --password-file "$scratch/admin" "$@" "$net.73" admin
}
for options in '' --yes --insecure "--key $(pin self)"; do
    through $options
    is "$status $(wc -l <"$scratch/between.log")" '76 0' "it gets nothing ($options)"
done
through
like "$(told)" "another key than the register.*--accept-key --key $(ere other)" 'and the change is reported'
stop "$between"

# --- A new certificate

again_with good other
sed -i "s/from=\"[^\"]*\"/from=\"$pc\"/" "$record"
configure
refused 'a new key' 76 "another key than the register has.*--accept-key --key $(ere other)"
configure --check
refused 'a new key, --check' 76 'another key'
configure --accept-key
refused '--accept-key, and nothing proves the new one' 76 "--key $(ere other)"
setting "amt.ca-file=$scratch/ca.pem"
for words in '' --check; do
    configure $words
    is "$status $(knows_client key)" "76 $(pin self)" "a good certificate: the register keeps its key $words"
    like "$(told)" "its key is $(ere other), the register has $(ere self).*--accept-key" 'which is reported'
done
configure --accept-key
is "$status $(knows_client key)" "0 $(pin other)" '--accept-key takes it'
configure --check
is "$status $(knows_client key)" "0 $(pin other)" 'then all is well'
setting
again_with self self
configure --accept-key --key "$(pin self)"
is "$status $(knows_client key)" "0 $(pin self)" 'without a ca-file: --accept-key --key'

# --- Set up again: another realm

again_with self self --realm "$(realm_of ${uuid1%1}9)"
configure
refused 'another realm, the same key' 76 'another realm than the register.*--accept-key'
is "$(asked .)" 1 'only the challenge was asked for'
configure --accept-key
is "$status $(knows_client realm)" "0 $(realm_of ${uuid1%1}9)" '--accept-key takes it'

# --- Without TLS

again_with self self --plain-too
configure --plain
refused 'TLS was seen there' 76 'register has seen TLS.*--accept-key --plain'
configure --accept-key --plain
is "$status $(grep -c '<key>\|<tls' "$record")" '0 0' '--accept-key --plain takes TLS away'
like "$(said account)$(said register)" 'without TLS' 'which is reported'
configure --key "$(pin self)" --check
is "$status $(knows_client key)" "0 $(pin self)" '--check adds a first key'

# --- What may change

again_with self self
configure
sed -i 's:<amt_version>.*</amt_version>:<amt_version>15.0.1</amt_version>:' "$record"
configure --check
is "$status $(knows_client amt_version)" '0 16.1.25' '--check brings the record up to date'
like "$(said register)" 'changed: brought up to date' 'and says so'
rm "$record"
configure --check --key "$(pin self)"
like "$status $(said register)" '^1 missing: not in the register.*--learn' '--check of a machine that is not in it'
check '--check adds no machine' [ ! -e "$record" ]
start_self
configure --check --key "$(pin self)"
like "$status $(said proof) $(said register)" '^1 skipped.* skipped: .*not proved' \
    'without the account nothing is proved, and nothing registered'
check 'the register has no record of it' [ ! -e "$record" ]

# --- The register cannot be written

start_self
rm -r "$scratch/clients"
configure --key "$(pin self)"
is "$status $(said register | sed 's/: no such directory.*//')" \
    "73 failed: configured, not registered: $scratch/clients" 'no directory: exit 73'
like "$(told)" 'do: install -d -m 0750 .*clients' 'it says what to do'
check 'the machine stays set up' knows 'account FCFH access=1 realms=4,13 enabled=1'
check 'fcfh-config does not make the directory' [ ! -e "$scratch/clients" ]
mkdir "$scratch/clients"
chmod 777 "$scratch/clients"
configure --key "$(pin self)"
like "$status $(told)" '^73 .*not registered' 'one that anybody may write to: exit 73'
like "$err" 'clients' 'and a warning before that'
chmod 750 "$scratch/clients"
configure --key "$(pin self)"
is "$status $(states)" '0 ok ok ok ok skipped ok ok changed' 'then it is written'
if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    chmod 755 "$scratch"
    chown 65534 "$scratch/password" "$scratch/admin"
    rm "$record"
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$build/fcfh-config" -c "$conf" \
        --password-file "$scratch/admin" --key "$(pin self)" "$pc" admin </dev/null
    like "$status $(told)" '^73 .*configured, not registered: .*root' 'somebody else than root: exit 73, and says so'
    chown 0 "$scratch/password" "$scratch/admin"
    chmod 700 "$scratch"
else
    skip 'somebody else than root' 'only root can be somebody else'
fi

# --- --dry-run

configure --dry-run
like "$out" "^# At the end the register in $scratch/clients gets" '--dry-run: what the register gets'
printf '%s\n' "$out" | sed '1,/^# At the end/d' >"$scratch/dry.xml"
check 'as it would be written' as_the_schema_has_it "$scratch/dry.xml"

# --- A question at the terminal

cat >"$scratch/go" <<END
#!/bin/sh
$build/fcfh-config -c $conf --password-file $scratch/admin "\$@" >$scratch/tty.out 2>&1
echo \$? >$scratch/status
END
chmod +x "$scratch/go"
t() { tmux -S "$scratch/tmux" -f /dev/null "$@" 2>"$scratch/tmux-err"; }
t new-session -d -s base 'exec cat' || { echo "Bail out! $(cat "$scratch/tmux-err")"; exit 1; }
screen() { t capture-pane -p -J -t s; }
at_terminal() { # ARGUMENT...
    t kill-session -t s
    rm -f "$scratch/status"
    : >"$scratch/standin.log"
    t new-session -d -s s -x 80 -y 24 "$scratch/go" "$@"
}
asks() { wait_for 15 'screen | grep -q "(yes/no)"'; }
answer() {
    t send-keys -t s "$1" Enter
    wait_for 15 '[ -s "$scratch/status" ]'
}
start_self
at_terminal "$pc" admin
check 'at a terminal it is asked for' asks
like "$(screen | tr '\n' ' ')" "$pc.*not in the register.*self.*$(ere self)" 'with names and key'
is "$(asked .)" 0 'before anything is sent'
t send-keys -t s y Enter
check 'y is not enough' wait_for 15 '[ "$(screen | grep -c "(yes/no)")" = 2 ]'
answer no
is "$(cat "$scratch/status") $(asked .)" '76 0' 'no: exit 76, nothing is sent'
like "$(cat "$scratch/tty.out")" 'key was not accepted' 'it says so'
at_terminal "$pc" admin
asks
answer yes
is "$(cat "$scratch/status") $(knows_client key)" "0 $(pin self)" 'yes: set up and registered'
at_terminal --check "$pc" admin
wait_for 15 '[ -s "$scratch/status" ]'
is "$(cat "$scratch/status") $(screen | grep -c yes/no)" '0 0' 'then it is not asked any more'
again_with good other
at_terminal --accept-key "$pc" admin
check 'another key, --accept-key: it is asked for' asks
like "$(screen | tr '\n' ' ')" "register has another.*$(ere other)" 'the question says that the register has another key'
answer yes
is "$(cat "$scratch/status") $(knows_client key)" "0 $(pin other)" 'yes takes it'
echo "$pc" >"$scratch/pcs"
rm "$record"
at_terminal --hosts "$scratch/pcs" admin
wait_for 15 '[ -s "$scratch/status" ]'
is "$(cat "$scratch/status") $(asked .)" '1 0' 'a list is not asked for'
like "$(cat "$scratch/tty.out")" "$pc: failed: .*--key $(ere other)" 'but the machine fails, and the message has its key'
t kill-server

# --- --learn: what another console set up

learn() { # ARGUMENT...
    : >"$scratch/standin.log"
    config --learn "$@"
}
start_self
configure --key "$(pin self)"
rm "$record"
cp "$state" "$scratch/before"
learn "$pc"
is "$status $(log_ins)" '76 0' '--learn of one that nobody knows: exit 76, no log-in'
learn --key "$(pin self)" "$pc"
is "$status $(states)" '0 ok ok changed' '--learn --key'
is "$(told)" "done:        $pc: changed: register" 'it says what it did'
is "$(knows_client key) $(knows_client serial)" "$(pin self) SN160001" 'it is registered'
check 'and nothing changed on it' cmp -s "$state" "$scratch/before"
is "$(changes)" '' 'nor asked to'
learn "$pc"
is "$status $(told)" "0 done:        $pc: the register had all of it" 'again'
rm "$record"
learn --yes "$pc" "$net.74" "$pc"
is "$status $(printf '%s\n' "$out" | sed -n 's/^\(total\|changed\|failed\): *//p' | paste -sd' ')" \
    '1 2 machines 1 1' 'two, one of which is not there: exit 1'
rm "$record"
printf '%s\n' "$pc somebody" >"$scratch/pcs"
learn --yes --json --hosts "$scratch/pcs"
is "$status $(printf %s "$out" | jq -r .user)" '0 FCFH' '--hosts: as the user of [amt], whatever user the line has'
call "$pc" "$pc1"
wait_for 15 '[ -e "$queue/$uuid1.xml" ]'
wait_for 15 '! grep -qs "waiting\| inventory=" "$queue/$uuid1.xml"' # fcfh-identify asks no more
for id in $uuid1 5afe0016 "$(printf %s "$uuid1" | tr a-f A-F)"; do
    rm -f "$record"
    learn --yes "$id"
    is "$status $(knows_client uuid)" "0 $uuid1" "--learn $id, a client in the queue"
done
learn --yes 01234567-89ab-cdef-0123-456789abcdef
like "$status $err" '^68 .*no such client in the queue' 'a UUID that is not in the queue: exit 68'
for wrong in '' "$pc;id" "--check $pc" "--remove $pc" "--auth negotiate $pc" \
    "--password-file $scratch/admin $pc" "--hosts $scratch/pcs $pc" "--dry-run $pc" \
    "--key $(pin self) $pc $net.74"; do
    learn $wrong
    is "$status $(asked .)" '64 0' "--learn $wrong: usage"
done
(umask 077 && echo Another-pass1 >"$scratch/another")
setting "amt.password-file=$scratch/another"
learn "$pc"
is "$status" 77 'a password that is another one: exit 77'
setting

# --- Two machines, and what they may not share

without_tls
tls=
start_amt
configure --plain
is "$status" 0 'a machine without TLS'
launch_standin twin --admin admin --admin-password-file "$scratch/admin" --uuid "${uuid1%1}2" \
    --realm "$(realm_of $uuid1)" "$net.75"
config --password-file "$scratch/admin" --plain "$net.75" admin
like "$status $(told)" "^76 .*realm of a machine that was at $pc.*--accept-key" \
    'another one with its realm: exit 76'
is "$(awk '$4 == 1' "$scratch/twin.log" | wc -l)" 0 'and no log-in'
config --password-file "$scratch/admin" --plain --accept-key "$net.75" admin
like "$status $(said register)" "^76 .*configured, not registered: $uuid1 has the same realm.*forget" \
    'and --accept-key adds no second record'

finish
