# What the tests of failing calls share, in addition to torture.sh: fault.so lets one call of a
# program fail, once. A run with a fault must end with a status of its kind and a message why, or
# do everything that it should; it must leave nothing half written; and the next run puts
# everything right.
# shellcheck shell=sh source=tests/torture/torture.sh disable=SC2016,SC2034,SC2154
all=0 bad_all=0
before=$scratch/before
mkdir "$before"

# What each run begins with is as it is now.
keep() {
    rm -rf "$before"
    mkdir "$before"
    cp -a "$conf" "$before/conf"
    for part in queue clients; do
        [ ! -e "$scratch/$part" ] || cp -a "$scratch/$part" "$before/$part"
    done
}
again() {
    rm -rf "$queue" "$scratch/clients"
    for part in queue clients; do
        [ ! -e "$before/$part" ] || cp -a "$before/$part" "$scratch/$part"
    done
    cp "$before/conf" "$conf"
    eval "${anew-}"
}
# Runs it; call number NUMBER of $program fails, or for 0 none.
with_fault() { # NUMBER COMMAND...
    number=$1
    shift
    rm -f "$scratch/fault"
    run env LD_PRELOAD="$build/torture/fault.so" FAULT_AT="$number" FAULT_PROGRAM="$program" \
        FAULT_LOG="$scratch/fault" FCFH_LOG="${log-stderr}" \
        timeout -k 5 60 "$@" <"${stdin:-/dev/null}"
}
# Which of the calls that were made in a run without a fault are to fail, each in a run of its own:
# FEW, evenly spread, or at each place in the code the first and the last, and of those between as
# many as make MOST; 0: all of them.
choose() { # FEW MOST
    awk -v few="$1" -v most="$2" '
        { place[NR] = $2; times[$2]++ }
        function begins(nth, all, parts) {
            return int(nth * parts / all) > int((nth - 1) * parts / all)
        }
        END {
            for (n = 1; n <= NR; n++) {
                all = times[place[n]]
                nth = seen[place[n]]++ # from 0
                if (few > 0 && begins(n + NR / few / 2, NR, few) || few == 0 && (most == 0 ||
                    all <= most || nth == 0 || begins(nth, all - 1, most - 1)))
                    print n
            }
        }' "$scratch/fault"
}
# What applies to all of them.
sound() { # prints what is wrong
    case $status in
        0) ;;
        1 | 6[4-9] | 7[0-8]) [ -n "$err$out" ] || echo "exit $status without a word" ;;
        *) echo "exit $status: $err" ;;
    esac
    ! grep -qs '^crash' "$scratch/fault" || echo "a crash: $err"
    case $out$err in *Canary-* | *Adm1n*) echo 'a password is printed' ;; esac
    grep -rlsF -e Canary- -e Adm1n "$queue" "$scratch/clients"
    for schema in "queue $project/support_queue_db/entry.rng" \
        "clients $project/common/amt/register.rng"; do
        find "$scratch/${schema%% *}" -maxdepth 1 -name '*.xml' -exec xmllint --noout --relaxng \
            "${schema#* }" {} + 2>&1 | grep -v ' validates$\|No such file'
    done
}
# STDIN is what it reads; DONE is a condition that is true after it has done what it should, AFTER
# one that is true after every run with a fault, in which it may run something again; ANEW is done
# before each run; LOG is where messages go. The DONE of a reader compares what it printed with what
# it usually prints.
each() { # NAME PROGRAM DONE COMMAND...
    name=$1 program=$2 done=$3
    shift 3
    again
    with_fault 0 "$@"
    cp "$scratch/out" "$scratch/usual"
    check "$name: as it should be" eval "[ $status = 0 ] && $done"
    made=$(wc -l <"$scratch/fault") times=0
    chosen=$(choose "$(pick "${few-6}" 0)" "${most-0}")
    : >"$scratch/bad"
    for n in $chosen; do
        again
        with_fault "$n" "$@"
        [ -s "$scratch/fault" ] || sleep 0.1 # for a process that outlives the first one
        # A run that waits less often makes fewer calls: then an earlier one fails.
        while [ ! -s "$scratch/fault" ] && [ "$n" -gt 1 ]; do
            n=$((n * 2 / 3))
            again
            with_fault "$n" "$@"
        done
        [ -s "$scratch/fault" ] || continue
        fault="$(head -n 1 "$scratch/fault") (number $n)"
        sound | sed "s/^/$fault: /" >>"$scratch/bad"
        [ "$status" != 0 ] || eval "$done" ||
            echo "$fault: exit 0, and not done: $err" >>"$scratch/bad"
        if [ -n "${after-}" ]; then
            eval "$after" || echo "$fault: not right after it: $err" >>"$scratch/bad"
        fi
        times=$((times + 1))
    done
    all=$((all + times)) bad_all=$((bad_all + $(wc -l <"$scratch/bad")))
    is "$(head -n 8 "$scratch/bad")" '' "$name: whatever fails ($times of $made calls)"
    check "$name: often enough" [ $times -gt $(($(printf "%s\n" "$chosen" | wc -l) / 2)) ]
}
calls() { value "$queue/$uuid1.xml" calls; }
timeless() { # FILE: without how long ago that was
    sed -E 's/ [0-9]+ (s|min|h) +/ /; s/\(([^)]* ago|in [^)]*)\)//' "$1"
}
same_output() {
    [ -n "$err" ] || [ "$(timeless "$scratch/out")" = "$(timeless "$scratch/usual")" ]
}
figures() {
    figure 'calls that were made to fail, one in each run' $all
    figure '    runs that crashed, hung, or left something half written' $bad_all
}
