#!/bin/sh
# fcfh-manage console on pipes, as scripts use it: what is typed and what is printed, the end of
# input, and endless output.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2059,SC2086,SC2119,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.46
console() { # TEXT [OPTION]...: which is typed, and then the input ends
    printf "$1" >input
    shift
    run timeout 120 $as_tech "$@" $uuid1 console <input
}
start_pc
in_queue

console '\njoe\nprint one\\x20two\nexit\n'
exit_is 0 'the end of input ends it'
like "$out" '^one two' 'the output is there'
is "$(od -An -c typed | tr -d ' \n')" '\rjoe\rprintone\x20two\rexit\r' 'each line feed was sent as Enter'
like "$(cat standin.log)" ' Close SOL$' 'the session was closed'
no_violation 'nothing was sent that AMT would not take'
unlike "$out" 'connected|~' 'the output has only what the PC wrote'
console '\njoe\r\nprint dos\r\n'
like "$out" '^dos' 'lines of DOS are lines too'
is "$(tail -c 10 typed | od -An -c | tr -d ' \n')" 'printdos\r' 'with one Enter each'
: >typed
console '\n~.print never\n'
exit_is 0 '~. ends it too'
unlike "$(cat typed)" never 'the rest of the input is not typed'
console ''
exit_is 0 'nothing to type'
run timeout 60 $as_tech $uuid1 console </
exit_is 69 'input that cannot be read is not the end of a script'
like "$err" '^fcfh-manage: standard input: Is a directory' 'the message says so'
console '\njoe\nprint a\\x1b]0;title\\x07b\nexit\n'
check 'on a pipe everything passes' grep -q "$(printf 'a\033]0;title\007b')" out
console '\n~R'
exit_is 76 'a reset without anybody to ask ends it'
is "$(asked ' RequestPowerStateChange ')" 0 'nothing was reset'
console '\njoe\nexit\n' --yes --log both.log
check 'a file has the same' cmp -s out both.log

# --- A program that looks and answers, as expect does

rm -f keys seen
mkfifo keys
(timeout 60 $as_tech --yes $uuid1 console <keys >seen 2>seen-err; echo $? >ended) &
exec 7>keys
wait_for 15 'grep -q " Open SOL" standin.log'
printf '\n' >&7
eventually 'it sees the log-in prompt' 'grep -q "login: " seen'
printf 'joe\n' >&7
eventually 'and that the log-in succeeded' 'grep -q "pc0001\\$ " seen'
printf 'reboot\n' >&7
eventually 'it lives through a reset' '[ "$(grep -c "Example OS 16" seen)" = 1 ]'
printf 'joe\n~R' >&7
eventually 'with --yes ~R resets' 'grep -q "Example BIOS EX16" seen'
eventually 'and the system starts again' '[ "$(grep -c "Example OS 16" seen)" = 2 ]'
exec 7>&-
eventually 'the end of input ends it' '[ -s ended ]'
is "$(cat ended)" 0 'with 0'

# --- A great deal

console '\njoe\nflood 64000000\n'
exit_is 0 '64 MB'
tr -d '\r' <out | grep -a '^[0-9]\{15\} abc' >lines
is "$(wc -l <lines)" 1000000 'every line came'
is "$(awk '$1 != NR - 1 {bad++} END {print bad + 0}' lines)" 0 'in order'
paste_text=$(printf 'print %0200d' 0)
start_pc --fifo 16
in_queue
console "\\njoe\\n$paste_text\\n$paste_text\\n$paste_text\\n"
is "$(asked ' Lost ')" 0 'a PC that reads as fast as its serial port loses nothing of what is pasted'
is "$(tr -d '\r' <out | grep -c '^0\{200\}')" 3 'all of it comes back'

# The reader ends.
start_pc
in_queue
printf '\njoe\nflood 100000000\n' >input
(timeout 60 $as_tech $uuid1 console <input; echo $? >ended) 2>seen-err | head -c 100000 >/dev/null
eventually 'it ends if nobody reads its output any more' '[ -s ended ]'
like "$(cat ended)" '^(0|141)$' 'without an error'

# A slow reader does not make fcfh-manage grow.
rm -f ended
(timeout 120 $as_tech $uuid1 console <input; echo $? >ended) 2>seen-err | (
    wait_for 20 'pid=$(pgrep -n -f "fcfh-manage -c $conf")'
    sleep 2 # of its output, which nobody reads yet
    grep VmHWM "/proc/$pid/status" | tr -dc 0-9 >peak
    cat >seen
)
check 'its memory stays below 60 MB' [ "$(cat peak)" -lt 60000 ]
is "$(grep -ac '^[0-9]\{15\} abc' seen)" 1562500 'and nothing is lost'
finish_manage
