#!/bin/sh
# The screen when the queue contains what nobody should have put there, and while it changes all the
# time: nothing of it reaches the terminal raw, stops the program or changes which client a key acts
# on.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
pid() { pgrep -f "^$scratch/bin/fcfh-queue"; }
esc=$(printf '\033')
# The kinds of sequences and control characters that went to the terminal.
kinds() {
    all_is_written
    LC_ALL=C grep -aoE "$esc(\\[[?>=]*[0-9;:]*[a-zA-Z@\`]|[][PX^_()][^$esc]?|.)|[[:cntrl:]]" "$scratch/raw" |
        LC_ALL=C sed -E "s/^$esc\\[([?>]?)([0-9;]*)([A-Zac-ln-z@\`])\$/CSI \\1\\3/
            s/^$esc\\[[0-9;]*m\$/SGR/; s/^$esc/ESC /" | LC_ALL=C sort -u
}
# The same keys, typed in a clean and in a hostile queue.
look_around() {
    press j j k Enter NPage NPage PPage Escape s s S s s s s G g / x Enter f S N Enter Escape '?' NPage Escape
    press m Escape x n t T-H Enter Escape G Enter Escape y o Escape
    wait_for 15 'has "Enter details"'
    press r
    shows "$1: it answers keys" 'looking at the whole queue'
}
write_conf "tools.Show=true {serial}"

# --- A clean run to compare with

for n in 1 2 3 4 5 6 7 8 9; do client $n verified $((n * 10)) "Model $n" "SN-$n" "host$n" "T-$n"; done
client 3 failed 30 Model SN-3 host3
client 4 mismatch 40 Model SN-4 host4
client 5 waiting 50 Model SN-5 host5
open_screen
look_around 'a clean queue'
press q
leaves 0 'a clean queue'
kinds >"$scratch/seen"
check 'there is something to compare' [ "$(wc -l <"$scratch/seen")" -gt 5 ]
# And other ways in which curses moves the cursor, inserts, erases and scrolls.
printf 'CSI %s\n' A B C D G H J K L M P S T X @ b d r | cat "$scratch/seen" - |
    (cat && echo 'ESC M') | LC_ALL=C sort -u >"$scratch/clean"
close_screen

# --- What XML can contain

c1=$(printf '\302\233\063\061m \302\235\060;title\302\234 \302\220 \302\237')
bidi=$(printf '\342\200\256evil\342\200\254 \342\201\246x\342\201\251 \342\200\217\342\200\216')
zero=$(printf 'a\342\200\213b\342\200\215c\357\273\277d\342\201\240e')
marks=$(printf 'z\314\200\314\201\314\202\314\203\314\204\314\205\314\206\314\207\314\210\314\211')
tags=$(printf '\363\240\201\201\363\240\201\202 \356\200\200 \357\277\275 \360\235\205\263')
long=$(head -c 4096 /dev/zero | tr '\0' A)
longwide=$(printf '机%.0s' $(seq 1300))
csi='\&#27;[31m\&#27;]0;title\&#7;'
fill() { # NUMBER TEXT: a client that holds it everywhere
    client "$1" verified $((10 * $1)) "$2" "$2" "$2" "$2"
    case $1 in 6 | 7 | 9) ;; *) return ;; esac
    reason=$(printf %s "$2" | head -c 190 | iconv -c -t utf-8 2>/dev/null)
    sed "s|<state>verified|<state reason=\"$reason\">failed|" \
        "$queue/$(client_id "$1").xml" >"$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$(client_id "$1").xml"
}
fill 1 "$c1"
fill 2 "$bidi"
fill 3 "$zero"
fill 4 "$marks$marks$marks$marks"
fill 5 "$tags"
fill 6 "$long"
fill 7 "$longwide"
fill 8 '&lt;b&gt; %s%n%p $(id) `id` &quot; \033[31m \x1b]0;'
fill 9 "$bidi$zero$c1"
open_screen
look_around 'hostile text'
shows 'all are shown' '9 calling'
is "$(LC_ALL=C screen | tr -d '\n' | LC_ALL=C grep -ac '[[:cntrl:]]')" 0 'no control character is on the screen'
press q
leaves 0 'hostile text'
kinds >"$scratch/hostile"
is "$(LC_ALL=C comm -13 "$scratch/clean" "$scratch/hostile" | cat -v)" '' \
    'nothing goes to the terminal that a clean queue does not send'
is "$(LC_ALL=C grep -acE "$(printf '\302[\200-\237]|\342\200[\213-\217\252-\256]|\342\201[\240-\257]|\363\240|\357\273\277')" \
    "$scratch/raw")" 0 'no C1, bidi, zero-width or tag character either'
close_screen

# --- What XML cannot contain

i=0
raw_file() { # TEXT: as the printf format of a serial number
    i=$((i + 1))
    client $i waiting $i Model MARK host
    sed "s/MARK/$1/" "$queue/$(client_id $i).xml" >"$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$(client_id $i).xml"
}
raw_file "$(printf '\033]0;title\007')"
raw_file "$(printf '\377\376\300\257\355\240\200')"
raw_file "$(printf '\033[31mred\033[0m')"
raw_file "$csi"
raw_file '\&xxe;'
for n in 6 7 8 9; do rm -f "$queue/$(client_id $n).xml"; done
client 6 verified 5 Model SN-GOOD good
echo 'no XML at all' >"$queue/$(client_id 11).xml"
: >"$queue/$(client_id 12).xml"
truncate -s 512M "$queue/$(client_id 13).xml"
mkdir "$queue/$(client_id 14).xml"
mkfifo "$queue/$(client_id 15).xml"
ln -s /etc/passwd "$queue/$(client_id 16).xml"
head -c 100000 /dev/urandom >"$queue/$(client_id 17).xml"
echo '<client version="2"/>' >"$queue/$(client_id 18).xml"
printf 'x' >"$queue/$(printf 'evil\033[31m.xml')"
open_screen
shows 'what is no entry is counted' '[0-9]+ unreadable'
before=$(screen | grep -o '[0-9]* unreadable')
selected 'what is good is there' SN-GOOD
check 'half a gigabyte is not read' [ "$(awk '/VmHWM/ {print $2}' "/proc/$(pid)/status")" -lt 200000 ]
press r
all_is_written
shows 'and is counted the same after another look' "[^0-9]$before"
press q
leaves 0 'files that are no entries'
kinds >"$scratch/hostile"
is "$(LC_ALL=C comm -13 "$scratch/clean" "$scratch/hostile" | cat -v)" '' \
    'nothing of them goes to the terminal'
close_screen
if [ "$(id -u)" = 0 ]; then
    skip 'an entry without permissions' 'root reads everything'
else
    chmod 000 "$queue/$(client_id 6).xml"
    open_screen
    shows 'an entry without permissions is counted' 'unreadable'
    press q
    leaves 0 'an entry without permissions'
    close_screen
fi
rm -rf "$queue"/*.xml

# --- Entries that come, change and go under the cursor

client 1 verified 300 Model SN-STAYS stays T-1
client 2 verified 301 Model SN-OTHER other T-2
open_screen
press / && type_in SN-STAYS
press Enter
selected 'a client' SN-STAYS
(
    round=0
    while [ $round -lt 60 ]; do
        round=$((round + 1))
        for n in 10 11 12 13 14 15; do client $n waiting $((round % 7)) Model "SN-$n-$round" host; done
        client 1 verified $((300 - round)) Model SN-STAYS stays T-1
        rm -f "$queue/$(client_id 10).xml" "$queue/$(client_id 12).xml"
        echo garbage >"$scratch/garbage" && mv "$scratch/garbage" "$queue/$(client_id 14).xml"
        rm -f "$queue/$(client_id 14).xml"
    done
    : >"$scratch/written"
) &
wrong=0
looks=0
until [ -e "$scratch/written" ] || [ $looks -ge 400 ]; do
    looks=$((looks + 1))
    # A picture that is taken while the screen is painted does not count: the next one does.
    has '^>.*SN-STAYS' || has '^>.*SN-STAYS' || has '^>.*SN-STAYS' || wrong=$((wrong + 1))
    [ $((looks % 5)) = 0 ] && press s
done
wait $!
check "the screen was checked often enough ($looks times)" [ $looks -gt 20 ]
is $wrong 0 'the cursor stays on its client all the time'
rm -f "$queue"/*00000000001[0-9].xml
shows 'and when it is quiet, too' ' 2 calling'
selected 'the client' SN-STAYS
press c
shows 'what is done' 'Take the ticket off SN-STAYS'
press y
shows 'is done to that client' 'ticket T-1 is off'
is "$(in_file 1 ticket) $(in_file 2 ticket)" ' T-2' 'and to no other'

# --- Bytes from a terminal that are no key

t send-keys -t s -H ff fe c0 # tmux 3.8 cleans what it pastes
# curses takes keys that arrive in one read with such bytes for a part of them, and the message of r
# is shown only until the look is over: whether or not it was seen, the keys are pressed again.
obeys() { press j r && has 'looking at the whole queue'; }
eventually 'bytes that are no characters do not stop it' obeys
t send-keys -t s -H 1b 5b 32 30 30 7e 1b 5b 32 30 31 7e 1b 5b 4d 20 21 21 1b 5d 35 32 07 1b 4f 1b
press Escape Escape
press Escape
eventually 'nor do sequences that are no keys' obeys
press q
leaves 0 'q'
close_screen
t kill-server
finish
