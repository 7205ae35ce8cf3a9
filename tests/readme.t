#!/bin/sh
# What README.md shows of the list and of the screen is what they show: both are captured here, in
# a terminal of 80x24, from the demo. `tests/readme.t --write` puts them into README.md.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"

readme=$project/README.md
terminal() { tmux -f /dev/null -S "$scratch/home/tmux${net##*.}" "$@"; }
seen() { terminal capture-pane -p -t 0 2>&1; }
sees() { seen | grep -Eq -e "$1"; }               # ERE
press() { terminal send-keys -t 0 "$@" && sleep 0.2; } # KEY...
give_up() {
    echo "Bail out! $1"
    seen | sed 's/^/# /'
    exit 1
}

# --- The demo; its addresses are as long as those that README.md names

for number in 1 2 3 4 5 6 7 8 9; do
    net=127.0.$number
    terminal new-session -d -x 80 -y 24 \
        "FCFH_DEMO_NET=$net '$project/tests/demo/demo.sh' 2>&1; echo ended; exec cat"
    wait_for 60 'sees "Enter opens the screen|^ended"' || give_up 'the demo does not come to its end'
    ! sees 'Is another demo running' || { terminal kill-server && continue; }
    break
done
terminal capture-pane -p -S - -t 0 >"$scratch/story"
press Enter
wait_for 15 'sees "^> verified .* DM18-7 "' || give_up 'there is no screen'
press j
wait_for 15 'sees "^> answered .* CT00931 "' || give_up 'j does not go down'
press j
wait_for 15 'sees "^> verified .* BN1406-22 "' || give_up 'j does not go down once more'
press t
wait_for 15 'sees "Ticket"' || give_up 't does not ask for the ticket'
press INC-1076 Enter
wait_for 15 'sees "Put it on BN1406-22"' || give_up 'it does not ask about the ticket'
press y
wait_for 15 'sees "^> verified .* BN1406-22 .* INC-1076"' || give_up 'there is no ticket'
press k j
wait_for 15 'sees "t ticket"' || give_up 'the footer has no keys'

# Times, who confirmed, and the test's own addresses become what is the same every day, and as wide.
same_every_day() {
    sed -E -e "s/${net}\\b/127.0.0/g" \
        -e '/^[> *][! ](verified|answered)/s/[0-2][0-9]:[0-5][0-9] [ 0-9nowsmi]{6} /12:52    1 s /' \
        -e 's/[0-2][0-9]:[0-5][0-9]:[0-5][0-9]/12:52:00/g' \
        -e 's/(once, |since )[0-2][0-9]:[0-5][0-9]/\112:52/g' -e 's/, [^ ,]+ since/, anna since/' \
        -e 's/[-0-9]{10}T[0-9:]{8}Z \([^)]*\)/2026-11-23T12:52:00Z (1 s ago)/' \
        -e 's/confirmed by .{13}~/confirmed by anna 12:52; C~/' -e 's/confirmed by .[~ ]/confirmed by a~/' \
        -e 's/^(verified  |answered  )[0-9nowsmi ]{9}/\11 s      /' -e 's/ +$//'
}
fenced() {
    printf '\n```text\n'
    same_every_day
    printf '```\n\n'
}
seen | fenced >"$scratch/screen"
sed -n '/^    \$ fcfh-queue list$/,/^$/s/^    //p' "$scratch/story" | fenced >"$scratch/demo:list"
press q
wait_for 15 'sees "^ended"' || give_up 'q does not end it'
terminal kill-server

is "$(wc -l <"$scratch/screen")" 28 'the screen has 24 lines, and its fences'
is "$(awk 'length > 80' "$scratch/screen" "$scratch/demo:list")" '' 'none is longer than 80 columns'
is "$(grep -Ec '^(verified|answered) .* 127\.0\.0\.1[1234]$' "$scratch/demo:list")" 4 'the list has four clients'

# --- Held against README.md

shown() { # NAME: what README.md has between the marks
    sed -n "\\|^<!-- $1 -->\$|,\\|^<!-- /$1 -->\$|p" "$readme" | sed -e 1d -e '$d'
}
put_in() { # NAME
    awk -v name="$1" -v file="$scratch/$1" '
        $0 == "<!-- /" name " -->" { skip = 0 }
        !skip
        $0 == "<!-- " name " -->" {
            skip = 1
            while ((getline line <file) > 0) print line
        }' "$readme" >"$scratch/README.md" && cat "$scratch/README.md" >"$readme"
}
for name in demo:list screen; do
    [ "${1-}" != --write ] || put_in "$name"
    shown "$name" >"$scratch/shown"
    if ! diff -u --label README.md --label now "$scratch/shown" "$scratch/$name" >"$scratch/diff"; then
        not_ok "README.md shows $name as it is" \
            "tests/readme.t --write makes it so: $(cat "$scratch/diff")"
    else
        ok "README.md shows $name as it is"
    fi
done

finish
