#!/bin/sh
# fcfh-config --hosts: the list, what is reported of each machine and of all, and how many run at
# once.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/machines.sh"
now_ms() { date +%s%3N; }
outcome() { # ADDRESS: what the line of this machine says
    printf '%s\n' "$out" | sed -n "s/^$1: //p"
}
total() { # WORD: its number in the summary
    printf '%s\n' "$out" | sed -n "s/^$1: *//p"
}

machines standin --count 9 "$(at 1)"

# --- The list

refused() { # NAME ERE: nothing is done, and why
    is "$status $out" '65 ' "$1: exit 65, no result"
    like "$err" "$2" "$1: the message names it"
    is "$(requests)" 0 "$1: nothing was sent"
}
{
    at 1
    echo 'pc 17 admin'
    echo
    echo "$(at 2):16992"
    echo '# a comment'
    echo '-pc'
    echo '127.0.0.999'
    echo 'pc_3/x'
    echo "$(at 3) us:er"
    printf 'pc\0\n'
    echo '[::1'
    printf '%0300d\n' 1
    printf 'p\303\244c\n'
} >"$pcs"
configure
refused 'bad lines' '^fcfh-config: .*pcs: 10 bad lines'
for line in 2 4 6 7 8 9 10 11 12 13; do
    like "$err" "^fcfh-config: .*/pcs:$line: [^ ]+" "line $line is named"
done
like "$err" '/pcs:3: blank line' 'and so is the blank one'
is "$(printf '%s\n' "$err" | grep -Ec '/pcs:[15]:')" 0 'a good line and a comment are not'
unlike "$err" '[^ -~]' 'what these messages quote is harmless to a terminal'
printf '%s\nnobody:home\n' "$(at 1)" >"$pcs"
configure --json
refused 'a bad line with --json' 'pcs:2: '
seq 127001 127050 | sed 's/^/-/' >"$pcs"
configure
refused 'fifty bad lines' 'and 30 more'
at 1 >"$pcs"
config --hosts "$pcs"
refused 'no user anywhere' '/pcs:1: no user'
printf '# nothing\n\n   # but this\n' >"$pcs"
configure
refused 'a list of comments' 'names no machine'
: >"$pcs"
configure
refused 'an empty list' 'names no machine'
must_refuse 64 'no such list' --hosts nowhere admin
like "$err" 'nowhere: No such file' 'the message says so'
must_refuse 64 'a list that is a directory' --hosts "$scratch" admin
must_refuse 64 'no list named' --hosts
is "$(requests)" 0 'nothing was sent'

# Both kinds of line ends, a byte order mark, blanks, comments, a user for one machine, no end of
# the last line.
printf '\357\273\277%s\r\n\r\n  \t%s\t# the second\r\n#%s\n%s   admin  # mine\n%s' \
    "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)" "$(at 5)" >"$pcs"
configure
is "$status $(total total)" '0 4 machines' 'a list with line ends of Windows is accepted'
like "$err" '/pcs:2: blank line' 'a blank line is named'
check 'and skipped' eval 'in_place "$(at 1)" && in_place "$(at 2)" && in_place "$(at 5)"'
check 'a comment is not taken for a machine' untouched "$(at 3)"
run sh -c "printf '%s\n%s other\n' $(at 4) $(at 6) | $as_admin --hosts - admin"
is "$status $(outcome "$(at 4)")" '1 unchanged: nothing had to be changed' 'from standard input'
like "$(outcome "$(at 6)")" "^failed: user 'other' or the password is refused" \
    'a user in a line is for that line'
is "$(requests "$(at 6)")" 2 'and a password that is refused is not tried again'
at 6 | tr -d '\n' >"$pcs"
echo ' admin' >>"$pcs"
config --hosts "$pcs" nobody
is "$status" 0 'the user in the line is the one that counts'
forget
plain_conf "amt.networks=$net.0/24" # not at localhost: others are there
printf '%s\n%s\nlocalhost\nLOCALHOST.\n%s\n' "$(at 7)" "$(at 8)" "$(at 7)" >"$pcs"
configure --json
plain_conf
is "$(json out '[.[].host] | sort | join(" ")')" "$(at 7) $(at 8) localhost" \
    'a host that is named twice is set up once'
is "$(asked "$(at 7):.*AddUserAclEntryEx")" 1 'and asked once'
like "$err" "pcs:4: LOCALHOST. is named on line 3 already" 'and a message says so'
like "$err" "pcs:5: $(at 7) is named on line 1 already" 'for an address, too'

# --- What is reported

list 1 9 >"$pcs"
configure
is "$status $err" '0 ' 'all machines are as they should be: exit 0, no complaint'
is "$(printf '%s\n' "$out" | tail -n +10)" 'total:       9 machines
changed:     2
unchanged:   7' 'the summary'
is "$(printf '%s\n' "$out" | head -n 9 | sed 's/:.*//' | sort)" "$(list 1 9 | sort)" \
    'a line for each machine'
is "$(outcome "$(at 9)")" 'changed: account, interfaces, pet, register' 'what was changed in it'
is "$(outcome "$(at 1)")" 'unchanged: nothing had to be changed' 'or that nothing was'
unlike "$out" "$(printf '\r')|$(printf '\033')" 'without a terminal there is no progress line'
at 250 >>"$pcs"
configure --json
is "$status $err" '1 ' 'one of them is switched off: exit 1'
is "$(wc -l <out)" 10 '--json: a line for each machine, and nothing else'
is "$(jq -r .host out | sort)" "$(sort "$pcs")" 'which jq reads'
is "$(json out 'map(select(.status == 0 and .result == "unchanged" and .user == "admin" and
    .address == .host and .amt_version == "16.1.25" and (.steps | length) == 8 and
    (.steps | all(.step and .state and .text)) and (has("kind") or has("reason") | not) and
    (.time | fromdate) > 0)) | length')" 9 'with all the keys that the manual page has'
is "$(json out 'map(select(.status != 0) | .host, .result, .kind, .status, .steps[0].state) |
    join(" ")')" "$(at 250) failed unreachable 69 failed" 'the failure by its kind'
like "$(json out 'map(.reason // empty)[]')" 'plugged in' 'and what to do'
is "$(json out 'map(select(.host == "'"$(at 3)"'"))[0] | .uuid + " " + .hostname')" \
    '5afe0016-c0de-4a11-8bad-000000000003 pc0003.corp.example' 'it says who the machine is'
configure
is "$status $(total total) $(total unchanged) $(total failed)" '1 10 machines 9 1' \
    'the summary of these runs'
is "$(printf '%s\n' "$out" | grep '^  ')" "  1 unreachable: $(at 250)" 'names what failed'
like "$(total next)" '^run the same command again' 'and what to do next'

# --- Many at once

# The largest number of machines that were spoken to at the same time.
at_once() {
    awk '{ if (!($2 in first)) { first[$2] = $1; order[++n] = $2 }; last[$2] = $1 }
        END { for (i = 1; i <= n; i++) { now = 0
                for (j = 1; j <= n; j++)
                    now += first[order[j]] <= first[order[i]] && first[order[i]] < last[order[j]]
                if (now > most) most = now }
            print most }' many.log
}
machines many --count 24 --uuid "${uuid1%001}101" --delay 10 "$(at 101)"
many=$standin
list 101 124 >"$pcs"
connected() { # with how many of them somebody has a connection
    awk -v port=":4260" -v net="$(printf %s "$net" | awk -F. '{ printf "%02X%02X%02X", $3, $2, $1 }')" '
        $4 == "01" && $3 ~ "^.." net port "$" { if (!seen[$3]++) n++ } END { print n + 0 }' /proc/net/tcp
}
for parallel in 1 5 24; do
    forget
    # They answer when so many have been connected to: on a busy machine the first would otherwise be
    # done before the last has begun.
    kill -STOP "$many"
    { wait_for 5 '[ "$(connected)" -ge $parallel ]'; kill -CONT "$many"; } &
    configure --check --parallel $parallel
    wait $!
    is "$status $(total missing)" '1 24' "--parallel $parallel: all are checked"
    is "$(at_once)" $parallel "--parallel $parallel: so many at once, and no more"
    is "$(grep -c concurrent many.log)" 0 "--parallel $parallel: one request at a time for each"
done
plain_conf amt.parallel=3
forget
configure --check
is "$(at_once)" 3 'parallel of fcfh.conf, without the option'
for wrong in 0 -1 401 x ''; do
    must_refuse 64 "--parallel '$wrong'" --hosts "$pcs" --parallel "$wrong" admin
done

# --- A look at all, setting up, taking away

configure --check
is "$(total next)" 'the same without --check sets up what is missing' '--check: what to do next'
is "$(outcome "$(at 101)")" 'missing: account, interfaces, pet' '--check: what is missing'
check '--check changes nothing' untouched "$(at 113)"
configure --parallel 24
is "$status $(total changed)" '0 24' 'all are set up'
check 'and have what they need' all_in_place 101 124
is "$(grep -c concurrent many.log)" 0 'one request at a time for each'
configure --check
is "$status $(total unchanged)" '0 24' '--check: nothing is missing, exit 0'
configure --remove --yes
is "$status $(total removed)" '0 24' '--remove: all of it is taken away'
is "$(outcome "$(at 101)")" 'removed: account, interfaces, pet' '--remove: what'
# Two connections to each machine are open at the end, and libcurl needs file descriptors of its
# own.
for limit in -n -Sn; do
    forget
    run timeout 60 sh -c "ulimit $limit 64; exec $as_admin --hosts $pcs --parallel 24 admin"
    is "$status $(total changed)" '0 24' "ulimit $limit 64: all are set up"
    configure --remove --yes
done
if grep -Eq '__[at]san_init' "$build/fcfh-config"; then
    skip 'little memory' 'a sanitizer needs more'
else
    run timeout 60 sh -c "ulimit -v 400000; exec $as_admin --hosts $pcs --parallel 24 --check admin"
    is "$status $(total missing)" '1 24' 'ulimit -v 400000: all are checked'
fi
check 'and they are in their initial state' eval 'untouched "$(at 101)" && untouched "$(at 124)"'
configure --remove --yes
is "$status $(total unchanged)" '0 24' '--remove: nothing is there, exit 0'
stop "$many"
plain_conf

before=$(requests "$(at 1)")
run setsid sh -c "exec $as_admin --hosts $pcs --remove admin" </dev/null
is "$status $(requests "$(at 1)")" "64 $before" '--remove of many without a terminal and --yes: 64, nothing is sent'
like "$err" 'add --yes' 'and it is said what is missing'

# --- Failures of many kinds

machines plain --uuid "${uuid1%001}301" --uuid "${uuid1%001}302" --no-fcfh "$(at 31)" "$(at 32)"
machines page --uuid "${uuid1%001}401" --fault html "$(at 33)"
machines old --uuid "${uuid1%001}501" --amt-version 3.2.1 "$(at 34)"
machines busy --uuid "${uuid1%001}601" --fault fault-busy "$(at 35)"
machines full --uuid "${uuid1%001}701" --subscribers 0 "$(at 36)"
machines denied --uuid "${uuid1%001}801" --deny AMT_AuthorizationService "$(at 37)"
machines liar --uuid "${uuid1%001}901" --uic-ignored "$(at 38)"
{
    list 31 38
    echo "$(at 9) other"
    echo 192.0.2.1
    list 201 212
    at 1
} >"$pcs"
configure --json
kinds=$(json out 'map(select(.kind)) | group_by(.kind)[] |
    "\(length) \(.[0].kind) \(map(.status) | unique | join(" "))"')
is "$kinds" '1 busy 75
1 firmware too old 69
2 no Fast Call for Help 69
1 not AMT 76
1 not allowed 78
1 not kept 76
1 not permitted 77
1 password refused 77
1 subscription refused 73
12 unreachable 69' 'each failure has its kind and its exit status'
is "$(jq -r 'select(.status != 0 and (.reason | length) < 40)' out)" '' 'and a reason'
is "$(requests 192.0.2.1)" 0 'an address that is in none of networks is not asked'
like "$(json out 'map(select(.kind == "not kept"))[0].reason')" 'still: off' \
    'machines that did not keep a change are reported'
configure
is "$status $(total total) $(total unchanged) $(total failed)" '1 23 machines 1 22' \
    'the summary counts them'
is "$(printf '%s\n' "$out" | grep '^  ' | sed 's/:.*//' | sort)" \
    "$(printf '%s\n' "$kinds" | sed 's/^/  /; s/ [0-9]*$//' | sort)" 'by their kinds'
like "$(printf '%s\n' "$out" | grep '^  ' | head -n 1)" \
    "^  12 unreachable: $(at 2).*,.* and 2 more$" 'the most frequent first, ten of them by name'
like "$out" "^  2 no Fast Call for Help: $(at 3)" 'the next behind it'
is "$(cat ./*.log | grep -c concurrent)" 0 'one request at a time for each'

finish
