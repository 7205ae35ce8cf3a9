#!/bin/sh
# The demo: what it shows, and that nothing of it is left behind, however it ends.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"

demo=$project/tests/demo/demo.sh
FCFH_DEMO_NET=$net
export FCFH_DEMO_NET

# The demo is a shell that may still be tidying up when nobody waits for it any more.
no_file_is_left() { [ -z "$(ls -A "$TMPDIR")" ]; }
nothing_is_left() { # WHEN
    if wait_for 15 all_ended; then ok "$1: no process is left"; else
        not_ok "$1: no process is left" "$(ours | tr '\n' ' ')"
    fi
    eventually "$1: no file is left" no_file_is_left
}
# As if started from a terminal: a process group of its own, in which SIGINT is not ignored.
start_demo() {
    setsid env --default-signal=INT,HUP,TERM "$demo" >"$scratch/out" 2>"$scratch/err" &
    demo_pid=$!
}
stop_demo() { # SIGNAL SHELL-CONDITION-TO-WAIT-FOR
    wait_for 60 "$2" || not_ok "it gets as far as this: $2"
    kill "-$1" "-$demo_pid"
    status=0
    wait "$demo_pid" || status=$?
}
listens() { # ADDRESS: on port 16993
    hex=$(echo "$1" | awk -F. '{printf "%02X%02X%02X%02X", $4, $3, $2, $1}')
    grep -q " $hex:4261 00000000:0000 0A " /proc/net/tcp
}

# --- The whole story

run strace -f -qq --seccomp-bpf -e trace=connect -o "$scratch/trace" "$demo"
exit_is 0 'it ends well'
# Root also sees the sockets of the programs that hold a password.
check 'the connections of its programs were recorded' grep -q 'sin_port=htons(163' "$scratch/trace"
is "$(grep -E '/dev/log|/run/systemd/journal' "$scratch/trace")" '' \
    "and none of them leads to this machine's log"
is "$err" '' 'and says nothing on standard error'
for serial in AC-40217 BN1406-22 DM18-7; do
    like "$out" "^    verified  .* $serial " "client $serial is verified"
done
like "$out" '^    answered  .* CT00931 ' 'client CT00931, without TLS, is "answered"'
like "$out" '^    \$ fcfh-queue confirm CT00931$' 'and is confirmed'
is "$(printf '%s\n' "$out" | grep -Ec 'calls: .*(verified|answered) after  *[0-9]* ms$')" 4 \
    'four times in ms'
is "$(printf '%s\n' "$out" | grep -c '^    127.*: changed: account, interfaces, pet, register$')" 3 \
    'three machines were set up for traps, and registered'
like "$out" "^    $net\\.14: changed: account, interfaces, events, register\$" 'and one for events'
like "$out" '^    verified .* AC-40217 .* INC-1076$' 'the ticket finds its client'
is "$(printf '%s\n' "$out" | grep -Ec '^    (verified|answered) .* INC-1076$')" 1 'and no other'
like "$out" '^    till-07.*: on$' 'its power state is printed'
like "$out" '^    Example BIOS' 'the serial console shows its BIOS'
like "$out" '^    till-07 login:' 'and its system'
unlike "$out" "$(printf '\033')" 'and no control characters reach the terminal'
is "$(printf '%s\n' "$out" | awk 'length > 80')" '' 'no line is longer than 80 columns'
for step in 1 2 3 4 5 6 7 8 9 10 11; do
    like "$out" "^ ?$step\. " "step $step of the story is told"
done
nothing_is_left 'at the end'

# --- Stopped in the middle

for signal in INT:130 TERM:143 HUP:129; do
    start_demo
    stop_demo "${signal%:*}" 'listens "$net.11"'
    is "$status" "${signal#*:}" "SIG${signal%:*} ends it"
    nothing_is_left "SIG${signal%:*}"
done
start_demo
stop_demo INT 'ls "$TMPDIR"/fcfh-demo.*/queue/*.xml >"$scratch/found" 2>&1'
is "$status" 130 'SIGINT while a client is asked ends it'
nothing_is_left 'SIGINT while a client is asked'
"$demo" 2>"$scratch/err" | head -n 1 >"$scratch/out"
nothing_is_left 'a reader that goes away'

# --- On a terminal it opens the screen

# One tmux socket for each run: a server that was just killed may still hold its own.
terminal() { tmux -f /dev/null -S "$scratch/home/tmux$terminals" "$@"; }
terminals=0
seen() { terminal capture-pane -p -t 0 2>&1; }
sees() { seen | grep -Eq -e "$1"; } # ERE
demos() { # the demo's processes; those of tmux do not count
    # shellcheck disable=SC2062 # that is no pattern of grep
    printf '%s\n' "$TMPDIR/fcfh-demo" | grep -l -s -F -f - /proc/[0-9]*/cmdline | tr -dc '0-9\n'
}
cat >"$scratch/on-terminal" <<END
#!/bin/sh
trap : INT # of the terminal: this one stays
sh -c 'echo \$\$ >$scratch/demo-pid; exec $demo'
echo ended \$?
exec cat
END
chmod +x "$scratch/on-terminal"
start_on_terminal() {
    terminals=$((terminals + 1))
    terminal new-session -d -x 80 -y 24 "$scratch/on-terminal"
}
has_ended() { # STATUS WHEN
    if wait_for 15 'sees "^ended '"$1"'$"'; then ok "$2: it ends, status $1"; else
        not_ok "$2: it ends, status $1" "$(seen)"
    fi
    is "$(demos)" '' "$2: no process is left"
    eventually "$2: no file is left" no_file_is_left
    terminal kill-server
}
open_screen() {
    start_on_terminal
    # The story takes about five seconds, and longer while other tests run beside it.
    wait_for 60 'sees "q ends it" && sees "^Enter opens"' || not_ok 'it comes to its end' "$(seen)"
    is "$(seen | awk 'length > 80')" '' 'no line is longer than 80 columns'
    terminal send-keys -t 0 Enter
    eventually 'Enter opens the screen' 'sees "^ 4 calling"'
}

open_screen
for serial in AC-40217 BN1406-22 DM18-7; do
    check "client $serial is on it" sees "verified .* $serial "
done
check 'client CT00931 is on it, too' sees ' CT00931 '
terminal send-keys -t 0 m
eventually 'm shows the tools' 'sees "1  Show label"'
terminal send-keys -t 0 1
eventually 'and 1 runs one, to its end' 'sees "Show label is done"'
terminal send-keys -t 0 o
eventually 'o shows what it printed' 'sees "^DM18-7 $net\.14"'
terminal send-keys -t 0 q # back to the list
eventually 'q goes back' 'sees "^  STATE "'
terminal send-keys -t 0 q
has_ended 0 'q'

start_on_terminal
wait_for 60 'sees "^Enter opens"' || not_ok 'it comes to its end again' "$(seen)"
terminal send-keys -t 0 C-d
has_ended 0 'no Enter'
open_screen
terminal send-keys -t 0 C-c
has_ended 130 'Ctrl-C on the screen'
open_screen
kill "$(cat "$scratch/demo-pid")"
has_ended 143 'SIGTERM while the screen is open'
open_screen
terminal kill-server
nothing_is_left 'a terminal that goes away'

# --- What can be in the way

start_standin "$net.13"
run "$demo"
exit_is 69 'an address that is taken: exit 69'
like "$err" "$net\.13, port 16992" 'it says which'
is "$(ls -A "$TMPDIR")" '' 'no file is left'
stop "$standin"
must_fail 69 'no programs: exit 69' env FCFH_BUILD="$scratch/home" "$demo"
like "$err" 'run make' 'and what to do'
nothing_is_left 'something in the way'

finish
