#!/bin/sh
# fcfh-config --resume: a record of the result for each machine, and how the other machines are
# continued with.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/machines.sh"
total() { # WORD: its number in the summary
    printf '%s\n' "$out" | sed -n "s/^$1: *//p"
}
done_before() { # ADDRESS...: a record in which these succeeded
    for pc; do printf '{"host":"%s","result":"changed"}\n' "$pc"; done >"$record"
}

# --- Some machines are switched off at the first run, fewer at the second

machines first "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)"
list 1 6 >"$pcs"
configure --resume "$record"
is "$status $(total total) $(total changed) $(total failed)" '1 6 machines 4 2' 'two do not answer'
like "$(total next)" "^the same command with --resume $record skips" \
    'the message says what to do next'
is "$(jq -r .host record | sort)" "$(sort "$pcs")" 'the record has a line for each'
is "$(stat -c %a record)" 600 'only its owner can read it'
cp record kept
forget
configure --resume "$record"
is "$status $(total total) $(total failed)" '1 2 machines; 4 more had been done before 2' \
    'the second run: only those two'
is "$(requests)" 0 'the others are not asked'
is "$(head -n 6 record)" "$(cat kept)" 'what was in the record stays'
is "$(json record '.[6:] | map(.host + " " + .result) | sort | join(", ")')" \
    "$(at 5) failed, $(at 6) failed" 'and the new results are added'
machines later --count 2 --uuid "${uuid1%001}101" "$(at 5)"
configure --resume "$record"
is "$status $(total total) $(total changed)" '0 2 machines; 4 more had been done before 2' \
    'the third run, with all switched on'
is "$(wc -l <first.log)" 0 'still the others are not asked'
check 'all machines are set up' all_in_place 1 6
forget
configure --resume "$record"
is "$status $(total total)" '0 0 machines; 6 more had been done before' 'a fourth has nothing to do'
is "$(requests)" 0 'and asks nobody'
list 1 7 | sed 's/$/ admin/' >"$pcs"
config --hosts "$pcs" --resume "$record"
is "$status $(total total)" '1 1 machine; 6 more had been done before' 'a machine that was added to the list is asked'

# --- What else may be in a record

list 1 6 >"$pcs"
list 1 3 >some
config --hosts some --json admin
cp out printed
forget
configure --resume "$scratch/printed"
is "$status $(total total)" '0 3 machines; 3 more had been done before' 'what --json printed'
is "$(requests "$(at 1)") $(requests "$(at 2)") $(requests "$(at 3)")" '0 0 0' \
    'those in it are not asked'
configure --json --resume "$scratch/new"
is "$(json new 'sort')" "$(json out 'sort')" 'with --json, too, the record gets what is printed'
done_before "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)" "$(at 5)"
cp record half
printf '{"host":"%s","user":"admin","result":"cha' "$(at 6)" >>half
configure --resume "$scratch/half"
is "$status $(total total) $(total unchanged)" '0 1 machine; 5 more had been done before 1' \
    'a line that was cut off is not believed'
is "$(json half 'map(.host) | length')" 6 'and does not stay'
done_before "$(at 1)" "$(at 1)"
printf '{"host":"%s","result":"failed"}\n{"host":"%s","result":"missing"}' "$(at 1)" "$(at 2)" \
    >>record
configure --resume "$record"
is "$status $(total total)" '0 6 machines' 'the last line of a machine counts'
is "$(json record 'length')" 10 'a last line without its end is a line'
refused() { # NAME CONTENT: as a record
    printf '%b' "$2" >record
    cp record kept
    forget
    must_refuse 65 "$1 is no record" --hosts "$pcs" --resume "$record" admin
    check "$1 stays as it is" cmp record kept
    is "$(requests)" 0 "$1: nothing was sent"
}
refused 'a list of machines' "$(at 1)\n$(at 2)\n"
refused 'another JSON' '{"uuid":"x"}\n{"uuid":"y"}\n'
refused 'a text without a line' 'all done'
refused 'a line that was cut off in the middle' '{"host":"pc","res\n{"host":"pd","result":"failed"}\n'
must_refuse 73 'a record in no directory' --hosts "$pcs" --resume "$scratch/no/record" admin
must_refuse 73 'a record that is a directory' --hosts "$pcs" --resume "$scratch" admin
must_refuse 73 'a record that is a device' --hosts "$pcs" --resume /dev/null admin
must_refuse 64 'a record of one machine' --resume "$record" "$(at 1)" admin
must_refuse 64 'a record of --check' --check --hosts "$pcs" --resume "$record" admin
is "$(requests)" 0 'none of these asks anybody'

# --- Two runs at once

rm record
machines slow --count 2 --uuid "${uuid1%001}201" --delay 100 "$(at 11)"
list 11 12 >"$pcs"
# shellcheck disable=SC2086 # words are wanted
$as_admin --hosts "$pcs" --resume "$record" admin >first.out 2>&1 &
first=$!
wait_for 10 '[ -s slow.log ]'
kill -STOP $first # or it might end
must_refuse 75 'a second run with this record: exit 75' --hosts "$pcs" --resume "$record" admin
like "$err" "$record: another run of fcfh-config is using it" 'it says why'
kill -CONT $first
status=0
wait $first || status=$?
is "$status $(json record 'map(.result) | join(" ")')" '0 changed changed' 'the first run continues'
is "$(grep -c concurrent slow.log)" 0 'and was alone with its machines'
configure --resume "$record"
is "$status" 0 'after it the record is free'

# --- A full disk

if [ "$(id -u)" = 0 ] && mkdir mount &&
    mount -t tmpfs -o size=64k,mode=700 fcfh-test "$scratch/mount" 2>"$scratch/err"; then
    list 1 4 >"$pcs"
    configure --resume "$scratch/mount/record"
    cp mount/record kept
    cat /dev/zero >mount/fill 2>/dev/null
    configure --resume "$scratch/mount/record"
    is "$status" 0 'if all is done already, a full disk does not matter'
    machines more --count 20 --uuid "${uuid1%001}301" "$(at 21)"
    list 21 40 >>"$pcs"
    configure --resume "$scratch/mount/record"
    is "$status $(total changed)" '75 20' 'no room for the record: exit 75'
    like "$err" 'mount/record: No space left on device' 'it says so'
    check 'the machines are set up all the same' all_in_place 21 40
    is "$(head -n 4 mount/record)" "$(cat kept)" 'the record has what it had'
    kept=$(json mount/record 'length')
    check 'and can be read' [ "$kept" -lt 24 ]
    rm mount/fill
    configure --resume "$scratch/mount/record"
    is "$status $(total total)" "0 $((24 - kept)) machines; $kept more had been done before" \
        'with room again it continues with the machines that are not in the record'
    is "$(json mount/record 'map(.host) | unique | length')" 24 'and ends up complete'
    umount "$scratch/mount"
else
    skip 'a full disk' "no tmpfs can be mounted here: $(cat "$scratch/err")"
fi

# --- Results that cannot be printed

list 1 2 >"$pcs"
status=0
# shellcheck disable=SC2086 # words are wanted
$as_admin --hosts "$pcs" --json --resume "$scratch/other" admin >/dev/full 2>err || status=$?
like "$status" '^7[0-5]$' 'standard output is full: the exit status says so'
is "$(cat err)" 'fcfh-config: standard output: No space left on device' 'and why'
is "$(json other 'map(.result) | join(" ")')" 'unchanged unchanged' 'the record has the results'

finish
