#!/bin/sh
# fcfh-config and passing failures: an error, a lost connection or a lost enumeration, once, at each
# of its requests in turn. The machine ends as if nothing had happened, and so does the report. When
# the answer to a change is lost, nobody knows whether it was made: it is not made twice.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/machines.sh"
faults='error-500 done-500 error-503 close lost cut context'

# Lines "ADDRESS WHAT", without the names of the machines.
nameless() { sed -E 's/pc[0-9-]+/pc/g; s/-[0-9a-f]{12}/-/g'; }
told() { # what fcfh-config told of each machine, but for the time
    jq -r '.host + " " + (del(.time, .host, .address, .hostname, .uuid) | tojson)' record | nameless
}
has() { # what each machine has at its end
    awk '{ sub(/:16992$/, "", $1); at = $1; $1 = ""; all[at] = all[at] $0 ";" }
        END { for (at in all) print at all[at] }' ./*.state | nameless
}
other_than() { # WHAT FROM TO: of these machines those that are not so
    WANTED=$1 awk -v from="$2" -v to="$3" '{ n = $1; sub(/.*\./, "", n); n += 0; $1 = ""
        if (n < from || n > to) next
        seen++
        if ($0 != " " ENVIRON["WANTED"]) print "at " n - from + 1 ":" $0 }
        END { if (seen != to - from + 1) print seen + 0 " machines" }'
}
run_on() { # FROM TO OPTION...: fcfh-config on these machines
    from=$1 to=$2
    shift 2
    list "$from" "$to" >"$pcs"
    run timeout 120 $as_admin --parallel 256 --json --hosts "$pcs" "$@" admin
    cp out record
}
# Repeats the last of the runs with a fault at each of its requests. The runs before it are not
# disturbed.
each_request() { # NAME 'OPTION-OF-STANDIN...' 'OPTION...'...: a run for each of the latter
    each=$1 amt=$2
    shift 2
    machines reference $amt "$(at 1)"
    pids=$standin before=0
    for options; do
        before=$(requests "$(at 1)")
        run_on 1 1 $options
    done
    places=$(($(requests "$(at 1)") - before))
    is "$status" 0 "$each: without faults, in $places requests"
    good=$(told | cut -d' ' -f2-) state=$(has | cut -d' ' -f2-)
    first=2
    for fault in $faults; do
        machines "$fault" $amt --fault-each "$fault" --fault-from "$before" --count "$places" \
            --uuid "5afe0016-c0de-4a11-8bad-$(printf %012d $((first * 1000)))" --serial "$fault-" \
            --host "pc$first-" "$(at $first)"
        pids="$pids $standin" first=$((first + places))
    done
    for options; do run_on 2 $((first - 1)) $options; done
    told >is_told
    has >is_there
    first=2
    for fault in $faults; do
        last=$((first + places - 1))
        is "$(other_than "$good" $first $last <is_told)" '' "$each, $fault: the report is the same"
        is "$(other_than "$state" $first $last <is_there)" '' "$each, $fault: the machine has the same settings"
        first=$((last + 1))
    done
    is "$(grep -c ' 500 ' error-500.log) $(grep -c ' 503 ' error-503.log)" "$places $places" \
        "$each: there was a fault at each place"
    is "$(cat ./*.log | grep -c concurrent)" 0 "$each: one request at a time"
    for pid in $pids; do stop "$pid"; done
    rm -f ./*.log ./*.state clients/*.xml
}

each_request 'by PET' '' ''
each_request 'a policy of our own' '--quirk no-call-filter --absent CIM_Card' ''
each_request 'taken away' '--quirk no-call-filter' '' '--remove --yes'
conf_before=$conf conf=$scratch/other.conf
(umask 077 && echo 'Another-Canary-1' >"$scratch/other")
plain_conf collector.event-url=http://192.0.2.10:9/events "amt.password-file=$scratch/other"
conf=$conf_before
each_request 'by WS-Event, another password, a domain' '' '' \
    "-c $scratch/other.conf --alerts both --domain corp.example"
each_request 'WS-Events taken away' '' "-c $scratch/other.conf --alerts both" \
    "-c $scratch/other.conf --alerts both --remove --yes"
finish
