#!/bin/sh
# What `make bench` prints: how fast the product is, as ratios measured in the same run where that
# makes sense, with the goal beside it. It uses loopback addresses and one scratch directory only.
#
#   bench.sh [SECTION]...   a section is a file beside this one, without its .sh; none: all
#
#   FCFH_BUILD   where the programs are, if not in build/
#   CALLERS      how many call in earnest in a flood (20)
#   MACHINES     how many machines the flood's calls lead to (1000)
#   ENTRIES      how many entries a full directory has (250000)
# shellcheck disable=SC2034 # the sections use them
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

sections=${*:-traps many storm flood directory config burst events register screen console kvm hooks}

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
        pgrep -P $$ >"$scratch/jobs" # jobs -p also has those that have ended
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
# The path becomes part of a command line in snmptrapd's configuration.
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
# The value may have a unit; LIMIT looks like "<= 4".
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
new_queue() { # [PARALLEL [LOGIN]]
    # The programs started last may still be tidying up the directory.
    wait_until 10 rm -rf "$queue" 2>/dev/null || fail 70 "$queue is in use."
    mkdir "$queue"
    printf '[queue]\ndirectory = %s\n[clients]\ndirectory = %s\n' "$queue" "$clients" >"$conf"
    printf '[amt]\npassword-file = %s\nparallel = %s\nlogin = %s\n' \
        "$scratch/password" "${1:-64}" "${2:-networks}" >>"$conf"
}
uuid_of() { printf '5afe0016-c0de-4a11-8bad-%012x' "$1"; } # NUMBER; as the stand-in has it
# Waiting entries, as fcfh-collector writes them: without it, because it would start fcfh-identify.
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
# Machines with TLS, each with a key of its own that is in the register; their options are in
# $scratch/tls.
make_keys() { # COUNT
    rm -rf "$clients" "$scratch/keys"
    mkdir -m 750 "$clients" "$scratch/keys"
    "$build/bench_keys" "$scratch/keys" "$clients" "$1" >"$scratch/tls" ||
        fail 70 'no keys can be made.'
}
# Machines without TLS, which the register knows by their realms.
make_realms() { # FROM TO
    [ -d "$clients" ] || mkdir -m 750 "$clients"
    perl -MDigest::MD5=md5_hex -e 'my ($dir, $from, $to) = @ARGV;
        for my $n ($from .. $to) {
            my $uuid = sprintf "5afe0016-c0de-4a11-8bad-%012x", $n;
            my $realm = uc md5_hex(pack "H*", $uuid =~ tr/-//dr);
            open my $f, ">", "$dir/$uuid.xml" or die "$uuid: $!\n";
            print $f "<client version=\"1\"><uuid>$uuid</uuid><realm>Digest:$realm</realm>",
                "<learned time=\"2026-01-02T03:04:05Z\"/></client>\n";
            close $f or die "$uuid: $!\n";
        }' "$clients" "$1" "$2" || fail 70 'the register cannot be made.'
}
# fcfh-identify --watch, and fcfh-collector, which reads traps from a pipe, as snmptrapd writes
# them.
start_stream() {
    mkfifo "$scratch/traps"
    "$build/fcfh-identify" -c "$conf" --watch >"$scratch/identify" 2>&1 &
    identify=$!
    "$build/fcfh-collector" -c "$conf" --stream --mark benchflood <"$scratch/traps" \
        >"$scratch/collector" 2>&1 &
    collector=$!
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
    grep -qs 'NET-SNMP version' "$scratch/snmptrapd.log" || ! kill -0 "$snmptrapd" 2>/dev/null
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

# --- The sections

began=$(date +%s)
printf 'fcfh bench: %s processors, %s, files on %s\n\n' "$(getconf _NPROCESSORS_ONLN)" \
    "$(uname -sr)" "$(stat -f -c %T "$scratch")"
printf '%-50s %11s  %-7s\n' '' measured goal
for section in $sections; do
    # shellcheck disable=SC1090,SC2034 # they are looked at each for itself
    . "$project/tests/bench/$section.sh"
done

echo
case $missed in
    0) echo "All goals are met. Measured in $(($(date +%s) - began)) s." ;;
    *) echo "Goals NOT MET: $missed. Measured in $(($(date +%s) - began)) s." ;;
esac
