# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # scripts; the tests use these
# For tests/hooks*.t, sourced after lib.sh: a directory of hooks, and fcfh-hooks in the background.

hooks=$scratch/hooks
mkdir -m 755 "$hooks"
quiet_collector
cp "$build/fcfh-queue" "$scratch/bin" # beside a fcfh-identify that asks nobody
pc2=1600fe5adec0114a8bad000000000002 uuid2=5afe0016-c0de-4a11-8bad-000000000002
pc3=1600fe5adec0114a8bad000000000003 uuid3=5afe0016-c0de-4a11-8bad-000000000003

q() { run timeout 60 "$scratch/bin/fcfh-queue" -c "$conf" "$@"; }
# A hook that notes in NAME.log how it was called, and then does what BODY says.
hook() { # NAME [BODY]
    printf '%s\n' '#!/bin/sh' \
        'echo "$1 $FCFH_ID${FCFH_TICKET:+ ticket:$FCFH_TICKET}${FCFH_WHY:+ why:$FCFH_WHY}'"$(:
        )"'${FCFH_WAS_ADDRESS:+ was:$FCFH_WAS_ADDRESS}${FCFH_OLD_ID:+ old:$FCFH_OLD_ID}" >>'"$scratch/$1.log" \
        "${2-exit 0}" >"$hooks/.new"
    chmod 755 "$hooks/.new"
    : >>"$scratch/$1.log"
    mv "$hooks/.new" "$hooks/$1"
}
# What the hook was told about a client, in order; asked: what it was asked.
told() { # NAME ID
    sed -n "s/ $2\$//p; s/ $2 / /p" "$scratch/$1.log" | grep -v '^lookup\|^ticket-check' | paste -sd,
}
lookups_of() { # NAME ID
    sed -n "s/ $2\$//p; s/ $2 / /p" "$scratch/$1.log" | grep '^lookup\|^ticket-check' | paste -sd,
}
start_hooks() { # in the background; its pid is in $runs
    "$build/fcfh-hooks" -c "$conf" 2>>"$scratch/hooks.err" &
    runs=$!
}
stop_hooks() { # its exit status is in $code
    code=0
    kill "$runs"
    wait "$runs" || code=$?
}
once() { run timeout 60 "$build/fcfh-hooks" -c "$conf" --once; }
hook_is_up_to_date() { # NAME: whether it knows each entry as it is, and no other
    for told_file in "$queue"/*.xml "$queue/told/$1"/*.xml; do
        told_name=${told_file##*/}
        for told_key in ticket state calls; do
            [ "$(value "$queue/$told_name" $told_key)" = "$(value "$queue/told/$1/$told_name" $told_key)" ] ||
                return 1
        done
    done
}
