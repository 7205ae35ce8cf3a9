#!/bin/sh
# fcfh-manage log and info: what AMT recorded, in words, and what it says about the PC.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.43
start_pc
in_queue
manage $uuid1 log
exit_is 0 'the log without a terminal'
is "$(printf '%s\n' "$out" | grep -c .)" 3 'what was recorded from ten minutes before the call on'
like "$out" '[Cc]all for [Hh]elp' 'the call itself'
like "$out" 'No bootable media' 'what came before it'
unlike "$out" '[Ii]ntrusion|[Pp]assword' 'nothing older'
first=$(printf '%s\n' "$out" | head -n 1)
like "$first" 'No bootable media' 'oldest first'
manage $uuid1 log --all
is "$(printf '%s\n' "$out" | grep -c .)" 20 '--all shows everything'
like "$out" '[Ii]ntrusion' 'older ones too'
manage $uuid1 log --all --json
is "$(printf '%s\n' "$out" | jq -s 'map(type) | unique | join(",")' -r)" object 'as JSON, an object a line'
is "$(printf '%s\n' "$out" | grep -c .)" 20 'all of them'

start_pc --records 390
manage $uuid1 log --all
is "$(printf '%s\n' "$out" | grep -c .)" 390 'a full log'
start_pc --records 390 --record-page 7
manage $uuid1 log --all
is "$(printf '%s\n' "$out" | grep -c .)" 390 'in many pieces'
is "$(printf '%s\n' "$out" | sort | uniq -d)" '' 'none twice'
start_pc --records 1
manage $uuid1 log --all
is "$(printf '%s\n' "$out" | grep -c .)" 1 'one record'
start_pc --records 0
manage $uuid1 log --all
exit_is 0 'none'
start_pc --no-clock
manage $uuid1 log --all
exit_is 0 'a machine without a clock'
is "$(printf '%s\n' "$out" | grep -c .)" 20 'whose records are shown all the same'
start_pc --clock-behind 7200
manage $uuid1 log
exit_is 0 "AMT's clock is two hours behind"
like "$out" '[Cc]all for [Hh]elp' 'the call is found by it'
is "$(printf '%s\n' "$out" | grep -c .)" 3 'and what was around it'
start_pc --clock-behind 7200 --records 1
manage $uuid1 log
exit_is 0 'AMT has no record of the call any more'
like "$out" '[A-Za-z]' 'then our own time of it counts, by the clock of AMT'

start_pc --account blind:2,5,13
run timeout 60 "$build/fcfh-manage" -c "$conf" -u blind --password-file tech $uuid1 log </dev/null
exit_is 77 'without the right'
like "$err" 'Event Log Reader' 'the missing one is named'
run timeout 60 "$build/fcfh-manage" -c "$conf" -u blind --password-file tech $uuid1 info </dev/null
exit_is 0 'info shows what AMT reports'
like "$out" 'SN160001|pc0001' 'such as its name'
start_pc
manage $uuid1 info
exit_is 0 'info'
for word in SN160001 pc0001 16.1.25 'Stand-in 16' 5afe0016; do
    like "$out" "$word" "it has $word"
done
manage $uuid1 info --json
is "$(printf '%s\n' "$out" | jq -r .serial)" SN160001 'as JSON'
start_pc --hostile
register $uuid1 '' "$(pin pc)"
manage --yes "$pc" info
check 'no control characters of a hostile machine reach the terminal' eval '! shows_control'
finish_manage
