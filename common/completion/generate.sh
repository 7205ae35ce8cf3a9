#!/bin/sh
# generate.sh PROGRAM DIRECTORY: what completes the command line of a program in bash, zsh and fish,
# made of what it says with --dump-options: DIRECTORY/bash/NAME, zsh/_NAME and fish/NAME.fish.
#
# A usage is words in their order. Those in lower case are what they are, "a|b" is one of several; of
# the others ID is a client of the queue, T a ticket, TOOL a tool, KEY a key of the configuration,
# FILE a file; what else there is nobody can complete.
set -eu
program=$1
directory=$2
name=${program##*/}
mkdir -p "$directory/bash" "$directory/zsh" "$directory/fish"
dump=$("$program" --dump-options)

options=$(printf '%s\n' "$dump" | sed -n 's/^option \([^ ]*\).*/\1/p' | paste -sd' ' -)
takers=$(printf '%s\n' "$dump" | sed -n 's/^option \([^ ]*\) =$/\1/p' | paste -sd'|' -)
# What may stand behind which words: "2/run/* ID", the longest first.
places=$(printf '%s\n' "$dump" | awk '
    $1 == "usage" {
        before = ""
        for (i = 2; i <= NF && $i !~ /^\[?-/; i++) {
            word = $i
            gsub(/[][]/, "", word)
            place = (i - 2) before
            if (!((place, word) in seen)) what[place] = what[place] " " word
            seen[place, word] = 1
            before = before "/" (word ~ /^[a-z-]+$/ ? word : "*")
        }
    }
    END { for (place in what) print place what[place] }' | sort -rn)

# The lines that stand for a word, as a command of any of the three shells.
lines_of() { # WORD PLACE
    case $1-$2-$name in
        ID-*-fcfh-settings)
            printf '%s' "fcfh-settings clients list 2>/dev/null | grep -Eo '^[0-9a-f-]{36}'" ;;
        ID-1/restore-*) printf '%s' 'fcfh-queue list --archive --plain 2>/dev/null | cut -f 1' ;;
        ID-*) printf '%s' 'fcfh-queue list --plain 2>/dev/null | cut -f 1' ;;
        T-*) printf '%s' 'fcfh-queue list --plain 2>/dev/null | cut -f 8 | grep .' ;;
        TOOL-*)
            printf '%s' "fcfh-settings get 2>/dev/null | sed -n 's/^tools[.]//p' | sed 's/ = .*//'" ;;
        KEY-*)
            printf '%s' "fcfh-settings get 2>/dev/null | sed -n 's/ =.*//p' | grep -v ' '" ;;
    esac
}
# All that may stand at a place.
commands_of() { # PLACE WORD...
    at=$1
    shift
    plain=''
    others=''
    for word; do
        case $word in
            *[A-Z]*)
                lines=$(lines_of "$word" "$at")
                [ -z "$lines" ] || others="$others; $lines"
                ;;
            *) plain="$plain $(printf %s "$word" | tr '|' ' ')" ;;
        esac
    done
    [ -z "$plain" ] || others="; printf '%s\\n'$plain$others"
    printf '%s' "${others#; }"
}
# case branches of bash and zsh.
branches() {
    printf '%s\n' "$places" | while read -r place words; do
        # shellcheck disable=SC2086 # words are wanted
        set -- $words
        lines=$(commands_of "$place" "$@")
        [ "$words" != FILE ] || lines='files=yes'
        [ -z "$lines" ] || printf '        %s) %s ;;\n' "$place" "$lines"
    done
}
function=_$(printf %s "$name" | tr - _)

# The words before the cursor that are no options nor belong to one, as a place.
walk() {
    cat <<END
    local place='' count=0 skip='' word
    for word in "\$@"; do
        if [ -n "\$skip" ]; then skip=''; continue; fi
        case \$word in
            ${takers:---}) skip=yes ;;
            -*) ;;
            *) place="\$place/\$word"; count=\$((count + 1)) ;;
        esac
    done
END
}
{
    echo "# Completion of $name for bash; made from its own options."
    echo "${function}_lines() { # what may stand behind these words"
    walk
    echo "    case \$count\$place in"
    branches | sed "s/files=yes/compgen -f -- \"\$cur\"/"
    echo "    esac"
    echo "}"
    cat <<END
$function() {
    local cur="\${COMP_WORDS[COMP_CWORD]}" line
    local before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
    COMPREPLY=()
    case "\${before[@]: -1}" in
        ${takers:---}) compopt -o default 2>/dev/null; return ;;
    esac
    if [[ \$cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "\$cur")
        return
    fi
    cur=\${cur//\\\\/}
    while IFS= read -r line; do
        [[ \$line != "\$cur"* ]] || COMPREPLY+=("\$(printf %q "\$line")")
    done < <(${function}_lines "\${before[@]}")
}
complete -F $function $name
END
} >"$directory/bash/$name"
{
    echo "#compdef $name"
    echo "# Completion of $name for zsh; made from its own options."
    echo "local cur=\"\${words[CURRENT]}\" before=\"\${words[CURRENT-1]}\" files=''"
    cat <<END
case \$before in
    ${takers:---}) _files; return ;;
esac
if [[ \$cur == -* ]]; then
    compadd -- $options
    return
fi
set -- "\${(@)words[2,CURRENT-1]}"
END
    walk | sed 's/^    //'
    echo "local -a found"
    echo "case \$count\$place in"
    branches | sed -e 's/^    //' -e "/files=yes/! s/) \\(.*\\) ;;\$/) found=(\"\${(@f)\$(\\1)}\") ;;/"
    echo "esac"
    echo "if [ -n \"\$files\" ]; then _files; else compadd -- \"\${(@)found:#}\"; fi"
} >"$directory/zsh/_$name"
{
    echo "# Completion of $name for fish; made from its own options."
    cat <<END
function _${function}_at # whether these words are before the cursor, options left out
    set -l place
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "\$skip"
            set skip
            continue
        end
        switch \$word
            case $(printf %s "${takers:---}" | sed "s/[^|]*/'&'/g; s/|/ /g")
                set skip yes
            case '-*'
            case '*'
                set -a place \$word
        end
    end
    set -l found (count \$place)
    for word in \$place
        set found \$found/\$word
    end
    string match -q -- \$argv[1] \$found
end
complete -c $name -f
END
    printf '%s\n' "$dump" | sed -n "s/^option --\\([^ ]*\\) =\$/complete -c $name -l \\1 -r -F/p
        s/^option --\\([^ ]*\\)\$/complete -c $name -l \\1/p
        s/^option -\\(.\\) =\$/complete -c $name -s \\1 -r -F/p
        s/^option -\\(.\\)\$/complete -c $name -s \\1/p"
    printf '%s\n' "$places" | while read -r place words; do
        # shellcheck disable=SC2086 # words are wanted
        set -- $words
        lines=$(commands_of "$place" "$@" | sed "s/[\\\\']/\\\\&/g")
        if [ "$words" = FILE ]; then
            echo "complete -c $name -F -n '_${function}_at \"$place\"'"
        elif [ -n "$lines" ]; then
            echo "complete -c $name -f -n '_${function}_at \"$place\"' -a '($lines)'"
        fi
    done
} >"$directory/fish/$name.fish"
