# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # as tests/lib.sh, which comes before
# For the tests of fcfh-listener: events, a listener in the background, curl as AMT.

events_port=$port
at=$net.1
base=http://$at:$events_port
event_user=amt-events
event_password=Canary-4e8b1
(umask 077 && echo "$event_password" >"$scratch/event-password")

# An event of a machine. Arguments: its ID, a number for the message, UUID or '', 'ack' or '', its
# arguments.
event() {
    event_id=$1 event_number=$2 event_uuid=$3 event_ack=$4
    shift 4
    cim=http://schemas.dmtf.org/wbem/wscim/1
    wsman=http://schemas.dmtf.org/wbem/wsman/1
    printf '<?xml version="1.0" encoding="UTF-8"?><a:Envelope%s%s%s%s%s>' \
        ' xmlns:a="http://www.w3.org/2003/05/soap-envelope"' \
        ' xmlns:b="http://schemas.xmlsoap.org/ws/2004/08/addressing"' \
        " xmlns:c=\"$wsman/wsman.xsd\"" " xmlns:g=\"$cim/cim-schema/2/CIM_AlertIndication\"" \
        " xmlns:h=\"$cim/common\""
    printf '<a:Header>%s<b:Action a:mustUnderstand="true">%s</b:Action>' \
        "${event_ack:+<c:AckRequested></c:AckRequested>}" "${event_action-$wsman/wsman/Event}"
    printf '<b:MessageID>uuid:00000000-8086-8086-8086-%012d</b:MessageID>' "$event_number"
    printf '<c:ResourceURI>%s</c:ResourceURI>' "$cim/cim-schema/2/CIM_AlertIndication"
    [ -z "$event_uuid" ] || printf '<r:UUID xmlns:r="urn:fcfh:client:1">%s</r:UUID>' "$event_uuid"
    printf '</a:Header><a:Body><g:CIM_AlertIndication><g:AlertType>8</g:AlertType>'
    printf '<g:IndicationIdentifier>Intel(r):%d</g:IndicationIdentifier>' \
        "${event_indication-$event_number}"
    printf '<g:IndicationTime><h:Datetime>2026-11-23T12:00:00.000Z</h:Datetime>'
    printf '</g:IndicationTime><g:Message></g:Message>'
    for argument; do printf '<g:MessageArguments>%s</g:MessageArguments>' "$argument"; done
    printf '<g:MessageID>%s</g:MessageID><g:OwningEntity>Intel(r) AMT</g:OwningEntity>' "$event_id"
    printf '<g:SystemName>Intel(r) AMT</g:SystemName></g:CIM_AlertIndication></a:Body>'
    printf '</a:Envelope>'
}
call_event() { event iAMT0036 "$@"; } # NUMBER UUID ACK ARGUMENT...

# The status of the answer, or 000; its body is in $scratch/answer, its headers in $scratch/headers.
post_as() { # SOURCE FILE CURL-OPTION...
    post_from=$1 post_file=$2
    shift 2
    rm -f "$scratch/answer" "$scratch/headers"
    curl -sS -m "${post_seconds-20}" --interface "$post_from" -H 'Content-Type:' -H 'Expect:' \
        -o "$scratch/answer" -D "$scratch/headers" -w '%{http_code}' --data-binary "@$post_file" \
        "$@" 2>"$scratch/curl-err"
}
post() { # SOURCE FILE [URL [CURL-OPTION]...]: with the right password
    post_source=$1 post_what=$2 post_url=${3-$base/}
    shift 2
    [ $# = 0 ] || shift
    post_as "$post_source" "$post_what" --digest -u "$event_user:$event_password" "$@" "$post_url"
}
header() { # NAME: of the last answer
    sed -n "s/^$1: *//Ip" "$scratch/headers" | tr -d '\r' | tail -n 1
}
listener_conf() { # SETTING...; beside the usual ones, where it does not name them
    for usual in "listener.address=$at" "listener.port=$events_port" "listener.user=$event_user" \
        "listener.password-file=$scratch/event-password" amt.networks=127.0.0.0/8; do
        case " $*" in *" ${usual%%=*}="*) ;; *) set -- "$usual" "$@" ;; esac
    done
    write_conf "$@"
}
# Runs in the background, beside a fcfh-identify that only notes in $scratch/started how it was
# called (after quiet_collector); its pid is in $listener, its messages in $scratch/listener-err.
start_listener() {
    # Only once: the process that the previous one started may not have reached its exec yet.
    [ -e "$scratch/bin/fcfh-listener" ] || cp "$build/fcfh-listener" "$scratch/bin"
    "$scratch/bin/fcfh-listener" -c "$conf" >"$scratch/listener-out" 2>"$scratch/listener-err" &
    listener=$!
    wait_for 10 'tcp_listens "$at" "$events_port"' ||
        { echo "Bail out! it does not start: $(cat "$scratch/listener-err")"; exit 1; }
}
stop_listener() { # NAME: it ends with 0
    status=0
    kill "$listener"
    wait "$listener" || status=$?
    is "$status" 0 "$1"
}
# Connections to the listener that it has taken, and not shut down; with a PREFIX, those from addresses
# that begin with it. Before it takes one, a connection is nobody's: it has no inode.
served() { # [PREFIX]
    awk -v at="$(socket_name "$at" "$events_port")" -v from="$(prefix_name "${1-}")" '
        $2 == at && $4 == "01" && $10 != 0 && $3 ~ from "...." { n++ } END { print n + 0 }' /proc/net/tcp
}
prefix_name() { # PREFIX: of an IPv4 address, as the end of what /proc/net shows
    printf %s "$1" | awk -F. '{ for (i = NF; i > 0; i--) printf "%02X", $i; if (NF) printf ":" }'
}
all_are_taken() { # whether none waits to be taken
    ! awk -v at="$(socket_name "$at" "$events_port")" '
        $2 == at && $4 == "01" && $10 == 0 { waits = 1 } END { exit !waits }' /proc/net/tcp
}
said() { grep -Eq -e "$1" "$scratch/listener-err"; }
