#!/bin/sh
# The tests themselves: a test that is ended half way leaves no process and no file behind, even
# where the reader of its results has already ended, as after Ctrl-C. `finish` looks for leftovers.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

mkdir "$scratch/tests"
cat >"$scratch/tests/other.t" <<END
#!/bin/sh
. "$project/tests/lib.sh"
perl -e 'sleep 60' "\$scratch" &
echo \$! >"$scratch/sleeper"
for n in 1 2 3 4 5 6 7 8 9; do ok "\$n" && sleep 0.1; done
kill -TERM \$\$
touch "$scratch/whole"
END
chmod +x "$scratch/tests/other.t"

"$scratch/tests/other.t" 2>"$scratch/said" | head -n 1 >"$scratch/seen"
is "$(cat "$scratch/seen")" 'ok 1 - 1' 'its first result is read, and no more'
check 'it had a process' [ -s "$scratch/sleeper" ]
check 'the process has ended with it' [ ! -e "/proc/$(cat "$scratch/sleeper")" ]
run "$scratch/tests/other.t"
is "$status $(printf '%s\n' "$out" | wc -l)" '143 9' 'SIGTERM ends it'
check 'the process has ended with it, too' [ ! -e "/proc/$(cat "$scratch/sleeper")" ]
check 'it did not run to its end' [ ! -e "$scratch/whole" ]
finish
