#!/bin/sh
# Two collectors, n1 and n2, with one queue on GlusterFS: whether its locks work, and what happens
# to calls, each sent to both, and to what technicians do meanwhile, while one machine is switched
# off, loses its disk, or is cut off. Started by cluster.sh.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
project=$(CDPATH='' cd -- "$project/.." && pwd)
parts=$project/tests/cluster
# shellcheck source=tests/cluster/nodes.sh
. "$parts/nodes.sh"

queue=/srv/fcfh/queue
mkdir -p /srv/fcfh
write_conf "collector.relays=$pcs" collector.spool=/var/spool/fcfh amt.timeout=5s
cat >"$scratch/snmptrapd.conf" <<END
authCommunity execute vpro 198.51.100.0/24 .1.3.6.1.4.1.3183.1.1
outputOption nx
[snmp] hexOutputLength 0
[snmptrapd]
traphandle .1.3.6.1.4.1.3183.1.1.* exec $build/fcfh-collector -c $conf
END
echo "$password" >"$scratch/standin-password"

# What the page says about the volume, and how it and the disks are mounted.
page=$project/docs/CLUSTER.md
volume_options=$(sed -n 's/^    c1# gluster volume set queue \([a-z.-]*\) \([a-z0-9]*\)$/\1=\2/p' "$page")
mount_options=$(sed -n 's,^    localhost:/queue /var/lib/fcfh glusterfs \(.*\)\,_netdev 0 0$,\1,p' "$page")
brick_options=$(sed -n 's,^    LABEL=brick /srv/brick ext4 \(.*\) 0 2$,\1,p' "$page")
if [ -z "$volume_options" ] || [ -z "$mount_options" ] || [ -z "$brick_options" ]; then
    echo "Bail out! $page has no options"
    exit 1
fi

make_volume() {
    gluster_says n1 peer probe "$(address n2)"
    gluster_says n1 peer probe "$(address n3)"
    for knows in n1 n2 n3; do
        wait_for 30 '[ "$(node $knows gluster pool list | grep -c Connected)" = 3 ]'
    done
    gluster_says n1 volume create queue replica 3 arbiter 1 \
        "$(address n1):$(disk n1)/brick" "$(address n2):$(disk n2)/brick" "$(address n3):$(disk n3)/brick"
    for option in $volume_options; do
        gluster_says n1 volume set queue "${option%=*}" "${option#*=}"
    done
    gluster_says n1 volume start queue
}
mount_queue() { # NODE
    mounts=$1
    wait_for 60 'node "$mounts" mount -t glusterfs -o "$mount_options" localhost:/queue /srv/fcfh \
        2>"$scratch/mount-err" && node "$mounts" stat -t /srv/fcfh >"$scratch/stat"' ||
        echo "# $1: $(cat "$scratch/mount-err")"
}
# As on an installed system, except that everything runs as root. systemd starts fcfh-identify again
# when it has failed.
start_collector() { # NODE
    node "$1" snmptrapd -f -n -m '' -C -c "$scratch/snmptrapd.conf" -Lo udp:162 >"$scratch/$1-trapd" 2>&1 &
    node "$1" "$build/standin" --password-file "$scratch/standin-password" --count 2000 127.0.1.1 \
        >"$scratch/$1-standin" 2>&1 &
    node "$1" sh -c 'while :; do FCFH_LOG=stderr "$@"; echo "ended with $?"; sleep 5; done' sh \
        "$build/fcfh-identify" -c "$conf" --watch >>"$scratch/$1-identify" 2>&1 &
}
start_watch() { # NODE
    node "$1" perl "$parts/watch.pl" "$queue" >>"$scratch/$1-watch" &
    eval "watch_$1=\$!"
}


milliseconds() { date +%s%3N; }
callers=${1:-40}
[ $# = 0 ] || shift
only=$*
wanted() { case " ${only:-$1} " in *" $1 "*) true ;; *) false ;; esac; } # NAME
make_networks
for machine in n1 n2; do make_disk $machine 128; done
make_disk n3 64
for machine in n1 n2 n3; do switch_on $machine; done
make_volume
mount_queue n1
node n1 mkdir -m 2770 "$queue"
mount_queue n2
check 'the volume is there on both' node n2 test -d "$queue"

# --- Its locks, and what is read under them

node n1 touch "$queue/lock"
lock() { node "$1" perl "$parts/lock.pl" "$queue/lock" "$2"; } # NODE SECONDS
: >"$scratch/locked"
lock n1 100 >"$scratch/locked" &
holder=$!
wait_for 10 'grep -q had "$scratch/locked"'
is "$(lock n2 0)$(lock n1 0)" 'not hadnot had' 'a lock that n1 holds can be had neither on n2 nor on n1'
node n1 pkill -9 -x perl
wait "$holder" 2>/dev/null
eventually 'its holder is killed: it can be had on n2' '[ "$(lock n2 0)" = had ]'
hammer() {
    writers=4 each=25
    began=$(milliseconds)
    n=0
    while [ $((n += 1)) -le $writers ]; do
        for machine in n1 n2; do
            node $machine perl "$parts/hammer.pl" 1 $((n * 1000 + 10000 * ${machine#n})) "$each" \
                "$build/fcfh-collector" -c "$conf" >"$scratch/hammer.$machine.$n" 2>>"$scratch/hammer-err" &
            hammers="${hammers-} $!"
        done
    done
    # shellcheck disable=SC2086 # a list
    wait $hammers
    took=$(($(milliseconds) - began))
    counted() { # of machine 1, with what is put aside
        node n1 sh -c 'cat "$1"/5afe0016-c0de-4a11-8bad-000000000001.xml; ls "$1/pending"' sh "$queue" 2>/dev/null |
            awk '/<calls>/ {gsub(/[^0-9]/, ""); n += $0} /alert$/ {n++} END {print n + 0}'
    }
    all=$((2 * writers * each))
    eventually 'of calls of one machine, stored on both at once, each counts' '[ "$(counted)" = $all ]'
    is "$(cat "$scratch"/hammer.n* | awk '{n += $1} END {print n + 0}')" 0 'none of them was refused'
    is "$(node n1 ls "$queue/archive")" '' 'and no file was taken for unreadable'
    echo "# $all calls by $((2 * writers)) writers: $((took / all)) ms each;" \
        "$(grep -c 'put aside' "$scratch/hammer-err") were put aside"
    node n1 sh -c 'cd "$1" && rm -rf ./*.xml pending archive' sh "$queue"
}
! wanted hammer || hammer

uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; }
list() { # NODE: number, calls, state, ticket of each machine
    node "$1" "$build/fcfh-queue" -c "$conf" list --json 2>>"$scratch/list-err" |
        jq -r '[.uuid[24:], .calls, .state, .ticket // "-"] | join(" ")' |
        perl -ne 's/^(\w+)/hex $1/e; print' >"$scratch/list"
}

# --- All three lose their power at once

# What was reported as stored must be on the disks: a call, then a ticket on its client.
lose_all_power() { # NUMBER
    number=$1
    wait_for 60 'is_healed n1' || echo "# not healed; disks there, files that differ: $healing"
    wait_for 60 'node n1 mkdir /srv/fcfh/here 2>/dev/null && node n1 rmdir /srv/fcfh/here' # its mount may be later
    node n1 perl "$parts/hammer.pl" "$1" 1 1 "$build/fcfh-collector" -c "$conf" >"$scratch/last" 2>&1
    node n1 "$build/fcfh-queue" -c "$conf" ticket "$(uuid "$1")" "T-$1" >>"$scratch/last" 2>&1 || {
        sed 's/^/# /' "$scratch/last"
        return 1
    }
    for machine in n1 n2 n3; do disk_dies $machine; done
    for machine in n1 n2 n3; do switch_off $machine; done
    for machine in n3 n2 n1; do switch_on $machine; done
    for machine in n1 n2; do mount_queue $machine; done
    wait_for 60 'list n1 && grep -q "^$number 1 .* T-$number\$" "$scratch/list"' || {
        sed 's/^/# in the queue: /' "$scratch/list"
        return 1
    }
}
all_off() {
    kept=0
    for number in 2 3 4; do
        lose_all_power $number && kept=$((kept + 1))
    done
    is $kept 3 'all three lose their power at once: a ticket that was accepted is there afterwards'
    wait_for 60 'is_healed n1' || echo "# not healed; disks there, files that differ: $healing"
    node n1 sh -c 'cd "$1" && rm -rf ./*.xml' sh "$queue"
}

# --- Calls while something fails

! wanted all_off || all_off
for machine in n1 n2; do
    start_collector $machine
    start_watch $machine
done
both_live() { # the collectors take traps
    for machine in n1 n2; do
        node $machine grep -q ':00A2 ' /proc/net/udp || return 1
    done
}
eventually 'both wait for calls' both_live

both_run() { :; }
nothing_to_mend() { :; }
n1_switched_off() { switch_off n1; }
n1_switched_on() {
    switch_on n1
    mount_queue n1
    start_collector n1
    start_watch n1
}
n1_disk_dies() { disk_dies n1; }
n1_disk_replaced() { disk_is_replaced n1; }
n1_disk_full() { fill_disk n1; }
n1_disk_emptied() { # nothing else tells GlusterFS, which looks every ten minutes
    free_disk n1
    gluster_says n2 volume heal queue
}
n1_cut_off() { cut n1; }
n1_mended() { mend n1; }
n1_n2_cut() { cut_between n1 n2; }
n1_n2_mended() { mend_between n1 n2; }
arbiter_off() { switch_off n3; }
arbiter_on() { switch_on n3; }
arbiter_cut_off() { cut n3; }
arbiter_mended() { mend n3; }
n1_clock_ahead() { set_clock n1 20; }
n1_clock_behind() { set_clock n1 -20; }
n1_clock_minutes() { set_clock n1 300; }
n1_clock_right() { set_clock n1 0; }

first=1001 rate=2 every=3
# Where calls may be late, they may be in the queue only when the fault is mended. Where they may count
# twice, callers may also be asked late, and the last line says how many did, and how late.
happens() { # WHAT FAULT MENDING [late|twice: what may happen]
    what=$1 may=${4-}
    sent=$scratch/sent.$2 tickets=$scratch/tickets.$2
    refused_n1=$(not_stored n1) refused_n2=$(not_stored n2)
    touch "$sent"
    perl "$parts/calls.pl" $first "$callers" $rate 7 "$(outside n1)" "$(outside n2)" >"$sent" &
    caller=$!
    node n2 sh "$parts/technician.sh" "$build/fcfh-queue" "$conf" $first "$callers" $every \
        $((callers / rate + 60)) >"$tickets" &
    technician=$!
    wait_for 60 '[ "$(wc -l <"$sent")" -ge $((callers / 4)) ]'
    $2
    wait $caller
    wait $technician
    [ "$may" = late ] || wait_for 60 '[ "$(missing n2)" = 0 ]' # what waited for the file system is stored
    $3
    wait_for 60 'is_healed n2' || echo "# not healed; disks there, files that differ: $healing"
    eventually "$what: nothing has left the queue, nothing waits" nothing_left
    refused_n1=$(($(not_stored n1) - refused_n1)) refused_n2=$(($(not_stored n2) - refused_n2))
    for machine in n1 n2; do
        eventually "$what: no call is lost, as $machine sees it" '[ "$(missing $machine)" = 0 ]'
    done
    [ "$may" = twice ] || wait_for 60 'all_answered'
    list n2
    [ "$may" = twice ] || is "$(twice)" 0 "$what: and none counts twice"
    is "$(tickets_missing)" 0 "$what: each ticket that was accepted is there"
    [ "$may" = twice ] || is "$(unasked)" 0 "$what: each caller was asked who it is"
    eventually "$what: both disks have the same" '[ "$(on_disk n1)" = "$(on_disk n2)" ]' # some are still asked
    is "$(node n2 gluster volume heal queue info split-brain | grep -c '^/')" 0 "$what: nothing is in dispute"
    echo "# $what: $callers calls, $(missing n2) lost, $(twice) counted twice, $(wc -l <"$tickets") tickets;" \
        "the longest time until a call was in the queue: $(latest n2 came) s," \
        "until its machine had answered: $(latest n2 answered) s;" \
        "not stored: $refused_n1 on n1, $refused_n2 on n2; put aside: $(put_aside n1) on n1, $(put_aside n2) on n2," \
        "so far; runs of fcfh-identify taken over so far:" \
        "$(cat "$scratch"/n?-identify | grep -c 'has taken over')"
    first=$((first + callers))
}
nothing_left() {
    node n2 sh -c 'cd "$1" && ls archive && find . "$2" "$3" -name "*.alert"' sh "$queue" "$lab/n1/spool" "$lab/n2/spool" \
        >"$scratch/left" 2>&1
    [ ! -s "$scratch/left" ]
}
of_these() { # AWK-CONDITION: how many of those that called now; $2 calls, $3 state, $4 ticket
    awk -v first=$first -v last=$((first + callers - 1)) "\$1 >= first && \$1 <= last && ($1) {n++} END {print n + 0}" \
        "$scratch/list"
}
missing() { # NODE
    list "$1"
    echo $((callers - $(of_these 1)))
}
twice() { of_these '$2 != 1'; }
unasked() { of_these '$3 != "answered"'; }
all_answered() { list n2 && [ "$(unasked)" = 0 ]; }
tickets_missing() {
    awk 'NR == FNR {has[$1] = $4; next} has[$1] != "T-" $1 {n++} END {print n + 0}' "$scratch/list" "$tickets"
}
on_disk() { # NODE
    node "$1" sh -c 'cd "$1/brick/queue" && md5sum ./*.xml | md5sum' sh "$(disk "$1")"
}
latest() { # NODE WORD: how long it took at most, as its reader saw it
    awk -v word="$2" '$1 == word {print $2, $3}' "$scratch/$1-watch" |
        perl -ne 'm/-(\w{12}) ([\d.]+)/ and printf "%d %s\n", hex $1, $2' |
        awk 'NR == FNR {sent[$1] = $2; next} $1 in sent {d = $2 - sent[$1]; if (d > m) m = d}
             END {printf "%.1f", m}' "$sent" -
}
put_aside() { grep -c 'put aside in' "$scratch/$1-trapd"; } # NODE, so far
not_stored() { grep -c 'NOT STORED' "$scratch/$1-trapd"; } # NODE, so far

trial() { ! wanted "$2" || happens "$@"; }
trial 'both collectors run' both_run nothing_to_mend
trial 'n1 loses its power' n1_switched_off n1_switched_on
trial 'n1 is cut off from the other two' n1_cut_off n1_mended
trial 'n1 and n2 are cut off from each other' n1_n2_cut n1_n2_mended late
trial 'the disk of n1 dies' n1_disk_dies n1_disk_replaced
trial 'the disk of n1 is full' n1_disk_full n1_disk_emptied
trial 'the arbiter loses its power' arbiter_off arbiter_on
trial 'the arbiter is cut off from the other two' arbiter_cut_off arbiter_mended
trial 'the clock of n1 is 20 s ahead' n1_clock_ahead n1_clock_right
trial 'the clock of n1 is 20 s behind' n1_clock_behind n1_clock_right
trial 'the clock of n1 is 5 minutes ahead' n1_clock_minutes n1_clock_right twice

is "$(cat "$scratch"/n?-watch | grep -Ec '^(half|missing)')" 0 'no reader ever saw half a file, or missed one'
node n2 sh -c 'xmllint --noout --relaxng "$1" "$2"/*.xml' sh "$project/support_queue_db/entry.rng" "$queue" \
    2>"$scratch/valid"
is "$(grep -vc ' validates$' "$scratch/valid")" 0 'every file is as its schema says'
[ ! -s "$scratch/list-err" ] || sed 's/^/# list: /' "$scratch/list-err" | sort | uniq -c | head -n 10
for machine in n1 n2 n3; do kill -9 "$(cat "$lab/$machine/pid")"; done
echo "1..$count"
