#!/bin/sh
# Debian with its systemd, booted in a container with nothing but a loopback interface. As root.
#
#   tests/booted/booted.sh [--only TEST] SUITE...     such as bookworm, trixie
#
# The tests, each in a container of its own, in which it is started at each boot:
#
#   install   docs/INSTALL.md walked, by its own commands, in a system where nothing is installed: its
#             packages come from a directory that is filled before
#   inside    what is installed by `make install`: does it work, and who may read and write what?
#   states    the same, in each state that `fcfh-settings check` and `fcfh-queue status` know
#   packages  installed, upgraded, removed and purged
#
# $FCFH_ROOTS: a directory with a fresh root of each SUITE, as debootstrap makes it, which is
# copied; a missing one is made. Packages are kept in $XDG_CACHE_HOME/fcfh-ci, else in
# /var/cache/fcfh-ci. The project is built in the copy, so that it is linked with the libraries
# there.
#
# Mounts, processes and control groups are in namespaces of their own, which end with this script,
# however it ends. After a SIGKILL only its directory is left in /var/tmp, and an empty control group
# of the same name.
set -eu
cd -- "$(dirname -- "$0")/../.."
here=tests/booted
# shellcheck source=tests/booted/page.sh
. $here/page.sh

fail() {
    printf 'booted: %s\n' "$*" >&2
    exit 69
}

# ---------------------------------------------------------------- in a mount namespace: what a root needs

open_root() { # ROOT
    root=$1
    mount --rbind /dev "$root/dev"
    mount --rbind /proc "$root/proc"
    in_root() { chroot "$root" env -i DEBIAN_FRONTEND=noninteractive CI=true LC_ALL=C.UTF-8 \
        HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null; }
    cp -n "$cache"/*.deb "$root/var/cache/apt/archives/" 2>/dev/null || :
    # The lists may be older than the clock of a machine that was set by hand.
    in_root apt-get -q -o Acquire::Check-Valid-Until=false update
    # What a system that boots has, and what the tests themselves need.
    in_root apt-get -q -y install --no-install-recommends systemd systemd-sysv curl iproute2 openssl
}
keep_packages() {
    cp -n "$root"/var/cache/apt/archives/*.deb "$cache" || :
}

prepare_built() { # ROOT: the project built and installed, nothing set up
    open_root "$1"
    in_root sh -c 'cd /root/fcfh && ./setup -y packages'
    keep_packages
    in_root make -C /root/fcfh -s -j"$(nproc)" all install
}

# Nothing is installed, and everything that the page installs is in a directory from which apt takes
# packages; a newer snmptrapd is in a separate one.
prepare_bare() { # ROOT
    open_root "$1"
    printf 'APT::Get::Download-Only "true";\nAPT::Get::Assume-Yes "true";\n' >"$root/etc/apt/apt.conf.d/only-fetch"
    suite=$(sed -n 's/^VERSION_CODENAME=//p' "$root/etc/os-release")
    for block in $(page_blocks); do
        case $block in runtime-*) [ "$block" = "runtime-$suite" ] || continue ;; esac
        page_commands "$block" | sed 's/^[#$] //' | page_whole_commands |
            grep -E '^apt-get (install|build-dep) ' >"$root/root/fetch" || continue
        in_root sh -ec 'cd /root/fcfh && . /root/fetch'
    done
    rm "$root/etc/apt/apt.conf.d/only-fetch" "$root/root/fetch"
    keep_packages
    mkdir "$root/srv/debian" "$root/srv/later"
    mv "$root"/var/cache/apt/archives/*.deb "$root/srv/debian"
    rm -rf "$root/etc/apt/sources.list.d"
    printf 'APT::Get::Assume-Yes "true";\n' >"$root/etc/apt/apt.conf.d/99booted"
    # shellcheck disable=SC2016 # expanded there
    in_root sh -ec '
        index() {
            for deb in *.deb; do
                dpkg-deb --field "$deb"
                printf "Filename: ./%s\nSize: %s\nSHA256: %s\n\n" "$deb" "$(stat -c %s "$deb")" \
                    "$(sha256sum "$deb" | cut -d " " -f 1)"
            done >Packages
        }
        cd /srv/debian
        index
        echo "deb [trusted=yes] file:/srv/debian ./" >/etc/apt/sources.list
        apt-get -q update
        cd /srv/later
        dpkg-deb --raw-extract ../debian/snmptrapd_*.deb unpacked
        sed -i "s/^Version: .*/&+later1/" unpacked/DEBIAN/control
        dpkg-deb --build unpacked snmptrapd_later.deb
        rm -r unpacked
        index'
}

own_group() { # ROOT: sets $group, a control group below the one that this script was started in
    mount -t cgroup2 none /sys/fs/cgroup
    name=${1%/*}
    group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/${name##*/}
}
boot() { # ROOT: in a mount and a process namespace
    ! mountpoint -q /sys/fs/cgroup || umount -R /sys/fs/cgroup
    own_group "$1"
    mkdir "$group"
    echo 0 >"$group/cgroup.procs" # 0: this shell, the first process of its namespace
    exec unshare --cgroup timeout --foreground -k 10 1500 "$here/booted.sh" --nspawn "$1"
}
nspawn() { # ROOT: in a control group namespace, too
    umount /sys/fs/cgroup
    mount -t cgroup2 none /sys/fs/cgroup
    mount -t tmpfs -o mode=755 none /run # where nspawn would leave something
    exec systemd-nspawn --quiet --directory="$1" --boot --register=no --keep-unit --private-network \
        --console=pipe systemd.unit=fcfh-booted.target
}

case ${1-} in
    --prepare-*)
        cache=$3
        "prepare_${1#--prepare-}" "$2"
        exit
        ;;
    --boot) boot "$2" ;;
    --nspawn) nspawn "$2" ;;
    --no-group) # after the last process in it
        own_group "$2"
        [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
        exit
        ;;
esac

# ---------------------------------------------------------------- a root for each test

only=''
if [ "${1-}" = --only ]; then
    only=$2
    shift 2
fi
[ "$(id -u)" = 0 ] || fail 'this needs root: it boots a system in a container'
for program in systemd-nspawn unshare setsid setpriv pkill git; do
    command -v $program >/dev/null || fail "there is no $program"
done
unshare --mount --pid --fork --cgroup true || fail 'no namespaces of mounts, processes and control groups here'

work='' child=''
clean_up() {
    trap '' HUP INT TERM
    # The first process of a namespace takes all others there with it, and unshare waits for them.
    [ -z "$child" ] || pkill -KILL -P "$child" || kill -KILL "$child" 2>/dev/null || :
    wait
    [ -n "$work" ] || return 0
    unshare --mount "$here/booted.sh" --no-group "$work/root" || :
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fcfh-booted.XXXXXX")
chmod 755 "$work"
log=$work/log

# In a session and a process namespace of its own, which ends when this script is killed, too. The
# status is in $waited.
waited() { # COMMAND...
    setsid setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc "$@" \
        </dev/null >>"$log" 2>&1 &
    child=$!
    waited=0
    wait "$child" || waited=$?
    child=''
}

fresh_root() { # SUITE: into $work/fresh
    mkdir "$work/fresh"
    if [ -n "${FCFH_ROOTS-}" ] && [ -d "$FCFH_ROOTS/$1" ]; then
        cp -a "$FCFH_ROOTS/$1/." "$work/fresh"
    else
        command -v debootstrap >/dev/null || fail "there is no debootstrap, and no root in \$FCFH_ROOTS"
        waited debootstrap --variant=minbase "--cache-dir=$cache" "$1" "$work/fresh"
        [ "$waited" = 0 ] || fail "debootstrap $1 failed: $(tail -n 5 "$log")"
    fi
    cp /etc/resolv.conf "$work/fresh/etc/resolv.conf"
    [ -s "$work/fresh/etc/hosts" ] || echo '127.0.0.1 localhost' >"$work/fresh/etc/hosts"
    mkdir -p "$work/fresh/root/fcfh" "$work/fresh/etc/systemd/system"
    tar cf - --exclude=./build --exclude=./.git . | tar xf - -C "$work/fresh/root/fcfh"
    cp $here/fcfh-booted.* "$work/fresh/etc/systemd/system"
    # The repository that is cloned there.
    git init -q "$work/clone"
    tar cf - --exclude=./build --exclude=./.git . | tar xf - -C "$work/clone"
    git -C "$work/clone" add -A
    git -C "$work/clone" -c user.name=fcfh -c user.email=fcfh@localhost commit -q -m fcfh
    git -C "$work/clone" bundle create -q "$work/fresh/srv/fcfh.bundle" HEAD
    rm -rf "$work/clone"
}

root_of() { # TEST: into $work/root
    case $1 in install | packages) kind=bare ;; *) kind=built ;; esac
    if [ ! -e "$work/$kind" ]; then
        cp -a "$work/fresh" "$work/$kind.new"
        waited "$here/booted.sh" "--prepare-$kind" "$work/$kind.new" "$cache"
        [ "$waited" = 0 ] || fail "no root for $1: $(tail -n 20 "$log")"
        mv "$work/$kind.new" "$work/$kind"
    fi
    cp -a --reflink=auto "$work/$kind" "$work/root"
    echo "FCFH_BOOTED=$1" >"$work/root/root/booted"
}

# The system inside restarts several times. nspawn leaves that to its caller, and reports it with
# 133.
run_test() { # TEST
    results=$work/root/root/results
    for boot in 1 2 3 4 5; do
        waited "$here/booted.sh" --boot "$work/root"
        unshare --mount "$here/booted.sh" --no-group "$work/root"
        [ "$waited" = 133 ] || break
    done
    cat "$results"
    plans=$(grep -c '^1\.\.' "$results") || :
    if [ "$plans" != "$boot" ] || [ ! -e "$work/root/root/finished" ] || grep -q '^not ok' "$results"; then
        tail -n 20 "$log" | sed 's/^/#   /'
        return 1
    fi
}

# ---------------------------------------------------------------- all of them

[ $# -gt 0 ] || fail 'which Debian? Such as: bookworm trixie'
bad=''
for suite; do
    cache=${XDG_CACHE_HOME:-/var/cache}/fcfh-ci/$suite
    mkdir -p "$cache"
    fresh_root "$suite"
    for test in install inside states packages; do
        [ "${only:-$test}" = $test ] || continue
        [ -x $here/$test.sh ] || continue
        began=$(date +%s)
        echo "# Debian $suite: $test"
        root_of $test
        run_test $test || bad="$bad $suite/$test"
        rm -rf --one-file-system "$work/root"
        echo "# Debian $suite: $test took $(($(date +%s) - began)) s"
    done
    rm -rf --one-file-system "${work:?}"/*
done
[ -z "$bad" ] || fail "not all is well with$bad"
