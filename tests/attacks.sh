# What the tests of attacks share, in addition to lib.sh, which is sourced before it: a client with
# a key that the register knows, a forger at another address, calls that nobody made, and what a
# technician would see of all this.
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
quiet_collector
cp "$build/fcfh-queue" "$scratch/bin"
cd "$scratch" || exit 1
pc=$net.61 forger=$net.66
file=$queue/$uuid1.xml
make_key pc
make_key forger

# Starts machines of the forger, in place of the earlier ones; their log is forger.log.
forge() { # OPTION-OR-ADDRESS...
    [ -z "${forger_pid-}" ] || stop "$forger_pid"
    real=${standin-}
    echo anything >"$scratch/forger-password"
    launch_standin forger --password-file "$scratch/forger-password" "$@"
    forger_pid=$standin standin=$real
}
# Log-ins that reached the forger, as far as a relay or a machine that accepts any password can
# tell.
log_ins() { grep -c '^[0-9.]* [^ ]* [0-9]* 1 ' forger.log; }
requests() { grep -c . forger.log; }
link_up() { # SOURCE GUID
    sequence=$((sequence + 1))
    collect "$1" "$link_up_trap" "$(pet "$2" $sequence 06)"
}
queue_command() { # ARGUMENT...
    run timeout 30 "$scratch/bin/fcfh-queue" -c "$conf" "$@" </dev/null
}
# A person who may read the password asks AMT all the same.
ask_once() { # ID
    run timeout 90 "$build/fcfh-queue" -c "$conf" identify "$1" </dev/null
}
json() { # ID FILTER: of what show --json prints
    "$build/fcfh-queue" -c "$conf" show "$1" --json | jq -r "$2"
}
shown_client() { # ID: what a technician goes by
    json "$1" '"\(.state) \(.address) \(.ticket // "no ticket")"'
}
# No tool runs on that client unless a person allows it, and nobody is there to be asked.
no_tool() { # ID NAME
    rm -f "$scratch/ran"
    queue_command run Tool "$1"
    is "$status $(cat "$scratch/ran" 2>/dev/null)" '76 ' "$2: no tool runs"
}
tool="tools.Tool=/bin/sh -c 'echo at \$0 >>$scratch/ran' {address}"
