#!/bin/sh
# From the text of docs/INSTALL.md alone to the first callers: the settings, a PC with a certificate
# that it signed itself, one without TLS, one that another console has set up, their calls, and what
# the technician does. Also a desk whose register is empty, as after an upgrade.
# shellcheck source=tests/terminal.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/terminal.sh"
etc=$scratch/etc
conf=$etc/fcfh.conf
clients=$scratch/clients
admin=Standin-Adm1n
uuid2=${uuid1%1}2 uuid3=${uuid1%1}3
own_tls=$net.61 plain=$net.62 learned=$net.63
mkdir "$etc" "$scratch/bin"
mkdir -m 750 "$clients"
mkdir -m 2770 "$queue"
cd "$scratch" || exit 1
# The configuration as it is installed, with the directories of this test.
sed "s:/etc/fcfh:$etc:; s:/var/lib/fcfh:$scratch:" "$build/fcfh.conf.example" >"$conf"
printf 'Show = /bin/sh -c "echo at $0 >>%s/ran" {address}\n' "$scratch" >>"$conf"

# Sets $command to the command in a section of INSTALL.md, with the words of this test in place of
# those in capital letters. Only what is written there is run.
installs() { # SECTION COMMAND [WORD=VALUE]...
    command=$2
    sed -n "/^## $1\. /,/^## /s/^    [#\$] //p" "$project/docs/INSTALL.md" >commands
    check "INSTALL, step $1: $2" grep -Fqx -e "$2" commands
    shift 2
    for pair; do
        command=$(printf '%s\n' "$command" | sed "s/\\b${pair%%=*}\\b/$(printf %s "${pair#*=}" | sed 's:[/&]:\\&:g')/g")
    done
}
typed() { # SECTION COMMAND [WORD=VALUE]...: at a terminal
    installs "$@"
    open_terminal env "FCFH_CONF=$conf" "PATH=$build:$PATH" sh -c "$command"
}
ran() { # SECTION COMMAND [WORD=VALUE]...
    installs "$@"
    run env "FCFH_CONF=$conf" "PATH=$build:$PATH" timeout 60 sh -c "$command" </dev/null
}
answers() { # ERE ANSWER: the question at the end of the screen
    wanted_question=$1
    wait_for 15 'screen | grep . | tail -n 1 | grep -Eq -e "^$wanted_question"' ||
        not_ok "it asks: $1" "$(screen)"
    [ -z "$2" ] || type_in "$2"
    press Enter
}
exits() { # STATUS NAME
    ended
    is "$(cat "$scratch/status" 2>&1)" "$1" "$2"
}

# --- The settings

typed 3 fcfh-settings
answers 'Password' "$password"
answers 'Once more' "$password"
answers 'Address for alerts' "$net.1"
for question in 'URL for events' 'TLS' 'Time in the queue' 'Time for an answer' 'Write this'; do
    answers "$question" ''
done
exits 0 'the settings are written'

# --- The machines, and the programs that run here

make_key own
make_key another
(umask 077 && echo $admin >admin-password)
launch_standin first --admin admin --admin-password-file admin-password --tls own.pem own.key \
    "$own_tls"
launch_standin second --admin admin --admin-password-file admin-password \
    --uuid "$uuid2" --serial SN160002 --host pc0002 "$plain"
launch_standin third --password-file "$etc/password" --tls another.pem another.key \
    --uuid "$uuid3" --serial SN160003 --host pc0003 "$learned"
sed -e "s|@BINDIR@|$build|; s|\(fcfh-collector\)\$|\1 -c $conf|" \
    -e 's|10\.0\.0\.0/8|127.0.0.0/8|' "$project/alert_collector/snmptrapd.conf.in" >shipped
IFS='
'
# shellcheck disable=SC2046 # a line is a word
set -- $(cat shipped)
IFS=' 	
'
start_snmptrapd "$net.1" 16262 "$@"
"$build/fcfh-identify" -c "$conf" --watch >watch.out 2>watch.err &
calls() { # ADDRESS NUMBER
    send_trap "$1" "$net.1:16262" "$call_trap" "$(call_pet "${pc1%1}$2" "$2")"
}
becomes() { # ID STATE NAME
    wanted_id=$1 wanted_state=$2
    eventually "$3" '[ "$(state "$wanted_id")" = "$wanted_state" ]'
}

# --- A desk whose register is empty

run "$build/fcfh-settings" -c "$conf" check
like "$out" '^WRONG +.*register.*fcfh-config' 'check: the register is empty, and what fills it'
calls "$own_tls" 1
becomes "$uuid1" failed 'a call comes in, and nobody is asked'
like "$(reason "$uuid1")" 'not registered: .*fcfh-config --learn' 'the entry says what to do'
is "$(grep -c . first.log)" 0 'nobody was logged in'
open_terminal "$build/fcfh-queue" -c "$conf"
shows 'the header of the screen says that no client is registered' \
    'No client is in the register, .*fcfh-config --learn'
press q
ended

# --- Switched on

typed 9 'fcfh-config CLIENT admin' "CLIENT=$own_tls"
wait_for 15 'has yes/no'
eventually 'the key is shown' 'tr -d "\r\n " <raw | grep -Fq "$(pin own)"'
answers '.*yes/no' yes
answers 'Password' $admin
exits 0 'a machine with a certificate that it signed itself'
typed 9 'fcfh-config --plain CLIENT admin' "CLIENT=$plain"
answers 'Password' $admin
exits 0 'a machine without TLS'
typed 9 'fcfh-config --learn CLIENT' "CLIENT=$learned"
wait_for 15 'has yes/no'
answers '.*yes/no' yes
exits 0 'a machine that another console has set up'
ran 9 'fcfh-settings clients list'
exit_is 0 'the register'
for serial in SN160001 SN160002 SN160003; do like "$out" "$serial" "it has $serial"; done
(
    cd "$etc" && ran 9 'fcfh-settings clients export >clients.xml' &&
        mv "$clients" "$clients.old" && mkdir -m 750 "$clients" &&
        ran 9 'fcfh-settings clients import clients.xml'
    echo "$status $count" >../moved
)
read -r status count <moved
exit_is 0 'it can be brought to another computer'
is "$(cd "$clients.old" && cat ./*.xml | grep -c '<key>')" "$(cat "$clients"/*.xml | grep -c '<key>')" \
    'with all its keys'
printf '%s\n' "$own_tls" >pcs
ran 9 'fcfh-config --hosts pcs --resume pcs.done admin' "admin=--password-file $scratch/admin-password admin"
exit_is 0 'many machines from a file'

# --- The calls

becomes "$uuid1" verified 'who called before is asked now'
for n in 2 3; do calls "$net.6$n" $n; done
becomes "$uuid2" answered 'without TLS it has answered'
becomes "$uuid3" verified 'what was learned is verified'
run "$build/fcfh-queue" -c "$conf" run Show "$uuid1"
is "$status $(cat ran)" "0 at $own_tls" 'a tool runs on a verified client'
run "$build/fcfh-queue" -c "$conf" run Show "$uuid2"
is "$status $(grep -c "$plain" ran)" '76 0' 'on one that is only "answered" not without a question'
installs 10 'fcfh-queue'
check 'INSTALL says how to confirm' grep -q '`fcfh-queue confirm ID`' "$project/docs/INSTALL.md"
open_terminal "$build/fcfh-queue" -c "$conf"
shows 'the screen has the callers' SN160002
press /
type_in SN160002
press Enter v
shows 'v asks for the serial number' 'S N 1 6 0 0 0 2|SN160002.*\?'
press y
eventually 'it is confirmed' 'grep -q "<confirmed " "$queue/$uuid2.xml"'
press q
ended
close_screen
run "$build/fcfh-queue" -c "$conf" run Show "$uuid2"
is "$status $(grep -c "$plain" ran)" '0 1' 'then a tool runs there too'
t kill-server
finish
