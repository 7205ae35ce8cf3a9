# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# fcfh-listener: calls and events over HTTP.

events_port=$((17000 + $$ % 1000))
cim=http://schemas.dmtf.org/wbem/wscim/1
# An event as AMT sends it; every request gets its own number and machine.
event() { # MESSAGE-ID
    printf '%s' "<a:Envelope xmlns:a=\"http://www.w3.org/2003/05/soap-envelope\"" \
        " xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"" \
        " xmlns:c=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"" \
        " xmlns:g=\"$cim/cim-schema/2/CIM_AlertIndication\" xmlns:h=\"$cim/common\">" \
        "<a:Header><c:AckRequested></c:AckRequested><b:Action a:mustUnderstand=\"true\">" \
        "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event</b:Action>" \
        "<b:MessageID>uuid:00000000-8086-8086-8086-NNNNNNNNNNNN</b:MessageID>" \
        "<c:ResourceURI>$cim/cim-schema/2/CIM_AlertIndication</c:ResourceURI>" \
        "<m:UUID xmlns:m=\"urn:fcfh:client:1\">5afe0016-c0de-4a11-8bad-NNNNNNNNNNNN</m:UUID>" \
        "</a:Header><a:Body><g:CIM_AlertIndication><g:AlertType>8</g:AlertType>" \
        "<g:IndicationFilterName>Intel(r) AMT:AllEvents</g:IndicationFilterName>" \
        "<g:IndicationIdentifier>Intel(r):NNNNNNNNNNNN</g:IndicationIdentifier>" \
        "<g:IndicationTime><h:Datetime>2026-11-23T12:00:00.000Z</h:Datetime></g:IndicationTime>" \
        "<g:Message></g:Message><g:MessageArguments>0</g:MessageArguments><g:MessageArguments>" \
        "Interop:CIM_ComputerSystem.CreationClassName=CIM_ComputerSystem,Name=Intel(r) AMT" \
        "</g:MessageArguments><g:MessageID>$1</g:MessageID><g:OwningEntity>Intel(r) AMT" \
        "</g:OwningEntity><g:PerceivedSeverity>2</g:PerceivedSeverity>" \
        "<g:SystemName>Intel(r) AMT</g:SystemName></g:CIM_AlertIndication></a:Body></a:Envelope>"
}
answers() { grep -qs " 0100007F:$(printf %04X "$1") 00000000:0000 0A " "$scratch/tcp"; }
listens() { cat /proc/net/tcp >"$scratch/tcp" && answers "$1"; } # PORT
# Sets $rate and $p99.
post() { # keep|new PORT CONNECTIONS REQUESTS FILE
    posted=$("$build/bench_post" "$1" 127.0.0.1 "$2" "$net" "$3" "$4" "$5") ||
        fail 70 'events cannot be posted:' "$(cat "$scratch/listener")"
    rate=${posted%% *} p99=${posted#* } p99=${p99%% *}
    [ "${posted##* }" = 0 ] || fail 70 "${posted##* } events were not answered well"
}
compare_posts() { # keep|new REQUESTS: sets $ratio, $rate, $p99, in turn, median of five
    : >"$scratch/ratios"
    for _ in 1 2 3 4 5; do
        post "$1" $((events_port + 1)) 8 "$2" "$scratch/ignored.xml"
        least=$rate
        post "$1" $events_port 8 "$2" "$scratch/ignored.xml"
        awk "BEGIN { printf \"%.3f\\n\", $rate / $least }" >>"$scratch/ratios"
    done
    ratio=$(sort -n "$scratch/ratios" | sed -n 3p)
}
event iAMT0005 >"$scratch/ignored.xml"
event iAMT0036 >"$scratch/call.xml"
new_queue
printf '[listener]\naddress = 127.0.0.1\nport = %s\n' $events_port >>"$conf"
mkdir "$scratch/listener.bin" # beside a fcfh-identify that does nothing
cp "$build/fcfh-listener" "$scratch/listener.bin"
printf '#!/bin/sh\n' >"$scratch/listener.bin/fcfh-identify"
chmod +x "$scratch/listener.bin/fcfh-identify"
"$scratch/listener.bin/fcfh-listener" -c "$conf" >"$scratch/listener" 2>&1 &
listener=$!
"$build/bench_mhd_minimal" 127.0.0.1 $((events_port + 1)) &
minimal=$!
for port in $events_port $((events_port + 1)); do
    wait_until 10 listens "$port" ||
        fail 69 'the listener does not start:' "$(cat "$scratch/listener")"
done
compare_posts new 4000
goal 'ignored events / least server, connection each' "$ratio" '>= 0.7'
note "$rate events a second, 99th percentile $p99 ms; 8 at a time, no log-in on either side"
compare_posts keep 10000
row 'ignored events / least server, connections kept' "$ratio"
note "$rate events a second, 99th percentile $p99 ms: the rest is reading the XML, and the queue"
for connections in 1 64; do
    rm -rf "$queue"
    post keep $events_port $connections 1000 "$scratch/call.xml"
    row "calls a second on disk, $connections at a time" "$rate"
    note "99th percentile $p99 ms; each on disk before its answer"
done
stop $listener
stop $minimal

# What a body that is made to be slow can cost.
"$build/bench_xml" >"$scratch/xml" || fail 70 'reading XML cannot be measured.'
for size in '1 MiB' '64 KiB'; do
    read -r xml_ms what
    goal "the worst body of $size: CPU, ms" "$xml_ms" '<= 50'
    note "$what"
done <"$scratch/xml"
