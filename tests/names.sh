# shellcheck shell=sh disable=SC2154 # needs $build, $scratch
# For tests in which host names are looked up, sourced after lib.sh: what this system knows of names,
# and whether it has a name server, makes no difference.

# An ordinary user is root in a namespace of their own, where "/" and /tmp belong to nobody. As the
# register must not be on a path of somebody else, the program gets a root of its own there.
cat >"$scratch/inside" <<'END'
#!/bin/sh
# SCRATCH BUILD COMMAND...: runs it where /etc/hosts is SCRATCH/hosts and nobody else is asked
scratch=$1 build=$2
shift 2
root=$scratch/root
set -e
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
mkdir -p "$root/etc" "$root$scratch" "$root$build"
for name in bin lib lib64 proc sbin usr; do
    if [ -L "/$name" ]; then
        cp -P "/$name" "$root/$name"
    elif [ -d "/$name" ]; then
        mkdir -p "$root/$name"
        mount --rbind "/$name" "$root/$name"
    fi
done
cp /etc/passwd /etc/group /etc/ld.so.cache "$root/etc"
cp "$scratch/hosts" "$root/etc"
echo 'hosts: files' >"$root/etc/nsswitch.conf"
mount --bind "$build" "$root$build"
mount --bind "$scratch" "$root$scratch"
exec chroot "$root" "$@"
END
chmod +x "$scratch/inside"
with_names() { # COMMAND...: see $scratch/hosts
    unshare -rm "$scratch/inside" "$scratch" "$build" "$@"
}
has_names() { # whether this system lets us
    with_names true 2>"$scratch/names-err"
}
