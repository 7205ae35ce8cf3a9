#!/bin/sh
# fcfh-config with many machines, stopped half way: nothing that was done is forgotten.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/machines.sh"
begin() { # ARGUMENT...: in the background, with $record; its pid is in $run
    $as_admin --hosts "$pcs" --resume "$record" "$@" admin >bg.out 2>bg.err &
    run=$!
}
end_of_run() { # sets $status, $out and $err
    wait_for_end $run
    out=$(cat bg.out) err=$(cat bg.err)
}
reached() { # ADDRESS STEP'S-ACTION
    grep -Fqs "$1:16992 200 1 $2" standin.log
}
with_result() { # RESULT: the machines of the record that have it, sorted
    json record "map(select(.result == \"$1\") | .host) | sort[]"
}

anew() { # no machine is left, nor a record
    for one in ${standins-}; do stop "$one"; done
    rm -f "$record" ./*.state ./*.log
    standins=
}
nine() { # OPTION...: one stand-in has all nine
    anew
    machines standin --count 9 "$@" "$(at 1)"
    standins=$standin
    list 1 9 >"$pcs"
}
# Three at once: three are done, three are asked for a change that they do not answer, for as long as
# it takes, and three have not begun.
half_way() { # ARGUMENT...
    plain_conf amt.timeout=5m
    anew
    machines standin --count 3 "$(at 1)"
    standins=$standin
    machines later --count 3 --uuid "${uuid1%001}101" --fault-nth Create/1:silent "$(at 4)"
    standins="$standins $standin"
    machines last --count 3 --uuid "${uuid1%001}201" "$(at 7)"
    standins="$standins $standin"
    list 1 9 >"$pcs"
    begin --parallel 3 "$@"
    wait_for 20 '[ -e record ] && [ "$(wc -l <record)" = 3 ] && [ "$(grep -c " Create " later.log)" = 3 ]'
}
# Three are done or more, the next ones are somewhere under way.
middle() {
    plain_conf
    nine --delay 30
    begin --parallel 3
    wait_for 20 '[ -e record ] && [ "$(wc -l <record)" -ge 3 ] && reached "$(at 4)" RequestStateChange'
}
# Everything reported and recorded is true, and the rest can be done later.
record_is_true() { # NAME
    check "$1: jq reads the record" eval 'jq -e .host record >parsed 2>&1'
    for pc in $(with_result changed); do
        in_place "$pc" || echo "$pc" >>untrue
    done
    is "$(cat untrue 2>&1)" "cat: untrue: No such file or directory" \
        "$1: what the record calls changed is in place"
}
rest_is_done() { # NAME
    succeeded=$(json record 'map(select(.status == 0) | .host)[]')
    forget
    configure --resume "$record"
    is "$status" 0 "$1: --resume finishes the rest"
    check "$1: everything is in place" all_in_place 1 9
    for pc in $succeeded; do requests "$pc"; done >asked
    is "$(sort -u asked)" 0 "$1: what was done is not asked again"
    is "$(json record 'map(select(.status == 0) | .host) | unique | length')" 9 \
        "$1: in the end the record has all"
    is "$(cat ./*.log | grep -c concurrent)" 0 "$1: one request at a time"
}

# --- Ctrl-C and similar signals

for signal in INT TERM HUP; do
    half_way
    kill -$signal $run
    end_of_run
    is "$status" 1 "SIG$signal: exit 1"
    is "$err" '' "SIG$signal: nothing on standard error"
    interrupted=$(with_result interrupted)
    is "$(printf '%s\n' "$interrupted" | wc -l)" 3 "SIG$signal: the record has those under way"
    for pc in $interrupted; do
        printf '%s\n' "$out" |
            grep -Eq "^$pc: interrupted: interrupted at '[a-z]+'; run it again" || echo "$pc"
    done >untold
    is "$(cat untold)" '' "SIG$signal: each is reported as interrupted, with the step"
    like "$out" "^$(at 4): interrupted: .*\(changed before that: account" \
        "SIG$signal: and with what was done before"
    is "$(json record 'map(select(.result == "interrupted") | .status, .kind, .steps[-1].state) |
        unique | sort_by(type, .) | join(" ")')" '75 interrupted' "SIG$signal: so has the record"
    is "$(printf '%s\n' "$out" | tail -n 5 | head -n 4 | tr -s ' ')" 'total: 9 machines
changed: 3
interrupted: 3
not begun: 3' "SIG$signal: the summary has every machine"
    like "$out" "^next: .*--resume $record " "SIG$signal: and how to continue"
    record_is_true "SIG$signal"
    rest_is_done "SIG$signal"
done

half_way --json
kill -INT $run
end_of_run
is "$status $(json bg.out 'group_by(.result) | map("\(length) \(.[0].result)") | join(", ")')" \
    '1 3 changed, 3 interrupted' '--json: the interrupted ones have their lines'
is "$(json bg.out 'sort')" "$(json record 'sort')" '--json: the same as in the record'

# Before any machine has answered. Each would be waited for much longer than wait_for_end waits.
nine --delay 600000
begin
wait_for 10 'tcp_is_connected "$(at 1)" 16992'
kill -INT $run
end_of_run
is "$status $(json record 'map(.result) | unique | join(" ")')" '1 interrupted' \
    'machines that do not answer: exit 1, all are interrupted'
check 'and they are unchanged' untouched "$(at 1)"

# Somebody who starts it with nohup wants it to continue.
plain_conf
nine --delay 20
nohup $as_admin --hosts "$pcs" --resume "$record" admin >bg.out 2>bg.err &
run=$!
wait_for 10 'reached "$(at 4)" Get'
kill -HUP $run
end_of_run
is "$status $(with_result changed | wc -l)" '0 9' 'nohup: a terminal that closes is no reason to stop'

# --- Killed

for times in 1 2 3; do
    middle
    kill -9 $run
    wait $run 2>/dev/null
    record_is_true "kill -9 ($times)"
    check "kill -9 ($times): the record has what was done" [ "$(with_result changed | wc -l)" -ge 3 ]
    rest_is_done "kill -9 ($times)"
done
# The program that reads the results ends.
middle
kill -9 $run
wait $run 2>/dev/null
rm record
status=0
$as_admin --hosts "$pcs" --resume "$record" --parallel 1 --json admin 2>bg.err | head -n 1 >bg.out
record_is_true 'a closed pipe'
check 'a closed pipe: what was printed is in the record' [ "$(wc -l <record)" -ge 1 ]
rest_is_done 'a closed pipe'

finish
