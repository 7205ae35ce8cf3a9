#!/bin/sh
# The passwords of fcfh-config: how they can be given, where they go, and where they never appear.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.65
listener='Listener-7c4&<' # with what XML writes otherwise
(umask 077 && echo $listener >"$scratch/listener")
# The hash of either password must not appear either: it is as good as the password.
hashes() { # the same in base64 and in hexadecimal digits
    for pair in "admin:$realm:$admin" "FCFH:$realm:$password"; do
        printf %s "$pair" | openssl dgst -md5 -binary | base64
        printf %s "$pair" | openssl dgst -md5 -r | cut -d' ' -f1
    done
}
setting collector.event-url=http://192.0.2.10:9/events listener.user=events \
    "listener.password-file=$scratch/listener"
mkdir "$scratch/seen"
keep() { # what the last run printed
    seen=$((${seen-0} + 1))
    cp "$scratch/out" "$scratch/seen/$seen.out"
    cp "$scratch/err" "$scratch/seen/$seen.err"
}
logs_in() { # NAME ARGUMENT...: the machine is reached as admin
    logs_in=$1
    shift
    : >"$scratch/standin.log"
    config --check "$@"
    keep
    is "$status $(said machine)" '1 ok: AMT 16.1.25, pc0001.corp.example' "$logs_in"
}
refused() { # NAME STATUS ERE ARGUMENT...
    refused=$1 wanted_status=$2 why=$3
    shift 3
    : >"$scratch/standin.log"
    config --check "$@"
    keep
    is "$status $(asked .)" "$wanted_status 0" "$refused: exit $wanted_status, nothing is sent"
    like "$err" "$why" "$refused: it says why"
}

# --- Ways to give it

start_amt
printf '%s\nmore\n' "$admin" >"$scratch/lines"
chmod 600 "$scratch/lines"
logs_in 'as an argument' "$pc" admin "$admin"
logs_in 'in a file, its first line' --password-file "$scratch/lines" "$pc" admin
logs_in 'from a command, its first line' --password-command "cat '$scratch/lines'" "$pc" admin
mkdir "$scratch/credentials"
(umask 077 && echo "$admin" >"$scratch/credentials/fcfh-config.password")
export CREDENTIALS_DIRECTORY="$scratch/credentials"
logs_in 'as a credential' "$pc" admin
(umask 077 && echo Wrong-pass1 >"$scratch/credentials/fcfh-config.password")
logs_in 'a file goes before the credential' --password-file "$scratch/admin" "$pc" admin
unset CREDENTIALS_DIRECTORY
no_terminal() { # a session of its own has none
    run setsid -w timeout 60 "$build/fcfh-config" -c "$conf" "$@" </dev/null
    keep
}
no_terminal "$pc" admin
exit_is 64 'none, and no terminal: exit 64'
like "$err" 'no password, and no terminal.*--password-file' 'it says what to do'
refused 'a command that fails' 78 'false|password-command' --password-command false "$pc" admin
refused 'a command that is not there' 78 'cannot be run' --password-command /nowhere/x "$pc" admin
refused 'an empty password as an argument' 64 'is empty' "$pc" admin ''
refused 'too long a word' 64 'is empty, or longer than' "$pc" admin "$(printf %0200d 1)"
refused 'a word and a file' 64 'more than one way' --password-file "$scratch/admin" "$pc" admin \
    "$admin"
: >"$scratch/lines"
refused 'an empty file' 78 'no password' --password-file "$scratch/lines" "$pc" admin
printf 'a\033b\n' >"$scratch/lines"
refused 'a file with an ESC' 78 'control characters' --password-file "$scratch/lines" "$pc" admin
mkfifo -m 600 "$scratch/fifo"
refused 'a FIFO' 78 'not a regular file' --password-file "$scratch/fifo" "$pc" admin

admin_before=$admin
admin=-Dash-Adm1n
echo "$admin" >"$scratch/admin"
start_amt
logs_in "one that begins with '-', behind --" -- "$pc" admin "$admin"
refused "one that begins with '-', without --" 64 "goes after --" "$pc" admin "$admin"
refused 'one that begins with -h' 64 'goes after --' "$pc" admin "-h$admin"
unlike "$err" "$admin" 'it is not repeated'
for odd in -c -x --check= --json=; do
    config "$pc" admin "$odd$admin"
    keep
    unlike "$err$out" "$admin" "nor is '$odd' with more behind it"
done
refused 'the same with an option before it' 64 'goes after --' --json "$pc" admin "$admin"
run env "FCFH_CONF=$conf" "$build/fcfh-config" "$pc" admin "$admin" </dev/null
keep
like "$status $err" '^64 .*word 3 .*goes after --' 'the same with no option at all'
admin=$admin_before
echo "$admin" >"$scratch/admin"

# --- Asked for at a terminal: a tmux server of this test

cat >"$scratch/go" <<END
#!/bin/sh
trap : INT QUIT # of the terminal: this one stays
until [ -e $scratch/ready ]; do sleep 0.02; done
stty -a >$scratch/stty-before
$build/fcfh-config -c $conf --check "\$@"
echo \$? >$scratch/status
stty -a >$scratch/stty-after
END
chmod +x "$scratch/go"
t() { tmux -S "$scratch/tmux" -f /dev/null "$@" 2>"$scratch/tmux-err"; }
t new-session -d -s base 'exec cat' || { echo "Bail out! $(cat "$scratch/tmux-err")"; exit 1; }
screen() { t capture-pane -p -J -t s; }
ask_at_terminal() { # ARGUMENT...
    t kill-session -t s
    rm -f "$scratch/ready" "$scratch/status" "$scratch/stty-after"
    t new-session -d -s s -x 100 -y 24 "$scratch/go" "$@"
    t pipe-pane -t s "cat >>$scratch/seen/terminal"
    touch "$scratch/ready"
    wait_for 10 'screen | grep -q "^Password of"'
}
ended() { # STATUS NAME
    wait_for 20 '[ -s "$scratch/status" ] && [ -s "$scratch/stty-after" ]'
    is "$(cat "$scratch/status" 2>&1)" "$1" "$2: exit $1"
    check "$2: the terminal is as it was" cmp -s "$scratch/stty-before" "$scratch/stty-after"
}
start_amt
ask_at_terminal "$pc" admin
like "$(screen)" "^Password of admin at $pc:" 'it asks whose password'
t send-keys -t s -l -- "$admin"
t send-keys -t s Enter
ended 1 'typed'
eventually 'it logs in' 'grep -q "AMT 16\.1\.25" "$scratch/seen/terminal"'
for key in C-c:130 C-d:64 Enter:64; do
    ask_at_terminal "$pc" admin
    t send-keys -t s -l -- "$admin"
    # Ctrl-D ends the input only at the start of a line.
    [ "$key" = C-c:130 ] || t send-keys -t s C-u
    : >"$scratch/standin.log"
    t send-keys -t s "${key%:*}"
    ended "${key#*:}" "${key%:*}"
    is "$(asked .)" 0 "${key%:*}: nothing is sent"
done
t kill-server
check 'what was typed was never shown' [ "$(grep -ac "$admin" "$scratch/seen/terminal")" = 0 ]

# --- While it runs

start_amt --fault silent
"$build/fcfh-config" -c "$conf" "$pc" admin "$admin" >"$scratch/seen/bg-out" 2>"$scratch/seen/bg-err" \
    </dev/null &
config=$!
wait_for 10 'tcp_is_connected "$pc" 16992'
arguments=$(tr '\0' ' ' <"/proc/$config/cmdline")
like "$arguments" "$pc admin" 'its arguments can be seen'
unlike "$arguments" "$admin|$password|$listener" 'without the password'
if [ "$(id -u)" = 0 ]; then
    is "$(tr '\0' ' ' <"/proc/$config/environ" | grep -cE "$admin|$password|$listener")" 0 \
        'nor is it in the environment'
else
    skip 'its environment' 'it hides that from all but root'
fi
is "$(stat -c %U "/proc/$config/mem")" root 'other users may not read its memory'
is "$(awk '/Max core file size/ {print $5, $6}' "/proc/$config/limits")" '0 0' 'it leaves no core file'
stop $config
mkdir "$scratch/core"
# shellcheck disable=SC3045 # dash and bash have -c
(cd "$scratch/core" && ulimit -c unlimited 2>/dev/null
    exec "$build/fcfh-config" -c "$conf" "$pc" admin "$admin") >"$scratch/seen/core-out" 2>&1 \
    </dev/null &
config=$!
wait_for 10 'tcp_is_connected "$pc" 16992'
kill -ABRT $config
status=0
wait $config 2>/dev/null || status=$?
is "$status $(ls "$scratch/core")" '134 ' 'SIGABRT: there is no core file'

# --- What a command that prints a password can see

cat >"$scratch/tell" <<END
#!/bin/sh
env >>$scratch/seen/env
tr '\\0' ' ' <"/proc/\$PPID/cmdline" >>$scratch/seen/parent
cat "\$1"
END
chmod +x "$scratch/tell"
start_amt
logs_in 'a command' --password-command "$scratch/tell '$scratch/admin'" "$pc" admin
setting collector.event-url=http://192.0.2.10:9/events listener.user=events \
    "listener.password-file=$scratch/listener" \
    "amt.password-command=$scratch/tell '$scratch/password'"
logs_in 'and one for the account' "$pc" admin "$admin"
check 'both have run' [ "$(grep -c ^PATH= "$scratch/seen/env")" = 2 ]
like "$(cat "$scratch/seen/parent")" "$pc admin" 'and looked at the arguments'

# --- All that is written

over_tls # else the listener's password would go nowhere
setting collector.event-url=http://192.0.2.10:9/events listener.user=events \
    "listener.password-file=$scratch/listener"
start_amt
learn_realm
for mode in '' --json --check --remove '--json --check' '--dry-run' '--dry-run --remove'; do
    for alerts in pet both; do
        # shellcheck disable=SC2086 # options are words
        config $mode --alerts $alerts --trace "$scratch/seen/trace$seen" "$pc" admin "$admin"
        keep
    done
done
check 'of many runs' [ "$(cat "$scratch/seen/"*.out | wc -l)" -gt 100 ]
for how in '--fault-at AddUserAclEntryEx:schema' '--fault-at Subscribe:schema' '--hostile' \
    '--fault notxml' '--return-at AddUserAclEntryEx:2054' '--deny-read-back'; do
    # shellcheck disable=SC2086
    start_amt $how
    config --json --alerts both "$pc" admin "$admin"
    keep
done
config "$pc" admin "Wrong-$admin"
keep
is "$status" 77 'also of failed ones'
hashes >"$scratch/hashes"
for word in "$admin" "$password" "$listener"; do
    printf '%s\n' "$word"
    printf %s "$word" | base64
done >>"$scratch/hashes"
echo 'Listener-7c4&amp;&lt;' >>"$scratch/hashes"
check 'there are words to look for' [ "$(sort -u "$scratch/hashes" | wc -l)" = 11 ]

# --- A machine that repeats them in its name and in its fault texts

repeats() { # WORD STANDIN-OPTION...
    repeats=$1
    shift
    start_amt --host "$repeats" --fault-text "It takes no more of $repeats" "$@"
    rm -f "$scratch/seen/record"
    for how in '' --json "--hosts $scratch/one --resume $scratch/seen/record"; do
        where=$pc
        [ "${how#--hosts}" = "$how" ] || where=''
        # shellcheck disable=SC2086 # options are words
        config $how --alerts both --trace "$scratch/seen/trace$seen" \
            --password-file "$scratch/admin" $where admin
        keep
    done
}
echo "$pc" >"$scratch/one"
repeated=$seen
while read -r word; do
    repeats "$word" --fault-at Subscribe:schema
    is "$status" 1 'a machine that repeats a secret'
    like "$(cat "$scratch/seen/$seen.out")" 'takes no more of \*\*\*' 'stars are shown in its place'
    like "$(jq -r .hostname "$scratch/seen/record")" '^\*\*\*\.corp\.example$' 'in its name, too'
    repeats "$(printf %093d 0)$word" --fault schema # which is cut in the middle
done <"$scratch/hashes"
check 'there were many secrets' [ $((seen - repeated)) = 66 ]
unlike "$(cat "$scratch"/seen/*.out "$scratch"/seen/record)" "0+(${admin%?????}|${password%?????})" \
    'nor does a part of a secret appear where a text was cut'
is "$(grep -rlaFf "$scratch/hashes" "$scratch/seen" "$scratch/home" "$scratch/tmp" "$state" "$conf" \
    "$scratch/standin.log")" '' 'no password and no hash of one is in anything that was written'
is "$(ls -A "$scratch/home")" '' 'nothing is kept at home'

# --- A name that ends as a password begins

echo corp.example-A1 >"$scratch/admin"
start_amt
config --json --password-file "$scratch/admin" "$pc" admin
like "$(printf '%s\n' "$out" | jq -r .hostname)" '^[a-z0-9-]+\.corp\.example$' 'is shown as it is'

finish
