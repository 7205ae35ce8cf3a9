#!/bin/sh
# The demo: what it shows, and that nothing of it is left however it ends.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"

demo=$project/tests/demo/demo.sh
FCFH_DEMO_NET=$net
export FCFH_DEMO_NET

nothing_is_left() { # WHEN
    if wait_for 5 all_ended; then ok "$1: no process is left"; else
        not_ok "$1: no process is left" "$(ours | tr '\n' ' ')"
    fi
    is "$(ls -A "$TMPDIR")" '' "$1: no file is left"
}
# As from a terminal: a process group of its own, in which SIGINT is not ignored.
start_demo() {
    setsid env --default-signal=INT,HUP,TERM "$demo" >"$scratch/out" 2>"$scratch/err" &
    demo_pid=$!
}
stop_demo() { # SIGNAL SHELL-CONDITION-TO-WAIT-FOR
    wait_for 15 "$2" || not_ok "it comes so far that $2"
    kill "-$1" "-$demo_pid"
    status=0
    wait "$demo_pid" || status=$?
}
listens() { # ADDRESS: on port 16992
    hex=$(echo "$1" | awk -F. '{printf "%02X%02X%02X%02X", $4, $3, $2, $1}')
    grep -q " $hex:4260 00000000:0000 0A " /proc/net/tcp
}

# --- The whole story

run "$demo"
exit_is 0 'it ends well'
is "$err" '' 'and says nothing on standard error'
for serial in AC-40217 BN1406-22 CT00931; do
    like "$out" "^    verified  .* $serial " "client $serial is verified"
done
is "$(printf '%s\n' "$out" | grep -c 'calls: .*verified after  *[0-9]* ms$')" 3 'three times in ms'
like "$out" '^    verified .* AC-40217 .* INC-1076$' 'the ticket finds its client'
is "$(printf '%s\n' "$out" | grep -c '^    verified ')" 4 'and no other'
is "$(printf '%s\n' "$out" | awk 'length > 80')" '' 'no line is longer than 80 columns'
for step in 1 2 3 4 5 6 7 8 9 10; do
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

# --- What can be in the way

start_standin "$net.12"
run "$demo"
exit_is 69 'an address that is taken: exit 69'
like "$err" "$net\.12, port 16992" 'it says which'
is "$(ls -A "$TMPDIR")" '' 'no file is left'
stop "$standin"
must_fail 69 'no programs: exit 69' env FCFH_BUILD="$scratch/home" "$demo"
like "$err" 'run make' 'and what to do'
nothing_is_left 'something in the way'

finish
