# Commands as they are in docs/INSTALL.md. A block of them is an indented paragraph after a mark, a
# line <!-- walk: NAME -->. A line that begins with "# " is a command for root, one with "$ " for
# any user; further indented lines after it belong to it.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154
page_file=docs/INSTALL.md

page_blocks() { sed -n 's/^ *<!-- walk: \([a-z0-9-]*\) -->$/\1/p' $page_file; }

page_commands() { # BLOCK: as it is there
    awk -v mark="<!-- walk: $1 -->" '
        on && !/^    / { exit }
        on { if (!within) { match($0, /^ */); within = RLENGTH } print substr($0, within + 1) }
        $0 ~ "^ *" mark "$" { on = 1 }' $page_file
}

page_whole_commands() { # each command on one line
    sed -e ':more' -e '/\\$/{N; s/\\\n */ /; b more' -e '}'
}

# ---------------------------------------------------------------- run: with tests/lib.sh before

person=tech            # who types what begins with "$ "
page_here=/home/$person # where
page_walked=/root/walked
page_status=0 # what a block is to end with

# Each group of a block's commands that one user types: $scratch/step.N.root or step.N.person. With
# :N after the block's name, only its Nth command.
page_steps() { # BLOCK[:N] [WORD=VALUE]...
    page_block=${1%:*} page_nth=0
    [ "$page_block" = "$1" ] || page_nth=${1#*:}
    shift
    page_commands "$page_block" >"$scratch/block"
    for pair; do
        perl -pi -e 'BEGIN { ($word, $value) = split /=/, shift, 2 }
            $found += s/(?<![A-Za-z])\Q$word\E(?![A-Za-z])/$value/g;
            END { exit !$found }' "$pair" "$scratch/block" || return 1
    done
    rm -f "$scratch"/step.*
    awk -v nth="$page_nth" -v to="$scratch/step" '
        /^[#$] / {
            command++
            as = /^#/ ? "root" : "person"
            if (as != before && (!nth || nth == command)) { step++; before = as }
            $0 = substr($0, 3)
        }
        !nth || nth == command { print >(to "." step "." as) }' "$scratch/block"
    [ -e "$scratch/step.1.root" ] || [ -e "$scratch/step.1.person" ]
}
# Runs a file as a login shell of root, or of the person, would. Notes where it ends.
page_shell() { # FILE
    {
        echo "set -e; cd $page_here"
        cat "$1"
        echo "pwd >$scratch/here"
    } >"$scratch/script"
    set -- TERM=vt220 LC_ALL=C.UTF-8 MAKEFLAGS=-j2 DEBIAN_FRONTEND=noninteractive bash "$scratch/script"
    chmod 711 "$scratch"
    case $page_as in
        root) set -- env -i HOME=/root USER=root \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" ;;
        *) set -- runuser -u $person -- env -i HOME=/home/$person USER=$person \
            PATH=/usr/local/bin:/usr/bin:/bin "$@" ;;
    esac
    : >"$scratch/here" && chmod 666 "$scratch/here"
    page_run "$@"
    [ ! -s "$scratch/here" ] || page_here=$(cat "$scratch/here")
}
page_step() {
    for step in "$scratch"/step.*; do
        page_as=${step##*.}
        page_shell "$step"
        [ "$status" = "$page_status" ] || break
    done
    page_name=$(head -n 1 "$scratch/block" | cut -c 1-60)
    [ "$status" = "$page_status" ] || tail -n 40 "$scratch/out" | sed 's/^/#   ends with: /'
    is "$status" "$page_status" "INSTALL, $page_block: $page_name"
    echo "$page_block" >>$page_walked
    page_status=0
}
page() { # BLOCK [WORD=VALUE]...
    page_run() { run "$@" </dev/null; }
    if page_steps "$@"; then page_step; else not_ok "INSTALL has $*"; fi
}
# The same at a terminal, where it asks questions. An answer ends with Enter; <enter> is Enter
# alone, and <q> the key q.
page_asks() { # BLOCK[:N] [WORD=VALUE]... -- [QUESTION ANSWER]...: an ERE, and what is typed then
    page_words=''
    while [ "$1" != -- ]; do
        page_words="$page_words $1"
        shift
    done
    shift
    printf '%s\n' "$@" >"$scratch/dialogue"
    page_run() {
        printf 'exec %s\n' "$*" >"$scratch/typed"
        [ -p "$scratch/keys" ] || mkfifo "$scratch/keys"
        : >"$scratch/typescript"
        script -qefc "stty rows 24 cols 80; . $scratch/typed" "$scratch/typescript" \
            <"$scratch/keys" >"$scratch/out" 2>"$scratch/err" &
        page_pid=$!
        exec 9>"$scratch/keys"
        seen=0
        while read -r wanted_question && read -r answer; do
            wait_for 15 'tail -c +$((seen + 1)) "$scratch/typescript" | tr -d "\r" |
                grep -Eq -e "$wanted_question"' ||
                not_ok "it asks: $wanted_question" "$(tail -n 5 "$scratch/typescript")"
            seen=$(stat -c %s "$scratch/typescript")
            case $answer in
                '<enter>') printf '\r' >&9 ;;
                '<q>') printf q >&9 ;;
                *) printf '%s\r' "$answer" >&9 ;;
            esac
        done <"$scratch/dialogue"
        status=0
        wait "$page_pid" || status=$?
        exec 9>&-
        out=$(cat "$scratch/typescript")
    }
    # shellcheck disable=SC2086 # words are wanted
    if page_steps $page_words; then page_step; else not_ok "INSTALL has $page_words"; fi
}
page_all_walked() {
    sort -u $page_walked >"$scratch/walked"
    # Of the packages that another Debian needs one is not walked here.
    is "$(page_blocks | grep -v '^runtime-' | sort | comm -23 - "$scratch/walked" | tr '\n' ' ')" '' \
        'INSTALL: each block that is marked so was walked'
}
