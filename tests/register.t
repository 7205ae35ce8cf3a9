#!/bin/sh
# The register's directory and files: which files count, which do not and are reported by name, and
# what a writer leaves behind.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
clients=$scratch/clients
good=0dd0ca11-0000-4000-8000-000000000001
bad=0dd0ca11-0000-4000-8000-000000000002
pin=sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
settings() { run timeout 30 "$build/fcfh-settings" -c "$conf" clients "$@"; }
write_conf
if [ "$(id -u)" = 0 ]; then is_root=true; else is_root=false; fi

fresh() { # two clients, of which one may be spoilt
    rm -rf "$clients"
    register "$good" '' "$pin" GOOD pc-good
    register "$bad" '' "$pin" BAD pc-bad
}
file=$clients/$bad.xml
listed() { printf '%s\n' "$out" | cut -d ' ' -f 1 | tr '\n' ' '; }
# The damaged record is reported by name and does not count; the other one does, and the reader
# ends.
refused() { # NAME ERE
    settings list
    is "$status $(listed)" "65 $good " "$1: does not count, the other does"
    like "$err" "^fcfh-settings: $bad\.xml: $2" "$1: the message names the file"
    settings show "$bad"
    is "$status" 68 "$1: not registered"
}

fresh
settings list
is "$status $(listed)$err" "0 $good $bad " 'both count'

# --- Files

head -c 100 "$file" >"$scratch/half" && chmod 640 "$scratch/half" && mv "$scratch/half" "$file"
refused 'a half file' 'not well-formed'
: >"$file"
refused 'an empty file' 'not XML'
spoil() { # SED: the file, changed
    fresh
    sed "$1" "$file" >"$scratch/spoilt" && chmod 640 "$scratch/spoilt" && mv "$scratch/spoilt" "$file"
}
spoil 's/client version="1"/client version="2"/'
refused 'another version' 'not a <client'
spoil "s/$bad/$good/"
refused 'of another UUID' 'its <uuid> is not'
spoil 's/<?xml.*/<!DOCTYPE client>/'
refused 'with a DTD' 'not well-formed'
spoil 's:<uuid>.*</uuid>::'
refused 'without a UUID' 'it has no <uuid>'
spoil 's:<realm>.*</realm>:<realm>Basic</realm>:'
refused 'with another realm' 'the value of <realm>'
spoil 's:<key>[^<]*</key>:<key>sha256//short=</key>:'
refused 'with half a key' 'the value of <key>'
spoil 's:</*tls[^>]*>::g'
refused 'a key without TLS' 'it has a <key> and no <tls>'
spoil 's:<tls.*</key>::; s:<realm>.*</realm>::'
refused 'neither key nor realm' 'it has neither <realm> nor <key>'
spoil 's:<serial>BAD</serial>:<serial>A</serial><serial>B</serial>:'
refused 'two serial numbers' '<serial> appears twice'
spoil "s:BAD:$(printf '%300s' '' | tr ' ' x):"
refused 'a serial number that is too long' 'the value of <serial>'
spoil 's:<name>pc-bad</name>:<name>pc bad</name>:'
refused 'an invalid name' 'the value of <name>'
fresh
{ cat "$file" && head -c 20000 /dev/zero | tr '\0' ' '; } >"$scratch/spoilt"
chmod 640 "$scratch/spoilt" && mv "$scratch/spoilt" "$file"
refused 'a huge file' 'larger than 16 KiB'
fresh
mv "$file" "$scratch/elsewhere.xml"
ln -s "$scratch/elsewhere.xml" "$file"
refused 'a symbolic link' 'a symbolic link'
rm "$file"
ln "$scratch/elsewhere.xml" "$file"
refused 'a hard link' 'a hard link'
rm "$file"
mkfifo "$file"
refused 'a FIFO' 'not a regular file'
rm "$file"
mkdir "$file"
refused 'a directory' 'not a regular file'
fresh
chmod o+w "$file"
refused 'writable for all' 'others may write to it \(mode 0642\)'
chmod 660 "$file"
refused 'writable for its group' 'others may write to it \(mode 0660\); .*chmod 0640'
chmod 640 "$file"
settings list
is "$status" 0 'as the message says: it counts'
if $is_root; then
    chown 65534 "$file"
    refused 'of another owner' 'owned by neither root nor you; .*chown root'
    chown 0 "$file"
else
    skip 'of another owner' 'this is not root'
fi
upper=$(printf %s "$bad" | tr abcdef ABCDEF)
mv "$file" "$clients/$upper.xml"
settings list
is "$status $(listed)" "65 $good " 'a name in capitals: does not count'
like "$err" "^fcfh-settings: $upper\.xml: its name is not UUID.xml" 'and is reported'
fresh
printf 'x' >"$clients/README"
printf 'x' >"$clients/.hidden.xml"
mkdir "$clients/old"
settings list
is "$status$err" 0 'files that do not end in .xml are ignored'

# --- The directory, and those above it

counts() { # NAME
    settings list
    is "$status $(listed)" "0 $good $bad " "$1: it counts"
}
nothing_counts() { # NAME ERE
    settings list
    is "$status$out" 78 "$1: nothing counts"
    like "$err" "$2" "$1: and why"
    settings import - <"$scratch/export"
    is "$status" 73 "$1: nothing is written"
}
fresh
settings export
cp "$scratch/out" "$scratch/export"
chmod 770 "$clients"
nothing_counts 'a directory for its group' "^fcfh-settings: $clients: others may write to it \(mode 0770\).*chmod go-w $clients\$"
chmod 757 "$clients"
nothing_counts 'a directory for all' 'mode 0757'
chmod 1777 "$clients"
nothing_counts 'a sticky directory for all' 'mode 1777'
chmod 750 "$clients"
counts 'as the message says'
mkdir "$scratch/above"
mv "$clients" "$scratch/above/clients"
write_conf clients.directory="$scratch/above/clients"
counts 'a directory deeper'
chmod 777 "$scratch/above"
nothing_counts 'a parent for all' "^fcfh-settings: $scratch/above: others may write to it"
chmod 775 "$scratch/above"
nothing_counts 'a parent for its group' 'mode 0775'
chmod 1777 "$scratch/above"
counts 'a sticky parent'
chmod 755 "$scratch/above"
ln -s above "$scratch/link"
write_conf clients.directory="$scratch/link/clients"
counts 'a link of our own on the way'
ln -s "$scratch/above/../above/clients" "$scratch/directly"
write_conf clients.directory="$scratch/directly"
nothing_counts 'a link to the directory' "$scratch/directly: a symbolic link"
ln -s round "$scratch/round"
write_conf clients.directory="$scratch/round/clients"
settings list
is "$status$out" 78 'a link to itself: nothing counts'
write_conf clients.directory="$scratch/above/clients/$good.xml"
settings list
is "$status$out" 78 'a file: nothing counts'
like "$err" 'not a directory' 'and why'
if $is_root; then
    mkdir -m 1777 "$scratch/sticky"
    ln -s "$scratch/above" "$scratch/sticky/trap"
    chown -h 65534 "$scratch/sticky/trap"
    write_conf clients.directory="$scratch/sticky/trap/clients"
    nothing_counts "somebody else's link on the way" "$scratch/sticky/trap: owned by neither root nor you"
    chown 65534 "$scratch/above"
    write_conf clients.directory="$scratch/above/clients"
    nothing_counts "somebody else's parent" "$scratch/above: owned by neither root"
    chown 0 "$scratch/above"
    chown 65534 "$scratch/above/clients"
    nothing_counts "somebody else's directory" "$scratch/above/clients: owned by neither root"
else
    skip "somebody else's" 'this is not root'
fi
write_conf
settings list
is "$status" 78 'no directory: exit 78'
like "$err" "$clients: .*do: install -d -m 0750.* $clients\$" 'and which command makes it'
settings import - <"$scratch/export"
is "$status" 73 'nor is it made'
like "$err" "do: install -d -m 0750.* $clients\$" 'but the command is printed'

# --- What is written

mkdir -m 750 "$clients"
ln -s "$scratch/victim" "$clients/.new" # as a crash, or somebody, may have left it
settings import - <"$scratch/export"
is "$status $out" '0 2 added, 0 changed, 0 as they were, 0 kept out' 'import writes them'
is "$(find "$clients" ! -path "$clients" | sort | sed 's:.*/::' | tr '\n' ' ')" "$good.xml $bad.xml lock " \
    'two files, and the lock'
check 'nothing was written elsewhere' [ ! -e "$scratch/victim" ]
is "$(stat -c %a "$file" "$clients/lock" | tr '\n' ' ')" '640 600 ' 'with their modes, whatever the umask'
run xmllint --noout --relaxng "$project/common/amt/register.rng" "$clients/$good.xml" "$file"
exit_is 0 'each is as the schema says'
if $is_root; then
    chgrp 2 "$clients"
    rm "$file"
    (umask 077 && "$build/fcfh-settings" -c "$conf" clients import - <"$scratch/export" >/dev/null 2>&1)
    is "$(stat -c '%a %g' "$file")" '640 2' 'the group is that of the directory'
else
    skip 'the group is that of the directory' 'this is not root'
fi
rm "$clients/lock"
ln -s "$scratch/victim" "$clients/lock"
must_fail 73 'a lock that is a link is not followed' "$build/fcfh-settings" -c "$conf" clients forget "$bad"
check 'nothing was made elsewhere' [ ! -e "$scratch/victim" ]
rm "$clients/lock"
ln -s "$scratch/elsewhere.xml" "$scratch/link.xml"
rm "$file"
cp "$scratch/elsewhere.xml" "$scratch/before.xml"
ln -s "$scratch/elsewhere.xml" "$file"
settings import - <"$scratch/export"
is "$status $out" '0 1 added, 0 changed, 1 as they were, 0 kept out' 'one that does not count is replaced'
like "$err" "^fcfh-settings: $bad: .*its old file was not valid \(a symbolic link\) and was replaced" 'and a message says so'
check 'the target of a link is unchanged' cmp -s "$scratch/elsewhere.xml" "$scratch/before.xml"

# --- A clock that was set back

fresh
sed "s/learned time=\"[^\"]*\"/learned time=\"2999-01-01T00:00:00Z\"/" "$file" >"$scratch/future"
chmod 640 "$scratch/future" && mv "$scratch/future" "$file"
settings show "$bad"
like "$out" "^Learned +$(date -u +%Y-%m)" 'a time in the future counts as now'
settings import - <"$scratch/export"
is "$status" 0 'and an older record does not replace it'
like "$(cat "$file")" 2999 'so its file stays'

finish
