#!/bin/sh
# make dist: the same bytes everywhere, with everything that is needed; and one version number in
# all places.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

cd "$project" || exit 1
version=$(sed -n 's/^VERSION = //p' Makefile)
like "$version" '^[0-9]+\.[0-9]+\.[0-9]+$' "the Makefile has the version: $version"
is "$(sed -n '1s/^fcfh (\(.*\)-.*/\1/p' debian/changelog)" "$version" "so have Debian's packages"
is "$(sed -n '1s/^fcfh (\(.*\)-.*/\1/p' debian/NEWS)" "$version" 'and their news'
is "$(sed -n 's/^Version: *//p' contrib/fcfh.spec)" "$version" "so has Fedora's"
is "$(sed -n 's/^\* .* - \(.*\)-.*/\1/p' contrib/fcfh.spec | head -n 1)" "$version" 'and its change log'
is "$(sed -n 's/^## //p' NEWS.md | head -n 1)" "$version" 'the news begin with it'
is "$("$build/fcfh-queue" --version)" "fcfh-queue $version" 'and the programs print it'

# What ./setup installs for building, and the build dependencies that the packages declare.
is "$(sed -n 's/^demo *\(lib[^ ]*-dev\|zlib1g-dev\) .*/\1/p' setup | while read -r name; do
    grep -qE "[ ,]${name}(,|$)" debian/control || [ "$name" = libc6-dev ] || echo "$name"
done)" '' 'the packages are built with what ./setup installs'

# --- From a copy without Git, from what that unpacks to, and with other times and another umask

own_dist() { # FOLDER
    run make -s -C "$1" dist
    is "$status$err" 0 "make dist in $(basename "$1")"
}
sum() { sha256sum <"$1/fcfh-$version.tar.gz"; }
first=$scratch/first
mkdir "$first"
tar cf - --exclude=./build --exclude='./fcfh-*.tar.*' --exclude=./.git . | (cd "$first" && tar xf -)
own_dist "$first"
tar xzf "$first/fcfh-$version.tar.gz" -C "$scratch"
unpacked=$scratch/fcfh-$version
check 'it unpacks into a folder of its own' [ -f "$unpacked/Makefile" ]
is "$(cd "$unpacked" && find . -type f | sort)" \
    "$(cd "$first" && find . -type f ! -name 'fcfh-*.tar.gz' | sort)" 'all of the source is in it'
is "$(tar tvzf "$first/fcfh-$version.tar.gz" | awk '{print $2, $4, $5}' | sort -u | wc -l)" 1 \
    'with one owner and one time'
umask 077
own_dist "$unpacked"
is "$(sum "$unpacked")" "$(sum "$first")" 'what is unpacked gives the same again'
if ! git -C "$project" rev-parse 2>/dev/null; then
    skip 'a clone' 'this is none'
else
    run git clone -q "$project" "$scratch/clone"
    own_dist "$scratch/clone"
    own_dist "$scratch/clone"
    mkdir "$scratch/again"
    tar xzf "$scratch/clone/fcfh-$version.tar.gz" -C "$scratch/again"
    own_dist "$scratch/again/fcfh-$version"
    is "$(sum "$scratch/again/fcfh-$version")" "$(sum "$scratch/clone")" \
        'a clone and what is unpacked from it give the same'
fi

finish
