#!/bin/sh
# The clock is set while programs run, by a day and by years, forward and back: calls are stored,
# callers are asked, what should leave leaves, and what the wrong clock spoilt is reported as soon
# as the clock is right again.
# shellcheck source=tests/torture/torture.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/torture.sh"
day=86400 year=31557600
export FCFH_TRAP_PORT=$port # nobody else's losses
clocked_programs
write_conf
pc=$net.11
file=$queue/$uuid1.xml
start_standin --count 9 "$pc"
call_of() { # NUMBER: a new call of the stand-in's machine
    sequence=$((sequence + 1))
    trap_of "$1" $sequence "$net.$((10 + $1))" >"$scratch/trap"
    run with_clock "$collector" -c "$conf" <"$scratch/trap"
}
qc() { run with_clock timeout 60 "$build/fcfh-queue" -c "$conf" "$@" </dev/null; }
answered() { [ "$(state "$(uuid "$1")")" = answered ]; }
ahead() { # of a time in a file, in days
    echo $((($(date -d "$1" +%s) - $(date +%s)) / day))
}
# The services, and what they write while they are alive.
start_services() {
    # shellcheck disable=SC2086 # words are wanted
    $clocked "$build/fcfh-identify" -c "$conf" --watch 2>"$scratch/identify-err" &
    identify=$!
    wait_for 15 '[ -s "$queue/status/run" ]'
}
stop_services() {
    stop $identify
}

# The time of day is that of the test, for programs and files alike.
set_clock 0
call_of 9
set_clock $year
call_of 9
is "$(ahead "$(value "$queue/$(uuid 9).xml" last_call)")" 365 'the clock can be set here'
is "$(entries) $(find "$queue/archive" -name '*.expired.xml' | wc -l)" '1 1' \
    'a year later it is another call: the entry has left before'

for step in $(pick "$day $((-year))" "$day $((-day)) $year $((-year)) $((30 * year)) $((-20 * year))"); do
    name="$((step / day)) days"
    fresh
    set_clock 0
    start_services
    call_of 1
    call_of 2
    call_of 3
    eventually "$name: three clients have called and are known" 'answered 1 && answered 2 && answered 3'
    qc ticket "$(uuid 2)" INC-2
    qc take "$(uuid 3)"

    set_clock "$step"
    call_of 4
    is "$status" 0 "$name: a call is stored at once"
    eventually "$name: and identified, by the fcfh-identify that runs" 'answered 4'
    call_of 1
    eventually "$name: so is one of a client that had called before" \
        'answered 1 && [ "$(ahead "$(value "$file" proof_time)")" = "$((step / day))" ] ||
            grep -q "proof time=\"$(with_clock date -u +%Y-%m-%d)" "$file"'
    is "$(value "$queue/$(uuid 2).xml" ticket)" INC-2 "$name: a client with a ticket stays"
    qc ticket "$(uuid 4)" INC-4
    is "$status" 0 "$name: a ticket can be put on a client"
    qc expire
    is "$status" 0 "$name: expire works"
    if [ "$step" -gt 0 ]; then
        is "$(find "$queue/archive" -name "$(uuid 3).*.expired.xml" | wc -l)" 1 \
            "$name: a client without a ticket is due, and in archive/"
        qc restore "$(uuid 3)"
        like "$status $(state "$(uuid 3)")" '^0 (waiting|answered)$' "$name: restore brings it back"
    else
        check "$name: a client without a ticket stays" [ -e "$queue/$(uuid 3).xml" ]
    fi
    qc list
    is "$status $(printf '%s\n' "$out" | grep -c '5afe\|SN16')" "0 $(entries)" "$name: all are in the list"

    # And it is corrected.
    set_clock 0
    call_of 5
    eventually "$name and back: a call is stored, and its client identified" 'answered 5'
    call_of 4
    eventually "$name and back: so is one of a client that called meanwhile" \
        '[ "$(value "$queue/$(uuid 4).xml" calls)" = 2 ] && answered 4 &&
            [ "$(ahead "$(value "$queue/$(uuid 4).xml" last_call)")" = 0 ]'
    eventually "$name and back: status reports nothing" 'qc status --json; [ "$status" = 0 ]'
    all_valid "$name: the files are valid"
    check "$name: fcfh-identify has run all the time" kill -0 $identify
    # A program that hangs is detected, even if what it wrote last is dated in the future.
    kill -STOP $identify
    set_clock "$step"
    call_of 6
    run with_clock timeout 60 "$build/fcfh-identify" -c "$conf"
    is "$status $(state "$(uuid 6)")" '0 answered' "$name: one that hangs is replaced"
    kill -CONT $identify
    stop_services
done
finish
