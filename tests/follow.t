#!/bin/sh
# fcfh-queue follow: it reports to a program who is there, who comes, changes and leaves.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
a1=$net.131 a2=$net.132 a3=$net.133
uuid2=5afe0016-c0de-4a11-8bad-000000000002 pc2=1600fe5adec0114a8bad000000000002
feed=$scratch/feed
cp "$build/fcfh-queue" "$scratch/bin" # beside a fcfh-identify that asks nobody
q() { run timeout 60 "$scratch/bin/fcfh-queue" -c "$conf" "$@"; }
follow() { # [OPTION]...: in the background; its pid is in $follower, what it says in $feed
    : >"$feed"
    "$build/fcfh-queue" -c "$conf" follow "$@" >"$feed" 2>"$scratch/follow-err" &
    follower=$!
    wait_for 30 'grep -q listed "$feed"' ||
        { echo "Bail out! it does not follow: $(cat "$scratch/follow-err")"; exit 1; }
}
ended() { # its exit status is in $code
    code=0
    wait "$follower" || code=$?
}
end_follow() {
    kill "$follower"
    ended
}
# The events reported for a client, one word each: "changed gone:closed".
told() { # ID
    jq -r --arg id "$1" 'select(.id == $id) |
        .event + (if .why then ":" + .why else "" end) + (if .into then ":" + .into else "" end)' "$feed" |
        paste -sd' '
}
behind_gone() { # ID: the line after the one that says that it has gone
    jq -r '.event + " " + .id' "$feed" | grep -A1 "^gone $1\$" | sed 1d
}
lines() { wc -l <"$feed"; }
last() { tail -n 1 "$feed" | jq -r "$1"; } # FILTER

# --- Who is there, and what comes

q follow --json
is "$status" 69 'without a queue: exit 69'
start_standin --uuid $uuid1 --uuid $uuid2 "$a1" "$a2"
call "$a1" $pc1
call "$a2" $pc2
follow --json
is "$(jq -r .event "$feed" | paste -sd' ')" 'present present listed' 'the clients in the queue, then a line that says that these were all'
q list --json
is "$(sed '$d; s/"event":"present",//' "$feed" | sort)" "$(printf '%s\n' "$out" | sort)" \
    'with the keys of list, and id behind the event'
is "$(lines)" 3 'nothing more'
call "$a3" ffffffffffffffffffffffffffffffff
eventually 'a call is reported' '[ "$(told "$a3")" = changed ]'
q show --json "$a3"
is "$(tail -n 1 "$feed" | sed 's/"event":"changed",//')" \
    "$(printf '%s\n' "$out" | jq -c 'del(.events)')" 'with all its facts'
q ticket $uuid1 INC-1
eventually 'a ticket' '[ "$(last "[.event, .id, .ticket] | join(\" \")")" = "changed $uuid1 INC-1" ]'
count_before=$(lines)
touch "$queue/$uuid2.xml" "$queue/tmp/x" "$queue/other.xml"
cp "$queue/$uuid2.xml" "$queue/tmp/x"
mv "$queue/tmp/x" "$queue/$uuid2.xml"
q take $uuid2
eventually 'the technician who takes it' '[ "$(last .taken_by)" = "$(id -un)" ]'
is "$(lines)" $((count_before + 1)) 'a file that is written without a change is not reported'
rm "$queue/other.xml"

# --- Who leaves, and why

q close INC-1
eventually 'closed' '[ "$(told $uuid1)" = "present changed gone:closed" ]'
q delete $uuid2
eventually 'deleted' '[ "$(told $uuid2)" = "present changed gone:deleted" ]'
q restore $uuid2
eventually 'restored' '[ "$(told $uuid2)" = "present changed gone:deleted changed" ]'
sed -i -E "s/[0-9-]{10}T[0-9:]{8}Z/$(date -u -d '-5 hours' +%FT%TZ)/g" "$queue/$uuid2.xml"
q expire
eventually 'expired, after it had been deleted once' \
    'told $uuid2 | grep -Eq "^present changed gone:deleted changed (changed )?gone:expired$"'
call "$a1" $pc1
eventually 'it calls again' '[ "$(told $uuid1)" = "present changed gone:closed changed" ]'
echo '<no entry>' >"$queue/tmp/x"
mv "$queue/tmp/x" "$queue/$uuid1.xml"
eventually 'a file that is no entry' '[ "$(told $uuid1)" = "present changed gone:closed changed gone:unreadable" ]'
call "$a1" $pc1
eventually 'and that is an entry again' 'told $uuid1 | grep -q "gone:unreadable changed$"'
rm "$queue/$uuid1.xml"
eventually 'a file that somebody removed' 'told $uuid1 | grep -q "changed gone:deleted$"'
is "$(told "$a3")" changed 'nothing was reported of the other clients'
end_follow
is "$code" 0 'SIGTERM: exit 0'
is "$(cat "$scratch/follow-err")" '' 'without a message'
is "$(jq -s length "$feed") $(grep -c '^{"event":"' "$feed")" "$(lines) $(lines)" \
    'each line is an object, and says first what it is'
unlike "$(cat "$feed")" '"events"' 'none has the events'

# --- One that becomes another

fresh
call "$a1" ffffffffffffffffffffffffffffffff
call "$a2" ffffffffffffffffffffffffffffffff
call "$net.139" $pc2
follow --json
identify
eventually 'AMT reports the UUID: the entry is renamed' \
    '[ "$(told "$a1")" = "present gone:renamed:$uuid1" ]'
wait_for 15 '[ -n "$(behind_gone "$a1")" ]'
is "$(told $uuid1 | cut -d' ' -f1)" changed 'and its new name follows'
is "$(behind_gone "$a1")" "changed $uuid1" 'at once'
eventually 'two that are one: joined' \
    '[ "$(told "$a2")" = "present gone:joined:$uuid2" ]'
wait_for 15 '[ -n "$(behind_gone "$a2")" ]'
is "$(behind_gone "$a2")" "changed $uuid2" 'and the entry that it was joined to follows at once'
end_follow

# --- In words

q ticket $uuid1 INC-2
follow
like "$(cat "$feed")" "^[0-9:]{8}  present  $uuid1  answered  SN160001  .*$a1  INC-2\$" 'a line to read'
q delete $uuid1
eventually 'a client that leaves' 'grep -Eq "^[0-9:]{8}  gone     $uuid1  deleted\$" "$feed"'
end_follow
is "$code" 0 'it ends as well'
q follow --plain
is "$status" 64 'it has no --plain'

# --- The end of the reader

mkfifo "$scratch/pipe"
"$build/fcfh-queue" -c "$conf" follow --json >"$scratch/pipe" 2>"$scratch/follow-err" &
follower=$!
head -n 1 <"$scratch/pipe" >"$scratch/out"
ended
is "$code$(cat "$scratch/follow-err")" 0 'the reader has closed the pipe: exit 0, without a message, also if nothing changes'
"$build/fcfh-queue" -c "$conf" follow --json >/dev/full 2>"$scratch/follow-err" &
follower=$!
ended
is "$code $(grep -c 'standard output' "$scratch/follow-err")" '75 1' 'a full disk is an error'
# A reader that does not read: the test waits only for the end.
exec 8<>"$scratch/pipe"
yes | head -c 65536 >"$scratch/pipe"
"$build/fcfh-queue" -c "$conf" follow --json >"$scratch/pipe" 2>"$scratch/follow-err" &
follower=$!
wait_for 10 'grep -q poll "/proc/$follower/wchan" 2>/dev/null || grep -q "^State:.S" "/proc/$follower/status"'
wait_for 10 'grep -q "^SigCgt:.*4...\$" "/proc/$follower/status"'
end_follow
is "$code" 0 'SIGTERM while nobody reads: exit 0'
exec 8<&-

# --- A thousand changes a second

fresh
call "$a1" $pc1
mkdir "$scratch/many"
seed=$queue/$uuid1.xml
follow --json
# Files are renamed into place as the programs do it, by one process that does nothing else: 40
# clients, 5000 changes. At the end every tenth client leaves.
perl -MTime::HiRes=sleep,time -MPOSIX=strftime -e '
    my ($seed, $tmp, $queue) = @ARGV;
    open my $in, "<", $seed or die; local $/; my $text = <$in>;
    my $begin = time;
    for my $n (1 .. 5000) {
        my $id = sprintf "5afe0016-c0de-4a11-8bad-%012d", 100 + $n % 40;
        (my $new = $text) =~ s/\Q5afe0016-c0de-4a11-8bad-000000000001\E/$id/g;
        $new =~ s/<calls>\d+/<calls>$n/;
        open my $out, ">", "$tmp/x" or die; print $out $new; close $out or die;
        rename "$tmp/x", "$queue/$id.xml" or die;
        my $ahead = $n / 1000 - (time - $begin);
        sleep $ahead if $ahead > 0.02;
    }
    for my $n (0 .. 3) {
        my $id = sprintf "5afe0016-c0de-4a11-8bad-%012d", 100 + 10 * $n;
        rename "$queue/$id.xml", "$queue/archive/$id." . strftime("%Y%m%dT%H%M%SZ", gmtime) . ".closed.xml"
            or die;
    }
    printf "%.0f\n", 5000 / (time - $begin);' "$seed" "$queue/tmp" "$queue" >"$scratch/rate"
echo "# $(cat "$scratch/rate") changes a second"
q list --json
printf '%s\n' "$out" | jq -r '"\(.id) \(.calls)"' | sort >"$scratch/is"
known() { # what the reader knows by now: ID and calls of each
    jq -rn 'reduce inputs as $i ({}; if $i.event == "gone" then del(.[$i.id])
        elif $i.id then .[$i.id] = $i.calls else . end) |
        to_entries[] | "\(.key) \(.value)"' "$feed" | sort
}
eventually 'the last state of each client is reported, and none is left out' \
    '[ "$(known)" = "$(cat "$scratch/is")" ]'
is "$(jq -r 'select(.event == "gone") | .why' "$feed" | sort | uniq -c | tr -s ' ')" ' 4 closed' \
    'and why the others left'
end_follow
is "$code" 0 'it ends cleanly'
is "$(tail -c 1 "$feed" | od -An -c | tr -d ' ')" '\n' 'with a whole line'

finish
