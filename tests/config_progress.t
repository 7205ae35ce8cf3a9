#!/bin/sh
# The line that shows how far fcfh-config is with many machines: on a terminal, and nowhere else.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/machines.sh"
t() { tmux -S "$scratch/tmux" -f /dev/null "$@" 2>"$scratch/tmux-err"; }
t new-session -d -s base 'exec cat' || { echo "Bail out! $(cat "$scratch/tmux-err")"; exit 1; }

cat >go <<END
#!/bin/sh
trap : INT # this one stays
until [ -e $scratch/ready ]; do sleep 0.02; done
\$before $as_admin --hosts $pcs "\$@" admin
echo "[\$?]" >$scratch/status
exec cat >/dev/null
END
chmod +x go
# Runs it in a terminal of $size, with the words in $before in front of the command.
size=80x24 before=''
on_terminal() { # ARGUMENT...
    t kill-session -t s
    rm -f ready raw status
    t new-session -d -s s -x "${size%x*}" -y "${size#*x}" -e "before=$before" "$scratch/go" "$@"
    t pipe-pane -t s "cat >$scratch/raw"
    touch ready
}
screen() { t capture-pane -p -S -100 -t s; }
has() { screen | grep -Eq -e "$1"; }
shows() { # NAME ERE
    wanted_on_screen=$2
    if wait_for 10 'has "$wanted_on_screen"'; then ok "$1"; else
        not_ok "$1" "no $2 on the screen:
$(screen)"
    fi
}
ended() { # sets $status and what is on the screen then
    wait_for 30 '[ -s status ] && [ -s raw ]' || echo '# it does not end'
    status=$(cat status)
    # This test may see its exit status before the terminal has read the last output.
    wait_for 10 'has "^(total|next|interrupted): " && tr "\r" "\n" <raw | grep -Eq "(total|next|interrupted): "'
    screen >at-end
}
# What it wrote: one picture of the line after another.
pictures() { tr '\r' '\n' <raw | grep -E '^ *(\[[#.]*\]  )?[0-9]+/[0-9]+' | sed 's/ *$//'; }
widest() { pictures | awk '{ print length }' | sort -n | tail -n 1; }
showed() { # NAME ERE: one of the pictures
    check "$1" eval "pictures | grep -Eq '$2'"
}

machines up --count 12 --delay 40 "$(at 1)"
machines plain --count 4 --uuid "${uuid1%001}301" --no-fcfh "$(at 31)"
machines other --fault html --delay 30 "$(at 41)"
{
    list 31 34
    list 1 8
    list 201 203
    at 41
    list 9 12
} >"$pcs"

# --- 80 columns

on_terminal --parallel 3
ended
is "$status" '[1]' 'exit 1'
showed 'a line that fills' '^\[#+\.+\]  [0-9]+/20  '
showed 'what fails, and why' 'failed 4 \(no Fast Call for Help 4\)'
showed 'what succeeds' 'changed [1-9]'
showed 'and may take' '[0-9]+ s left'
is "$(pictures | sed 's/.*\] *//; s:/.*::' | sort -nc 2>&1)" '' 'it only goes forward'
check "it never fills the last column ($(widest))" [ "$(widest)" -le 79 ]
is "$(grep -c '/20 ' at-end)" 0 'at the end it is gone'
is "$(head -n 3 at-end | tr -s ' ')" 'total: 20 machines
changed: 12
failed: 8' 'and the summary takes its place'
like "$(cat at-end)" '^  4 no Fast Call for Help: ' 'with the kinds of failures'
like "$(cat at-end)" "^    $(at 3)[1-4]: .* .* " 'and behind each what is wrong with the first, and what to do'
is "$(awk 'length > 80' at-end)$(grep -vE '^($|[a-z]+: | {2,13}[^ ])' at-end)" '' \
    'and its lines broken between words'

# --- Other widths

size=120x24
on_terminal --check --parallel 3
ended
showed '120 columns: the kind that fails most is the first' \
    'failed [78] \(no Fast Call for Help 4, unreachable 3'
showed '120 columns: and how long it has taken' 'after [0-9]+ s'
check "120 columns: it never wraps ($(widest))" [ "$(widest)" -le 119 ]
size=40x24
on_terminal --check --parallel 3
ended
showed '40 columns: how far, what fails' '[0-9]+/20  .*failed 4'
check "40 columns: it never wraps ($(widest))" [ "$(widest)" -le 39 ]
is "$(grep -c '/20 ' at-end)" 0 '40 columns: at the end it is gone'
size=12x24
on_terminal --check --parallel 6
ended
showed '12 columns: how far' '^ *[0-9]+/20'
check "12 columns: it never wraps ($(widest))" [ "$(widest)" -le 11 ]
size=80x24

# --- Stopped

on_terminal --remove
shows '--remove asks' '^Take Fast Call for Help away from 20 machines\? \[y/N\]'
t send-keys -t s n Enter
wait_for 30 '[ -s status ]'
is "$(cat status)" '[76]' 'no: exit 76'
shows 'and nothing was sent' 'nothing was sent, and no machine was changed'
on_terminal --remove --parallel 2
shows 'asked again' '^Take Fast Call for Help away from 20 machines'
t send-keys -t s y Enter
shows 'removing: how far' '[1-9]/20 '
t send-keys -t s C-c
ended
is "$status" '[1]' 'Ctrl-C: exit 1'
is "$(grep -c '/20 ' at-end)" 0 'Ctrl-C: the line is gone'
like "$(cat at-end)" '^interrupted: +[12]$' 'Ctrl-C: what was under way is in the summary'
like "$(cat at-end)" '^not begun: +[1-9]' 'Ctrl-C: and so are those that were not begun'
rm -f record
on_terminal --resume "$scratch/pcs" --parallel 2
wait_for 10 '[ -s status ]'
like "$(cat status)" '^.65.$' 'the list as a record: refused on a terminal, too'

# --- Where the line is not shown

before='env TERM=dumb'
on_terminal --check --parallel 6
ended
is "$(pictures | wc -l)" 0 'TERM=dumb: no line that moves'
is "$(grep -Ec "^$net.(31|32|33|34|201|202|203): failed: " at-end)" 7 'TERM=dumb: a line for each machine instead'
before='env -u TERM'
on_terminal --check --parallel 6
ended
is "$(pictures | wc -l)" 0 'no TERM: just so'
before=''
cat >"$scratch/results" <<END
#!/bin/sh
exec "\$@" >$scratch/results.out
END
chmod +x results
before="$scratch/results"
on_terminal --check --parallel 6
wait_for 30 '[ -s status ]'
eventually 'results to a file: the line is on the terminal' '[ -s raw ] && pictures | grep -q "/20  "'
is "$(grep -c "^$net.* \(missing\|unchanged\|failed\): " results.out)" 20 \
    'and the file has a line for each machine'
is "$(grep -c "$(printf '\r')" results.out)" 0 'and nothing of the moving line'
on_terminal --check --json --parallel 6
wait_for 30 '[ -s status ]'
eventually '--json to a file: the line is on the terminal' '[ -s raw ] && pictures | grep -q "/20  "'
is "$(json results.out 'length')" 20 'and the file has what jq reads'
list 1 3 >"$pcs"
configure --check
unlike "$out$err" "$(printf '\r')" 'without a terminal there is no progress line'

t kill-server
finish
