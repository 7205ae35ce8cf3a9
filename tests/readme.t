#!/bin/sh
# What README.md shows of the list is what the program prints: it is captured here from the demo, in
# a terminal of 80x24, and the demo opens the screen. `tests/readme.t --write` puts it into
# README.md; tests/pictures.t makes the picture of the screen in README.md.
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
wait_for 15 'sees "^[> ] verified .* DM18-7 "' || give_up 'there is no screen'

# Times and the addresses of this test become the same every day, and keep their width.
same_every_day() {
    sed -E -e "s/${net}\\b/127.0.0/g" \
        -e 's/confirmed by .[~ ]/confirmed by a~/' \
        -e 's/^(verified  |answered  )[0-9nowsmi ]{9}/\11 s      /' -e 's/ +$//'
}
fenced() {
    printf '\n```text\n'
    same_every_day
    printf '```\n\n'
}
sed -n '/^    \$ fcfh-queue list$/,/^$/s/^    //p' "$scratch/story" | fenced >"$scratch/demo:list"
press q
wait_for 15 'sees "^ended"' || give_up 'q does not end it'
terminal kill-server

is "$(awk 'length > 80' "$scratch/demo:list")" '' 'no line is longer than 80 columns'
is "$(grep -Ec '^(verified|answered) .* 127\.0\.0\.1[1234]$' "$scratch/demo:list")" 4 'the list has four clients'

# --- Compared with README.md

name=demo:list
if [ "${1-}" = --write ]; then
    awk -v name="$name" -v file="$scratch/$name" '
        $0 == "<!-- /" name " -->" { skip = 0 }
        !skip
        $0 == "<!-- " name " -->" {
            skip = 1
            while ((getline line <file) > 0) print line
        }' "$readme" >"$scratch/README.md" && cat "$scratch/README.md" >"$readme"
fi
sed -n "\\|^<!-- $name -->\$|,\\|^<!-- /$name -->\$|p" "$readme" | sed -e 1d -e '$d' >"$scratch/shown"
if diff -u --label README.md --label now "$scratch/shown" "$scratch/$name" >"$scratch/diff"; then
    ok "README.md shows $name as it is"
else
    not_ok "README.md shows $name as it is" \
        "tests/readme.t --write makes it so: $(cat "$scratch/diff")"
fi

finish
