#!/bin/sh
# The gate in front of a tool: what opens it, what shuts it, who is asked, and that the tool runs on
# what the question was about. On the screen and with "run".
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
answering_identify
cat >"$scratch/bin/notes" <<END
#!/bin/sh
echo "\$*" >>$scratch/ran
END
chmod +x "$scratch/bin/notes"
write_conf "tools.Note=$scratch/bin/notes {address}" \
    "tools.Asks=?$scratch/bin/notes {address}" "tools.Back=@$scratch/bin/notes {address}"
id=$(client_id 1)
sed 's:^\[queue\]:[amt]\ntimeout = 1s\n&:' "$conf" >"$scratch/soon.conf" # for AMT that does not answer
evil=192.0.2.66
old=660 # seconds: more than ten minutes
q() { run timeout 60 "$scratch/bin/fcfh-queue" -c "$conf" "$@" </dev/null; }
use() { # TOOL [OPTION]: nobody is there to be asked
    rm -f "$scratch/ran" "$scratch/asked"
    q run "$@" "$id"
}
ran() { cat "$scratch/ran" 2>/dev/null; }
edit() { # SED-SCRIPT [proved/]: of the entry, or of what is proved
    sed "$1" "$queue/${2-}$id.xml" >"$scratch/edited.xml"
    chmod 640 "$scratch/edited.xml"
    mv "$scratch/edited.xml" "$queue/${2-}$id.xml"
}
claimed() { # WHEN CALLS: from the evil address
    edit "s#<state#<claim time=\"$(utc "$1")\" source=\"pet\" calls=\"$2\">$evil</claim>&#"
}
one() { # STATE; $age
    rm -rf "$queue/proved" "$queue/ask" "$scratch/asked"
    client 1 "$1" 10 OptiPlex SN-ALPHA alpha
}
everywhere() { edit "$1"; edit "$1" proved/; }

asks() { # NAME ERE: in a question, which may take some lines
    wanted_on_screen=$2
    if wait_for 15 'screen | tr -s "\n " "  " | grep -Eq -e "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no question $2 on the screen:
$(screen)"
    fi
}
at_terminal() { # TOOL
    rm -f "$scratch/ran"
    open_terminal sh -c '"$@" 2>&1' sh "$scratch/bin/fcfh-queue" -c "$conf" run "$1" "$id"
}

# --- Every case, with nobody there to answer

refused=0
row() { # STATE CONFIRMED AGE MOVED WHAT-AMT-DOES WANTED-STATUS WORDS
    age=1
    one "$1"
    case $1 in
        waiting | failed | mismatch) ;;
        *)
            [ "$2" = nobody ] || q confirm "$id"
            if [ "$3" = old ]; then
                long_ago=$(utc $(($(date +%s) - old)))
                everywhere "s#time=\"[^\"]*\">\(key\|none\)#time=\"$long_ago\">\1#
                    s#<time>[^<]*#<time>$long_ago#"
            fi
            ;;
    esac
    case $4 in
        called) claimed "$(date +%s)" 1 ;;
        linked) claimed "$(date +%s)" 0 ;;
        entry) edit "s:<address>[^<]*:<address>$evil:" ;;
    esac
    echo "$5" >"$scratch/answer"
    use Note
    is "$status $(ran)" "$6" "$1, $2, $3, $4, AMT $5: exit ${6%% *}"
    [ -z "$7" ] || like "$err" "not run: .*$7.*--yes runs it anyway" 'it says why'
}
runs='0 192.0.2.1'
unproved='nothing proves that it is this PC'
while IFS='|' read -r what wanted words; do
    # shellcheck disable=SC2086 # words are wanted
    row $what "$(eval "echo $wanted")" "$words"
done <<'END'
waiting nobody fresh stays yes|'76 '|AMT has not answered yet
failed nobody fresh stays yes|'76 '|failed: the reason of 1
mismatch nobody fresh stays yes|'76 '|mismatch: the reason of 1
answered nobody fresh stays yes|'76 '|nothing proves that it is this PC
answered nobody old stays yes|'76 '|nothing proves that it is this PC
answered nobody old stays no|'76 '|AMT answered 11 min ago, and not since
answered anna fresh stays no|$runs|
answered anna old stays yes|$runs|
answered anna old stays no|'76 '|AMT answered 11 min ago, and not since
answered anna fresh called no|'76 '|it has called from 192.0.2.66 since AMT answered at 192.0.2.1
answered anna fresh linked no|$runs|
answered anna fresh entry no|'76 '|AMT answered at 192.0.2.1, but the entry says 192.0.2.66
answered anna old stays mismatch|'76 '|mismatch
verified nobody fresh stays no|$runs|
verified nobody old stays yes|$runs|
verified nobody old stays no|'76 '|AMT answered 11 min ago, and not since
verified nobody old stays answered|'76 '|nothing proves that it is this PC
verified nobody old stays mismatch|'76 '|mismatch
verified nobody fresh called no|'76 '|it has called from 192.0.2.66
verified anna fresh called no|'76 '|it has called from 192.0.2.66
verified nobody fresh linked no|$runs|
verified nobody fresh entry no|'76 '|the entry says 192.0.2.66
END
echo yes >"$scratch/answer"

# --- What is asked of AMT, and for how long

age=$old one verified
use Note
is "$status $(cat "$scratch/asked")" '0 192.0.2.1' 'AMT is asked again if its answer is old, at the address of the client'
use Note
is "$status $(cat "$scratch/asked" 2>/dev/null)" '0 ' 'and then its answer is new'
echo never >"$scratch/answer"
age=$old one verified
rm -f "$scratch/ran"
run timeout 60 "$scratch/bin/fcfh-queue" -c "$scratch/soon.conf" run Note "$id" </dev/null
is "$status $(ran)" '76 ' 'fcfh-identify does not run: the tool does not run, and fcfh-queue does not wait for ever'
use Note --yes
is "$status $(ran)" "$runs" '--yes asks nobody'
echo yes >"$scratch/answer"

# --- Values that anybody in the group can write open nothing

one verified
rm -r "$queue/proved"
edit "s#<source>#<confirmed by=\"anna\" time=\"$(ago 0)\"/>&#"
use Note
like "$status $err" '^76 .*only the entry says that AMT answered' 'an entry that says verified and confirmed'
one answered
edit 's:>answered<:>verified<:; s:>none<:>key<:'
use Note
like "$status $err" '^76 .*nothing proves' 'an entry that claims more than is proved'
one verified
chmod 666 "$queue/proved/$id.xml"
use Note
is "$status $(cat "$scratch/asked")" '0 192.0.2.1' 'a proof that others could have written: AMT is asked first'
one verified
chmod 777 "$queue/proved"
use Note
is "$status" 76 'a directory that others may write to'
one verified
rm "$queue/proved/$id.xml"
proved "$(client_id 2)" "$(client_id 2)" 192.0.2.1 verified "$(date +%s)" SN-ALPHA
mv "$queue/proved/$(client_id 2).xml" "$queue/proved/$id.xml"
use Note
is "$status" 76 'the proof of another client'
one answered
q confirm "$id"
chmod 666 "$queue/ask/$id.confirmed"
use Note
like "$status $err" '^76 .*nothing proves' 'a confirmation that others could have written'

# --- confirm and unconfirm

one answered
q confirm SN-ALPHA
is "$status $out$err" '0 confirmed: SN-ALPHA at 192.0.2.1' 'confirm prints what AMT reported'
use Note
is "$status $(ran)" "$runs" 'it opens the gate'
me=$(id -un)
q show "$id"
like "$out" "^Note +confirmed by $me [0-9]{2}:[0-9]{2}\$" 'show says who did it and when'
q list
like "$out" "^answered .* confirmed by $me [0-9]{2}:" 'and so does the list'
q show --json "$id"
is "$(printf '%s\n' "$out" | jq -r '[.state, .confirmed_by, (.confirmed_time | fromdate > 0)] | @csv')" \
    "\"answered\",\"$me\",true" 'JSON has confirmed_by and confirmed_time'
edit 's:>OptiPlex<:>Latitude<:'
use Note
is "$status $(ran)" "$runs" 'another model in the entry does not close the gate'
edit 's:>SN-ALPHA<:>SN-OMEGA<:'
use Note
like "$status $err" '^76 .*told a different serial number' 'another serial number does'
edit 's:>SN-OMEGA<:>SN-ALPHA<:'
sed "s#<time>[^<]*#<time>$(ago 28900)#" "$queue/ask/$id.confirmed" >"$scratch/c"
chmod 640 "$scratch/c"
mv "$scratch/c" "$queue/ask/$id.confirmed"
use Note
is "$status" 76 'after eight hours the gate is closed'
q confirm "$id"
q unconfirm "$id"
is "$status $out$err" '0 ' 'unconfirm'
use Note
like "$status $err" '^76 .*nothing proves' 'closes the gate again'
q show --json "$id"
unlike "$out" confirmed 'and nothing is left of it'
must_fail 68 'unconfirm again: exit 68' "$scratch/bin/fcfh-queue" -c "$conf" unconfirm "$id"
for state in waiting failed mismatch; do
    one $state
    must_fail 76 "confirm one that is $state: exit 76" "$scratch/bin/fcfh-queue" -c "$conf" confirm "$id"
    check 'nothing is written' [ ! -e "$queue/ask/$id.confirmed" ]
done
one verified
q confirm "$id"
is "$status" 0 'one that is verified may be confirmed, too'
age=$old one answered
q confirm "$id"
is "$status $(cat "$scratch/asked")" '0 192.0.2.1' 'confirm asks AMT first where its answer is old'
echo no >"$scratch/answer"
age=$old one answered
q confirm "$id"
like "$status $err" '^76 .*not confirmed: AMT answered 11 min ago' 'and does nothing if it does not answer'
echo mismatch >"$scratch/answer"
age=$old one answered
q confirm "$id"
like "$status $err" '^76 .*not confirmed: mismatch' 'or answers something else'
echo yes >"$scratch/answer"
must_fail 64 '--read-only confirm: exit 64' "$scratch/bin/fcfh-queue" -c "$conf" --read-only confirm "$id"

# --- The tool runs on what the question was about: at a terminal

one verified
edit "s:>192.0.2.1<:>$evil<:"
at_terminal Note
asks 'a question tells the address and why it is put' "entry says $evil"
asks 'and the tool' "Run Note at $evil\? y/N"
one verified
press y Enter
asks 'it is another question when it is answered' "This has changed in the meantime. Run Note at"
is "$(ran)" '' 'nothing has run'
press y Enter
leaves 0 'y to the new question'
is "$(ran)" 192.0.2.1 'runs the tool that the question was about'

at_terminal Asks
asks 'a tool that asks' 'Run Asks at 192.0.2.1\? y/N'
everywhere "s:>192.0.2.1<:>$evil<:"
press y Enter
asks 'a client that has moved meanwhile' "This has changed in the meantime. Run Asks at $evil\? y/N"
press n Enter
leaves 76 'n'
is "$(ran)" '' 'has not run'

# --- On the screen

rm -f "$scratch/ran"
one answered
open_screen
shows 'the header counts what answered' '^ 1 calling, 1 without ticket +1/1$'
selected 'answered and verified are different words on the screen' 'answered '
press m 1
asks 'a question tells why' 'Not sure .*nothing proves that it is this'
asks 'and is never cut' 'Run Note at 192.0.2.1 on SN-ALPHA \(answered, no ticket\)\? y: yes, else no\. Not'
press n v
asks 'v shows serial number and address' 'Serial number SN-ALPHA at 192.0.2.1: .*read that out\? y: yes'
press Enter
shows 'Enter is no' 'nothing done'
check 'nothing is confirmed' [ ! -e "$queue/ask/$id.confirmed" ]
press v
asks 'again' 'read that out'
press y
shows 'y confirms' 'confirmed: SN-ALPHA; u takes it back'
shows 'the row tells it' "^> answered .*confirmed by"
shows 'and so do the details' "confirmed by $me [0-9]"
press m 1
shows 'a tool asks no more' 'Note: done; press a key'
press Space
is "$(ran)" 192.0.2.1 'it has run'
press v
asks 'once more' 'read that out'
press y
shows 'confirmed again' 'confirmed: SN-ALPHA'
press u
shows 'u takes it back' 'taken back'
check 'the file is gone' [ ! -e "$queue/ask/$id.confirmed" ]
press m 1
asks 'the gate is shut again' 'Not sure .*nothing proves'
press n
one failed
selected 'failed' 'failed '
press v
shows 'v for one that AMT has not answered for' 'not confirmed: failed: the reason of 1'

rm -f "$scratch/ran"
one verified
selected 'verified' 'verified '
press m 2
asks 'a tool that asks' 'Run Asks at 192.0.2.1 on SN-ALPHA \(verified, no ticket\)\? y: yes'
everywhere "s:>192.0.2.1<:>$evil<:"
press y
asks 'a client that has moved meanwhile: a new question' "This has changed .*Run Asks at $evil on SN-ALPHA"
is "$(ran)" '' 'nothing has run'
press y
shows 'y to that' 'Asks: done; press a key'
press Space
is "$(ran)" "$evil" 'runs the tool that the question was about'
rm -f "$scratch/ran"
one verified
selected 'verified again' 'verified '
press m 2
asks 'a question' 'Run Asks at 192.0.2.1 on SN-ALPHA \(verified, no ticket\)\? y: yes'
claimed "$(date +%s)" 1
press y
asks 'a call from elsewhere meanwhile' "This has changed .*called from $evil since"
press n
shows 'the row is marked, and says so' "^>!verified .*called from"
is "$(ran)" '' 'nothing has run'
one verified
press m 2
asks 'a question' 'Run Asks at 192.0.2.1 on SN-ALPHA \(verified, no ticket\)\? y: yes'
collect "$evil" "$link_up_trap" "$(pet 1600fe5adec0114a8bad000000000001 9 06)"
press y
wait_for 10 'has "Asks: done" || has "changed in the meantime"'
! has 'press a key' || press Space
unlike "$(ran)" "$evil" 'a forged alert does not lead a tool to another address'
press n

# An old answer is renewed, and the screen continues.
rm -f "$scratch/ran"
age=$old one verified
client 2 verified 5 Latitude SN-BRAVO bravo
touch "$scratch/hold"
press / && type_in SN-ALPHA
press Enter
selected 'the client' SN-ALPHA
press m 1
asks 'AMT is asked first' 'answered 11 min ago, and not since: it is being asked; Esc stops waiting'
wait_for 10 '[ -s "$scratch/asked" ]'
is "$(ran)" '' 'the tool waits'
rm "$scratch/hold"
shows 'and runs when AMT has answered' 'Note: done; press a key'
press Space
is "$(ran)" 192.0.2.1 'where AMT answered'
rm -f "$scratch/ran"
age=$old one verified
touch "$scratch/hold"
press m 1
shows 'AMT is asked' 'is being asked'
press k
selected 'keys do what they do' SN-BRAVO
rm "$scratch/hold"
asks 'the technician is asked if he has gone on' 'Run Note at 192.0.2.1 on SN-ALPHA'
is "$(ran)" '' 'before anything runs'
press y
shows 'y' 'Note: done; press a key'
press Space
is "$(ran)" 192.0.2.1 'it runs on the client that it was for'
press / && type_in SN-ALPHA
press Enter
rm -f "$scratch/ran"
age=$old one verified
touch "$scratch/hold"
press m 1
shows 'AMT is asked' 'is being asked'
press Escape
shows 'Esc stops waiting' 'nothing done'
rm "$scratch/hold"
wait_for 10 '[ ! -e "$queue/ask/$id" ]'
echo no >"$scratch/answer"
age=$old one verified
press m 1
asks 'AMT does not answer: a person is asked' 'Not sure .*answered 11 min ago, and not since'
press y
shows 'and y runs it' 'Note: done; press a key'
press Space
is "$(ran)" 192.0.2.1 'the tool runs once'
echo yes >"$scratch/answer"
age=$old one answered
press v
asks 'v asks AMT first, too' 'Serial number SN-ALPHA at 192.0.2.1'
press n i
shows 'i asks AMT' 'its AMT is being asked|'"$id: answered"
shows 'and tells what came of it' "$id: answered"
press q
leaves 0 'q'

# --- Nobody is asked at all

sed 's:^login = networks:login = register:' "$conf" >"$scratch/register.conf"
open_terminal "$scratch/bin/fcfh-queue" -c "$scratch/register.conf" --read-only
shows 'a line of its own says that the register is empty' \
    '^ No client is in the register, so none is asked: run fcfh-config --learn HOST$'
shows 'with the clients below it' '^. answered '
register "$id"
shows_not 'it goes when somebody is in the register' 'No client is in the register'
press q
leaves 0 'q'

# --- Technicians who may not read the password, when nobody else asks AMT

other=''
if [ "$(id -u)" = 0 ]; then
    other='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 "$scratch"
    chmod 644 "$conf"
    mkdir -m 700 "$scratch/his"
    chown 65534 "$scratch/his"
    sed "s:^directory = $queue:directory = $scratch/his/queue:" "$conf" >"$scratch/his.conf"
else
    chmod 000 "$scratch/password"
    cp "$conf" "$scratch/his.conf"
fi
# shellcheck disable=SC2086 # none or some words
his() { run timeout 20 $other "$scratch/bin/fcfh-queue" -c "$scratch/his.conf" "$@"; }
his add 192.0.2.9
his identify 192.0.2.9
like "$status $err" '^69 .*no fcfh-identify is running to ask AMT' 'identify: exit 69'
close_screen
t kill-server
finish
