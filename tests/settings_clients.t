#!/bin/sh
# fcfh-settings clients: the register is listed, shown, removed from, and moved from one computer to
# another.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
clients=$scratch/clients
key_a=sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
key_b=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
key_c=sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=
one=4c4c4544-0050-5910-8043-b2c04f333358
two=4c4c4544-0051-5910-8043-b2c04f333358
many=f00dca11-0000-4000-8000-000000000003
settings() { run timeout 30 "$build/fcfh-settings" -c "$conf" clients "$@"; }
write_conf
desk() { # three machines, two of them with one UUID
    rm -rf "$clients"
    register "$one" '' "$key_a" 4KBR4X3 pc-0815.corp.example
    register "$many" '' "$key_b" SN-3
    register "$many.2" Digest:00000000000000000000000000000003 '' SN-4
}
ids() { printf '%s\n' "$out" | cut -d ' ' -f 1 | tr '\n' ' '; }

# --- list and show

desk
settings list
is "$status $(ids)" "0 $one $many $many.2 " 'list has each'
is "$(printf '%s\n' "$out" | head -n 1 | tr -s ' ')" "$one 1.2 4KBR4X3 pc-0815.corp.example" \
    'with TLS, serial number and name'
is "$(printf '%s\n' "$out" | tail -n 1 | tr -s ' ')" "$many.2 plain SN-4 127.0.0.1" \
    'or without TLS, and where it was learned'
register "$two" '' "$key_c" "$(printf '%200s' '' | tr ' ' S)" "$(printf '%200s' '' | tr ' ' n)"
settings list
is "$(awk 'length > 80' "$scratch/out")" '' 'no line has more than 80 columns'
settings show "$two"
is "$(awk 'length > 80 && !/SSSSS|nnnnn/' "$scratch/out")" '' 'nor has one of show, but for what has no blank'
for id in "$one" 4c4c4544-0050 4KBR4X3 pc-0815.corp.example PC-0815.Corp.Example pc-0815; do
    settings show "$id"
    like "$status $out" "^0 ID +$one\$" "show $id"
done
for line in "Realm +$(realm_of "$one")" "TLS +1\.2, since $learned" \
    "Key +$(printf %s "$key_a" | sed 's/+/\\+/g')" 'Serial +4KBR4X3' 'Name +pc-0815.corp.example' \
    "Learned +$learned from 127\.0\.0\.1 by root"; do
    like "$out" "^$line\$" "it shows ${line%% *}"
done
settings show "$many.2"
like "$out" "^ID +$many\.2\$" 'the second machine of a UUID'
like "$out" '^TLS +none' 'and that it has no TLS'
settings show "$many"
like "$out" "^ID +$many\$" 'the first of them'
settings show 4c4c4544
is "$status" 64 'a beginning that two clients have in common'
like "$err" "2 clients have that: $one, $two" 'and who they are'
settings show 127.0.0.1
like "$status $err" '^64 .*4 clients have that: .*, \.\.\.$' 'an address that all were learned from'
must_fail 68 'an unknown client' "$build/fcfh-settings" -c "$conf" clients show pc-0816
register "$two" '' "$key_a" '' pc-0815.corp.example
settings show "$one"
like "$out" "^Trouble +$two has the same key: not a proof\$" 'a key that two have'
like "$out" "^Trouble +$two has the same name: not a proof\$" 'a name that two have'
rm -r "$clients"
mkdir -m 750 "$clients"
settings list
is "$status$out$err" 0 'an empty register has no lines'
settings export
like "$status $out" '^<clients version="1"/>$' 'and an empty document'

# --- forget

desk
settings forget "$many.2"
is "$status$out$err" 0 'forget UUID.2'
settings list
is "$(ids)" "$one $many " 'takes out that one'
register "$many.2" '' '' SN-4
settings forget "$many"
settings list
is "$(ids)" "$one $many.2 " 'forget UUID the first'
settings forget pc-0815
settings list
is "$(ids)" "$many.2 " 'forget NAME'
must_fail 68 'forgetting it a second time fails' "$build/fcfh-settings" -c "$conf" clients forget "$one"
desk
echo '<client' >"$clients/$one.xml"
settings forget "$one"
is "$status $(find "$clients" -name "$one*")" '0 ' 'a file that does not count can be forgotten'

# --- export and import

desk
settings export
exit_is 0 'export'
cp "$scratch/out" "$scratch/export.xml"
run xmllint --noout --relaxng "$project/common/amt/register.rng" "$scratch/export.xml"
exit_is 0 'is as the schema says'
rm -r "$clients"
mkdir -m 750 "$clients"
settings import "$scratch/export.xml"
is "$status $out" '0 3 added, 0 changed, 0 as they were, 0 kept out' 'import on another machine'
like "$err" "another machine with this UUID" 'with a warning that two machines have one UUID'
run xmllint --noout --relaxng "$project/common/amt/register.rng" "$clients"/*.xml
exit_is 0 'its files are as the schema says'
settings export
check 'an export there is the same document' cmp -s "$scratch/out" "$scratch/export.xml"
before=$(ls -l --full-time "$clients")
run sh -c '"$1" -c "$2" clients import - <"$3"' sh "$build/fcfh-settings" "$conf" "$scratch/export.xml"
is "$status $out" '0 0 added, 0 changed, 3 as they were, 0 kept out' 'once more, from standard input'
is "$(ls -l --full-time "$clients")" "$before" 'nothing was written'
changed() { # SED: imports the export, changed
    sed "$1" "$scratch/export.xml" >"$scratch/changed.xml"
    settings import "$scratch/changed.xml"
}
newer=2026-01-02T03:04:06Z
older=2026-01-02T03:04:04Z
changed "s/pc-0815/pc-0816/; s/time=\"$learned\"/time=\"$older\"/"
like "$status $out" '^0 0 added, 0 changed' 'an older record replaces nothing'
changed "s/pc-0815/pc-0816/; s/time=\"$learned\"/time=\"$newer\"/"
like "$status $out" '^0 0 added, 1 changed' 'a newer record replaces the older one'
settings show 4KBR4X3
like "$out" '^Name +pc-0816.corp.example' 'show prints the new value'
changed "s:$key_a:$key_c:; s/SN-3/SN-5/; s/time=\"$learned\"/time=\"$newer\"/; s:$key_b:${key_c%A=}E=:"
is "$status $out" '1 1 added, 0 changed, 1 as they were, 1 kept out' 'a record with another key is refused, the others are imported'
like "$err" "^fcfh-settings: $one: kept out: its key is $key_c.*--accept-key" 'the message says so, and how to accept it'
settings show 4KBR4X3
like "$out" "^Key +$(printf %s "$key_a" | sed 's/+/\\+/g')\$" 'the key is still the old one'
settings import --accept-key "$scratch/changed.xml"
is "$status $out" '0 0 added, 1 changed, 2 as they were, 0 kept out' 'with --accept-key it is taken'
settings show 4KBR4X3
like "$out" "^Key +$key_c\$" 'show prints the new value'

# --- What is not an export

desk
before=$(ls -l --full-time "$clients")
refused() { # NAME ERE: what was just imported
    is "$status$out" 65 "$1: refused"
    like "$err" "$2" "$1: and why"
    is "$(ls -l --full-time "$clients")" "$before" "$1: nothing was written"
}
late='s:pc-0815:pc-new:; s/learned time="[^"]*"/learned time="2026-09-09T09:09:09Z"/' # the first would be written
changed "$late; s:$key_b:sha256//half=:"
refused 'a bad key behind good ones' "$many: the value of <key>.*nothing was written"
changed "$late; s:<uuid>$many</uuid>:<uuid>x</uuid>:"
refused 'a bad UUID' 'record 2: the value of <uuid>'
changed "$late; s:<learned.*:<b/>:"
refused 'a record without a time' "$one: it has no <learned>"
changed "$late; s:</clients>:<other/></clients>:"
refused 'something else among them' 'record 4: not a <client version="1">'
changed 's:<clients version="1">:<clients version="2">:'
refused 'of another version' 'not a <clients version="1">'
changed '$d'
refused 'half a document' 'not well-formed'
changed '1a <!DOCTYPE clients [<!ENTITY a "b">]>'
refused 'with a DTD' 'not well-formed XML, or with a DTD'
settings import "$clients/$one.xml"
refused 'a single record' 'not a <clients'
settings import /dev/null
refused 'nothing' 'not XML'
run sh -c 'head -c 70000000 /dev/zero | "$1" -c "$2" clients import -' sh "$build/fcfh-settings" "$conf"
refused 'without end' 'larger than 64 MiB'
must_fail 64 'a file that is not there' "$build/fcfh-settings" -c "$conf" clients import "$scratch/none"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 711 "$scratch"
    chmod 755 "$clients"
    chmod 644 "$clients"/*.xml
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$build/fcfh-settings" -c "$conf" clients list
    if [ "$status" != 126 ] && [ "$status" != 127 ]; then
        is "$status $(ids)" "0 $one $many $many.2 " 'another user may read it'
        run setpriv --reuid=65534 --regid=65534 --clear-groups "$build/fcfh-settings" -c "$conf" clients import - \
            <"$scratch/export.xml"
        is "$status$out" 77 'but not write'
        like "$err" 'Permission denied; run this as root' 'and the message says who may'
    fi
    chmod 750 "$clients"
fi

# --- Two at once, and one that is killed

many_clients() { # PREFIX: an export of 300
    echo '<clients version="1">'
    awk -v "prefix=$1" -v "learned=$learned" 'BEGIN {
        for (n = 1; n <= 300; n++)
            printf("<client version=\"1\"><uuid>%s-0000-4000-8000-%012x</uuid>" \
                "<realm>Digest:%s%024x</realm><learned time=\"%s\"/></client>\n", prefix, n, prefix, n, learned)
    }'
    echo '</clients>'
}
many_clients 0dd0ca11 >"$scratch/first.xml"
many_clients 0dd0ca12 >"$scratch/second.xml"
count() { find "$clients" -name '*.xml' | wc -l; }
rm -r "$clients"
mkdir -m 750 "$clients"
"$build/fcfh-settings" -c "$conf" clients import "$scratch/first.xml" >"$scratch/first" 2>&1 &
settings import "$scratch/second.xml"
wait $!
is "$(cat "$scratch/first") $out" \
    "300 added, 0 changed, 0 as they were, 0 kept out 300 added, 0 changed, 0 as they were, 0 kept out" \
    'two at once: both are done'
settings list
is "$status $(printf '%s\n' "$out" | wc -l)" '0 600' 'and nothing is lost'
rm "$clients"/*.xml
for part in 20 100 200; do
    "$build/fcfh-settings" -c "$conf" clients import "$scratch/first.xml" >"$scratch/first" 2>&1 &
    killed=$!
    wait_for 15 '[ "$(count)" -ge $part ]'
    kill -9 $killed 2>/dev/null
    wait $killed 2>/dev/null
    settings list
    is "$status $(printf '%s\n' "$out" | wc -l)" "0 $(count)" "killed after $part or more: each file is whole"
done
settings import "$scratch/first.xml"
like "$status $out" '^0 .* 0 kept out' 'the next run completes the import'
is "$(count) $(find "$clients" -type f | wc -l)" '300 301' 'all are there, and nothing else but the lock'

# --- The command line

for words in '' 'list more' show 'show a b' forget 'export x' import 'remove x'; do
    # shellcheck disable=SC2086 # words are wanted
    must_fail 64 "clients $words" "$build/fcfh-settings" -c "$conf" clients $words
    # shellcheck disable=SC2086 # words are wanted
    must_fail 64 "clients $words: whatever the configuration is" \
        "$build/fcfh-settings" -c "$scratch/none" clients $words
done
must_fail 64 '--accept-key with another command' "$build/fcfh-settings" -c "$conf" clients list --accept-key
must_fail 64 'and there' "$build/fcfh-settings" -c "$conf" check --accept-key
for words in list export; do
    status=0
    "$build/fcfh-settings" -c "$conf" clients $words >/dev/full 2>"$scratch/err" || status=$?
    like "$status" '^7[0-9]$' "$words to a full disk is no success"
done
write_conf clients.colour=red
must_fail 78 'a configuration that is wrong' "$build/fcfh-settings" -c "$conf" clients list

finish
