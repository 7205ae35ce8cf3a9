#!/bin/sh
# Two collectors and one queue on GlusterFS, on machines that are namespaces here: as root, with
# Debian's packages, which are kept between runs in $XDG_CACHE_HOME/fcfh-ci, else in
# /var/cache/fcfh-ci. It takes about 15 minutes.
#
#   tests/cluster/cluster.sh [CALLS [WHAT]...]
#
# CALLS is the number of calls in each trial, by default 40; WHAT names trials, as they are in
# trial.sh.
#
# GlusterFS is installed over this system, in memory and in namespaces of its own, which end with
# their last process. The network of what runs there has no connection to any other.
set -eu
cd -- "$(dirname -- "$0")/../.."

fail() {
    printf 'cluster: %s\n' "$*" >&2
    exit 69
}

prepare() { # ROOT ARGUMENT...: in a mount namespace; then the trials, without the network
    root=$1
    name=${1##*/}
    shift
    mount -t tmpfs -o size=4g,mode=755 fcfh-cluster "$root"
    mkdir "$root/upper" "$root/work" "$root/all"
    mount -t overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" overlay "$root/all"
    lab=$root/lab
    mkdir "$lab"
    root=$root/all
    for dir in /dev /proc /sys; do mount --rbind "$dir" "$root$dir"; done
    # What is mounted here, on these directories or below them, would hide what is installed.
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mount -t tmpfs -o mode=755 run "$root/run"
    mkdir -p "$root$PWD" "$root/lab"
    mkdir "$lab/$name"
    mount --bind . "$root$PWD"
    mount --bind "$lab" "$root/lab"
    [ -z "$cache" ] || mount --bind "$cache" "$root/var/cache/apt/archives"
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    in_root() { chroot "$root" env -i CI="${CI-}" LC_ALL=C.UTF-8 HOME=/root FCFH_BUILD="$FCFH_BUILD" \
        DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "$@" </dev/null; }
    # The lists may be older than the archive, or than the clock of a machine that was set by hand.
    get() { in_root apt-get -q -y --no-install-recommends -o APT::Keep-Downloaded-Packages=true \
        -o Dpkg::Options::=--force-unsafe-io install glusterfs-server glusterfs-client; }
    get >"$root/lab/log" 2>&1 || { in_root apt-get -q -o Acquire::Check-Valid-Until=false update &&
        get; } >>"$root/lab/log" 2>&1 || {
        tail -n 20 "$root/lab/log" >&2
        fail 'no packages'
    }
    exec unshare --net chroot "$root" env -i CI="${CI-}" FCFH_BUILD="$FCFH_BUILD" HOME=/root \
        TMPDIR="/lab/$name" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "$PWD/tests/cluster/trial.sh" "$@"
}

cache=${XDG_CACHE_HOME:-/var/cache}/fcfh-ci/cluster
mkdir -p "$cache/partial" 2>/dev/null || cache=''
if [ "${1-}" = --inside ]; then
    shift
    prepare "$@"
fi
[ "$(id -u)" = 0 ] || fail 'this needs root: it mounts'
unshare --mount --net --uts --pid --fork true || fail 'no namespaces of its own can be had here'
[ -c /dev/fuse ] || fail 'this system has no FUSE'
: "${FCFH_BUILD:=$PWD/build}"
export FCFH_BUILD
root=$(mktemp -d "${TMPDIR:-/tmp}/fcfh-cluster.XXXXXX")
child=''
clean_up() {
    trap '' HUP INT TERM
    [ -z "$child" ] || kill -9 "$child" 2>/dev/null || : # with it ends all that is in there
    wait
    losetup --list --noheadings --output NAME,BACK-FILE | grep -F "/${root##*/}/" | cut -d' ' -f1 |
        xargs -r -n1 losetup --detach
    rmdir "$root"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
unshare --mount --pid --fork --kill-child --mount-proc "$PWD/tests/cluster/cluster.sh" --inside "$root" "$@" &
child=$!
ended=0
wait "$child" || ended=$?
child=''
[ $ended -eq 0 ] || fail 'see above for what failed'
