#!/bin/sh
# The colours of the screen: which are used for which background, and that none is needed.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
client 1 verified 10 'OptiPlex 7010' SN-ALPHA alpha
client 2 answered 20 Vostro SN-BRAVO bravo
client 3 waiting 30 Vostro SN-CHARLIE charlie
client 4 failed 40 Vostro SN-DELTA delta
client 5 mismatch 50 Vostro SN-ECHO echo
esc=$(printf '\033')

# Every colour that was written, as its numbers in SGR (the sequence that sets colours): "31",
# "38;5;160".
colors_of() { # TERM COLORS [ARGUMENT]...
    write_conf ${2:+"screen.colors=$2"}
    set=TERM=$1
    shift 2
    open_screen "$@"
    wait_for 15 'has SN-ECHO'
    press j k
    all_is_written
    colors=$(grep -aoE "$esc\\[[0-9;]*m" "$scratch/raw" | sed 's/.*\[/;/' |
        grep -oE ';(38;5;|48;5;)[0-9]+|;([349]|10)[0-7]' | LC_ALL=C sort -u | sed 's/^;//' | tr '\n' ' ')
    words=$(screen | grep -Eo 'verified|answered|waiting|failed|MISMATCH' | LC_ALL=C sort -u | tr '\n' ' ')
    is "$words" 'MISMATCH answered failed verified waiting ' "${colors:-no colours}: each state is a word, too"
}

# --- Eight colours, which each terminal shows in its own way

colors_of screen ''
is "$colors" '31 35 ' 'of itself, and of eight: what can be read on white as on black'
auto=$colors
colors_of screen auto
is "$colors" "$auto" 'auto is the same'
colors_of screen light
is "$colors" '31 32 34 35 ' 'light: no yellow, no cyan, no white'
colors_of screen dark
is "$colors" '31 32 33 36 ' 'dark: no blue, no black'
colors_of screen none
is "$colors" '' 'none'
colors_of screen dark --no-color
is "$colors" '' '--no-color goes before what fcfh.conf says'
colors_of vt100 dark
is "$colors" '' 'a terminal without colours gets none'

# --- 256

# How far a colour of the cube of 256 is from white and from black: contrast as the W3C calculates
# it.
contrast() { # NUMBER
    awk -v n="$1" 'function part(i, v) {
            v = (i ? 55 + 40 * i : 0) / 255
            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ^ 2.4
        }
        BEGIN {
            n -= 16
            light = 0.2126 * part(int(n / 36)) + 0.7152 * part(int(n / 6) % 6) + 0.0722 * part(n % 6)
            printf "%d %d\n", 10 * 1.05 / (light + 0.05), 10 * (light + 0.05) / 0.05
        }'
}
all_contrast() { # NAME WHITE BLACK: ten times the least that it may be
    is "$(echo "$colors" | wc -w)" 4 "$1: four colours"
    for color in $colors; do
        read -r white black <<END
$(contrast "${color#38;5;}")
END
        check "$1: $color can be read: $white on white, $black on black" \
            test "$((white >= $2 && black >= $3 && ${color#38;5;} >= 16))" = 1
    done
}
colors_of xterm-256color ''
all_contrast auto 38 38
colors_of xterm-256color light
all_contrast light 70 0
colors_of xterm-256color dark
is "$colors" '31 32 33 36 ' 'dark: as its owner has set them'

# --- The setting

write_conf screen.colors=yellow
run "$build/fcfh-queue" -c "$conf" list
is "$status" 78 'an unknown word is refused'
like "$err" 'colors.*auto, light, dark, none' 'and the message lists the words that there are'
close_screen
t kill-server
finish
