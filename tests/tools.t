#!/bin/sh
# fcfh-queue run TOOL ID: what is run, with which arguments, and how it ends.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/gate.sh"
mkdir -m 2770 "$queue"
mkdir "$scratch/bin" "$scratch/cwd"
b=$scratch/bin

put_client() { # STATE SERIAL [ADDRESS]: the one client, 5afe0016
    escaped=$(printf %s "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')
    {
        echo "<client version=\"2\"><uuid>$uuid1</uuid><address>${3-192.0.2.1}</address>"
        case $1 in
            failed | mismatch) echo "<state reason=\"the reason\">$1</state>" ;;
            *) echo "<state>$1</state>" ;;
        esac
        echo '<source>pet</source><last_call>2026-01-02T03:04:05Z</last_call><calls>1</calls>'
        [ -z "$2" ] || printf '<serial>%s</serial>\n' "$escaped"
        echo '<fqdn>pc.example</fqdn></client>'
    } >"$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$uuid1.xml"
    rm -rf "$queue/proved"
    [ "$1" != verified ] || proved "$uuid1" "$uuid1" "${3-192.0.2.1}" "$1" "$(date +%s)" "$escaped"
}
tool() { # NAME; its text comes from standard input
    { echo '#!/bin/sh' && cat; } >"$b/$1"
    chmod +x "$b/$1"
}
tool argv <<END
for word; do printf '%s\\0' "\$word"; done >$scratch/argv.new
mv $scratch/argv.new $scratch/argv # all its words, or none
END
tool fails <<END
exit 9
END
tool dies <<END
kill -9 \$\$
END
tool shows <<END
env; echo "end of env"; ls /proc/\$\$/fd; cat
END
echo text >"$b/no-program"
write_conf "tools.Argv=$b/argv {serial} end" "tools.Fails=$b/fails" "tools.Dies=$b/dies" \
    "tools.None=$b/no-such-tool" "tools.Text=$b/no-program" "tools.Shows=$b/shows" \
    "tools.Ask=?$b/argv asked" "tools.Web UI=$b/argv http://{address}:16992/ -- {fqdn}" \
    "tools.Web TLS=$b/argv https://{fqdn}:16993/" "tools.Ticket=$b/argv {ticket}" \
    "tools.Odd=$b/argv {x} \$HOME * 'a b' \"c d\"" "tools.Open=$b/argv 'open" \
    "tools.Back=@$b/argv in the background"
run_tool() { # ARGUMENT...
    rm -f "$scratch/argv"
    run timeout 20 "$build/fcfh-queue" -c "$conf" run "$@" </dev/null
}
argv_is() { # NAME WORD...
    argv_name=$1
    shift
    for word; do printf '%s\0' "$word"; done >"$scratch/wanted"
    check "$argv_name" cmp "$scratch/argv" "$scratch/wanted"
}

# --- What is run

put_client verified SN-1
run_tool Argv 5afe0016
exit_is 0 'a tool on a verified client'
argv_is 'has its words' SN-1 end
run_tool argv SN-1
argv_is 'named in lower case, the client by its serial number' SN-1 end
run_tool 'web u' 192.0.2.1
argv_is 'the start of a name will do' 'http://192.0.2.1:16992/' -- pc.example
put_client verified SN-1 2001:db8::1
run_tool 'Web UI' "$uuid1"
argv_is 'an IPv6 address has brackets in a URL' 'http://[2001:db8::1]:16992/' -- pc.example
run_tool Odd "$uuid1"
argv_is 'nothing is expanded, quotes keep words together' '{x}' '$HOME' '*' 'a b' 'c d'
run_tool Back "$uuid1"
wait_for 5 '[ -s "$scratch/argv" ]'
argv_is 'one for the background' in the background

# --- No value becomes anything but one word

cd "$scratch/cwd" || exit 1
longest=$(printf '%256s' '' | tr ' ' x)
wrong=0
hostile=0
while IFS= read -r serial; do
    hostile=$((hostile + 1))
    put_client verified "$serial"
    run_tool Argv "$uuid1"
    printf '%s\0end\0' "$serial" >"$scratch/wanted"
    if [ "$status" != 0 ] || ! cmp -s "$scratch/argv" "$scratch/wanted"; then
        wrong=$((wrong + 1))
        echo "# '$serial': exit $status, $(tr '\0' '|' <"$scratch/argv" 2>&1)"
    fi
done <<END
'; rm -rf /
\$(touch canary)
\`touch canary\`
;touch canary
|touch canary
& touch canary
&& touch canary
|| touch canary
> canary
< /etc/passwd
a b  c
a "b" 'c'
\\
\\n\\t\\0
%s%n%p
%(canary)
{ticket}
{serial}
{
}
*
?
[a-z]*
~
~root
#comment
!!
\$HOME
\${IFS}touch\${IFS}canary
x --help
a -o b
..
../../../etc/passwd
@
?x
ü中é
<b>&amp;</b>
$longest
END
check "there are enough of them ($hostile)" [ $hostile -ge 30 ]
is $wrong 0 'every hostile serial number is one word, as it is'
is "$(ls -A "$scratch/cwd")" '' 'and no shell has seen it'
cd / || exit 1
for serial in -rf --help -; do
    put_client verified "$serial"
    run_tool Argv "$uuid1"
    is "$status $(cat "$scratch/argv" 2>/dev/null)" '65 ' "'$serial' would be an option: exit 65"
    like "$err" "starts with '-'" 'it says so'
done

# --- Which client

put_client waiting SN-1
for state in waiting failed mismatch; do
    put_client $state SN-1
    run_tool Argv "$uuid1"
    is "$status $(cat "$scratch/argv" 2>/dev/null)" '76 ' "$state, nobody to ask: exit 76"
    like "$err" 'not answered yet|the reason' 'it says why'
    run_tool Argv "$uuid1" --yes
    exit_is 0 "$state, --yes"
    argv_is 'runs it' SN-1 end
done
echo y >"$scratch/yes"
rm -f "$scratch/argv"
run "$build/fcfh-queue" -c "$conf" run Argv "$uuid1" <"$scratch/yes"
is "$status $(cat "$scratch/argv" 2>/dev/null)" '76 ' 'a file as standard input is not a person to ask'
ask() { # ANSWER TOOL: as typed at a terminal
    rm -f "$scratch/argv"
    status=0
    printf '%s\n' "$1" | timeout 20 script -qec "$build/fcfh-queue -c $conf run $2 $uuid1" /dev/null \
        >"$scratch/out" 2>&1 || status=$?
}
ask y Argv
like "$status $(tr '\r\n' '  ' <"$scratch/out")" '^0 .*the reason.*Run Argv at 192.0.2.1\? y/N' 'at a terminal it asks'
argv_is 'and runs it on y' SN-1 end
ask n Argv
is "$status $(cat "$scratch/argv" 2>/dev/null)" '76 ' 'n: exit 76'
ask '' Argv
is "$status $(cat "$scratch/argv" 2>/dev/null)" '76 ' 'nothing: exit 76'
put_client verified SN-1
run_tool Ask "$uuid1"
is "$status $(cat "$scratch/argv" 2>/dev/null)" '76 ' '? and nobody to ask: exit 76'
run_tool Ask "$uuid1" --yes
argv_is '--yes runs it' asked
ask y Ask
argv_is 'and so does y' asked

# --- How it ends

run_tool Fails "$uuid1"
is "$status $err" '1 fcfh-queue: Fails: ended with status 9' 'a tool that fails: exit 1'
run_tool Dies "$uuid1"
is "$status $err" '1 fcfh-queue: Dies: killed by signal 9' 'one that is killed: exit 1'
must_fail 69 'one that does not exist: exit 69' run_tool None "$uuid1"
like "$err" 'No such file' 'with the reason'
must_fail 77 'a tool that is not executable: exit 77' run_tool Text "$uuid1"
like "$err" 'Permission denied' 'with the reason'
must_fail 64 'no such tool: exit 64' run_tool Nothing "$uuid1"
must_fail 64 'two that start so: exit 64' run_tool web "$uuid1"
must_fail 68 'no such client: exit 68' run_tool Argv SN-2
must_fail 65 'a value that is not known: exit 65' run_tool Ticket "$uuid1"
like "$err" '.ticket. of this client is not known' 'it says which'
must_fail 78 'a command that makes no sense: exit 78' run_tool Open "$uuid1"
must_fail 64 'no client named: exit 64' run_tool Argv
must_fail 64 '--read-only: exit 64' "$build/fcfh-queue" -c "$conf" --read-only run Argv "$uuid1"
must_fail 64 '--yes is for run' "$build/fcfh-queue" -c "$conf" --yes list
write_conf
must_fail 64 'no tools are configured: exit 64' run_tool Argv "$uuid1"

# --- What the tool is given

write_conf "tools.Shows=$b/shows" 'tools.Env=env'
run env FCFH_CONF="$conf" LD_PRELOAD='' CANARY=Canary-7f3a9 BASH_ENV=/x TERM=vt100 DISPLAY=:9 \
    "$build/fcfh-queue" run Shows "$uuid1" </dev/null
exit_is 0 'a tool that shows its environment'
unlike "$out" "Canary|$password|FCFH_|LD_PRELOAD|BASH_ENV" 'it has no variable of fcfh'
like "$out" '^TERM=vt100' 'TERM is there'
like "$out" '^DISPLAY=:9' 'DISPLAY is there'
like "$out" '^PATH=/' 'PATH is there'
mkdir "$scratch/own"
cp "$build/fcfh-queue" "$scratch/own"
cp "$b/shows" "$scratch/own/fcfh-manage"
write_conf 'tools.Manage=fcfh-manage {id}'
run env LD_PRELOAD='' CANARY=Canary-7f3a9 SSH_ASKPASS=/x/ask KRB5CCNAME=FILE:/x/tickets \
    "$scratch/own/fcfh-queue" -c "$conf" run Manage "$uuid1" </dev/null
exit_is 0 'fcfh-manage is found beside fcfh-queue'
like "$out" "^FCFH_CONF=$conf\$" 'it has the same settings'
like "$out" '^SSH_ASKPASS=/x/ask$' 'it can ask for a password'
like "$out" '^KRB5CCNAME=FILE:/x/tickets$' 'Kerberos tickets are passed on'
unlike "$out" "Canary|$password|LD_PRELOAD" 'and no password and no LD_PRELOAD'
is "$(printf '%s\n' "$out" | sed '1,/^end of env/d' | grep -cvxE '[012]|10|255')" 0 \
    'no file of ours is open in it'
finish
