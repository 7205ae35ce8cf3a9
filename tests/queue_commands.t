#!/bin/sh
# fcfh-queue as a technician and a script use it: every command, its output and its exit status.
# shellcheck source=tests/lib.sh source=tests/names.sh disable=SC1091,SC2016,SC2034,SC2046,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/names.sh"
quiet_collector
write_conf
a1=$net.111 a2=$net.112 a3=$net.113 away=$net.119 evil=$net.121
uuid2=5afe0016-c0de-4a11-8bad-000000000002 pc2=1600fe5adec0114a8bad000000000002
uuid3=7e570003-c0de-4a11-8bad-000000000003 pc3=0300577edec0114a8bad000000000003
uuid4=5afe0016-c0de-4a11-8bad-000000000004 pc4=1600fe5adec0114a8bad000000000004
file=$queue/$uuid1.xml
bytes() { printf %b "$1"; } # TEXT with \0NNN
q() { run timeout 60 "$build/fcfh-queue" -c "$conf" "$@"; }
no() { must_fail "$1" "$2" timeout 60 "$build/fcfh-queue" -c "$conf" "$3" ${4+"$4"} ${5+"$5"}; }
json() { printf '%s\n' "$out" | jq -r "$1"; } # FILTER
keys() { json 'keys_unsorted[]' | sort | paste -sd' '; }
edit() { sed -i "$2" "$queue/$1.xml"; } # ID SED-SCRIPT
called() { edit "$1" "s|<last_call>[^<]*|<last_call>$2|"; } # ID TIME
event() { collect "$1" $no_media_trap "$(pet "$2" "$3" 40)"; } # SOURCE GUID SEQUENCE
all_of_it() { (cd "$queue" && find . -type f ! -name lock -exec md5sum {} + | sort); }
three() { # clients, the third without an answer from AMT
    fresh
    for call in "$a1 $pc1" "$a2 $pc2" "$a3 $pc3"; do call "${call% *}" "${call#* }"; done
    identify
    called $uuid1 "$(date -u -d '-90 min' +%FT%TZ)"
    called $uuid2 "$(date -u -d '-5 min' +%FT%TZ)"
}

# --- list
no 69 'list without a queue: exit 69' list
no 69 'show without a queue: exit 69' show $uuid1
mkdir -m 2770 "$queue"
q list
is "$status $out$err" '0 No client is calling for help.' 'an empty queue'
q list --json
is "$status $out$err" '0 ' 'with --json: nothing'
start_standin --uuid $uuid1 --uuid $uuid2 "$a1" "$a2"
three
q list
is "$status $(awk '{printf "%s ", $1}' "$scratch/out")" '0 STATE failed answered answered ' \
    'list: a line for each, last caller first'
is "$(awk 'NR == 1 { n = split("WAITING MACHINE SERIAL NAME TICKET", head)
        for (i = 1; i <= n; i++) at[i] = index($0, head[i]) }
    { for (i = 1; i <= n; i++) if (substr($0 "  ", at[i] - 2, 2) !~ /^ *$/) print }
    / $/' "$scratch/out")" '' 'the columns are aligned, no blanks at the ends'
like "$out" "^answered +1 h 30 min +Example .* SN160001 +pc0001 $a1\$" \
    'state, time, make, model, serial number, name and address'
like "$out" "^failed .*unreach.* $a3\$" 'or why it failed'
q ticket $uuid1 INC0004711
edit $uuid2 's:<model>[^<]*:<model>漢字漢字漢字 ノート:'
for width in 40 60 80 200; do
    run env COLUMNS=$width "$build/fcfh-queue" -c "$conf"
    check "it fits $width columns" [ "$(wc -L <"$scratch/out")" -le $width ]
    [ $width = 40 ] || like "$out" ' INC' "$width columns: with the ticket"
done
unlike "$out" '~' 'in 200 columns nothing is cut'
like "$out" '漢字漢字漢字 ノート +SN160002 ' 'wide characters are shown'
edit $uuid2 "s:<serial>[^<]*:<serial>$(printf '%0200d' 7):"
run env COLUMNS=80 "$build/fcfh-queue" -c "$conf"
like "$out" "$a1 +INC" 'a serial number of 200 digits does not push out addresses of others'
edit $uuid2 's:<serial>[^<]*:<serial>SN160002:'
event "$a1" $pc1 699
q list --ticket INC0004711 --json
is "$(json .id)" $uuid1 '--ticket'
q list --ticket ' inc0004711 ' --json
is "$(json .id)" $uuid1 '--ticket, whatever the case and the blanks around'
q list --ticket INC
is "$status $out" '0 No client in the queue matches.' '--ticket with a part of it'
for text in sn160001 inc0004711 "$a1" PC0001 000001 'bootable med' 'not so'; do
    q --filter "$text" --json
    is "$status ${out:+$(json .id)}" "0 $([ "$text" = 'not so' ] || echo $uuid1)" "--filter $text"
done

# --- JSON
facts='amt_fqdn amt_version bios bios_date board disk_bytes domain fqdn fqdn_from hostname
    manufacturer memory_bytes model os_fqdn processor serial version web'
q list --json
is "$status $(printf '%s\n' "$out" | wc -l) $(printf '%s\n' "$out" | jq -s length)" '0 3 3' \
    '--json: one object a line'
unlike "$out" '[^ -~]' 'in ASCII'
is "$(json .model | grep -c '^漢字漢字漢字 ノート$')" 1 'which decodes to the same text'
sorted() { printf '%s\n' "$@" | sort | paste -sd' '; }
q list --json --ticket INC0004711
is "$(keys)" "$(sorted id uuid address state state_time proof_time source $facts ticket \
    ticket_by ticket_time first_call last_call last_seen calls)" 'the keys of one that answered and has a ticket'
is "$(json '[.memory_bytes, .disk_bytes[0], .calls, .bios_date, .state, .source] | @csv')" \
    '17179869184,512110190000,1,"2023-02-28","answered","pet"' 'numbers are numbers'
q list --json --filter SN160002
is "$(keys)" "$(sorted id uuid address state state_time proof_time source $facts first_call last_call last_seen \
    calls expires)" 'without a ticket'
is "$(json '(.expires | fromdate) - (.last_call | fromdate)')" 14400 'expires after timeout'
collect "$away" $link_up_trap "$(pet $pc2 700 06)"
q list --json --filter SN160002
is "$(json '[.address, .state, .claims[0].address] | join(" ")')" \
    "$a2 answered $away" 'a link-up from elsewhere is a claim'
q list --json --filter "$a3"
is "$(keys)" 'address ask calls expires first_call id last_call last_seen reason source state state_time uuid' \
    'the keys of one that failed'
call "$net.114" ffffffffffffffffffffffffffffffff
q show --json "$net.114"
is "$(keys)" 'address ask calls events expires first_call id last_call last_seen source state state_time' \
    'of one that has no UUID and waits, with show'

# --- show
event "$a1" $pc1 701
q show --json $uuid1
is "$(json '.events[] | "\(.name) \(.time | fromdate > 0)"' | sort -u)" 'No bootable media true' \
    'show has the events, with name and time'
q show $uuid1
for line in 'State +answered' 'Make +Example Computers' 'Model +Stand-in 16' "Address +$a1" \
    'Serial number +SN160001' 'Memory +16.0 GiB' 'Disk +512 GB' 'Host name +pc0001' \
    "UUID +$uuid1" 'Ticket +INC0004711 \(by ' 'Calls +1' 'Events +.*No bootable media'; do
    like "$out" "^$line" "show: $line"
done
unlike "$out" 'Expires|Reason' 'and no lines for what is not known'

# --- ID
for form in $uuid1 5AFE0016-C0DE-4A11-8BAD-000000000001 "$a1" "::ffff:$a1" pc0001 PC0001 \
    INC0004711 inc0004711 ' INC0004711 ' pc0001.corp.example PC0001.Corp.Example SN160001 sn160001; do
    q show --json "$form"
    is "$status $(json .id)" "0 $uuid1" "ID: $form"
done
for form in 7 7e57 7E570003-c0d "$a3"; do
    q show --json $form
    is "$status $(json .id)" "0 $uuid3" "ID: $form"
done
q show --json "$away"
is "$status $(json .id)" "0 $uuid2" 'ID: an address that is only claimed'
no 64 'the start of two UUIDs: exit 64' show 5afe0016
for form in pc000 inc000471 SN16000 192.0.2.9 fe00 '' '*' 00; do
    no 68 "no client is '$form': exit 68" show "$form"
done
edit $uuid3 "s:</client>:<serial>$uuid1</serial>&:"
q show --json $uuid1
is "$status $(json .id)" "0 $uuid1" 'a whole UUID is that client, whatever another calls itself'

# --- ticket, clear
three
q ticket SN160001 'INC 1'
is "$status $out$err" '0 ' 'ticket: without a message'
is "$(sed -n 's/.*<ticket by="\([^"]*\)".*>\(.*\)<.*/\1 \2/p' "$file")" "$(id -un) INC 1" \
    'the ticket is there, with the login name'
before=$(all_of_it)
q ticket $uuid1 'INC 1'
is "$status $(all_of_it)" "0 $before" 'the same ticket again: nothing to do'
no 75 'another ticket: exit 75' ticket $uuid1 INC2
like "$err" "INC 1.* by $(id -un) at [0-9-]{10}T[0-9:]{8}Z" 'it says who put it there and when'
is "$(all_of_it)" "$before" 'nothing is changed'
q clear $uuid1
is "$status $out$err" '0 ' 'clear: without a message'
q show --json $uuid1
is "$(json '[has("ticket"), has("ticket_by"), (.expires | fromdate > now)] | @csv')" \
    'false,false,true' 'no ticket, and its time starts again'
bomb=$(bytes '\0360\0237\0222\0243')
for char in x é 漢 "$bomb"; do
    long=$(printf "$char%.0s" $(seq 64))
    q ticket $uuid1 "$long"
    q show --json "$long"
    is "$status $(json .ticket)" "0 $long" "64 times $char"
    q clear $uuid1
    no 64 "65 times $char: exit 64" ticket $uuid1 "$long$char"
done
before=$(all_of_it)
for text in '' '\040' '\040x' 'x\040' 'a\tb' 'a\nb' 'a\033[2J' 'a\0177' '\0342\0200\0256x' \
    'a\0342\0200\0213' 'a\0302\0233' '\0357\0273\0277x' 'a\0342\0200\0250b' 'a\0377' '\0302\0240x' \
    'a\0363\0240\0201\0201'; do
    ticket=$(bytes "$text.")
    no 64 "a ticket of $(printf %s "$text" | tr -d '\134'): exit 64" ticket $uuid1 "${ticket%.}"
done
is "$(all_of_it)" "$before" 'nothing is changed'

# --- close, delete
for id in "$a1" "$a2"; do q ticket "$id" T1; done
q ticket $uuid3 T10
no 68 'close: an unknown ticket, exit 68' close T
no 64 'an empty one: exit 64' close ''
q close ' t1 '
is "$status $out$err $(entries)" '0  1' 'close takes out all clients of a ticket, and no other'
check 'they are in archive/' valid "$queue"/archive/*.closed.xml
q delete "$a3"
is "$status $out$err $(entries)" '0  0' 'delete, with a ticket as well'
like "$(ls "$queue/archive")" "$uuid3\.[0-9]{8}T[0-9]{6}Z\.deleted\.xml" 'it is in archive/'

# --- list --archive, restore
q list --archive --json
is "$(json '[.left_why, .id] | join(" ")' | sort | paste -sd' ')" \
    "closed $uuid1 closed $uuid2 deleted $uuid3" 'list --archive: all that have left'
is "$(json 'select(.left_time | fromdate > now - 600) | .id' | wc -l)" 3 'and when'
q list --archive --filter deleted
is "$(awk '{printf "%s ", $1}' "$scratch/out" | cut -c1-5)" 'LEFT ' 'as a table, with a head'
is "$(grep -c deleted "$scratch/out") $(wc -l <"$scratch/out")" '1 2' 'only the reason why they left'
q list --archive --ticket t1 --plain
is "$(printf '%s\n' "$out" | cut -f12 | sort -u)" closed '--plain has the same'
q list --archive --filter nowhere
is "$status $out" '0 No client that has left matches.' 'none matches'
for why in deleted expired unreadable; do echo '<client' >"$queue/archive/$a1.20200101T000000Z.$why.xml"; done
q list --archive --plain
is "$status $(printf '%s\n' "$out" | wc -l)" '0 3' 'files that cannot be read are left out'
like "$err" '^fcfh-queue: 2 files in archive/ cannot be read, such as ' \
    'which is told, but for those that were put there for that reason'
rm "$queue/archive/$a1".20200101*
for words in show 'list --plain --json' 'show x --archive' 'status --plain'; do
    no 64 "$words: exit 64" $words
done
no 68 'restore: nobody of that name has left, exit 68' restore 192.0.2.77
q restore "$a1"
is "$status $out" "0 $uuid1" 'restore: its ID is printed'
q show --json $uuid1
is "$(json '[.ticket, has("confirmed_by"), has("claims"), has("proof_time")] | @csv')" \
    '"T1",false,false,false' 'it is there, and nothing is proved'
like "$(json '[.state, (.ask | has("since"))] | @csv')" '"waiting",true' 'its AMT is to be asked who it is'
check 'its file is valid' valid "$queue/$uuid1.xml"
no 73 'it is in the queue: exit 73' restore $uuid1
like "$err" 'is in the queue' 'and a message says so'
must_fail 64 'restore with --read-only: exit 64' "$build/fcfh-queue" -c "$conf" --read-only restore $uuid2
sed -i "s|<last_call>[^<]*|<last_call>2020-01-01T00:00:00Z|; s|<ticket.*</ticket>||" \
    "$queue/archive/$uuid2".*.closed.xml
q restore $uuid2
q expire
is "$status $(entries)" '0 2' 'what had expired is not taken out again at once'
q delete $uuid1
q delete $uuid1
q restore $uuid1
is "$status $out" "0 $uuid1" 'what left several times comes back as it was the last time'
wait_for 10 '[ "$(ours)" = "$standin" ]'

# --- take, untake
q clear $uuid1
me=$(id -un)
q take $uuid1
is "$status $out$err" '0 ' 'take: without a message'
q show --json $uuid1
is "$(json '[.taken_by, (now - (.taken_time | fromdate) < 60)] | @csv')" "\"$me\",true" \
    'the entry has who took it, and since when'
check 'its file is valid' valid "$queue/$uuid1.xml"
COLUMNS=200 q list
like "$out" "$me is on it" 'others see it'
q take $uuid1
is "$status" 0 'again: renewed'
edit $uuid1 's:<taken by="[^"]*":<taken by="desk2":'
no 75 'somebody else is on it: exit 75' take $uuid1
like "$err" 'desk2 has been on it since [0-9]{2}:[0-9]{2}' 'it says who, since when'
edit $uuid1 "s|<taken by=\"desk2\" time=\"[^\"]*|<taken by=\"desk2\" time=\"$(date -u -d '-15 min' +%FT%TZ)|"
q show --json $uuid1
is "$(json 'has("taken_by"), has("taken_time")' | paste -sd' ')" 'false false' 'after 15 minutes nobody has it'
q take $uuid1
is "$status" 0 'and another technician may take it'
q untake $uuid1
is "$status $(value "$queue/$uuid1.xml" taken)$(grep -c '<taken' "$queue/$uuid1.xml")" '0 0' 'untake'
no 68 'twice: exit 68' untake $uuid1
q take $uuid1
q ticket $uuid1 T2
is "$(grep -c '<taken' "$queue/$uuid1.xml")" 0 'clearing the ticket gives it back, too'
no 65 'with a ticket: take, exit 65' take $uuid1
like "$err" 'has ticket T2' 'it says so'
for words in "take $uuid1" "untake $uuid1"; do
    must_fail 64 "--read-only $words: exit 64" "$build/fcfh-queue" -c "$conf" --read-only $words
done

# --- add, identify
fresh
q add "$a1"
is "$status $out$err" "0 $a1" 'add prints the ID'
eventually 'and its AMT is asked who it is' '[ "$(state $uuid1)" = answered ]'
q ticket "$a1" T1
q add "$a1"
is "$status $out $(entries) $(value "$file" ticket) $(value "$file" calls)" "0 $uuid1 1 T1 0" \
    'a client that is there is found by its address; that is no call'
for form in '2001:DB8:0::1 2001-db8--1' "::ffff:$a2 $a2"; do
    q add "${form% *}"
    is "$status $out" "0 ${form#* }" "add ${form% *}"
done
for text in 1.2.3 1.2.3.4.5 010.0.0.1 ' ::1' '' ::1/8 ::g 127.0.0.1:80 '[::1]' 256.1.1.1; do
    no 64 "add '$text': exit 64" add "$text"
done
echo '127.0.0.1 here.example' >"$scratch/hosts"
if has_names; then
    run with_names "$build/fcfh-queue" -c "$conf" add here.example
    is "$status $out" '0 127.0.0.1' 'add: a host name is looked up'
    run with_names "$build/fcfh-queue" -c "$conf" add nobody.example
    exit_is 68 'add: a name that nobody knows, exit 68'
    like "$err" 'nobody\.example: no such host; check the name' 'it says what to do'
else
    for what in name unknown message; do skip "$what" 'no mount namespace here'; done
fi
q delete 127.0.0.1
q clear $uuid1
q ticket $uuid1 192.0.2.1
q add 192.0.2.1
is "$status $out $(value "$file" address)" "0 192.0.2.1 $a1" \
    'add: an address that another client has as its ticket makes a new entry'
wait_for 10 '[ "$(ours)" = "$standin" ]'
fresh
call "$a1" $pc1
q identify "$a1"
is "$status $out" "0 $uuid1: answered" 'identify: exit 0'
call "$a3" $pc3
q identify $uuid3
is "$status $(echo "$out" | cut -c1-57)" "69 $uuid3: failed: unreachable" 'nobody there: exit 69'
call "$a2" $pc4
q identify $uuid4
like "$status $out" "^76 $uuid4: mismatch: .*$uuid2" 'another machine: exit 76'
(umask 077 && echo wrong >"$scratch/wrong")
sed "s:$scratch/password:$scratch/wrong:" "$conf" >"$scratch/wrong.conf"
run "$build/fcfh-queue" -c "$scratch/wrong.conf" identify $uuid1
like "$status $out" "^77 $uuid1: answered: password refused" 'the password is refused: exit 77'
stop "$standin"

# --- What a machine says about itself may be hostile
start_standin --hostile --uuid $uuid1 --uuid $uuid2 "$a1" "$evil"
fresh
call "$a1" $pc1
event "$a1" $pc1 801
call "$evil" $pc4
identify
q ticket $uuid1 'Grün 漢'
edit $uuid1 "s:by=\"[^\"]*\":by=\"$(bytes 'a\0302\0233\0342\0200\0256\0177')\":"
bad=$(bytes '[\0001-\0011\0013-\0037\0177]|\0302[\0200-\0237]|\0342\0200[\0213-\0217\0250-\0256]')
bad="$bad|$(bytes '\0342\0201[\0240-\0251]|\0357\0273\0277|\0363\0240')"
check 'such values are in the queue' grep -aEq "$bad" "$file"
for words in list 'list --json' "show $uuid1" "show --json $uuid1" "show $uuid4" \
    "identify $uuid4"; do
    run env COLUMNS=300 "$build/fcfh-queue" -c "$conf" $words
    is "$(LC_ALL=C grep -aEc "$bad" "$scratch/out")" 0 "$words: no control characters"
    run env LC_ALL=C COLUMNS=300 "$build/fcfh-queue" -c "$conf" $words
    is "$(LC_ALL=C grep -ac '[^ -~]' "$scratch/out")" 0 "$words: ASCII in the C locale"
done
check 'no command in these values was run' [ ! -e /tmp/owned ]
stop "$standin"
start_standin --uuid $uuid2 --model 'Büro 漢' "$evil"
run env LC_ALL=C "$build/fcfh-queue" -c "$conf" identify $uuid4
is "$status $(LC_ALL=C grep -ac '[^ -~]' "$scratch/out")" '76 0' 'identify: ASCII in the C locale'
stop "$standin"

# --- help
q --help
summary=$out
q help
is "$status $out" "0 $summary" 'help is --help'
for words in 'run' 'confirm' 'list'; do
    q help $words
    like "$status $out" "^0 Usage: fcfh-queue $words " "help $words"
done
no 64 'help for what is no command: exit 64' help nonsense
for slip in 'lst list' 'tickt ticket' 'LIST list' 'conf confirm'; do
    no 64 "${slip% *}: exit 64" "${slip% *}"
    like "$err" "no such command; did you mean '${slip#* }'" 'it suggests the right word'
done
no 64 'nonsense: exit 64' nonsense
unlike "$err" 'did you mean' 'no command is similar to that'
no 64 'help for two: exit 64' help list show
q confirm
like "$status $err" "^64 .*: the usage is 'fcfh-queue confirm ID'; try" 'the message names the missing argument'

# --- Refusals
before=$(all_of_it)
for words in "ticket $uuid4 T" "clear $uuid1" 'close T' "delete $uuid1" expire 'add 192.0.2.2' \
    "identify $uuid1" "confirm $uuid1" "unconfirm $uuid1"; do
    must_fail 64 "--read-only $words: exit 64" "$build/fcfh-queue" -c "$conf" --read-only $words
done
for words in pack '--pack list' 'list all' show 'show a b' 'ticket a' 'ticket a b c' close add \
    'expire x' identify 'clear a --json' 'show a --ticket T' 'close a --filter x' --ticket; do
    must_fail 64 "$words: exit 64" "$build/fcfh-queue" -c "$conf" $words
done
is "$(all_of_it)" "$before" 'nothing is changed'
for words in list 'list --json' "show $uuid1" "show $uuid1 --json" --help --version; do
    status=0
    "$build/fcfh-queue" -c "$conf" $words >/dev/full 2>"$scratch/err" || status=$?
    like "$status" '^7[0-9]$' "$words to a full disk is no success"
done

# --- Foreign files, permissions, two technicians
ln -s /etc/passwd "$queue/192.0.2.31.xml"
mkfifo "$queue/192.0.2.32.xml"
mkdir "$queue/192.0.2.33.xml"
for name in 192.0.2.34.xml 192.0.2.35.xml notes.txt; do echo x >"$queue/$name"; done
for words in list 'list --json'; do
    q $words
    is "$status $(printf '%s\n' "$out" | grep -c Gr)" '0 1' "$words: foreign files do not stop it"
    like "$err" '^fcfh-queue: 5 files .*192\.0\.2\.3' "$words: a message names them"
done
rm -rf "$queue"
(umask 077 && call "$a1" $pc1 && q ticket $uuid1 T)
is "$(find "$queue" -type f ! -perm 660)$(find "$queue" -type d ! -perm 2770)" '' \
    'with umask 077 all files have mode 0660, directories 2770'
q clear $uuid1
lost=0
for n in $(seq 20); do
    "$build/fcfh-queue" -c "$conf" ticket $uuid1 A"$n" 2>/dev/null &
    one=$!
    "$build/fcfh-queue" -c "$conf" ticket $uuid1 B"$n" 2>/dev/null &
    wait $one
    first=$?
    wait $!
    ends="$first $? $(value "$file" ticket)"
    [ "$ends" = "0 75 A$n" ] || [ "$ends" = "75 0 B$n" ] || lost=$((lost + 1))
    q clear $uuid1
done
is "$lost" 0 'two technicians at once, twenty times: exactly one gets the client'
chmod 2777 "$queue"
no 78 'everybody may write to the queue: list, exit 78' list
no 78 'everybody may write to the queue: ticket, exit 78' ticket $uuid1 T
chmod 2770 "$queue"
write_conf amt.colour=red
no 78 'an unknown key: exit 78' list

finish
