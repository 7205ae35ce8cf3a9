#!/bin/sh
# The screen in a real terminal: what changes the queue, undo, and tools.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
tool() { # NAME; its text comes from standard input
    { echo '#!/bin/sh' && cat; } >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}
tool reads <<END
echo "tool has the terminal: \$1"
stty -a | grep -o -e -icanon
read -r line && echo "\$line" >$scratch/read
END
tool fails <<END
echo "a word before"; exit 9
END
tool late <<END
sleep 1; exit 3
END
tool dies <<END
kill -9 \$\$
END
tool many <<END
seq -f 'line %09g ..............................................................' 4000; echo \$? >$scratch/many-status
END
tool keeps <<END
: >$scratch/kept; while [ ! -e $scratch/go-on ]; do sleep 0.05; done
END
b=$scratch/bin
write_conf "tools.Reads=$b/reads {serial}" "tools.Fails=$b/fails" "tools.Dies=$b/dies" \
    "tools.None=$b/no-such-tool" "tools.Asks=?$b/reads {serial}" "tools.Back=@$b/many" \
    "tools.Bad=@$b/fails" "tools.Late=@$b/late" "tools.Keeps=$b/keeps {ticket}" \
    "tools.Kept (F3)=$b/says SSH_AUTH_SOCK KRB5CCNAME" "tools.Letter (w)=$b/says HOME" \
    "tools.Named (F4)=%$b/says HOME"
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
client 2 verified 20 Latitude SN-BRAVO bravo T-7
client 3 failed 30 Vostro SN-CHARLIE charlie
sed -i 's|</serial>|&<fqdn>charlie.example</fqdn>|' "$queue/$(client_id 3).xml"
client 4 mismatch 40 Vostro SN-DELTA delta
client 5 waiting 50 Precision SN-ECHO echo

tool says <<'END'
for name; do eval "echo \"$name is \$$name\""; done
END

# --- Tools

open_screen
selected 'the screen is there' SN-ALPHA
press m
shows 'm shows the tools' ' 1  Reads '
shows 'and how to run one' 'Enter or number'
press Escape
selected 'Esc: none' SN-ALPHA
press m 1
shows 'a tool has the terminal' 'tool has the terminal: SN-ALPHA'
shows_not 'as it was before the screen' '^-icanon'
type_in 'a line for it'
press Enter
shows 'and gives it back' 'Reads: done; press a key'
press Space
is "$(cat "$scratch/read" 2>&1)" 'a line for it' 'the keys that were typed went to the tool'
selected 'the screen is whole again' SN-ALPHA
press m
press j Enter
shows 'a message says that a tool failed' 'Fails: ended with status 9; press a key'
press Space
press m 3
shows 'one that is killed' 'Dies: killed by signal 9; press a key'
press Space
press m 4
shows 'one that does not exist' 'None: .*no-such-tool: No such file'
selected 'and the screen is there' SN-ALPHA
rm "$scratch/read"
press m 5
shows '? asks first' 'Run Asks at 192.0.2.1 on SN-ALPHA \(verified, no ticket\)\? y: yes, else no'
press Enter
shows 'Enter is no' 'nothing done'
press m 5
shows 'asks again' 'Run Asks at'
press y
shows 'y runs it' 'tool has the terminal: SN-ALPHA'
press Enter
shows 'and it is done' 'Asks: done; press a key'
press Space
press m 9
shows 'a value that is not known' 'ticket. of this client is not known'
press j m 9
wait_for 5 '[ -e "$scratch/kept" ]'
client 6 verified 15 New SN-FOX fox
touch "$scratch/go-on"
shows 'it ends' 'Keeps: done; press a key'
press Space
shows 'who called while a tool ran is there then' '^\*.*SN-FOX'
press m 6
shows 'a tool in the background leaves the screen' 'Back (runs; o shows what it prints|is done; o shows what it printed)'
wait_for 5 '! pgrep -f "$b/many" >/dev/null'
wait_for 5 '[ -s "$scratch/many-status" ]'
is "$(cat "$scratch/many-status" 2>&1)" 0 'it can write as much as it wants'
press o
shows 'o shows what it printed' '^line 000'
t send-keys -t s -N 200 NPage
shows 'PgDn goes to the end, and no further' '^\[Back: done\]'
shows 'nothing that it wrote is lost' '^line 000004000'
press Home
shows_not 'Home goes to the first line' '^line 000004000'
press End
shows 'End to the last one' '^line 000004000'
press Escape
press g m 7
shows 'a message says that a tool in the background failed' 'Bad has failed; o shows'
press o
t send-keys -t s -N 201 NPage
shows 'with its output' 'a word before'
shows 'and how it ended' '\[Bad: ended with status 9\]'
press Escape
failures=0
for n in $(seq 10); do
    press m 7
    wait_for 2 'has "Bad has failed"' || failures=$((failures + 1))
done
is $failures 0 'every time'
zombies() { pgrep -c -r Z -P "$(pgrep -f "^$b/fcfh-queue")"; }
wait_for 3 '[ "$(zombies)" = 0 ]'
is "$(zombies)" 0 'no zombie is left'
press g m 8
press x
shows 'a question' 'out of the queue\? y: yes|Take .* \('
wait_for 3 'has "Late has failed"'
shows 'stays when a tool fails meanwhile' 'out of the queue\? y: yes|Take .* \('
press Escape

# --- Keys of their own

press q
leaves 0 'q'
close_screen
set='SSH_AUTH_SOCK=/run/agent'
open_screen
selected 'the screen is there' SN-ALPHA
press m
shows 'the menu has their keys' '10  Kept \(F3\)  .* /.*/says SSH_AUTH_SOCK KRB5CCNAME|10  Kept \(F3\)'
press Escape
press F3
shows 'a key of its own runs a tool' 'SSH_AUTH_SOCK is /run/agent'
shows 'what it printed stays until a key' 'Kept: done; press a key'
press Space
selected 'then the screen is back' SN-ALPHA
press w
shows 'so does a letter' 'HOME is '
press C-c
selected 'Ctrl-C is a key there' SN-ALPHA
press Enter F3
shows 'it does so in details' 'Kept: done; press a key'
press Space
shows 'which are there again' '^ First call'
press m
shows 'as m does' '10  Kept'
press F3
shows 'and the key in the menu' 'Kept: done; press a key'
press Space Escape
press '?'
press End
shows 'help has the keys' '^ m, 10; F3 +Kept'
press Escape

# --- Clients that are not verified

press / && type_in SN-CHARLIE
press Enter m 1
shows 'a failed client: it asks and says why' 'Not sure .*failed: |Run .* on SN-CHARLIE \(failed'
shows 'whole' 'y: yes, else no'
press n
shows 'n: nothing' 'nothing done'
press F4
shows 'a tool with %: not for a client that is not verified' 'not run: % gives its name to a client'
press / && type_in SN-DELTA
press Enter m 1
shows 'a mismatch' 'on SN-DELTA \(MISMATCH, no ticket'
press Space / && type_in SN-ECHO
press Enter m 1
shows 'a waiting client' 'AMT has not answered yet'
press y
shows 'y runs it all the same' 'tool has the terminal: SN-ECHO'
press Enter
shows 'and back' 'Reads: done; press a key'
press Space

press q
leaves 0 'q'
close_screen
t kill-server
finish
