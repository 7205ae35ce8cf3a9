#!/bin/sh
# fcfh-settings without a command, on a real terminal: the questions, what is written after them,
# and what is left when somebody interrupts it.
# shellcheck source=tests/terminal.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/terminal.sh"
etc=$scratch/etc
conf=$etc/fcfh.conf
secret=$etc/password
strong=$password-Xy9

fresh() { # the configuration as shipped, with files of this test, and no password
    rm -rf "$etc"
    mkdir "$etc"
    sed "s:^password-file = .*:password-file = $secret:" "$build/fcfh.conf.example" >"$conf"
    cp "$conf" "$scratch/before"
}
start() { # asks at a new terminal, of more lines than are printed
    size=80x100
    open_terminal "$build/fcfh-settings" -c "$conf"
}
line() { screen | grep . | tail -n 1; }
shows_wrapped() { # NAME ERE: wherever the lines end, which hangs on how long the file names are
    wanted_text=$2
    if wait_for 15 'screen | tr -s " \n" "  " | grep -Eq -e "$wanted_text"'; then ok "$1"; else
        not_ok "$1" "no $2 on: $(screen)"
    fi
}
asks() { # ERE NAME: the last line is such a question
    wanted_question=$1
    if wait_for 5 'line | grep -Eq -e "^$wanted_question: *$"'; then ok "$2"; else
        not_ok "$2" "no question '$1' at the end of:
$(screen)"
    fi
}
answer() { # [TEXT]
    [ -z "${1-}" ] || type_in "$1"
    press Enter
}
all_enter() { # ERE...: takes what is offered at each
    for question; do
        asks "$question" "asks: $question"
        answer
    done
}
keep() { # what was on the screen, to look for secrets
    cat "$scratch/raw" >>"$scratch/all" 2>/dev/null
    cat "$scratch/screen-err" >>"$scratch/all"
}
said() { # NAME ERE: also when the program has ended and its screen is gone
    wanted_word=$2
    if wait_for 5 'tr -d "\r" <"$scratch/raw" | grep -Eq -e "$wanted_word"'; then ok "$1"; else
        not_ok "$1" "no $2 in: $(tail -n 5 "$scratch/raw")"
    fi
}
closed() { # STATUS NAME
    leaves "$1" "$2"
    keep
}
untouched() { # NAME
    check "$1: the configuration is as it was" cmp -s "$scratch/before" "$conf"
    is "$(find "$etc" -type f ! -name fcfh.conf)" '' "$1: there is no other file"
}
changed() { diff "$scratch/before" "$conf" | grep '^[<>]' | sed 's/  *;.*//'; }

# --- The whole way

fresh
start
asks 'Password' 'the first question is for the password'
shows 'it says which file' "(^|^The settings of Fast Call for Help, in )$conf\."
shows 'and whose password' "password of AMT's user FCFH"
answer weak
shows 'a weak one is refused' '^AMT wants a password with at least 8 characters'
asks 'Password' 'and asked for again'
answer "$password"
asks 'Once more' 'a good one is asked for once more'
answer "$strong"
shows 'when they differ' '^Passwords do not match'
asks 'Password' 'both are asked for again'
answer "$strong"
asks 'Once more' 'and once more'
answer "$strong"
asks 'Address for alerts \[[0-9.:a-f]+\]' 'the address comes with an offer'
offered=$(line | sed 's/.*\[\(.*\)\].*/\1/')
check 'which is one of this machine' sh -c "ip -o addr 2>/dev/null | grep -qF ' $offered/' ||
    hostname -I | tr ' ' '\n' | grep -qxF '$offered' || [ $offered = 127.0.0.1 ]"
answer desk.example
shows 'a name is refused' "^collector.address: 'desk.example' is not an IP address"
asks 'Address for alerts .*' 'and asked for again'
answer 192.0.2.10
asks 'URL for events' 'the URL has no offer'
answer https://desk.example:16998/
asks 'TLS \[auto\]' 'TLS'
answer maybe
shows 'another word is refused' "^amt.tls: 'maybe'"
answer on
asks 'Time in the queue \[4h\]' 'the time in the queue'
answer
asks 'Time for an answer \[10s\]' 'the time for an answer'
answer 20s
asks 'Write this\? \[Y/n\]' 'the last question'
untouched 'until then nothing is written'
shows 'it says what will change' '^  collector.address = 192.0.2.10$'
shows 'and what was there' '^      was auto$'
shows 'also the password' "^  the password, in $secret"
unlike "$(screen)" 'queue.timeout' 'but not the values that stay'
answer what
asks 'Write this\? \[Y/n\]' 'it wants yes or no'
answer
said 'it says that it is done' '^Written\.'
is "$(tr -d '\r' <"$scratch/raw" | awk 'length > 80')" '' 'no line is longer than the screen'
closed 0 'all questions are answered'
is "$(changed)" '> address = 192.0.2.10
> event-url = https://desk.example:16998/
< tls = auto
> tls = on
< timeout = 10s
> timeout = 20s' 'that is written, and nothing else'
is "$(cat "$secret")" "$strong" 'the password is in its file'
# On an installed system the file belongs to the service.
if [ "$(id -u)" = 0 ] && id fcfh-amt >"$scratch/id" 2>&1; then mode=400; else mode=600; fi
is "$(stat -c %a "$secret")" $mode "with mode 0$mode"
run "$build/fcfh-settings" -c "$conf" check
unlike "$out" '^WRONG +(configuration|password|collector|amt)' 'check finds nothing wrong with it'

# --- Existing values are offered

cp "$conf" "$scratch/before"
start
all_enter 'Password \[unchanged\]' 'Address for alerts \[192.0.2.10\]' \
    'URL for events \[https://desk.example:16998/\]' 'TLS \[on\]' 'Time in the queue \[4h\]' \
    'Time for an answer \[20s\]'
said 'nothing to change' '^There is nothing to change'
closed 0 'Enter all the way'
check 'the file is as it was' cmp -s "$scratch/before" "$conf"
is "$(cat "$secret")" "$strong" 'and the password'
start
all_enter 'Password .*' 'Address .*'
asks 'URL .*' 'the URL'
answer -
all_enter 'TLS .*' 'Time in .*' 'Time for .*'
asks 'Write this\? .*' 'a dash takes it away'
answer n
said 'no is no' '^Nothing was changed'
closed 0 'no at the end'
check 'the file is as it was then' cmp -s "$scratch/before" "$conf"
start
all_enter 'Password .*' 'Address .*'
asks 'URL .*' 'the URL once more'
answer -
all_enter 'TLS .*' 'Time in .*' 'Time for .*' 'Write this\? .*'
closed 0 'a value taken away'
is "$(changed)" '< event-url = https://desk.example:16998/
> event-url =' 'is taken away'
echo weak >"$secret"
start
shows_wrapped 'a weak password that is set already is reported' "does not meet AMT's rules"
echo "$strong" >"$secret" && chmod 644 "$secret"
start
shows_wrapped 'so is one that others may read' 'others may read or write it'
asks Password 'and it does not count'
close_screen

# --- Interrupted half way

child() { pgrep -f "^$build/fcfh-settings -c $conf" | head -n 1; }
fresh
start
asks Password 'the password'
press C-c
closed 130 'Ctrl-C at the password'
untouched 'Ctrl-C at the password'
start
asks Password 'the password'
type_in "$strong"
kill -TERM "$(child)"
closed 143 'SIGTERM while it is typed'
untouched 'SIGTERM while it is typed'
start
asks Password 'the password'
answer "$strong"
asks 'Once more' 'once more'
press C-d
closed 64 'end of input'
like "$(cat "$scratch/screen-err")" 'no answer' 'end of input: it says so'
untouched 'end of input'
start
asks Password 'the password'
answer "$strong"
asks 'Once more' 'once more'
answer "$strong"
asks 'Address .*' 'the address'
answer 192.0.2.10
asks 'URL .*' 'the URL'
press C-c
closed 130 'Ctrl-C after some answers'
untouched 'Ctrl-C after some answers'
start
asks Password 'the password'
answer "$strong"
asks 'Once more' 'once more'
answer "$strong"
asks 'Address .*' 'the address'
answer
all_enter 'URL .*' 'TLS .*' 'Time in .*' 'Time for .*'
asks 'Write this\? .*' 'the last question'
press C-c
closed 130 'Ctrl-C at the last question'
untouched 'Ctrl-C at the last question'

# After it was stopped by a shell with job control, it asks the question again.
fresh
close_screen
t new-session -d -s s -x 80 -y 100 'exec sh -i'
t pipe-pane -t s "cat >$scratch/raw"
type_in "PS1='shell> '; stty -a >$scratch/stty-before; $build/fcfh-settings -c $conf"
press Enter
asks Password 'from a shell'
type_in abc
press C-z
shows 'Ctrl-Z: the shell is back' 'Stopped|shell>'
type_in "stty -a >$scratch/stty-stopped; fg"
press Enter
wait_for 5 '[ "$(screen | grep -c "^Password:")" -ge 2 ]'
check 'the terminal was as before' cmp -s "$scratch/stty-before" "$scratch/stty-stopped"
asks Password 'fg: it asks again'
answer "$strong"
asks 'Once more' 'and what was typed before does not count'
answer "$strong"
asks 'Address .*' 'so both are the same'
press C-c
shows 'Ctrl-C: the shell again' '^shell>'
keep
untouched 'stopped and ended'

# --- Only a password

fresh
open_terminal "$build/fcfh-settings" -c "$conf" set amt.password -
asks Password 'set amt.password - asks at a terminal'
answer "$password"
asks 'Once more' 'twice'
answer "$password"
closed 0 'set amt.password -'
is "$(cat "$secret")" "$password" 'it is in its file'

# --- What would stop it at the end stops it before the first question

stops() { # STATUS ERE NAME
    start
    closed "$1" "$3"
    like "$(cat "$scratch/screen-err")" "^fcfh-settings: .*$2" "$3: and why"
    unlike "$(screen)" 'Password' "$3: nothing is asked"
}
fresh
echo 'what is that' >>"$conf"
stops 78 'fcfh.conf:[0-9]+: neither' 'a configuration that is wrong'
fresh
sed -i "s:^password-file.*:password-file = $scratch/missing/password:" "$conf"
stops 73 'install -d' 'no directory for the password'
fresh
sed -i 's:^password-file.*:password-command = false:' "$conf"
start
shows 'a password from a command is not asked for' 'comes from password-command'
asks 'Address .*' 'but the address is'
press C-c
closed 130 'and then Ctrl-C'
if [ "$(id -u)" = 0 ] && [ "$(command -v setpriv)" ]; then
    fresh
    chmod 755 "$scratch" "$etc"
    start_as_nobody() {
        open_terminal setpriv --reuid=65534 --regid=65534 --clear-groups "$build/fcfh-settings" \
            -c "$conf"
    }
    start_as_nobody
    closed 77 'a user who may not write'
    like "$(cat "$scratch/screen-err")" 'run this as root' 'a user who may not write: and why'
else
    skip 'a user who may not write' 'not root'
fi
# --- Without a terminal

fresh
run setsid -w "$build/fcfh-settings" -c "$conf" </dev/null
is "$status" 64 'no terminal: exit 64'
like "$err" "no terminal to ask at: use 'get', 'set', 'check' or 'clients'" 'and the message says what to use instead'
untouched 'no terminal'

is "$(grep -cF -e "$password" "$scratch/all")" 0 'no password was ever on the screen'
check 'there was output to look at' [ "$(wc -l <"$scratch/all")" -gt 100 ]
t kill-server
finish
