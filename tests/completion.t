#!/bin/sh
# What bash, zsh and fish complete on the command lines of the programs.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf 'tools.Serial console=true {id}' tools.Ping=true
a1=$net.151
completions=$build/completion
call "$a1" $pc1
cp "$build/fcfh-queue" "$scratch/bin"
"$scratch/bin/fcfh-queue" -c "$conf" ticket $uuid1 INC-7
export FCFH_CONF="$conf" PATH="$build:$PATH"

by_bash() { # WORD...: the last is what is typed by now
    bash --norc --noprofile -c '. "$0/bash/$1"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        "_${1//-/_}" 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"' "$completions" "$@"
}
# zsh itself selects the words that begin with what was typed.
by_zsh() {
    zsh -fc 'compadd() { shift; print -rl -- "$@" }; _files() { print -r -- a-file }
        one() { local -a words; words=("$@"); local CURRENT=$#; . "$completions/zsh/_$1" }
        completions=$0; one "$@"' "$completions" "$@" | while IFS= read -r line; do
        for typed; do :; done
        case $line in "$typed"*) printf '%s\n' "$line" ;; esac
    done
}
by_fish() {
    line=$1
    shift
    program=$line
    for word; do line="$line $word"; done
    XDG_CONFIG_HOME=$scratch XDG_DATA_HOME=$scratch XDG_CACHE_HOME=$scratch fish --no-config -c '
        source $argv[1]/fish/$argv[2].fish; complete -C $argv[3]' "$completions" "$program" "$line" |
        cut -f 1
}
gives() { # NAME WANTED WORD...: the words that are completed, with a | between
    gives_name=$1 wanted=$2
    shift 2
    is "$("by_$shell" "$@" | sed 's/\\//g' | sort | paste -sd'|')" "$wanted" "$shell: $gives_name"
}

for shell in bash zsh fish; do
    has_programs "completion by $shell" $shell || continue
    gives 'a command' show fcfh-queue sh
    gives 'several' 'take|tell|ticket' fcfh-queue t
    gives 'a client' $uuid1 fcfh-queue show 5a
    gives 'behind options' $uuid1 fcfh-queue -c x --json show 5a
    gives 'a ticket to close' INC-7 fcfh-queue close I
    gives 'a tool' 'Ping|Serial console' fcfh-queue run ''
    gives 'its client' $uuid1 fcfh-queue run Ping 5
    gives 'an option' --read-only fcfh-queue --read
    gives 'nothing after the last argument' '' fcfh-queue show $uuid1 ''
    gives 'a command of clients' 'export' fcfh-settings clients e
    gives 'a key' queue.timeout fcfh-settings get queue.tim
    gives 'what fcfh-manage does' 'power' fcfh-manage $uuid1 p
    gives 'and the argument that it takes' 'os-cycle|os-reset|os-shutdown' fcfh-manage $uuid1 power os
    gives 'the client to ask' $uuid1 fcfh-identify 5
    for program in collector config hooks identify listener manage queue settings; do
        options=$("$build/fcfh-$program" --help | grep -Eo '(^|[ ,|[])--[a-z0-9-]+' | tr -d ' ,|[' | sort -u)
        offered=$("by_$shell" "fcfh-$program" --)
        missing=$(for option in $options; do
            printf '%s\n' "$offered" | grep -qxe "$option" || echo "$option"
        done)
        is "$missing" '' "$shell: every option of fcfh-$program --help"
    done
done
run "$build/fcfh-queue" --help
unlike "$out" dump-options 'the command for the completion scripts is not in the help'
run "$build/fcfh-queue" --dump-options list
is "$status" 64 'and it takes no other arguments'

finish
