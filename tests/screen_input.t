#!/bin/sh
# Input from a terminal that nobody typed as commands: pastes, with brackets and without, replies,
# the mouse, keys of other terminals; and what was typed before a question could be read.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
write_conf "tools.Show=touch $scratch/ran"
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha T-1
client 2 verified 20 Latitude SN-BRAVO bravo
client 3 failed 30 Vostro SN-CHARLIE charlie
esc=$(printf '\033')
sends() { # TEXT: its bytes in one write
    # shellcheck disable=SC2046 # a word each byte
    send_and_wait -H $(printf %s "$1" | od -An -v -tx1)
}
files() { cat "$queue"/*.xml "$queue"/ask/* 2>/dev/null | cksum; }
before=$(files)
# What comes right after a burst is taken for its end: the key is pressed until it counts as a key.
obeys() { press "$1" && has "$2"; } # KEY ERE
unharmed() { # NAME: nothing was written, opened, started or ended
    eventually "$1: the list is there and takes keys" "obeys r 'looking at the whole queue'"
    is "$(files)" "$before" "$1: nothing is written"
    check "$1: nothing is started" [ ! -e "$scratch/ran" ]
    press g
    shows_not "$1: and the word is gone" 'looking at the whole queue'
}

# --- Pasted

open_screen
eventually 'bracketed paste is switched on' 'grep -aq "$esc\\[?2004h" "$scratch/raw"'
for text in cxy 'Exynos' inc0004711 'qqq' "T-9$(printf '\r')y" 'm1' 'v y' 'tT-1'; do
    t set-buffer -b paste "$text"
    t paste-buffer -p -r -b paste -t s
    shows "'$(printf %s "$text" | tr '\r' ' ')' pasted into the list: a word" 'pasted text is not a command'
    unharmed "'$(printf %s "$text" | tr '\r' ' ')' pasted"
done
for cut in 2 4 6 8 9 11 13; do
    bytes="${esc}[200~cxy${esc}[201~"
    sends "$(printf %s "$bytes" | cut -c "-$cut")"
    sends "$(printf %s "$bytes" | cut -c "$((cut + 1))-")"
    shows "a paste that is cut after $cut bytes" 'pasted text is not a command'
    unharmed "cut after $cut"
done
press t
shows 't asks' '^Ticket'
t set-buffer -b paste "INC
x y"
t paste-buffer -p -r -b paste -t s
shows 'pasted into a line it is text' 'INC x y'
press C-u
sends "INC-47$(printf '\r')"
shows 'so it is without brackets, and ends nothing' 'INC-47'
press Escape
shows_not 'Esc gives it up' INC-47
unharmed 'a line given up'
press x
shows 'a question' 'out of the queue'
t set-buffer -b paste y
t paste-buffer -p -b paste -t s
shows 'is not answered by a paste' 'out of the queue'
sends yyyy
shows 'nor by many letters' 'out of the queue'
eventually 'but by a key' "obeys n 'nothing done'"
unharmed 'a question'

# --- Without brackets

for text in Exynos inc0004711 xy 'x' 'tT-1' m1 q; do
    sends "${text}${text}"
    shows "'$text$text' at once: a word" 'so many characters at once'
    unharmed "'$text$text' at once"
done
sends jj
selected 'keys that move do' SN-CHARLIE
sends kkx
selected 'up to the one that does not' SN-ALPHA
unharmed 'jjx'

# --- Replies and other keys

for bytes in "${esc}[>84;0;0c" "${esc}[?64;1;2c" "${esc}]11;rgb:0000/0000/0000$(printf '\007')" "${esc}[M xy" \
    "${esc}[<0;12;3M" "${esc}[I" "${esc}[O" "${esc}P>|xterm$esc\\" "${esc}[120;5u" "${esc}[1;5A" "${esc}x" "${esc}Oc"; do
    name=$(printf %s "$bytes" | tr '\033\007' '^^')
    sends "$bytes"
    unharmed "$name"
    for cut in 1 2 3; do
        # Slowly, as over a slow line. An ESC alone is the key Esc, and what follows it is not a
        # key.
        sends "$(printf %s "$bytes" | cut -c "-$cut")"
        case $bytes-$cut in "${esc}x-"*) break ;; esac
        sends "$(printf %s "$bytes" | cut -c "$((cut + 1))-")"
    done
    unharmed "$name, cut"
done

# --- Before a question could be read

press q
leaves 0 'q'
typed=yyy open_screen --keys x
shows 'a question, before which y was typed' 'out of the queue'
is "$(files)" "$before" 'that is no answer'
press Escape
shows 'and it waits for one' 'nothing done'

# --- Other terminals

press q
leaves 0 'q'
for terminal in vt100 linux xterm rxvt screen; do
    set=TERM=$terminal
    open_screen
    selected "$terminal: the screen" SN-ALPHA
    press Down
    selected "$terminal: an arrow" SN-BRAVO
    sends "${esc}OB"
    selected "$terminal: as a keypad sends it" SN-CHARLIE
    press q
    leaves 0 "$terminal: q"
done
eventually 'brackets are taken off again' 'grep -aq "$esc\\[?2004l" "$scratch/raw"'
close_screen
t kill-server
finish
