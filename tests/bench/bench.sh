#!/bin/sh
# What `make bench` prints: how fast the product is, as ratios measured in the same run where that
# makes sense, with the goal beside it. On loopback addresses and in one scratch directory only.
#
#   FCFH_BUILD   where the programs are, if not in build/
set -u
unset CDPATH
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
umask 077

project=$(cd -- "$(dirname -- "$0")/../.." && pwd)
build=$(cd -- "${FCFH_BUILD:-$project/build}" && pwd) || exit 69
net=127.$((64 + $$ / 250 % 128)).$(($$ % 250))
password=Not-a-secret-1

fail() { # STATUS LINE...
    fail_status=$1
    shift
    printf 'bench: %s\n' "$@" >&2
    exit "$fail_status"
}

# --- Nothing may be left, however this ends

ours() { # what this started: all have a file of the scratch directory in their command line
    # shellcheck disable=SC2062 # that is no pattern of grep
    printf '%s\n' "$scratch" | grep -l -s -F -f - /proc/[0-9]*/cmdline | tr -dc '0-9\n'
}
none_left() { [ -z "$(ours)" ]; }
wait_until() { # SECONDS COMMAND...
    tries=$(($1 * 50))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.02
    done
}
stop_all() {
    for signal in TERM KILL; do
        jobs -p >"$scratch/jobs"
        # shellcheck disable=SC2046 # words are wanted
        kill -$signal $(ours) $(cat "$scratch/jobs") 2>/dev/null
        ! wait_until 5 none_left || break
    done
    wait
}
clean_up() {
    trap '' HUP INT PIPE TERM
    stop_all
    rm -rf "$scratch"
}
# The path goes into a command line of snmptrapd's configuration.
case ${TMPDIR:=/tmp} in *[!A-Za-z0-9/._-]*) TMPDIR=/tmp ;; esac
trap '' HUP INT PIPE TERM
scratch=$(mktemp -d "$TMPDIR/fcfh-bench.XXXXXX") || fail 73 'no temporary directory.'
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# --- Printing

missed=0
row() { # WHAT VALUE
    printf '%-50s %11s\n' "$1" "$2"
}
# The value may have a unit; LIMIT is like "<= 4".
goal() { # WHAT VALUE LIMIT
    verdict=$(echo "$2 $3" | awk '{ v = $1 + 0; limit = $NF + 0; how = $(NF - 1)
        met = how == "<=" ? v <= limit : how == "<" ? v < limit : v >= limit
        print met ? "met" : "NOT MET" }')
    [ "$verdict" = met ] || missed=$((missed + 1))
    printf '%-50s %11s  %-8s %s\n' "$1" "$2" "$3" "$verdict"
}
note() { printf '    %s\n' "$1"; }
median() { # of the numbers on standard input
    sort -n | awk '{ v[NR] = $1 }
        END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2 + 1)]) / 2 }'
}
highest() { sort -n | tail -n 1; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }

# --- Settings, entries, programs

queue=$scratch/queue
clients=$scratch/clients
conf=$scratch/fcfh.conf
export MIBS='' SNMP_PERSISTENT_DIR="$scratch/snmp" SNMPCONFPATH="$scratch/snmp"
unset FCFH_CONF
mkdir "$scratch/snmp"
ln -s "$build" "$scratch/bin"
echo $password >"$scratch/password"
new_queue() { # [PARALLEL]
    rm -rf "$queue"
    mkdir "$queue"
    printf '[queue]\ndirectory = %s\n[clients]\ndirectory = %s\n' "$queue" "$clients" >"$conf"
    printf '[amt]\npassword-file = %s\nparallel = %s\nlogin = networks\n' \
        "$scratch/password" "${1:-64}" >>"$conf"
}
uuid_of() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; } # NUMBER; as the stand-in has it
# Entries that wait, as fcfh-collector writes them: without it, because it starts fcfh-identify.
make_entries() { # COUNT
    now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    awk -v "count=$1" -v "now=$now" -v "net=$net" -v "queue=$queue" 'BEGIN {
        for (n = 1; n <= count; n++) {
            uuid = sprintf("5afe0016-c0de-4a11-8bad-%012x", n)
            file = queue "/" uuid ".xml"
            printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<client version=\"1\">\n" \
                " <uuid>%s</uuid>\n <address>%s.%d</address>\n" \
                " <state time=\"%s\">waiting</state>\n <source>pet</source>\n" \
                " <first_call>%s</first_call>\n <last_call>%s</last_call>\n" \
                " <last_seen>%s</last_seen>\n <calls>1</calls>\n</client>\n",
                uuid, net, n % 250, now, now, now, now) >file
            close(file)
        }
    }'
}
# Machines with TLS, each with a key of its own, which the register has; their options are in
# $scratch/tls.
make_keys() { # COUNT
    rm -rf "$clients"
    mkdir -m 750 "$clients" "$scratch/keys"
    n=0
    while [ $((n += 1)) -le "$1" ]; do
        key=$scratch/keys/$n
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
            -subj "/CN=pc$n" -keyout "$key.key" -out "$key.pem" 2>"$scratch/openssl" ||
            fail 70 'openssl makes no key:' "$(cat "$scratch/openssl")"
        printf -- '--tls %s.pem %s.key\n' "$key" "$key" >>"$scratch/tls"
        pin=$(openssl x509 -in "$key.pem" -noout -pubkey | openssl pkey -pubin -outform der |
            openssl dgst -sha256 -binary | base64)
        uuid=$(uuid_of $n)
        cat >"$clients/$uuid.xml" <<END
<client version="1"><uuid>$uuid</uuid><tls since="2026-01-02T03:04:05Z"/>
<key>sha256//$pin</key><learned time="2026-01-02T03:04:05Z"/></client>
END
    done
}
start_standins() { # COUNT DELAY-IN-MS [OPTION]...
    rm -f "$scratch/standin.log"
    standins=$1 delay=$2
    shift 2
    "$build/standin" --password-file "$scratch/password" --count "$standins" --delay "$delay" \
        --log "$scratch/standin.log" "$@" "$net.1" >"$scratch/standin" 2>&1 &
    standin=$!
    wait_until 10 grep -qs '^ready' "$scratch/standin" ||
        fail 69 'the stand-ins do not start:' "$(cat "$scratch/standin")"
}
stop() { # PID
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
start_snmptrapd() { # the shipped configuration, but for these programs and the network
    {
        printf '[snmp] serverRecvBuf 4194304\n[snmptrapd]\n'
        sed -e "s|@BINDIR@/fcfh-collector|$scratch/bin/fcfh-collector -c $conf|" \
            -e 's|^\(authCommunity [a-z,]* [^ ]*\) [0-9./]* |\1 127.0.0.0/8 |' \
            "$project/alert_collector/snmptrapd.conf.in" | uniq
    } >"$scratch/snmptrapd.conf"
    for port in 16301 16302 16303 16304 16305 16306 16307 16308 16309; do
        rm -f "$scratch/snmptrapd.log"
        snmptrapd -f -n -C -c "$scratch/snmptrapd.conf" -Lf "$scratch/snmptrapd.log" \
            "udp:127.0.0.1:$port" >"$scratch/snmptrapd" 2>&1 &
        snmptrapd=$!
        wait_until 10 snmptrapd_decided
        ! grep -qs 'NET-SNMP version' "$scratch/snmptrapd.log" || return 0
    done
    fail 69 'snmptrapd does not start:' "$(cat "$scratch/snmptrapd.log" "$scratch/snmptrapd")"
}
snmptrapd_decided() { # it says its version when it has got its port
    grep -qs 'NET-SNMP version' "$scratch/snmptrapd.log" || ! kill -0 $snmptrapd 2>/dev/null
}
call() { # NUMBER [LINK-UPS [MORE]]: sets $ms to what bench_call prints
    guid=$(printf '1600fe5adec0114a8bad%012x' "$1")
    ms=$("$build/bench_call" "$port" "$net.$1" "$guid" "$queue/$(uuid_of "$1").xml" ${2:+"$2"} ${3:+"$3"}) ||
        fail 70 "call $1 failed; snmptrapd's log:" "$(cat "$scratch/snmptrapd.log")"
}
identify_ended() {
    # shellcheck disable=SC2046 # words are wanted
    ! cat $(ours | sed 's|.*|/proc/&/cmdline|') /dev/null 2>/dev/null | grep -q fcfh-identify
}
exchanges() { # NUMBER: how many the log has with that machine
    grep -Fc " $net.$1:" "$scratch/standin.log"
}

# --- An alert that nobody waits for

printf '%s\n' "UDP: [$net.99]:664->[127.0.0.1]:162" "UDP: [$net.99]:664->[127.0.0.1]:162" \
    '.1.3.6.1.2.1.1.3.0 0:0:20:34.56' \
    '.1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.2558467' \
    '.1.3.6.1.4.1.3183.1.1.1 "00 00 FE 5A DE C0 11 4A 8B AD 00 00 00 00 FF FF 00 01 18 C3 C5 F0 FF FF 50 68 02 FF FF 26 61 06 00 00 00 00 00 00 00 19 00 00 01 57 00 00 C1 "' \
    '.1.3.6.1.6.3.18.1.3.0 127.0.0.1' '.1.3.6.1.6.3.18.1.4.0 "76 70 72 6F "' \
    '.1.3.6.1.6.3.1.1.4.3.0 .1.3.6.1.4.1.3183.1.1' >"$scratch/link-up"
cat >"$scratch/ip.sh" <<END
#!/bin/sh
IFS= read -r host
IFS= read -r peer
echo "\$peer" >>$scratch/calls.txt
END
chmod +x "$scratch/ip.sh"
# A thousand starts of each, in 20 chunks.
compare() { # WHAT LIMIT OTHER-PROGRAM
    # shellcheck disable=SC2046 # words are wanted
    set -- "$1" "$2" $("$build/bench_spawn" 20 50 "$scratch/link-up" \
        "exec $scratch/bin/fcfh-collector -c $conf" "exec $3")
    [ $# = 5 ] || fail 70 "$1: not measured"
    goal "$1" "$3" "$2"
    note "one start: $4 us, compared with $5 us; 1000 pairs, median of 20 chunks"
}

began=$(date +%s)
printf 'fcfh bench: %s processors, %s, files on %s\n\n' "$(getconf _NPROCESSORS_ONLN)" \
    "$(uname -sr)" "$(stat -f -c %T "$scratch")"
printf '%-50s %11s  %-7s\n' '' measured goal
new_queue
compare 'link-up ignored / static handler that only reads' '<= 1.25' "$scratch/bin/bench_null_handler"
compare 'link-up ignored / sh script that appends a line' '< 1' "$scratch/ip.sh"
make_entries 10000
compare 'the same / static handler, 10,000 in the queue' '<= 1.25' "$scratch/bin/bench_null_handler"

# --- From the datagram to the technician

calls_one_by_one() { # DELAY-IN-MS
    new_queue
    # shellcheck disable=SC2046 # words are wanted
    start_standins 20 "$1" $(cat "$scratch/tls")
    : >"$scratch/queued" && : >"$scratch/verified" && : >"$scratch/until" && : >"$scratch/all"
    n=0
    while [ $((n += 1)) -le 20 ]; do
        call $n
        exchanges $n >>"$scratch/until"
        echo "${ms% *}" >>"$scratch/queued"
        echo "${ms#* }" >>"$scratch/verified"
        wait_until 20 identify_ended || fail 70 'fcfh-identify does not end'
        exchanges $n >>"$scratch/all"
    done
    stop $standin
}
spread() { echo "$(median <"$1"), at most $(highest <"$1")"; } # FILE
make_keys 20
start_snmptrapd
calls_one_by_one 0
row 'datagram to entry in the queue, ms, median' "$(median <"$scratch/queued")"
note "20 calls one by one: $(spread "$scratch/queued")"
row 'datagram to verified, ms, median' "$(median <"$scratch/verified")"
note "AMT answers at once: $(spread "$scratch/verified")"
calls_one_by_one 50
note "AMT answers in 50 ms: $(spread "$scratch/verified")"
goal 'HTTP exchanges until verified' "$(highest <"$scratch/until")" '<= 4'
goal 'HTTP exchanges in all' "$(highest <"$scratch/all")" '<= 14'
rm -rf "$clients" # the others have no TLS

# --- Many at once

answered() { grep -l '>answered</state>' "$queue"/*.xml 2>/dev/null | wc -l; }
per_machine() { # COUNT PARALLEL: sets $ms, of one machine
    new_queue "$2"
    make_entries "$1"
    from=$(now_ms)
    "$build/fcfh-identify" -c "$conf" >"$scratch/identify" 2>&1 || :
    ms=$(awk "BEGIN { printf \"%.2f\", $(($(now_ms) - from)) / $1 }")
    [ "$(answered)" = "$1" ] ||
        fail 70 "$(answered) of $1 machines answered" "$(head -n 5 "$scratch/identify")"
}
start_standins 200 50
for _ in 1 2 3; do
    per_machine 10 1
    echo "$ms" >>"$scratch/one"
    "$build/bench_save" "$scratch" >>"$scratch/save" || fail 73 'no file can be written.'
    per_machine 200 64
    echo "$ms" >>"$scratch/many"
done
stop $standin
one=$(median <"$scratch/one") many=$(median <"$scratch/many")
goal '200 machines, parallel = 64 / one after another' \
    "$(awk "BEGIN { printf \"%.1f\", $one / $many }")" '>= 30'
note "one machine: $one ms after another, $many ms side by side; AMT takes 50 ms"
note "one safe write on this disk: $(median <"$scratch/save") ms; each machine needs two"

# shellcheck source=tests/bench/config.sh
. "$project/tests/bench/config.sh"

# --- A burst

new_queue
drops() { awk -v "p=:$(printf %04X "$port")" '$2 ~ p "$" { print $NF }' /proc/net/udp; }
before=$(drops)
call 1 2000
lost=$(($(drops) - before))
row 'link-ups handled a second, burst of 2,000' \
    "$(awk "BEGIN { printf \"%.0f\", (2000 - $lost) / $ms * 1000 }")"
note "$lost lost; buffer 4 MiB, limited by net.core.rmem_max = $(cat /proc/sys/net/core/rmem_max)"

# A storm with a call in its midst, into the receive buffer that the socket's unit gives.
sed "s|@BINDIR@/fcfh-collector|$scratch/bin/fcfh-collector -c $conf|" \
    "$project/alert_collector/fcfh-stream.in" >"$scratch/fcfh-stream"
chmod +x "$scratch/fcfh-stream"
mkdir "$scratch/run"
alerts() { "$build/fcfh-queue" -c "$conf" status --json | sed 's/.*"alerts": \([0-9]*\).*/\1/'; }
all_came() { [ "$(alerts)" = 30001 ]; }
storm() { # WHAT LIMIT-MS PROGRAM [ARGUMENT]...
    storm_name=$1 storm_limit=$2
    shift 2
    new_queue
    port=$((16310 + $$ % 1000))
    RUNTIME_DIRECTORY=$scratch/run "$build/bench_listen" 127.0.0.1 $port "$@" "udp:127.0.0.1:$port" \
        >"$scratch/storm" 2>&1 &
    snmptrapd=$!
    sleep 1
    if ! kill -0 $snmptrapd 2>/dev/null; then
        wait $snmptrapd
        [ $? = 77 ] || fail 69 'snmptrapd does not start:' "$(cat "$scratch/storm")"
        row "$storm_name" 'root only'
        return
    fi
    call 1 15000 15000
    goal "$storm_name" "$ms" "<= $storm_limit"
    wait_until 300 all_came || :
    goal '    of these lost' $((30001 - $(alerts))) '<= 0'
    stop $snmptrapd
}
start_snmptrapd # writes its configuration
stop $snmptrapd
sed -i '1d' "$scratch/snmptrapd.conf" # the buffer is the socket's
storm 'a call in 30,000 link-ups, traphandle: seen, ms' 25000 \
    snmptrapd -f -n -C -c "$scratch/snmptrapd.conf" -Lf "$scratch/snmptrapd.log"
storm 'a call in 30,000 link-ups, --stream: seen, ms' 1000 \
    "$scratch/fcfh-stream" "$scratch/snmptrapd.conf"

# --- Calls and events over HTTP

events_port=$((17000 + $$ % 1000))
cim=http://schemas.dmtf.org/wbem/wscim/1
# An event as AMT sends it; every request gets a number and a machine of its own.
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

# --- The register, with 10,000 clients

rm -rf "$clients"
mkdir "$clients"
"$build/bench_register" "$clients" >"$scratch/register" ||
    fail 70 'the register cannot be measured.'
read -r cold p99 again <"$scratch/register"
goal 'register: a look-up, 99th percentile, ms' "$p99" '< 1'
row 'register: reading it for the first time, ms' "$cold"
note "$again ms when a file in it has changed"
rm -r "$clients"

# --- The screen, with 10,000 clients, in a terminal of 80x24

new_queue
make_entries 10000
sed -i 's/>waiting</>verified</' "$queue"/*.xml
for _ in 1 2 3; do
    from=$(date +%s%N)
    ls -l "$queue" >/dev/null
    echo $(($(date +%s%N) - from)) | awk '{ print $1 / 1e6 }' >>"$scratch/ls"
    LC_ALL=C.UTF-8 "$build/bench_screen" 1 "$build/fcfh-queue" -c "$conf" >>"$scratch/screen" ||
        fail 70 'the screen cannot be measured.'
done
# The last of all is left alone for a minute.
LC_ALL=C.UTF-8 "$build/bench_screen" 60 "$build/fcfh-queue" -c "$conf" >>"$scratch/screen" ||
    fail 70 'the screen cannot be measured.'
first=$(awk '{ print $1 }' "$scratch/screen" | median)
goal 'screen: 10,000 clients, ms to the first picture' "$first" '<= 200'
note "$(awk "BEGIN { printf \"%.2f\", $first / $(median <"$scratch/ls") }") times what ls -l of that directory takes"
goal 'screen: ms from a key to its answer, highest' \
    "$(awk '{ print $3 }' "$scratch/screen" | highest)" '<= 30'
goal 'screen: bytes written in 60 idle seconds' "$(tail -n 1 "$scratch/screen" | awk '{ print $4 }')" \
    '<= 0'
goal 'screen: memory, MiB' \
    "$(awk '{ print $5 / 1024 }' "$scratch/screen" | highest)" '<= 64'

echo
case $missed in
    0) echo "All goals are met. Measured in $(($(date +%s) - began)) s." ;;
    *) echo "Goals NOT MET: $missed. Measured in $(($(date +%s) - began)) s." ;;
esac
