# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # conditions for eval; what tests/lib.sh sets
# For trial.sh, sourced after tests/lib.sh: machines that are namespaces of this one. n1 and n2 each
# have a disk with the queue's files; n3 is the arbiter, which has only their names. They talk to
# each other in 192.0.2.0/24, and PCs talk to them in 198.51.100.0/24.

lab=$scratch/lab # not below /tmp of the machines
mkdir "$lab"
pcs=198.51.100.10
address() { echo "192.0.2.${1#n}"; } # NODE
outside() { echo "198.51.100.${1#n}"; } # NODE, as PCs see it
disk() { echo "$lab/$1/disk"; } # NODE

make_networks() {
    ip link set lo up
    for bridge in storage clients; do
        ip link add "$bridge" type bridge
        ip link set "$bridge" up
    done
    ip address add "$pcs/24" dev clients
}
make_disk() { # NODE MEGABYTES
    mkdir -p "$lab/$1/disk" "$lab/$1/lib" "$lab/$1/log" "$lab/$1/run" "$lab/$1/spool" /var/spool/fcfh
    set_clock "$1" 0
    truncate -s "$2M" "$lab/$1/image"
    mkfs.ext4 -q -I 512 -m 0 "$lab/$1/image"
    losetup --find --show "$lab/$1/image" >"$lab/$1/loop" || { echo 'Bail out! no loop device' && exit 1; }
}
# Every program there, GlusterFS's included, has the clock of that machine: see tests/torture/clock.c.
# GlusterFS's client gives a file its time. (fcfh-collector, which is linked statically, has the
# right time, but it only counts what does not matter to the queue.)
node() { # NODE COMMAND...
    node_name=$1
    shift
    nsenter --target "$(cat "$lab/$node_name/pid")" --mount --root --wd=/ --uts --net --pid -- \
        env LD_PRELOAD="$build/torture/clock.so" TORTURE_CLOCK="$lab/$node_name/clock" \
        TORTURE_FILE_TIMES=theirs "$@"
}
set_clock() { perl "$project/tests/torture/step.pl" "$lab/$1/clock" "$2"; } # NODE SECONDS ahead of the others
# Its first process collects processes that have ended, as glusterd requires; when it ends, all of
# them end.
switch_on() { # NODE
    ready=$lab/$1/ready
    rm -f "$ready"
    unshare --mount --uts --net --pid --fork --kill-child --mount-proc sh -c '
        hostname "$1"
        ip link set lo up
        mount -o "$3" "$(cat "$2/$1/loop")" "$2/$1/disk" &&
        mount --bind "$2/$1/lib" /var/lib/glusterd &&
        mount --bind "$2/$1/log" /var/log/glusterfs &&
        mount --bind "$2/$1/spool" /var/spool/fcfh &&
        mount -t tmpfs run /run && mkdir /run/gluster "/run/fcfh" && touch "$2/$1/ready"
        while :; do sleep 1000 & wait $!; done' switch_on "$1" "$lab" "$brick_options" &
    switched_on=$!
    wait_for 15 '[ -e "$ready" ]' || { echo "Bail out! $1 does not start" && exit 1; }
    ps -o pid= --ppid "$switched_on" | tr -d ' ' >"$lab/$1/pid"
    for network in storage clients; do
        ip link add "$1-$network" type veth peer name "$network" netns "$(cat "$lab/$1/pid")"
        ip link set "$1-$network" master "$network" up
    done
    node "$1" ip address add "$(address "$1")/24" dev storage
    node "$1" ip address add "$(outside "$1")/24" dev clients
    node "$1" ip link set storage up
    node "$1" ip link set clients up
    node "$1" glusterd
}
# Nothing is shut down in an orderly way: no other machine is notified, and what was not synced is
# lost.
switch_off() { # NODE
    ip link set "$1-storage" down
    ip link set "$1-clients" down
    disk_dies "$1"
    init=$(cat "$lab/$1/pid")
    kill -9 "$init" 2>/dev/null
    wait_for 15 '[ ! -d "/proc/$init" ]'
    ip link delete "$1-storage" 2>/dev/null
    ip link delete "$1-clients" 2>/dev/null
}
cut() { ip link set "$1-storage" down; } # NODE: off from the other machines, not from the PCs
mend() { ip link set "$1-storage" up; } # NODE
# Cut off from one other machine only: what it sends to that one is lost.
cut_between() { # NODE NODE
    node "$1" ip neighbour replace "$(address "$2")" lladdr 02:00:00:00:00:99 nud permanent dev storage
    node "$2" ip neighbour replace "$(address "$1")" lladdr 02:00:00:00:00:99 nud permanent dev storage
}
mend_between() { # NODE NODE
    node "$1" ip neighbour delete "$(address "$2")" dev storage
    node "$2" ip neighbour delete "$(address "$1")" dev storage
}
# From now on the file system there returns EIO for everything (EXT4_IOC_SHUTDOWN, without the
# journal).
disk_dies() { # NODE
    node "$1" perl -e 'open my $dir, "<", $ARGV[0] or die; my $how = pack "L", 2;
        ioctl $dir, 0x8004587d, $how or die "$!"' \
        "$(disk "$1")" 2>/dev/null # it may be dead already
}
disk_is_replaced() { # NODE: what was not written is missing on it
    replaced=$1
    node "$1" pkill -9 -x glusterfsd
    wait_for 15 'node "$replaced" umount "$(disk "$replaced")" 2>/dev/null' # busy, it would stay dead
    wait_for 15 'node "$replaced" mount -o "$brick_options" "$(cat "$lab/$replaced/loop")" \
        "$(disk "$replaced")" 2>/dev/null'
    gluster_says "$1" volume start queue force
}
gluster_says() { # NODE WORD...
    gluster_node=$1
    shift
    node "$gluster_node" gluster --mode=script "$@" >"$scratch/gluster" 2>&1 || {
        echo "# gluster $*: $(cat "$scratch/gluster")"
        return 1
    }
}
fill_disk() { node "$1" sh -c 'head -c 1G /dev/zero >"$1/full" 2>/dev/null; sync' sh "$(disk "$1")"; } # NODE
free_disk() { node "$1" rm "$(disk "$1")/full"; } # NODE
# Whether all three disks are there, and each file is the same on all of them; $healing says more.
is_healed() { # NODE
    healing=$(node "$1" gluster volume heal queue info summary 2>/dev/null |
        awk '/^Status: Connected/ {disks++} /^Total/ {files += $NF} END {print disks + 0, files + 0}')
    [ "$healing" = '3 0' ]
}
