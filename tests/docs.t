#!/bin/sh
# The documents are true: manual pages against --help and the code, links, names of files, the
# examples, the schema against what the programs write.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"

cd "$project" || exit 1
documents=$(find . -path ./build -prune -o -name '*.md' -print | sort)
pages=$(sed -n '/^MAN_PAGES/,/[^\\]$/p' docs/docs.mk | grep -oE '[a-z_/]+/[a-z.-]+\.[1-8]')
page_of() { printf '%s\n' "$pages" | grep "/$1\.[18]\$"; } # PROGRAM
lines() { sort -u | grep .; }
same() { # GOT WANTED NAME; lists, one to a line
    is "$(printf '%s\n' "$1" | lines | tr '\n' ' ')" "$(printf '%s\n' "$2" | lines | tr '\n' ' ')" "$3"
}
section() { # PAGE NAME: its words, without the lines that only arrange them
    sed -n "/^\.Sh $2\$/,/^\.Sh/p" "$1" |
        sed -e 's/^\.Dl //; s/^\.It Li //; s/^\.It //' -e '/^\./d' -e 's/\\e/\\/g'
}

# --- Manual pages

same "$(find . -path ./build -prune -o -name 'fcfh*.[1-8]' -print | sed 's:^\./::')" "$pages" \
    'every manual page is in MAN_PAGES'

help_options() { # those that start a line, and all long ones
    printf '%s\n' "$out" | grep -oE '^  -[a-z],|--[a-z][a-z-]+' | tr -d ' ,' | lines
}
page_options() { # PAGE
    grep '^\.It Fl' "$1" | grep -oE 'Fl [a-z-]+' | sed 's/^Fl /-/' | lines
}
for program in fcfh-collector fcfh-config fcfh-hooks fcfh-identify fcfh-listener fcfh-manage fcfh-queue \
    fcfh-settings; do
    page=$(page_of $program)
    run "$build/$program" --help
    is "$(printf '%s' "$out" | cut -c 1-7 | head -n 1)" 'Usage: ' "$program --help begins with Usage:"
    is "$(awk 'length > 80' "$scratch/out")" '' "$program --help: no line has more than 80 columns"
    same "$(page_options "$page")" "$(help_options)" "$program: the page has the options of --help"
    section "$page" 'EXIT STATUS' >"$scratch/statuses"
    missing=$(printf '%s\n' "$out" | sed '1,/^Exit status/{/^Exit status/!d;}' |
        grep -oE '\b([01]|6[4-9]|7[0-8])\b' | lines | while read -r number; do
        grep -qE "^ *([0-9, ]+ )?$number(,|  | *\$)" "$scratch/statuses" || echo "$number"
    done)
    is "$missing" '' "$program: the page has the exit statuses of --help"
done
run "$build/fcfh-queue" --help
same "$(grep -oE '^\.It Cm [a-z]+' "$(page_of fcfh-queue)" | sed 's/.* //')" \
    "$(printf '%s\n' "$out" | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')" \
    'fcfh-queue: the page has the commands of --help'
run "$build/fcfh-store" --help
like "$out" '^Usage: ' 'fcfh-store --help begins with Usage:'

# --- The screen

as_label() { sed 's/\\&//g; s/ ,/,/g'; }
rows_of_page=$(sed -n '/^\.Sh KEYS/,/^\.El/s/^\.It Li \(.*\) Ta \(.*\)/\1 = \2/p' \
    support_queue_gui/fcfh-queue.1 | as_label)
rows_of_code=$(tr -s '\n ' '  ' <support_queue_gui/screen/keys.c |
    grep -oE "\{('[^']+'|SPECIAL_[A-Z_]*), [^\"]+, "'"[^"]*", "[^"]*"' | sed 's/[^"]*"//; s/", "/ = /; s/"$//')
same "$rows_of_page" "$rows_of_code" 'fcfh-queue(1) has the keys of the screen, and what they do'
check 'there are many of these keys' [ "$(printf '%s\n' "$rows_of_code" | wc -l)" -gt 20 ]
same "$(section support_queue_gui/fcfh-queue.1 TOOLS | sed -n 's/^ *{\([a-z]*\)} .*/\1/p')" \
    "$(sed -n '/^static bool value_of/,/^}/s/.*{"\([a-z]*\)", .*/\1/p' support_queue_gui/tools.c)" \
    'and the placeholders of tools'
same "$(sed -n '/^\.Sh TOOLS/,/^\.Sh/s/^\.Ev \([A-Z_0-9]*\).*/\1/p' support_queue_gui/fcfh-queue.1)" \
    "$(sed -n '/make_environment(bool/,/^}/p' support_queue_gui/tools.c | grep -oE '"[A-Z_0-9]+"' | tr -d '"')" \
    'and the variables that reach them'
for number in support_queue_gui/screen/ui.h:UI_JOBS_MAX:16 support_queue_db/queue_watch.c:BLIND_MS:1000; do
    constant=${number#*:}
    check "$constant, as fcfh-queue(1) has it" \
        grep -qE "\b${constant%:*}( =|) +${constant#*:}\b" "${number%%:*}"
done

# --- fcfh.conf

keys_of_page=$(awk '
    /^\.Ss Section \[/ { section = $3; gsub(/[^a-z]/, "", section) }
    /^\.Ss/ && !/Section/ { section = "" }
    section != "" && /^\.It Cm / { print section "." $3 }' common/fcfh.conf.5)
# The table in common/conf.c, one row per line: section.key="value", or NULL for none.
rows_of_code=$(tr '\n' ' ' <common/conf.c | sed 's/{KEY(/\n&/g' | sed -n \
    -e 's:FCFH_SYSCONFDIR ":"/etc:; s:FCFH_LOCALSTATEDIR ":"/var:' \
    -e 's/^{KEY("\([a-z]*\)", "\([a-z-]*\)", [A-Z_]*, [a-z._]*, *\([^)]*\)).*/\1.\2=\3/p')
keys_of_code=$(printf '%s\n' "$rows_of_code" | cut -d= -f1)
same "$keys_of_page" "$keys_of_code" 'fcfh.conf(5) has the keys that the code knows'
check 'there are many of these keys' [ "$(printf '%s\n' "$keys_of_code" | wc -l)" -gt 20 ]
defaults_of_page=$(awk '
    /^\.Ss Section \[/ { section = $3; gsub(/[^a-z]/, "", section) }
    /^\.It Cm .* = [^ ]/ { sub(/Pa /, ""); print section "." $3 "=" $6 }' common/fcfh.conf.5)
defaults_of_code=$(printf '%s\n' "$rows_of_code" | grep -v '^amt\.networks=\|=NULL$' | tr -d '"')
same "$defaults_of_page" "$defaults_of_code" 'and their built-in values'
networks=$(printf '%s\n' "$rows_of_code" | sed -n 's/^amt\.networks="\(.*\)"/\1/p')
is "$(grep -A 1 '^10\.0' common/fcfh.conf.5 | tr '\n' ' ' | sed 's/ $//')" "$networks" \
    'and those of networks'

# --- Links and names

dead=$(for file in $documents; do
    grep -oE '\]\([^)#]+' "$file" | sed 's/^](//' | grep -v '^[a-z]*:' | while read -r link; do
        [ -e "$(dirname "$file")/$link" ] || echo "$file: $link"
    done
done)
is "$dead" '' 'every relative link leads somewhere'
# shellcheck disable=SC2086 # words are wanted, here and below
dead=$(grep -noP '(?<!build/)\b(alert_collector|amt_cfg|common|docs|support_queue_db|support_queue_gui|tests)/[A-Za-z0-9_./-]*[A-Za-z0-9]' \
    $documents $pages /dev/null | sort -t : -k 3 -u | while IFS=: read -r file line path; do
    [ -e "$path" ] || echo "$file:$line: $path"
done)
is "$dead" '' 'every file that they name exists'
code='alert_collector amt_cfg common support_queue_db support_queue_gui'
# shellcheck disable=SC2086
dead=$(cat docs/ARCHITECTURE.md docs/WHERE.md docs/SECURITY.md HACKING.md |
    grep -oE '`[A-Za-z]+_[A-Za-z_]+`' | tr -d '`' | lines |
    while read -r name; do
        grep -rqw --include='*.[ch]' -e "$name" -e "<$name>" $code || grep -qw "$name" tests/lib.sh ||
            echo "$name"
    done)
is "$dead" '' 'ARCHITECTURE, WHERE, SECURITY, HACKING: every function, constant and element is in the code'
# Each guess has its number once, and each is in a row of the table of the hour with one PC.
guesses=$(sed -n '/^## The guesses/,$s/^| \([0-9][0-9]*\) .*/\1/p' docs/HARDWARE.md)
is "$(printf '%s\n' "$guesses" | sort | uniq -d)" '' 'HARDWARE: every guess has a number of its own'
same "$(sed -n 's/^| [0-9]* | [1-9] [^|]* | \([^|]*\) |.*/\1/p' docs/HARDWARE.md | sed 's/AMT [0-9]*//' |
    grep -oE '[0-9]+(-[0-9]+)?' | while IFS=- read -r from to; do seq "$from" "${to:-$from}"; done)" \
    "$guesses" 'and the hour settles each'
is "$(grep -c . README.md | awk '$1 > 110')" '' 'README has at most 110 lines'
run ./setup --help
for word in demo check; do
    check "README has ./setup $word" grep -q "^    \./setup $word " README.md
    like "$out" "^ *\./setup $word " "setup --help has it too"
done

# Each block of INSTALL says whether `make check-booted` runs it, or why not.
is "$(awk '/^    / && before == "" { print NR ": " $0 } { before = $0 }' docs/INSTALL.md)" '' \
    'INSTALL: each block has a mark'
is "$(grep -c '<!-- walk: ' docs/INSTALL.md)" "$(grep -o '<!-- walk: .*-->' docs/INSTALL.md | sort -u | wc -l)" \
    'and no mark is used twice'

# --- Every kind of entry, as the programs write it

raw() { # UUID: its 32 digits in SMBIOS order
    echo "$1" | sed 's/^\(..\)\(..\)\(..\)\(..\)-\(..\)\(..\)-\(..\)\(..\)-/\4\3\2\1\6\5\8\7/; s/-//g'
}
uuid2=0dd0ca11-0000-4000-8000-000000000002
uuid3=0dd0ca11-0000-4000-8000-000000000003
uuid4=0dd0ca11-0000-4000-8000-000000000004
claimed=0ddba11e-0000-4000-8000-000000000001
valid() { # NAME FILE...
    valid_name=$1
    shift
    run xmllint --noout --relaxng support_queue_db/entry.rng "$@"
    exit_is 0 "$valid_name: valid ($# files)"
}
is "$(raw $uuid1)" $pc1 'UUIDs are turned as they should be'

# Nobody is asked: all clients wait.
mkdir "$scratch/bin"
cp "$build/fcfh-collector" "$build/fcfh-store" "$scratch/bin"
printf '#!/bin/sh\n' >"$scratch/bin/fcfh-identify"
chmod +x "$scratch/bin/fcfh-identify"
collector=$scratch/bin/fcfh-collector
write_conf
collect "$net.1" $call_trap "$(call_pet "$(raw $uuid1)" 1)"
collect 2001:db8::1:2 $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 1)"
collect fe80::1%eth0 $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 1)"
collect ::1.2.3.4 $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 1)"
valid 'clients that wait' "$queue"/*.xml
rm -r "$queue"

unset collector
write_conf
start_standin --uuid $uuid1 --uuid $uuid2 --uuid $uuid3 --uuid $uuid4 \
    "$net.1" "$net.2" "$net.3" "$net.4"
collect "$net.1" $call_trap "$(call_pet "$(raw $uuid1)" 1)"
collect "$net.2" $call_trap "$(call_pet "$(raw $uuid2)" 1)"
collect "$net.3" $call_trap "$(call_pet "$(raw $claimed)" 1)"
collect "$net.9" $call_trap "$(call_pet ffffffffffffffffffffffffffffffff 1)"
collect "$net.1" $no_media_trap "$(pet "$(raw $uuid1)" 2 40)"
collect "$net.1" 1011458 "$(pet "$(raw $uuid1)" 3 4013)"
complete() { # ID...
    for id; do [ "$(state "$id")" = answered ] || return 1; done
    ! grep -q 'inventory="pending"' "$queue"/*.xml
}
eventually 'two clients are "answered"' 'complete $uuid1 $uuid2'
eventually 'one is another machine' '[ "$(state $claimed)" = mismatch ]'
eventually 'one does not answer' '[ "$(state "$net.9")" = failed ]'
valid 'answered, with events and repetitions; mismatch; failed' "$queue"/*.xml
collect "$net.8" $link_up_trap "$(pet "$(raw $uuid2)" 2 06)"
eventually 'one is said to be elsewhere' 'grep -q "<claim .*>$net.8<" "$queue/$uuid2.xml"'
run "$build/fcfh-queue" -c "$conf" ticket "$uuid2" '4711 <&">'
run "$build/fcfh-queue" -c "$conf" ticket "$claimed" X
run "$build/fcfh-queue" -c "$conf" clear X
run "$build/fcfh-queue" -c "$conf" add "$net.4"
eventually 'one was added by hand, and has answered' 'complete $uuid4'
valid 'with a ticket, a cleared one, added by hand' "$queue"/*.xml

# Whether the schema refuses anything at all.
while read -r change; do
    sed "$change" "$queue/$uuid1.xml" >"$scratch/changed.xml"
    check "a change: $change" test -n "$(cmp "$queue/$uuid1.xml" "$scratch/changed.xml")"
    run xmllint --noout --relaxng support_queue_db/entry.rng "$scratch/changed.xml"
    exit_is 3 'is not valid'
done <<'END'
s/<calls>/<unknown/; s/<unknown/<unknown><\/unknown><calls>/
s/version="2"/version="3"/
s/>answered</>failed</
/<source>/d
s/<uuid>5afe/<uuid>5AFE/
s/<address>127/<address>1270/
s/<calls>1/<calls>-1/
s/T\([0-9:]*\)Z<\/last_call>/ \1<\/last_call>/
s/<serial>/<serial> /
END

# --- fcfh.conf.example, as it is and with everything that is commented out

is "$(awk 'length > 199' "$build/fcfh.conf.example")" '' 'fcfh.conf.example: no line is too long'
sed "s|^directory = .*|directory = $queue|" "$build/fcfh.conf.example" >"$scratch/example.conf"
run "$build/fcfh-queue" -c "$scratch/example.conf" list
is "$status $err" '0 ' 'fcfh.conf.example can be read'
sed 's/^;\([^ ]\)/\1/' "$scratch/example.conf" >"$scratch/full.conf"
run "$build/fcfh-queue" -c "$scratch/full.conf" list
is "$status $err" '0 ' 'and with all that is commented out'
# Every tool in it, with programs that only report how they were started.
mkdir "$scratch/fakes"
printf '#!/bin/sh\necho "${0##*/} $*"\n' >"$scratch/fakes/fake"
chmod +x "$scratch/fakes/fake"
for program in amtider amtterm ping remmina ssh xdg-open xfreerdp xtigervncviewer; do
    ln "$scratch/fakes/fake" "$scratch/fakes/$program"
    check "fcfh.conf(5) mentions $program" grep -q "Nm $program\\b" common/fcfh.conf.5
done
ln "$scratch/fakes/fake" "$scratch/fakes/fcfh-manage"
sed -n '/^\[tools\]/,$s/^\([A-Z].*[a-zA-Z]\) = .*/\1/p' "$scratch/full.conf" >"$scratch/tools"
check 'it has tools' [ "$(wc -l <"$scratch/tools")" -ge 8 ]
while read -r tool; do
    run env PATH="$scratch/fakes" "$build/fcfh-queue" -c "$scratch/full.conf" \
        run "$tool" $uuid1 --yes
    is "$status $err" '0 ' "$tool runs"
    like "$out" "[ /:=]($net\\.1|pc0001\\.corp\\.example|$uuid1)([ :/&]|\$)" 'against the client'
done <"$scratch/tools"

# --- JSON

page=$(page_of fcfh-queue)
json_of_page() { # up to or from "Each of"
    sed -n "$1" "$page" | sed -n 's/^\.It Li \([a-z_]*\) Ta .*/\1/p'
}
whole=5afe0016-c0de-4a11-8bad-0000000000ee # has all that an entry may have
time=2026-11-23T12:00:00Z
# Every fact in the schema, in place of those that the stand-in reports.
sed -n '/name="manufacturer"/,/name="web"/s|.*element name="\([a-z_]*\)".*|<\1>a</\1>|p' \
    support_queue_db/entry.rng >"$scratch/facts"
sed -n 's|^<\([a-z_]*\)>.*|/<\1>/d|p' "$scratch/facts" >"$scratch/no_facts"
sed -f "$scratch/no_facts" "$queue/$uuid1.xml" | sed "/<calls>/r $scratch/facts" >"$scratch/facts.xml"
sed "s|<uuid>.*</uuid>|<uuid>$whole</uuid><shares_uuid/><same_as>192.0.2.7</same_as>|
    s|</address>|&<claim time=\"$time\" source=\"pet\" calls=\"1\">192.0.2.8</claim>|
    /<proof/d
    s|</state>|&<proof time=\"$time\">certificate</proof><ask since=\"$time\" next=\"$time\"\
        tries=\"1\"/><confirmed by=\"eve\" time=\"$time\"/>\
        <taken by=\"eve\" time=\"$(date -u +%FT%TZ)\"/>|" "$scratch/facts.xml" >"$queue/$whole.xml"
ticketed=5afe0016-c0de-4a11-8bad-0000000000ef
sed "s|<uuid>.*</uuid>|<uuid>$ticketed</uuid><was id=\"192.0.2.7\" time=\"$time\"/>|
    s|</ticket>|&<ticket_status from=\"rt\" time=\"$time\" closed=\"$time\" title=\"a\"\
        requestor=\"b\">closed</ticket_status>|
    0,/<recent/s|<recent|<inventory name=\"owner\" from=\"hand:eve\" time=\"$time\">c</inventory>&|" \
    "$queue/$uuid2.xml" >"$queue/$ticketed.xml"
valid 'entries with all that they may have' "$queue/$whole.xml" "$queue/$ticketed.xml"
for id in $uuid1 $uuid2 $claimed $whole $ticketed; do
    "$build/fcfh-queue" -c "$conf" show "$id" --json
done >"$scratch/json"
rm "$queue/$whole.xml" "$queue/$ticketed.xml"
is "$(wc -l <"$scratch/json")" 5 'an object is a line'
same "$(json_of_page '/^\.Sh JSON/,/^Each of/p')" "$(jq -r 'keys[]' "$scratch/json")" \
    'fcfh-queue(1) has the keys of --json'
same "$(json_of_page '/^Each of/,$p')" "$(jq -r '.events[], .claims[]?, .ask?, .inventory[]? |
    select(. != null) | keys[]' "$scratch/json")" 'and those of claims, ask, events and inventory'
is "$("$build/fcfh-queue" -c "$conf" list --json | jq -r 'select(has("events"))')" '' \
    'list has no events'

# --- The examples of fcfh-queue(1)

section "$page" EXAMPLES | awk '
    /^ *\$ / { sub(/^ *\$ /, ""); command = ""; more = 1 }
    more { sub(/^ +/, ""); command = command (command == "" ? "" : " ") $0; more = /\|$/ }
    command != "" && !more { print command; command = "" }' >"$scratch/examples"
check 'there are examples' [ "$(wc -l <"$scratch/examples")" -ge 7 ]
write_conf 'tools.Web UI=true http://{address}:16992/'
export FCFH_CONF="$conf" PATH="$build:$PATH"
run fcfh-queue confirm $uuid1
is "$status $err" '0 ' 'the caller has read the serial number'
while read -r example; do
    run sh -c "$example"
    is "$status $err" '0 ' "example: $example"
    case $example in
        *'select(.ticket == null)'*) like "$out" "^$net\.9\$" 'it prints addresses' ;;
        *csv*) like "$out" '^"SN16000.",[0-9]+$' 'it prints serial numbers and GiB' ;;
        *'.events'*) like "$out" '^20.*Z BIOS progress .*boot$' 'it prints events' ;;
        *mismatch*) like "$out" "^MISMATCH " 'it prints that one client' ;;
    esac
done <"$scratch/examples"
check 'after the last one the client is in archive/' [ ! -e "$queue/$uuid1.xml" ]
valid 'what is left, and archive/' "$queue"/*.xml "$queue"/archive/*.xml
section support_queue_db/fcfh-queue.5 EXAMPLES | sed -n '/<?xml/,/<\/client>/s/^ *//p' \
    >"$scratch/example.xml"
valid 'the example in fcfh-queue(5)' "$scratch/example.xml"

finish
