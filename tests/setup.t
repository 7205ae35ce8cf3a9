#!/bin/sh
# ./setup with stand-ins for apt-get, dpkg-query, sudo, make and the system it examines: nothing is
# installed and no network is used.
set -u
unset CI CDPATH DEBIAN_FRONTEND

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/fcfh-test.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT PIPE TERM

# A copy of the project with a demo that only reports that it ran.
mkdir -p "$scratch/tree/tests/demo" "$scratch/bin" "$scratch/etc" \
    "$scratch/run" "$scratch/tmp"
cp "$project/setup" "$scratch/tree/"
calls=$scratch/calls
export calls scratch

stub() { # NAME, the script on stdin
    { echo '#!/bin/sh' && cat; } >"$1"
    chmod +x "$1"
}
stub "$scratch/tree/tests/demo/demo.sh" <<'END'
echo "demo" >>"$calls"
END

# Only these and the tools of the base system are in PATH.
for tool in sh awk cat date dirname env fold grep mktemp rm sed tail tr; do
    ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
done
for tool in make pacman dnf; do
    stub "$scratch/bin/$tool" <<END
echo "$tool \$*" >>"\$calls"
END
done
stub "$scratch/bin/id" <<'END'
echo "${uid:-1000}"
END
stub "$scratch/bin/sudo" <<'END'
echo "sudo $1" >>"$calls"
exec "$@"
END
# The packages in the file are installed; all others were installed once. apt knows everything
# except $unknown, and if there is a file stale, only after an update.
stub "$scratch/bin/dpkg-query" <<'END'
[ "$1 $2" = '-W -f' ] || exit 2
shift 3
printf '%s\n' "$@" | grep -xFf "$scratch/installed" | sed 's/^/installed /'
printf '%s\n' "$@" | grep -vxFf "$scratch/installed" | sed 's/^/config-files /'
exit 1
END
stub "$scratch/bin/apt-cache" <<'END'
[ "$2" != "${unknown-}" ]
END
stub "$scratch/bin/apt-get" <<'END'
case " $* " in
    *' --print-uris '*)
        [ ! -e "$scratch/stale" ] || exit 100
        echo "'http://example.org/a.deb' a.deb 2000000 SHA256:0"
        exit ;;
    *' update '*) rm -f "$scratch/stale" ;;
esac
echo "apt-get $* (${DEBIAN_FRONTEND-})" >>"$calls"
case " $* " in
    *' --download-only '*)
        if [ -e "$scratch/gone" ]; then
            rm "$scratch/gone"
            exit 100
        fi ;;
    *' install '*) [ -z "${broken-}" ] || { echo "E: $broken"; exit 100; } ;;
esac
END

on() { printf '%s\n' "$@" >"$scratch/etc/os-release"; } # lines of os-release
nothing_installed() { echo nothing >"$scratch/installed"; }
all_installed() { # as the packages that --dry-run names
    nothing_installed
    setup -n packages --ci
    printf '%s\n' "$out" | sed -n 's/^    \([a-z]\)/\1/p' | tr ' ' '\n' \
        >"$scratch/installed"
}
setup() { # ARGUMENT..., stdin is passed on; sets $out and $status, empties $calls
    : >"$calls"
    out=$(PATH=$scratch/bin TMPDIR=$scratch/tmp FCFH_SETUP_ROOT=$scratch \
        sh "$scratch/tree/setup" "$@" 2>&1)
    status=$?
}

count=0
result() { # ok|"not ok" NAME
    count=$((count + 1))
    echo "$1 $count - $2"
    [ "$1" = ok ] || {
        echo "# status $status, output and calls:"
        printf '%s\n' "$out" | sed 's/^/#   /'
        sed 's/^/# > /' "$calls"
    }
}
status_is() { # STATUS NAME
    if [ "$status" = "$1" ]; then result ok "$2"; else result 'not ok' "$2"; fi
}
says() { # TEXT NAME
    case $out in *"$1"*) result ok "$2" ;; *) result 'not ok' "$2" ;; esac
}
does_not_say() { # TEXT NAME
    case $out in *"$1"*) result 'not ok' "$2" ;; *) result ok "$2" ;; esac
}
calls() { # REGEX NAME
    if grep -Eq -e "$1" "$calls"; then result ok "$2"; else result 'not ok' "$2"; fi
}
does_not_call() { # REGEX NAME
    if grep -Eq -e "$1" "$calls"; then result 'not ok' "$2"; else result ok "$2"; fi
}

# --- The command line

on ID=debian
nothing_installed
setup </dev/null
status_is 64 'no command: a usage error'
says './setup demo' 'no command: says what there is'
setup --help </dev/null
status_is 0 '--help is no error'
setup chekc </dev/null
status_is 64 'a mistyped command: a usage error'
says 'did you mean ./setup check?' 'a mistyped command: a hint'
setup --quick demo </dev/null
status_is 64 'an unknown option: a usage error'
setup demo check </dev/null
status_is 64 'two commands: a usage error'
does_not_call . 'after a usage error no program is run'

# --- What is missing

setup --dry-run demo </dev/null
status_is 0 '--dry-run'
says 'libinih-dev' '--dry-run names what the demo needs'
does_not_say 'shellcheck' '--dry-run: the demo does not need what only the tests do'
says 'tests/demo/demo.sh' '--dry-run says what would run then'
does_not_call . '--dry-run runs no program'
setup -n check </dev/null
says 'libcmocka-dev' 'check needs more'
says 'libinih-dev' 'check needs what the demo needs'
for package in shellcheck mandoc clang clang-format krb5-kdc debootstrap; do
    does_not_say " $package" "check does not need $package"
done
setup -n packages --ci </dev/null
says 'libclang-rt-dev' '--ci: the sanitizers of clang, too'
says 'shellcheck' '--ci: the linters'
says 'krb5-kdc' '--ci: the Kerberos server'
says 'libcmocka-dev' '--ci: what check needs'
setup --ci check </dev/null
status_is 64 '--ci is for packages'
unknown=libclang-rt-dev
export unknown
setup -n packages --ci </dev/null
does_not_say 'libclang-rt-dev' 'a package that apt does not know is left out where that is allowed'
unset unknown

all_installed
setup check </dev/null
status_is 0 'nothing missing'
does_not_call 'apt-get|sudo' 'nothing missing: no apt-get, no sudo'
calls '^make .*-j.* all unit-tests$' 'check builds'
calls '^make -s check$' 'and runs the tests'
setup demo </dev/null
calls '^make .*-j' 'the demo is built'
calls '^demo$' 'the demo is run'
sed -i 's/^libcurl4-openssl-dev$/libcurl4-gnutls-dev/' "$scratch/installed"
setup -y demo </dev/null
status_is 69 'another flavour of libcurl is not replaced without a question'
says 'libcurl4-gnutls-dev is installed' 'it is named'
says 'apt-get install libcurl4-openssl-dev' 'with the command that replaces it'
does_not_call 'apt-get|sudo' 'nothing is installed'
all_installed
setup packages </dev/null
status_is 0 'packages: nothing missing'
does_not_call . 'packages builds and runs nothing'

# --- Asking and installing

nothing_installed
setup demo <<END
no
END
says '[Y/n]' 'a user is asked'
status_is 69 '"no" stops'
does_not_call . '"no" installs nothing'
setup demo </dev/null
status_is 69 'no answer is no'
does_not_call . 'no answer installs nothing'
setup demo <<END
y
END
calls '^sudo apt-get$' 'a user becomes root by sudo'
calls '^apt-get .*install.*libinih-dev.*\(\)$' 'after a question apt may ask too'
calls '^demo$' 'after it the demo runs'

setup -y demo </dev/null
does_not_say '[Y/n]' '-y: no question'
calls '^apt-get .*install.*libinih-dev.*\(noninteractive\)$' '-y: apt does not ask either'
does_not_call '^apt-get .*update' 'no update if apt knows everything'
CI=true
export CI
setup demo </dev/null
does_not_say '[Y/n]' 'CI=true: no question'
unset CI
uid=0
export uid
setup demo </dev/null
does_not_say '[Y/n]' 'root without a terminal: no question'
does_not_call '^sudo' 'root needs no sudo'
calls '^apt-get .*install' 'root without a terminal installs'

: >"$scratch/stale"
setup demo </dev/null
calls '^apt-get .*update' 'lists that lack a package are refreshed'
calls '^demo$' 'then the installation continues'
: >"$scratch/gone"
setup demo </dev/null
calls '^apt-get .*update' 'lists that name what is gone are refreshed'
calls '^demo$' 'and fetching is tried again'
broken='disk full'
export broken
setup demo </dev/null
status_is 69 'a failed installation stops'
says 'E: disk full' "apt's reason is shown"
does_not_call '^(make|demo)' 'and nothing is built or run'
unset broken uid
if [ -z "$(ls "$scratch/tmp")" ]; then
    result ok 'no temporary file is left'
else
    result 'not ok' 'no temporary file is left'
fi

mkdir -p "$scratch/run/systemd/system"
setup -n demo </dev/null
says 'systemctl disable --now snmptrapd.socket' \
    'with systemd: says that a service starts, and how to stop it'
rmdir "$scratch/run/systemd/system"
setup -n demo </dev/null
does_not_say 'systemctl' 'without systemd it does not'

mv "$scratch/bin/sudo" "$scratch/no-sudo"
if PATH=$scratch/bin:/usr/sbin:/sbin command -v sudo >/dev/null; then
    result ok 'no sudo # SKIP it is in sbin here'
else
    setup -y demo </dev/null
    status_is 77 'no sudo: stops'
    says 'apt-get install --no-install-recommends gcc' 'no sudo: says what root should run'
    does_not_call . 'no sudo: nothing is run'
fi
mv "$scratch/no-sudo" "$scratch/bin/sudo"

# --- Other systems

on 'ID=ubuntu' 'ID_LIKE=debian'
setup -n demo </dev/null
says 'libinih-dev' 'Ubuntu has the names of Debian'
on 'ID="linuxmint"' 'ID_LIKE="ubuntu debian"'
setup -n demo </dev/null
says 'libinih-dev' 'so have those that derive from them'

on 'ID=fedora'
setup -y check </dev/null
status_is 69 'Fedora: stops'
says 'inih-devel' 'Fedora: its names'
does_not_say 'pacman' 'Fedora: no others'
does_not_call . 'Fedora: nothing is installed, built or run'
on 'ID=manjaro' 'ID_LIKE=arch'
setup demo </dev/null
status_is 69 'Arch: stops'
says 'libinih' 'Arch: its names'
rm "$scratch/etc/os-release"
setup demo </dev/null
status_is 69 'unknown system: stops'
says 'libinih' 'unknown system: both names'

on 'ID=fedora'
for tool in clang clang-format curl gcc jq kadmin.local kinit krb5kdc mandoc \
    openssl pkg-config perl prove ps shellcheck snmptrap snmptrapd strace tmux xmllint; do
    stub "$scratch/bin/$tool" <<'END'
cat >/dev/null
END
done
setup check </dev/null
status_is 0 'on another system with all tools there: continues'
calls '^make -s check$' 'and runs the tests'

echo "1..$count"
