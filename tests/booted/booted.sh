#!/bin/sh
# Debian with its systemd, booted in a container with nothing but a loopback interface: what is
# installed there by docs/INSTALL.md, does it work, and who may read and write what? As root.
#
#   tests/booted/booted.sh SUITE...     such as bookworm, trixie
#
# $FCFH_ROOTS: a directory with a fresh root of each SUITE, as debootstrap makes it, which is copied;
# without one there it is made, from packages that are kept in $XDG_CACHE_HOME/fcfh-ci, else in
# /var/cache/fcfh-ci. The project is built in the copy, so that it is linked with the libraries there.
#
# Mounts and control groups are in namespaces of their own and end with the last process there.
set -eu
cd -- "$(dirname -- "$0")/../.."

fail() {
    printf 'booted: %s\n' "$*" >&2
    exit 69
}

prepare() { # ROOT: in a mount namespace
    mount --rbind /dev "$1/dev"
    mount --rbind /proc "$1/proc"
    in_root() { chroot "$root" env -i DEBIAN_FRONTEND=noninteractive CI=true LC_ALL=C.UTF-8 \
        HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null; }
    root=$1
    # The lists may be older than the clock of a machine that was set by hand.
    in_root apt-get -q -o Acquire::Check-Valid-Until=false update
    in_root apt-get -q -y install --no-install-recommends systemd systemd-sysv curl iproute2
    in_root sh -c 'cd /root/fcfh && ./setup -y packages'
    in_root make -C /root/fcfh -s -j"$(nproc)" all install
}

boot() { # ROOT: in a mount and a control group namespace
    mount --make-rprivate /
    ! mountpoint -q /sys/fs/cgroup || umount -R /sys/fs/cgroup
    mount -t cgroup2 none /sys/fs/cgroup
    mount -t tmpfs -o mode=755 none /run # where nspawn would leave something
    exec systemd-nspawn --quiet --directory="$1" --boot --register=no --keep-unit --private-network \
        --console=pipe systemd.unit=fcfh-booted.target
}

case ${1-} in
    --prepare) prepare "$2"; exit ;;
    --boot) boot "$2" ;;
esac

[ "$(id -u)" = 0 ] || fail 'this needs root: it boots a system in a container'
for program in systemd-nspawn unshare setsid; do
    command -v $program >/dev/null || fail "there is no $program"
done
unshare --mount --cgroup true || fail 'no mount and control group namespaces here'

root='' child=''
clean_up() {
    trap '' HUP INT TERM
    [ -z "$child" ] || kill -9 -- -"$child" 2>/dev/null || :
    wait
    [ -z "$root" ] || rm -rf --one-file-system "$root" "$root.log"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# In a session of its own, for a signal to reach all of it; its status is in $waited.
waited() { # COMMAND...
    setsid "$@" </dev/null >>"$root.log" 2>&1 &
    child=$!
    waited=0
    wait "$child" || waited=$?
    child=''
}

make_root() { # SUITE
    root=$(mktemp -d "${TMPDIR:-/var/tmp}/fcfh-booted.XXXXXX")
    if [ -n "${FCFH_ROOTS-}" ] && [ -d "$FCFH_ROOTS/$1" ]; then
        cp -a "$FCFH_ROOTS/$1/." "$root"
    else
        command -v debootstrap >/dev/null || fail "there is no debootstrap, and no root in \$FCFH_ROOTS"
        cache=${XDG_CACHE_HOME:-/var/cache}/fcfh-ci/$1
        mkdir -p "$cache"
        waited unshare --mount debootstrap --variant=minbase "--cache-dir=$cache" "$1" "$root"
        [ "$waited" = 0 ] || fail "debootstrap $1 failed: $(tail -n 5 "$root.log")"
    fi
    chmod 755 "$root"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mkdir -p "$root/root/fcfh" "$root/etc/systemd/system"
    tar cf - --exclude=./build --exclude=./.git . | tar xf - -C "$root/root/fcfh"
    cp tests/booted/fcfh-booted.* "$root/etc/systemd/system"
}

# The system inside restarts once. nspawn leaves that to who started it, and says so with 133.
run_tests() { # SUITE
    results=$root/root/results
    for phase in first second; do
        waited unshare --mount --cgroup timeout --foreground -k 10 600 "$0" --boot "$root"
        [ "$phase $waited" = 'first 133' ] || break
    done
    cat "$results"
    plans=$(grep -c '^1\.\.' "$results") || :
    if [ "$plans" != 2 ] || grep -q '^not ok' "$results"; then
        tail -n 20 "$root.log" | sed 's/^/#   /'
        return 1
    fi
}

[ $# -gt 0 ] || fail 'which Debian? Such as: bookworm trixie'
bad=''
for suite; do
    began=$(date +%s)
    echo "# Debian $suite: made, built and booted"
    make_root "$suite"
    waited unshare --mount "$0" --prepare "$root"
    [ "$waited" = 0 ] || fail "$suite: it cannot be built: $(tail -n 20 "$root.log")"
    run_tests "$suite" || bad="$bad $suite"
    rm -rf --one-file-system "$root" "$root.log"
    root=''
    echo "# Debian $suite: $(($(date +%s) - began)) s"
done
[ -z "$bad" ] || fail "not all is well with$bad"
