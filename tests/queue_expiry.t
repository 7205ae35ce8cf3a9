#!/bin/sh
# What leaves the queue without a command, when, and where it goes.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.91 other=$net.92
pc2=1600fe5adec0114a8bad000000000002
file=$queue/$uuid1.xml
time_re='[0-9-]{10}T[0-9:]{8}Z'

q() { run "$build/fcfh-queue" -c "$conf" "$@"; }
ago() { date -u -d "@$(($(date +%s) - $1))" "+${2-%FT%TZ}"; } # SECONDS [FORMAT]
# As if everything that happened to the client had happened SECONDS ago.
age() { sed -i -E "s/$time_re/$(ago "$2")/g" "$queue/$1.xml"; } # ID SECONDS
forget_note() { : >"$queue/lock"; } # of when the first entry is due
archived() { # ID WHY: names in archive/
    (cd "$queue/archive" && find . -type f -name "$1.*.$2.xml" | cut -c3-)
}
there() { if [ -e "$queue/$1.xml" ]; then echo there; else echo gone; fi; } # ID
again() { # an empty queue, then one call, SECONDS ago
    fresh
    call "$pc" $pc1
    age $uuid1 "$1"
}
hours() { echo $(($1 * 3600)); }

# --- fcfh-queue expire

again "$(hours 3)"
q expire
is "$status $(there $uuid1)" '0 there' 'three hours after its call an entry is still there'
is "$out$err" '' 'without a message'
again $(($(hours 4) + 1))
cp "$file" "$scratch/entry"
q list
q show $uuid1
is "$status $(there $uuid1)" '0 there' 'reading takes nothing out'
q expire
is "$status $(there $uuid1)" '0 gone' 'after four hours expire takes it out'
like "$(archived $uuid1 expired)" "^$uuid1\.[0-9]{8}T[0-9]{6}Z\.expired\.xml\$" \
    'its name in archive/'
stamp=$(archived $uuid1 expired | sed 's/.*\.\([0-9TZ]*\)\.expired\.xml/\1/')
check 'has the time of leaving' \
    [ "$(ago 60 %Y%m%d%H%M%S)" -lt "$(echo "$stamp" | tr -d TZ)" ]
is "$(cmp "$scratch/entry" "$queue/archive/$(archived $uuid1 expired)")" '' 'the entry is unchanged'
q expire
is "$status $(archived $uuid1 expired | wc -l)" '0 1' 'once more changes nothing'
fresh
call "$pc" ffffffffffffffffffffffffffffffff
q add 2001:db8::7
wait_for 10 all_ended # what that started
age "$pc" "$(hours 5)"
age 2001-db8--7 "$(hours 5)"
q expire
like "$(archived "$pc" expired)" "^$pc\.[0-9]{8}T[0-9]{6}Z\.expired\.xml\$" \
    'the name in archive/ of an entry that was known by its address'
like "$(archived 2001-db8--7 expired)" '^2001-db8--7\.[0-9T]*Z\.expired\.xml$' 'by an IPv6 address'
again "$(hours 5)"
mkdir -p "$queue/archive"
for s in $(seq -30 0); do : >"$queue/archive/$uuid1.$(ago "$s" %Y%m%dT%H%M%SZ).expired.xml"; done
q expire
is "$status $(there $uuid1) $(archived $uuid1 'expired.1' | wc -l)" '0 gone 1' \
    'where the name is taken a number is added'

# --- Every program that writes removes what is due

again "$(hours 5)"
forget_note
call "$other" $pc2
is "$status $(there $uuid1) $(entries)" '0 gone 1' 'a call of another client takes it out'
for what in "ticket $other T1" "add $net.93" "delete $other"; do
    again 10
    call "$other" $pc2
    age $uuid1 "$(hours 5)"
    forget_note
    # shellcheck disable=SC2086 # words are wanted
    q $what
    wait_for 10 all_ended # what `add` started
    is "$status $(there $uuid1)" '0 gone' "so does fcfh-queue ${what%% *}"
done
again 10
call "$other" $pc2
age $uuid1 "$(hours 5)"
forget_note
start_standin --count 2 "$pc"
identify
is "$(there $uuid1) $(state 5afe0016-c0de-4a11-8bad-000000000002)" 'gone answered' \
    'and fcfh-identify'
stop "$standin"

# By the clock, with the note in the file `lock`.
write_conf queue.timeout=1h
fresh
call "$pc" $pc1
q ticket $uuid1 KEPT # which may take more than a second
write_conf queue.timeout=1s
stored=$(date +%s)
call "$other" $pc2
wait_for 5 'is_over $((stored + 2))'
call "$net.94" 1600fe5adec0114a8bad000000000003
is "$(there $uuid1) $(there 5afe0016-c0de-4a11-8bad-000000000002) $(entries)" 'there gone 2' \
    'timeout = 1s: the next call takes out what has no ticket'
write_conf
for note in 'nonsense' '5000000000' '5000000000 14400 x' '5000000000 14399'; do
    again "$(hours 5)"
    echo "$note" >"$queue/lock"
    call "$other" $pc2
    is "$status $(there $uuid1)" '0 gone' "with '$note' in the file lock as well"
done
again 0
echo "5000000000 $(hours 4)" >"$queue/lock"
call "$other" $pc2
check 'a note from a clock that ran ahead: the next entry corrects it' \
    [ "$(head -n 1 "$queue/lock" | cut -d' ' -f1)" -lt $(($(date +%s) + $(hours 5))) ]

# --- Tickets

again 0
q ticket $uuid1 INC1
is "$(value "$file" ticket)" INC1 'with a ticket'
age $uuid1 "$(hours 9000)"
q show $uuid1 --json
is "$(echo "$out" | jq -r .expires)" null 'it expires never, --json says so'
q expire
is "$status $(there $uuid1)" '0 there' 'and it does not expire'
q clear $uuid1
is "$status $(value "$file" ticket)" '0 ' 'without it'
q expire
is "$(there $uuid1)" there 'its time starts then'
q show $uuid1 --json
expires=$(date -d "$(echo "$out" | jq -r .expires)" +%s)
check 'four hours from now' [ $((expires - $(date +%s))) -gt $(($(hours 4) - 30)) ]
age $uuid1 $(($(hours 4) + 1))
q expire
is "$(there $uuid1)" gone 'and is over'
mv -n "$queue/archive/$(archived $uuid1 expired)" "$file"
q ticket $uuid1 INC2
q expire
is "$status $(there $uuid1)" '0 there' 'put back from archive/, with a ticket, it stays'

# --- The configuration changes

again "$(hours 2)"
write_conf queue.timeout=1h
call "$other" $pc2
is "$(there $uuid1)" gone 'a shorter timeout holds for what is there'
again "$(hours 5)"
write_conf queue.timeout=1d
forget_note
call "$other" $pc2
q expire
is "$(there $uuid1)" there 'and so does a longer one'
q show $uuid1 --json
is "$(echo "$out" | jq -r .expires)" \
    "$(date -u -d "$(value "$file" last_call) 1 day" +%FT%TZ)" 'expires is reckoned with it'
write_conf

# --- It calls again

again 60
start_standin "$pc"
identify
collect "$pc" $no_media_trap "$(pet $pc1 500 40)"
stop "$standin"
age $uuid1 "$(hours 5)"
forget_note
call "$pc" $pc1
is "$status $(state $uuid1) $(value "$file" calls)" '0 waiting 1' \
    'a client that is due and calls: a new entry'
unlike "$(cat "$file")" '<serial>|<event|<proof' 'with nothing of the old one'
check 'and its own first call' \
    [ "$(date -d "$(value "$file" first_call)" +%s)" -gt $(($(date +%s) - 60)) ]
is "$(archived $uuid1 expired | wc -l)" 1 'the old one is in archive/'
q delete $uuid1
call "$pc" $pc1
is "$(value "$file" calls)" 1 'the same after it was deleted'

# --- The clock

again $((0 - $(hours 9000)))
forget_note
q expire
is "$status $(there $uuid1)" '0 there' 'an entry from the future is not taken out'
q list
exit_is 0 'list shows it'
call "$pc" $pc1
is "$status $(value "$file" calls)" '0 2' 'its next call is one more'
check 'and sets its time right' \
    [ "$(date -d "$(value "$file" last_call)" +%s)" -le "$(date +%s)" ]
check 'the file is valid' valid "$file"

# --- archive/ is pruned

old() { ago $((86400 * $1 + ${2-60})) %Y%m%dT%H%M%SZ; } # DAYS [SECONDS]
folder=$queue/archive/$uuid1.$(old 400).expired.xml
fill_archive() { # with what is to go, and what is to stay
    mkdir -p "$folder"
    gone="$uuid1.$(old 30).expired.xml $uuid1.$(old 90).expired.1.xml 192.0.2.7.$(old 31).closed.xml
        2001-db8--1.$(old 4000).deleted.xml $uuid1.$(old 31).unreadable.xml"
    stays="$uuid1.$(old 29).expired.xml 192.0.2.7.$(old 29).closed.xml $uuid1.expired.xml
        notes.txt 192.0.2.7.$(old 31 | tr -d Z).closed.xml"
    for name in $gone $stays; do echo x >"$queue/archive/$name"; done
}
left() { # of the files NAME...
    n=0
    for name; do [ ! -e "$queue/archive/$name" ] || n=$((n + 1)); done
    echo $n
}
again 0
fill_archive
q expire
# shellcheck disable=SC2086 # words are wanted
is "$status $(left $gone)" '0 0' 'files that are older than archive-days are deleted'
# shellcheck disable=SC2086
is "$(left $stays)" 5 'younger files stay, and so do files of others'
check 'a directory stays' [ -d "$folder" ]
again 0
fill_archive
forget_note
call "$other" $pc2
# shellcheck disable=SC2086
is "$status $(left $gone) $(left $stays)" '0 0 5' 'any program that writes does this'
write_conf queue.archive-days=1
: >"$queue/archive/$uuid1.$(old 1).deleted.xml"
: >"$queue/archive/$uuid1.$(old 0).deleted.xml"
q expire
is "$(archived $uuid1 deleted | wc -l)" 1 'archive-days = 1'
write_conf queue.archive-days=0
q expire
is "$status $(archived $uuid1 deleted | wc -l)" '0 0' 'archive-days = 0'
age $uuid1 "$(hours 5)"
q expire
is "$status $(there $uuid1) $(archived $uuid1 expired | wc -l)" '0 gone 1' \
    'even then an entry that leaves the queue is in archive/ for a moment'
write_conf queue.archive-days=36500
: >"$queue/archive/$uuid1.19700101T000000Z.expired.xml"
q expire
is "$status $(archived $uuid1 expired | wc -l)" '0 2' 'archive-days = 36500 keeps all files'

# --- Something is in the way

write_conf
again "$(hours 5)"
call "$other" $pc2
age 5afe0016-c0de-4a11-8bad-000000000002 "$(hours 5)"
echo nonsense >"$queue/$uuid1.xml"
q expire
is "$status $(there $uuid1) $(entries)" '0 there 1' 'a file that is no entry stays, others go'
q --read-only expire
is "$status $(entries)" '64 1' '--read-only refuses it'

finish
