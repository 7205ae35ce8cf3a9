# What the tests of this folder share, in addition to lib.sh, which is sourced here. Each is small
# in `make check` and large in `make torture`, which passes the word `large` to it and shows its
# figures.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
project=$(CDPATH='' cd -- "$project/.." && pwd)
parts=$project/tests/torture
size=${1:-small}
pick() { if [ "$size" = large ]; then echo "$2"; else echo "$1"; fi; } # SMALL LARGE
figure() { # WHAT VALUE
    [ "$size" = small ] || printf '# figure: %-62s %s\n' "$1" "$2"
}
q() { run timeout 60 "$build/fcfh-queue" -c "$conf" "$@" </dev/null; }
uuid() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; } # NUMBER; as the stand-in has it
guid() { printf '1600fe5adec0114a8bad%012x' "$1"; }
now_ms() { date +%s%3N; }
names() { find "$1" -mindepth 1 | wc -l; } # DIRECTORY: how many it has
# The text of a call of machine NUMBER, with sequence number SEQUENCE, as a traphandle gets it.
trap_of() { # NUMBER SEQUENCE [SOURCE]
    trap_text "${3-$net.$(($1 % 250 + 1))}" "$call_trap" "$(call_pet "$(guid "$1")" "$2")"
}
# Every request to AMT is refused without any network traffic.
nobody_is_asked() { write_conf amt.networks=192.0.2.0/24 "$@"; }
# What is in pending/ goes into the queue, as when fcfh-identify does that.
take_pending() { run timeout 120 "$build/fcfh-identify" -c "$conf"; }
all_valid() { # NAME
    is "$(find "$queue" -maxdepth 1 -name '*.xml' -exec xmllint --noout --relaxng \
        "$project/support_queue_db/entry.rng" {} + 2>&1 | grep -v ' validates$' | head -n 5)" '' "$1"
}
# How often a client called, in the queue and in archive/.
calls_of() { # ID
    cat "$queue/$1.xml" "$queue/archive/$1".*.xml 2>/dev/null |
        sed -n 's:.*<calls>\(.*\)</calls>.*:\1:p' | awk '{ n += $1 } END { print n + 0 }'
}

# --- A clock that is set while programs run: see clock.c

clock=$scratch/clock
set_clock() { perl "$parts/step.pl" "$clock" "$1"; } # SECONDS ahead of the machine's
# Programs with that clock: what this starts, and what that starts in turn. fcfh-collector is linked
# in a way that lets it have that clock.
clocked="env LD_PRELOAD=$build/torture/clock.so TORTURE_CLOCK=$clock" # for what is put in the background
with_clock() { $clocked "$@"; } # COMMAND...
clocked_programs() { # beside a fcfh-identify that only notes how it was called
    quiet_collector
    cp "$build/torture/fcfh-collector" "$scratch/bin"
}
