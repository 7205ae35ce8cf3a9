# shellcheck shell=sh disable=SC2016,SC2034 # conditions for eval; the tests use these
# For tests/*.t, which source it at their start: a clean environment, a scratch directory, TAP (the
# format of the results), and what the tests need for snmptrapd, traps, the stand-in AMT and the
# queue. Each test has loopback addresses of its own, $net.1 to $net.254, so that tests can run side
# by side.
set -u

if [ "${FCFH_TEST_ENV-}" != clean ]; then
    # Under nohup(1) a shell cannot reset a signal that its caller ignores, and its children would
    # inherit that.
    signals=''
    ! env --default-signal true 2>/dev/null || signals=--default-signal
    # shellcheck disable=SC2086 # none or one option
    exec env $signals -i FCFH_TEST_ENV=clean CI="${CI-}" FCFH_BUILD="${FCFH_BUILD:-$PWD/build}" LC_ALL=C.UTF-8 TZ=UTC \
        PATH="$PATH:/usr/sbin:/sbin" TMPDIR="${TMPDIR:-/tmp}" "$0" "$@"
fi

build=$FCFH_BUILD
project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
net=127.$((64 + $$ / 250 % 128)).$(($$ % 250))
port=$((17000 + $$ % 15000)) # where there is one address only, ::1; no other test's port
scratch=$(mktemp -d "$TMPDIR/fcfh-test.XXXXXX") || exit 1
queue=$scratch/queue
conf=$scratch/fcfh.conf
mkdir "$scratch/home" "$scratch/snmp" "$scratch/tmp"
# What a sanitizer finds in a program that runs in the background must be seen as well.
sanitizer=exitcode=125:log_path=$scratch/sanitizer
export HOME="$scratch/home" TMPDIR="$scratch/tmp" MIBS='' \
    SNMP_PERSISTENT_DIR="$scratch/snmp" SNMPCONFPATH="$scratch/snmp" FCFH_LOG=stderr \
    ASAN_OPTIONS="$sanitizer" TSAN_OPTIONS="$sanitizer" UBSAN_OPTIONS="$sanitizer:print_stacktrace=1"
# Whether the programs were built with AddressSanitizer, which needs unlimited address space.
asan=false
if grep -q __asan_init "$build/fcfh-store"; then asan=true; fi

# Processes of this test, including detached ones: all have the scratch directory in their
# arguments.
ours() {
    # shellcheck disable=SC2062 # that is no pattern of grep
    printf '%s\n' "$scratch" | grep -l -s -F -f - /proc/[0-9]*/cmdline | tr -dc '0-9\n'
}
# Those that this shell has started and that live. `jobs -p` also has the numbers of those that have
# ended, which may be other tests' processes by now.
children() { pgrep -P $$; }
cleanup() {
    trap '' HUP INT PIPE TERM
    children >"$scratch/jobs"
    # shellcheck disable=SC2046 # words are wanted
    kill -9 $(ours) $(cat "$scratch/jobs") 2>/dev/null
    wait
    [ ! -d "$scratch/mount" ] || umount "$scratch/mount" 2>/dev/null
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 141' PIPE # who reads the results has ended before
trap 'exit 143' HUP TERM

# ---------------------------------------------------------------- TAP

count=0
status=-
touch "$scratch/out" "$scratch/err"
ok() { # NAME
    count=$((count + 1))
    echo "ok $count - $1"
}
not_ok() { # NAME [WHY]; with what the last `run` gave
    count=$((count + 1))
    echo "not ok $count - $1"
    [ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/#   /'
    echo "#   last run: exit $status"
    head -c 2000 "$scratch/err" | awk '{print "#   stderr: " $0}' # a whole line, wherever it is cut
    head -c 2000 "$scratch/out" | awk '{print "#   stdout: " $0}'
}
skip() { # NAME WHY
    count=$((count + 1))
    echo "ok $count # SKIP $1: $2"
}
# For what only some systems have: a missing program is reported, in CI as a failure.
has_programs() { # FOR-WHAT PROGRAM...
    programs_for=$1
    shift
    for program; do
        command -v "$program" >/dev/null && continue
        if [ "$CI" = true ]; then not_ok "$programs_for" "there is no $program"; else
            skip "$programs_for" "there is no $program"
            echo "${0##*/}: $programs_for is not tested: there is no $program" >&2
        fi
        return 1
    done
}
check() { # NAME COMMAND...
    check_name=$1
    shift
    if "$@"; then ok "$check_name"; else not_ok "$check_name" "not so: $*"; fi
}
is() { # GOT WANTED NAME
    if [ "$1" = "$2" ]; then ok "$3"; else not_ok "$3" "got '$1', wanted '$2'"; fi
}
like() { # TEXT ERE NAME
    if printf '%s\n' "$1" | grep -Eq -e "$2"; then ok "$3"; else not_ok "$3" "got '$1', wanted $2"; fi
}
unlike() { # TEXT ERE NAME
    if printf '%s\n' "$1" | grep -Eq -e "$2"; then not_ok "$3" "got '$1', with $2"; else ok "$3"; fi
}
# Runs a command: its exit status is in $status, what it printed in $out and $err.
run() { # COMMAND...
    status=0
    "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
    out=$(cat "$scratch/out")
    err=$(cat "$scratch/err")
}
exit_is() { # STATUS NAME
    is "$status" "$1" "$2"
}
# A refusal has the exit status of its kind and says why; a crash or a time-out does not count as
# one.
must_fail() { # STATUS NAME COMMAND...
    wanted=$1 must_name=$2
    shift 2
    run "$@"
    if [ "$status" -ge 124 ]; then
        not_ok "$must_name" "a crash or a time-out, no refusal"
    elif [ "$status" = "$wanted" ] && [ -n "$err" ]; then
        ok "$must_name"
    else
        not_ok "$must_name" "wanted exit $wanted and a word why"
    fi
}
# On an idle machine it takes much less than SECONDS; a busy one gets four times that.
wait_for() { # SECONDS SHELL-CONDITION
    end=$(($(date +%s) + $1 * 4 + 1))
    until eval "$2"; do
        [ "$(date +%s)" -lt "$end" ] || return 1
        sleep 0.02
    done
}
eventually() { # NAME SHELL-CONDITION
    if wait_for 15 "$2"; then ok "$1"; else not_ok "$1" "not within a minute: $2"; fi
}
# Whether the second is over for every program: the clock in seconds that they read is set with each
# tick of the kernel's, and so a little behind that of date.
is_over() { # SECOND
    [ "$(date +%s%3N)" -ge $((($1 + 1) * 1000 + 20)) ]
}
# Waits for a child that is to end soon; its exit status is in $status. One that has not ended within
# a minute is killed. What it must not wait for has to last longer than that: then no test depends on
# how fast the machine is.
wait_for_end() { # PID
    wait_for 15 "has_ended $1" || kill -9 "$1"
    status=0
    wait "$1" || status=$?
}
has_ended() { # PID
    [ ! -e "/proc/$1" ] || grep -qs '^State:.[ZX]' "/proc/$1/status"
}
all_ended() { [ -z "$(ours)" ]; }
# The end of every test: nothing of it may be left.
finish() {
    children >"$scratch/jobs"
    # shellcheck disable=SC2046
    kill $(cat "$scratch/jobs") 2>/dev/null
    wait
    if wait_for 15 all_ended; then
        ok 'no process is left'
    else
        not_ok 'no process is left' "$(ps -o pid,args -p "$(ours | paste -sd,)" 2>&1)"
    fi
    # A program that was killed while LeakSanitizer examined it leaves a line of its own.
    is "$(cat "$scratch"/sanitizer* 2>/dev/null | grep -v 'Unable to get registers from thread')" '' \
        'the sanitizers found nothing'
    is "$(ls -A "$scratch/tmp")" '' 'no temporary file is left'
    echo "1..$count"
}

# ---------------------------------------------------------------- traps

call_trap=12677376 # C1h/71h/00h
link_up_trap=2558467
no_media_trap=1994496
pc1=1600fe5adec0114a8bad000000000001 # the stand-in's first machine, in raw SMBIOS order
uuid1=5afe0016-c0de-4a11-8bad-000000000001

# The octets of a PET (Platform Event Trap): 94 hexadecimal digits.
pet() { # GUID SEQUENCE DATA: 32 digits, a number, up to 16 digits
    printf '%s%04X18C3C5F0FFFF506802FFFF2661%s19000001570000C1' "$1" "$2" \
        "$(printf '%-16s' "$3" | tr ' ' 0)" | tr a-f A-F
}
call_pet() { pet "$1" "$2" AA30; } # GUID SEQUENCE
pairs() { printf '%s' "$1" | sed 's/../& /g'; } # DIGITS

# What snmptrapd -n passes to a traphandle with outputOption nx and hexOutputLength 0.
trap_text() { # SOURCE TRAP-NUMBER PET
    case $1 in
        *:*) peer="UDP/IPv6: [$1]:664" ;;
        *) peer="UDP: [$1]:664->[127.0.0.1]:162" ;;
    esac
    printf '%s\n' "$peer" "$peer" '.1.3.6.1.2.1.1.3.0 0:0:20:34.56' \
        ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.$2" \
        ".1.3.6.1.4.1.3183.1.1.1 \"$(pairs "$3")\"" '.1.3.6.1.6.3.18.1.3.0 127.0.0.1' \
        '.1.3.6.1.6.3.18.1.4.0 "76 70 72 6F "' '.1.3.6.1.6.3.1.1.4.3.0 .1.3.6.1.4.1.3183.1.1'
}
collect() { # SOURCE TRAP-NUMBER PET, as traphandle would; then see $status, $out and $err
    trap_text "$@" >"$scratch/trap"
    run "${collector:-$build/fcfh-collector}" -c "$conf" <"$scratch/trap"
}
# For tests that call fcfh-identify themselves: copies of the collector beside a fcfh-identify that
# only notes in $scratch/started how it was called.
quiet_collector() {
    mkdir "$scratch/bin"
    cp "$build/fcfh-collector" "$build/fcfh-store" "$scratch/bin"
    printf '#!/bin/sh\necho "$*" >>%s\n' "$scratch/started" >"$scratch/bin/fcfh-identify"
    chmod +x "$scratch/bin/fcfh-identify"
    collector=$scratch/bin/fcfh-collector
}
sequence=0
call() { # SOURCE GUID: a new call
    sequence=$((sequence + 1))
    collect "$1" $call_trap "$(call_pet "$2" $sequence)"
}
send_trap() { # SOURCE HOST:PORT TRAP-NUMBER PET [COMMUNITY]
    snmptrap -v1 -c "${5-vpro}" -m '' ${1:+"--clientaddr=$1"} "$2" 1.3.6.1.4.1.3183.1.1 0.0.0.0 \
        6 "$3" 0 1.3.6.1.4.1.3183.1.1.1 x "$4"
}
send_trap_v2c() { # SOURCE HOST:PORT TRAP-NUMBER PET
    snmptrap -v2c -c vpro -m '' ${1:+"--clientaddr=$1"} "$2" '' \
        "1.3.6.1.4.1.3183.1.1.0.$3" 1.3.6.1.4.1.3183.1.1.1 x "$4"
}

# ---------------------------------------------------------------- settings and programs

# Writes fcfh.conf. The password is a word that must never appear in any file, message or process. A
# client does not have to be registered to be asked, unless the test says so.
password=Canary-7f3a9
write_conf() { # [SECTION.KEY=VALUE]...
    [ -e "$scratch/password" ] || (umask 077 && echo "$password" >"$scratch/password")
    case " $*" in *" queue.directory="*) ;; *) set -- "queue.directory=$queue" "$@" ;; esac
    case " $*" in *" clients.directory="*) ;; *) set -- "clients.directory=$scratch/clients" "$@" ;; esac
    case " $*" in *" amt.login="*) ;; *) set -- amt.login=networks "$@" ;; esac
    case " $*" in
        *" amt.password-"*) ;;
        *) set -- "amt.password-file=$scratch/password" "$@" ;;
    esac
    for setting; do
        key=${setting%%=*}
        printf '[%s]\n%s = %s\n' "${key%%.*}" "${key#*.}" "${setting#*=}"
    done >"$conf"
}
# ---------------------------------------------------------------- keys and the register

# Makes a key for a machine, and a certificate that it signed itself: $scratch/NAME.key and
# $scratch/NAME.pem.
make_key() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
        -keyout "$scratch/$1.key" -out "$scratch/$1.pem" 2>"$scratch/openssl.log" ||
        { echo "Bail out! no key: $(cat "$scratch/openssl.log")"; exit 1; }
}
pin() { # NAME: its public key, as the register has it
    printf 'sha256//%s\n' "$(openssl x509 -in "$scratch/$1.pem" -noout -pubkey |
        openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)"
}
realm_of() { # UUID: the realm of a stand-in's machine, if no other was chosen
    printf 'Digest:%s\n' "$(perl -e 'print pack "H*", $ARGV[0]' "$(printf %s "$1" | tr -d -)" |
        openssl dgst -md5 -r | cut -c 1-32 | tr a-f A-F)"
}
# Writes what the register knows about a client; a second record with the same UUID is UUID.2.
register() { # UUID [REALM] [PIN] [SERIAL] [NAME]; "" for what it does not know
    [ -d "$scratch/clients" ] || mkdir -m 750 "$scratch/clients"
    {
        echo '<?xml version="1.0" encoding="UTF-8"?>'
        echo "<client version=\"1\"><uuid>${1%.[0-9]*}</uuid>"
        echo "<realm>${2:-$(realm_of "${1%.[0-9]*}")}</realm>"
        [ -z "${3-}" ] || printf '<tls version="1.2" since="%s"/><key>%s</key>' "$learned" "$3"
        [ -z "${4-}" ] || printf '<serial>%s</serial>' "$4"
        [ -z "${5-}" ] || printf '<name>%s</name>' "$5"
        echo "<learned time=\"$learned\" from=\"127.0.0.1\" by=\"root\"/></client>"
    } >"$scratch/new-client.xml"
    chmod 640 "$scratch/new-client.xml"
    mv "$scratch/new-client.xml" "$scratch/clients/$1.xml"
}
learned=2026-01-02T03:04:05Z

# ---------------------------------------------------------------- the queue and its programs

value() { # FILE ELEMENT: its text, or nothing
    sed -n "s:.*<$2[^>]*>\\(.*\\)</$2>.*:\\1:p" "$1" 2>/dev/null
}
state() { value "$queue/$1.xml" state; } # ID
reason() { # ID
    sed -n 's:.*<state.* reason="\([^"]*\)".*:\1:p' "$queue/$1.xml" 2>/dev/null
}
entries() { # how many clients are in the queue
    set -- "$queue"/*.xml
    if [ -e "$1" ]; then echo $#; else echo 0; fi
}
valid() { # FILE...: whether these are entries as support_queue_db/entry.rng describes them
    xmllint --noout --relaxng "$project/support_queue_db/entry.rng" "$@" >"$scratch/valid" 2>&1
}
# Starts a stand-in with the given options, in the background; its pid is in $standin and its log of
# requests in NAME.log.
launch_standin() { # NAME OPTION-OR-ADDRESS...
    launched=$scratch/$1
    shift
    rm -f "$launched.ready" "$launched.log"
    "$build/standin" --log "$launched.log" "$@" >"$launched.ready" 2>"$launched.err" &
    standin=$!
    wait_for 10 'grep -qs ^ready "$launched.ready"' ||
        { echo "Bail out! the stand-in does not start: $(cat "$launched.err")"; exit 1; }
}
start_standin() { # OPTION-OR-ADDRESS...
    echo "$password" >"$scratch/standin-password"
    launch_standin standin --password-file "$scratch/standin-password" "$@"
}
# Asks who the waiting clients are; the exit status is in $status.
identify() { # [ARGUMENT]...
    run timeout 90 "$build/fcfh-identify" -c "$conf" "$@"
}
fresh() { # an empty queue, an empty log of the stand-in
    rm -rf "$queue" "$scratch/started"
    : >"$scratch/standin.log"
}
stop() { # PID
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
asked() { # ERE: how many lines of the stand-in's log fit
    grep -Ec -e "$1" "$scratch/standin.log"
}
socket_name() { # ADDRESS PORT, as /proc/net shows them
    case $1 in
        ::1) printf 00000000000000000000000001000000 ;;
        *) printf %s "$1" | awk -F. '{printf "%02X%02X%02X%02X", $4, $3, $2, $1}' ;;
    esac
    printf ':%04X' "$2"
}
udp_is_bound() { # ADDRESS PORT
    awk '{print $2}' /proc/net/udp /proc/net/udp6 | grep -qx "$(socket_name "$@")"
}
tcp_listens() { # ADDRESS PORT
    awk '$4 == "0A" {print $2}' /proc/net/tcp /proc/net/tcp6 | grep -qx "$(socket_name "$@")"
}
tcp_is_connected() { # ADDRESS PORT: whether somebody has a connection to it
    awk '$4 == "01" {print $3}' /proc/net/tcp /proc/net/tcp6 | grep -qx "$(socket_name "$@")"
}
# Runs in the background, with the given lines as its configuration; its pid is in $snmptrapd.
start_snmptrapd() { # ADDRESS PORT LINE...; $trapd_log: another option than -Le
    trapd_at=$1 trapd_port=$2
    shift 2
    printf '%s\n' "$@" >"$scratch/snmptrapd.conf"
    case $trapd_at in
        *:*) transport="udp6:[$trapd_at]:$trapd_port" ;;
        *) transport="udp:$trapd_at:$trapd_port" ;;
    esac
    # shellcheck disable=SC2086 # none or one option
    snmptrapd -f -n -m '' -C -c "$scratch/snmptrapd.conf" ${trapd_log--Le} \
        ${trapd_format:+-F "$trapd_format"} "$transport" \
        >"${trapd_out-$scratch/snmptrapd-out}" 2>"$scratch/snmptrapd-err" &
    snmptrapd=$!
    wait_for 10 'udp_is_bound "$trapd_at" "$trapd_port"' ||
        { echo "Bail out! snmptrapd does not start: $(cat "$scratch/snmptrapd-err")"; exit 1; }
}
