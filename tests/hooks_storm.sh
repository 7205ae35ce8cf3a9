# shellcheck shell=sh disable=SC2016,SC2154 # scripts; needs $build, $conf, $queue, $hooks, $scratch
# fcfh-hooks, killed again and again while the queue changes: tests/hooks_crash.t runs it briefly,
# tests/bench/hooks.sh runs it longer.

# Two hooks note each event, with a ticket number that is used only once, so that an event that is
# reported twice can be recognized. One of the hooks is slow.
storm_hooks() {
    for storm_hook in quick slow; do
        printf '%s\n' '#!/bin/sh' \
            "case \$1 in ticket | clear | call | gone) echo \"\$1 \$FCFH_ID \$FCFH_TICKET\" >>$scratch/$storm_hook.log;; esac" \
            "$([ $storm_hook = quick ] || echo sleep 0.02)" >"$hooks/$storm_hook"
        chmod 755 "$hooks/$storm_hook"
        : >"$scratch/$storm_hook.log"
    done
}
# Makes CHANGES changes to the given clients while fcfh-hooks is killed KILLS times; at the end
# fcfh-hooks reports what is left. Each client then has a ticket of its own or none.
storm() { # CHANGES KILLS ID...
    storm_changes=$1 storm_kills=$2
    shift 2
    : >"$scratch/storm.changing"
    (
        n=0
        while [ $n -lt "$storm_changes" ]; do
            for id; do
                n=$((n + 2))
                "$build/fcfh-queue" -c "$conf" ticket "$id" "T-$n"
                # In the last round every second client keeps its ticket.
                if [ $((n % 4)) != 0 ] || [ $n -le $((storm_changes - 2 * $#)) ]; then
                    "$build/fcfh-queue" -c "$conf" clear "$id"
                fi
            done
        done >/dev/null 2>"$scratch/storm.err"
        rm "$scratch/storm.changing"
    ) &
    storm_changer=$!
    storm_n=0
    storm_killed=0
    while [ $storm_killed -lt "$storm_kills" ]; do
        "$build/fcfh-hooks" -c "$conf" 2>>"$scratch/hooks.err" &
        storm_hooks=$!
        storm_n=$(((storm_n * 1103 + 12345) % 400)) # for how long it lives, in milliseconds
        sleep "$(printf '0.%03d' $storm_n)"
        kill -9 $storm_hooks
        wait $storm_hooks 2>/dev/null
        storm_killed=$((storm_killed + 1))
    done
    wait $storm_changer
    "$build/fcfh-hooks" -c "$conf" --once 2>>"$scratch/hooks.err"
}
# How many events with a ticket a hook was told of, and how many of them more than once.
storm_event_counts() { # HOOK
    awk 'NF == 3 { all++; if (seen[$0]++) twice++ } END { print all + 0, twice + 0 }' "$scratch/$1.log"
}
# The clients whose last state a hook was not told. A ticket that came and went before the hook was
# told of the call is not told: the call, without a ticket, is the last state then.
storm_missed() { # HOOK ID...
    storm_hook=$1
    shift
    for id; do
        storm_is=$(sed -n 's:.*<ticket[^_>]*>\(.*\)</ticket>.*:\1:p' "$queue/$id.xml")
        storm_last=$(grep "^[a-z]* $id " "$scratch/$storm_hook.log" | tail -n 1)
        case $storm_last in
            "ticket $id $storm_is") [ -z "$storm_is" ] || continue ;;
            "clear $id "* | "call $id ") [ -n "$storm_is" ] || continue ;;
        esac
        echo "$id: has '$storm_is', told '$storm_last'"
    done
}
