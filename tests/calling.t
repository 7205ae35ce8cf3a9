#!/bin/sh
# What technicians tell callers: fcfh-queue keys, K on the screen, fcfh-calling(7).
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/screen.sh"
rmdir "$queue"
k() { run timeout 60 "$build/fcfh-queue" -c "$conf" keys ${1+"$1"}; }

# --- the command
k
exit_is 0 'keys needs no queue'
is "$(printf '%s\n' "$out" | grep -cE '^(Dell|Lenovo|HP|Intel|Any PC, at)')" 5 \
    'keys prints what there is for each maker, and for all'
like "$(printf '%s\n' "$out" | grep -A3 '^Dell')" '^    .*F12' 'the text is printed line by line under a heading'
is "$(printf '%s\n' "$out" | awk 'length > 80')" '' 'no line is wider than a terminal'
first() { printf '%s\n' "$out" | head -n 1; }
for name in dell Dell 'Dell Inc.' DELL; do
    k "$name"
    like "$(first)" '^Dell' "keys $name: that maker first"
    like "$out" '^Any PC' '  then what is for all'
    unlike "$out" '^(Lenovo|HP|Intel)' '  and no other maker'
done
for name in hp HP hewlett Hewlett-Packard; do
    k "$name"
    like "$(first)" '^HP' "keys $name"
done
k Sharp
exit_is 0 'a maker that is not in the list'
like "$(first)" '^Any PC' '  gets what is for all'
like "$err" Sharp '  and a message says so'
k p
like "$(first)" '^Any PC' 'part of a word does not match a maker'
must_fail 64 'keys takes one maker' timeout 60 "$build/fcfh-queue" -c "$conf" keys a b

# --- a site's own list
own=$scratch/own
printf '# ours\nFujitsu, Dell: ours\n\tPress the red button.\033[31m\n\nOur desk\n   Call 4711.\n' >"$own"
write_conf "screen.keys=$own"
k dell
is "$(printf '%s\n' "$out" | head -n 2)" 'Fujitsu, Dell: ours
    Press the red button.?[31m' "a site's own words come first, and harmless"
like "$out" '^Dell' '  ours come behind them'
is "$(printf '%s\n' "$out" | grep -E '^(Our desk|Any PC)' | head -n 1)" 'Our desk' \
    'its words for all come before ours'
rm "$own"
k dell
exit_is 78 'a missing list'
like "$err" "$own" '  is named'
like "$out" '^Dell' '  and ours is printed'
printf 'X: %65600s\n' y >"$own"
k
exit_is 78 'a list that is too long'
like "$out" '^Dell' '  does the same'

# --- the screen
mkdir -m 2770 "$queue"
write_conf
client 1 verified 2 M90q PF12345 pc1
sed -i 's|<model>|<manufacturer>LENOVO</manufacturer><model>|' "$queue/$(client_id 1).xml"
open_screen
shows 'the client is there' PF12345
press K
shows 'K shows what to tell the owner of a Lenovo' 'Lenovo: most PCs'
unlike "$(screen)" 'Dell|HP:' '  and not what is for other makers'
press Escape
shows 'Esc goes back' PF12345
press q
leaves 0 'q ends it'
close_screen
t kill-server
finish
