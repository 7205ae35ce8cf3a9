#!/bin/sh
# check_fcfh, for Nagios and Icinga: one line, figures after it, and the exit status that belongs to
# it.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
check_fcfh() { run env PATH="$build:$PATH" "$project/contrib/monitoring/check_fcfh" -c "$conf"; }
first() { printf '%s\n' "$out" | head -n 1; }

write_conf
mkdir -m 2770 "$queue"
check_fcfh
is "$status $out" '0 FCFH OK - 0 clients calling, 0 without ticket|calling=0 without_ticket=0 alerts=0c calls=0c dropped=0c' \
    'all is well'
quiet_collector
call "$net.1" "$pc1"
check_fcfh
is "$status $(first)" '0 FCFH OK - 1 clients calling, 1 without ticket|calling=1 without_ticket=1 alerts=1c calls=1c dropped=0c' \
    'a call'
write_conf amt.login=register
check_fcfh
like "$status $(first)" '^2 FCFH CRITICAL - 1 clients calling, 1 without ticket: register-empty\|' 'no caller would be asked'
like "$(printf '%s\n' "$out" | tail -n 1)" '^No client is in the register' 'with the sentence that explains it'
mv "$queue" "$scratch/away"
check_fcfh
like "$status $out" '^3 FCFH UNKNOWN - fcfh-queue: ' 'no queue'
is "$(printf '%s\n' "$out" | wc -l)" 1 'in one line'
finish
