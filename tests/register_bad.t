#!/bin/sh
# A register that is damaged, that others could have written, or that no longer matches, while the
# service runs: the client counts as not registered or as another one, and the other clients are not
# affected.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
cp "$build/fcfh-queue" "$scratch/bin"
cd "$scratch" || exit 1
pc=$net.61 other=$net.62
uuid2=${uuid1%1}2 pc2=${pc1%1}2
record=clients/$uuid1.xml
make_key pc
make_key other
make_key renewed
write_conf amt.login=register
serve() { # KEY: of the first machine; the second has its own
    [ -z "${standin-}" ] || stop "$standin"
    start_standin --tls "$1.pem" "$1.key" --tls other.pem other.key "$pc" "$other"
}
good_register() {
    rm -rf clients
    register $uuid1 '' "$(pin pc)" SN160001
    register "$uuid2" '' "$(pin other)" SN160002
}
becomes() { # ID STATE NAME
    wanted_id=$1 wanted_state=$2
    eventually "$3" '[ "$(state "$wanted_id")" = "$wanted_state" ]'
}
both_call() {
    : >standin.log
    call "$pc" $pc1
    call "$other" "$pc2"
}
others_go_on() { # NAME
    eventually "$1: another client is asked meanwhile" 'grep -Fq " $other:" standin.log'
    becomes "$uuid2" verified 'and verified'
}
not_registered() { # NAME FILE-ERE
    rm -f "$queue/$uuid1.xml"
    both_call
    eventually "$1: its client counts as not registered" 'reason $uuid1 | grep -q "not registered"'
    like "$(state $uuid1)" '^(failed|answered)$' 'it is not verified'
    wanted_file=$2
    eventually 'the message names the file' 'grep -Eq -e "$wanted_file" watch.err'
    others_go_on "$1"
    good_register
    : >watch.err
}

good_register
serve pc
"$build/fcfh-identify" -c "$conf" --watch >watch.out 2>>watch.err &
watch=$!
call "$other" "$pc2"
becomes "$uuid2" verified 'a client of the register'

# --- One file

cp "$record" good.xml
head -c 200 good.xml >half && mv half "$record"
not_registered 'half of a file' "$uuid1\.xml"
: >empty && mv empty "$record"
not_registered 'an empty file' "$uuid1\.xml"
sed "s/$uuid1/$uuid2/" good.xml >foreign && mv foreign "$record"
not_registered "another client's record" "$uuid1\.xml"
mv good.xml elsewhere.xml
ln -s ../elsewhere.xml link && mv link "$record"
not_registered 'a symbolic link' "$uuid1\.xml"
cp elsewhere.xml hard && ln hard hard2 && mv hard "$record"
not_registered 'a file with two names' "$uuid1\.xml"
rm hard2
cp elsewhere.xml open && chmod 666 open && mv open "$record"
not_registered 'a file that anybody can write to' "$uuid1\.xml"
printf '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' | cat - elsewhere.xml >odd
mv odd "$record"
not_registered 'a file with a document type' "$uuid1\.xml"
if [ "$(id -u)" = 0 ]; then
    cp elsewhere.xml foreign && chown 4000 foreign && mv foreign "$record"
    not_registered "somebody else's file" "$uuid1\.xml"
else
    skip "somebody else's file" 'only root can make one'
fi

becomes $uuid1 verified 'when it is as it was, the client is asked again'

# --- The whole register

chmod 777 clients
both_call
becomes $uuid1 answered 'a directory that anybody can write to: nobody is verified'
becomes "$uuid2" answered 'nor is the other client'
like "$(reason "$uuid2")" 'not registered' 'all count as not registered'
eventually 'the message names the directory' 'grep -q "$scratch/clients" watch.err'
chmod 750 clients
touch clients/.again && rm clients/.again
becomes $uuid1 verified 'when it is safe again, all are asked again'
becomes "$uuid2" verified 'all of them'

# One key in two records proves neither.
register "$uuid2" '' "$(pin pc)" SN160002
both_call
becomes $uuid1 answered 'a key that two records have proves nothing'
good_register

# --- A certificate that was renewed in the field

serve renewed
both_call
becomes $uuid1 mismatch 'another key at the same machine: a mismatch'
like "$(reason $uuid1)" "fcfh-config .*--accept-key" 'and which command accepts it'
others_go_on 'a renewed certificate'
is "$(grep -c " $pc:.* 1 " standin.log)" 0 'nobody logged in there'
run "$build/fcfh-config" -c "$conf" --learn --accept-key --key "$(pin renewed)" "$pc"
exit_is 0 'the command takes it'
becomes $uuid1 verified 'and the client is asked again'
check 'the register has the new key' grep -Fq "<key>$(pin renewed)</key>" "$record"
is "$(grep -c '<key>' "$record")" 1 'and no longer the old one'

# --- A clock that was set back

learned=2099-01-02T03:04:05Z
register $uuid1 '' "$(pin renewed)" SN160001
both_call
becomes $uuid1 verified 'learned in the future: it counts all the same'
: >watch.err
stop $watch
is "$(cat watch.err)" '' 'without a message'

finish
