#!/bin/sh
# The whole story of Fast Call for Help on this machine alone: what ./setup demo runs. Four
# stand-ins (tests/standin) answer as Intel AMT does; everything else is real: snmptrapd with the
# configuration that is shipped, fcfh-config, fcfh-collector, fcfh-listener, fcfh-identify,
# fcfh-queue. It uses only the loopback interface, and leaves no process and no file. On a terminal
# it opens the screen at the end.
#
#   FCFH_BUILD      where the programs are, if not in build/
#   FCFH_DEMO_NET   the stand-ins have the addresses .11 to .14 in this network; 127.0.0 if not set
set -u
unset CDPATH
users_locale=${LC_ALL-}
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
umask 077

project=$(cd -- "$(dirname -- "$0")/../.." && pwd)
build=$(cd -- "${FCFH_BUILD:-$project/build}" && pwd) || exit 69
net=${FCFH_DEMO_NET:-127.0.0}
password=Not-a-secret-1

fail() { # STATUS LINE...
    fail_status=$1
    shift
    printf 'demo: %s\n' "$@" >&2
    exit "$fail_status"
}

for tool in snmptrapd snmptrap openssl; do
    command -v $tool >/dev/null || fail 69 "$tool is missing: ./setup demo installs it."
done
for tool in fcfh-collector fcfh-config fcfh-identify fcfh-listener fcfh-manage fcfh-queue fcfh-store \
    standin; do
    [ -x "$build/$tool" ] || fail 69 "$build/$tool is missing: run make first."
done

# --- Nothing may be left, however this ends

# Prints the process ids of all programs that this script has started, also of those that have
# detached themselves: each has a file of the scratch directory in its command line.
ours() {
    # shellcheck disable=SC2062 # that is no pattern of grep
    printf '%s\n' "$scratch" | grep -l -s -F -f - /proc/[0-9]*/cmdline | tr -dc '0-9\n'
}
none_left() { [ -z "$(ours)" ]; }
wait_until() { # SECONDS COMMAND...
    tries=$(($1 * 100))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.01
    done
}
clean_up() {
    trap '' HUP INT PIPE TERM # a second Ctrl-C must not stop the cleaning up
    for signal in TERM KILL; do
        pgrep -P $$ >"$scratch/jobs" # jobs -p also has those that have ended
        # shellcheck disable=SC2046 # words are wanted
        kill -$signal $(ours) $(cat "$scratch/jobs") 2>/dev/null
        ! wait_until 5 none_left || break
    done
    wait
    rm -rf "$scratch"
}
# The path goes into a command line of snmptrapd's configuration.
case ${TMPDIR:=/tmp} in *[!A-Za-z0-9/._-]*) TMPDIR=/tmp ;; esac
# After a signal while mktemp runs, the directory would exist and its name would be unknown.
trap '' HUP INT PIPE TERM
scratch=$(mktemp -d "$TMPDIR/fcfh-demo.XXXXXX") || fail 73 'no temporary directory.'
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# --- The parts, each in a few lines

queue=$scratch/queue
log=$scratch/snmptrapd.log
# Programs of Net-SNMP: no MIBs, and no files but these.
export MIBS='' SNMP_PERSISTENT_DIR="$scratch/snmp" SNMPCONFPATH="$scratch/snmp"
export FCFH_CONF="$scratch/fcfh.conf"
# No message goes to the log of this machine.
export FCFH_LOG=stderr
mkdir "$scratch/snmp"
ln -s "$build" "$scratch/bin"
for owner in password events-password admin-password; do
    echo "$password-$owner" >"$scratch/$owner"
done
# An authority, and a key with its certificate for each machine that has TLS.
make_key() { # NAME OPTION-OF-REQ...
    key=$scratch/$1
    shift
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$key.key" "$@" \
        2>"$scratch/openssl" || fail 70 'openssl makes no key:' "$(cat "$scratch/openssl")"
}
make_key authority -x509 -days 2 -subj /CN=Authority -out "$scratch/authority.pem"
for number in 11 12 14; do
    make_key $number -subj /CN=AMT -out "$scratch/$number.csr"
    echo "subjectAltName=IP:$net.$number" >"$scratch/$number.ext"
    openssl x509 -req -in "$scratch/$number.csr" -CA "$scratch/authority.pem" \
        -CAkey "$scratch/authority.key" -CAcreateserial -days 2 -extfile "$scratch/$number.ext" \
        -out "$scratch/$number.pem" 2>"$scratch/openssl" ||
        fail 70 'openssl makes no certificate:' "$(cat "$scratch/openssl")"
done
mkdir -m 750 "$scratch/clients"
write_conf() { # PORT: where WS-Events go
    cat >"$FCFH_CONF" <<END
[queue]
directory = $queue
[clients]
directory = $scratch/clients
[collector]
address = 127.0.0.1
event-url = http://127.0.0.1:$1/
[amt]
password-file = $scratch/password
ca-file = $scratch/authority.pem
[listener]
address = 127.0.0.1
port = $1
user = events
password-file = $scratch/events-password
[tools]
Show label = @echo {serial} {address}
Greet = ?@echo Hello {hostname}, asked first
END
    if command -v less >/dev/null; then
        echo "File in the queue = less $queue/{id}.xml" >>"$FCFH_CONF"
    fi
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

start_standin() { # ADDRESS OPTION...
    standin_address=$1
    shift
    : >"$scratch/standin"
    "$build/standin" --admin admin --admin-password-file "$scratch/admin-password" --delay 50 \
        --domain corp.example "$@" "$standin_address" >"$scratch/standin" 2>&1 &
    standin_pid=$!
    if ! wait_until 10 standin_decided || ! grep -q '^ready' "$scratch/standin"; then
        fail 69 "no stand-in for Intel AMT can listen on $standin_address, port 16992 or 16993:" \
            "$(cat "$scratch/standin")" 'Is another demo running?'
    fi
}
standin_decided() {
    grep -q '^ready' "$scratch/standin" || ! kill -0 $standin_pid 2>/dev/null
}

# The shipped configuration, but for these programs and the network of this demo.
snmptrapd_conf() {
    sed -e "s|@BINDIR@/fcfh-collector|$scratch/bin/fcfh-collector -c $FCFH_CONF|" \
        -e 's|^\(authCommunity [a-z,]* [^ ]*\) [0-9./]* |\1 127.0.0.0/8 |' \
        "$project/alert_collector/snmptrapd.conf.in" | uniq
}
port_is_bound() { # tcp|udp PORT
    awk '{ print $2 }' "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null |
        grep -q ":$(printf %04X "$2")\$"
}
# snmptrapd logs its version when it has bound its port. Without that line the port may belong to
# another program.
snmptrapd_decided() {
    grep -qs 'NET-SNMP version' "$log" || ! kill -0 $snmptrapd_pid 2>/dev/null
}
start_snmptrapd() { # on a free port, which comes into $port
    snmptrapd_conf >"$scratch/snmptrapd.conf"
    port=16200
    while [ $((port += 1)) -lt 16300 ]; do
        ! port_is_bound udp $port || continue
        rm -f "$log"
        snmptrapd -f -n -C -c "$scratch/snmptrapd.conf" -Lf "$log" "udp:127.0.0.1:$port" \
            >"$scratch/snmptrapd" 2>&1 &
        snmptrapd_pid=$!
        wait_until 10 snmptrapd_decided || break
        if kill -0 $snmptrapd_pid 2>/dev/null; then
            export FCFH_TRAP_PORT=$port # fcfh-queue status looks there
            return 0
        fi
        grep -qi 'in use' "$log" "$scratch/snmptrapd" || break # else someone was faster
    done
    fail 69 'snmptrapd does not start on a port of 127.0.0.1 from 16201 to 16299:' \
        "$(cat "$log" "$scratch/snmptrapd" 2>/dev/null)"
}

listener_decided() { # somebody listens, or it has given up
    port_is_bound tcp $event_port || ! kill -0 $listener_pid 2>/dev/null
}
start_listener() { # on a free port
    event_port=$((16300 + $$ % 50)) # another demo that starts just now begins elsewhere
    while [ $((event_port += 1)) -lt 16400 ]; do
        ! port_is_bound tcp $event_port || continue
        write_conf $event_port
        "$build/fcfh-listener" -c "$FCFH_CONF" >"$scratch/listener" 2>&1 &
        listener_pid=$!
        wait_until 10 listener_decided || break
        ! kill -0 $listener_pid 2>/dev/null || return 0
    done
    fail 69 'fcfh-listener does not start on a port of 127.0.0.1 from 16301 to 16399:' \
        "$(cat "$scratch/listener" 2>/dev/null)"
}

# A Platform Event Trap: 47 octets, of which these differ.
pet() { # GUID SEQUENCE DATA: 32, 4 and 4 hexadecimal digits
    echo "$1${2}18C3C5F0FFFF506802FFFF2661${3}00000000000019000001570000C1"
}
send() { # ADDRESS TRAP-NUMBER PET
    snmptrap -v1 -c vpro --clientaddr="$1" "127.0.0.1:$port" \
        1.3.6.1.4.1.3183.1.1 0.0.0.0 6 "$2" 0 1.3.6.1.4.1.3183.1.1.1 x "$3" 2>>"$log" ||
        fail 69 "no trap can be sent from $1:" "$(cat "$log")"
}
link_up() { send "$1" 2558467 "$(pet "$2" 0001 0600)"; } # ADDRESS GUID

has_entry() { # ADDRESS [STATE]
    grep -Fls "<address>$1</address>" "$queue"/*.xml >"$scratch/found" &&
        { [ -z "${2-}" ] || grep -qs ">$2</state>" "$(cat "$scratch/found")"; }
}
not_yet() { # ADDRESS WHAT
    fail 70 "the call of $1 is not $2 after 20 seconds." "snmptrapd's log:" \
        "$(cat "$log" "$scratch/snmptrapd")" "fcfh-listener's:" "$(cat "$scratch/listener")" \
        'The queue:' "$("$build/fcfh-queue" list 2>&1)"
}
# The programs' clock is set with each tick of the kernel's, and so a little behind that of date.
in_a_new_second() { [ "$(date +%s)" != "${second-}" ] && [ $(($(now_ms) % 1000)) -ge 20 ]; }
# Makes one PC call, and waits until its client has this state. No two calls are in the same second:
# the queue has the last caller first, and its times are in seconds.
call() { # ADDRESS STATE COMMAND...: what makes it call
    caller=$1 becomes=$2
    shift 2
    wait_until 2 in_a_new_second
    began=$(now_ms)
    "$@"
    wait_until 20 has_entry "$caller" || not_yet "$caller" 'in the queue'
    queued=$(now_ms)
    wait_until 20 has_entry "$caller" "$becomes" || not_yet "$caller" "$becomes"
    known=$(now_ms)
    second=$(date +%s) # only now: on a busy machine a call may take longer than a second
    printf '      %-11s calls: in the queue after %3d ms, %s after %3d ms\n' \
        "$caller" $((queued - began)) "$becomes" $((known - began))
}
call_by_trap() { # ADDRESS GUID STATE: the trap is sent three times, as AMT does
    call "$1" "$3" send "$1" 12677376 "$(pet "$2" 0002 AA30)"
    for _ in again 'and again'; do
        send "$1" 12677376 "$(pet "$2" 0002 AA30)"
    done
}
call_by_event() { call "$1" verified kill -USR1 "$2"; } # ADDRESS PID-OF-THE-STANDIN
all_is_known() { # the rest of the inventory comes after the identification
    ! grep -qs ' inventory="pending"' "$queue"/*.xml
}

shown() { # COMMAND, as it is typed
    printf '    $ %s\n' "$1"
    (cd "$scratch" && PATH=$build:$PATH COLUMNS=76 && export PATH COLUMNS && eval "$1") \
        >"$scratch/shown" 2>&1 ||
        fail 70 "$1" "$(cat "$scratch/shown")"
    sed 's/^/    /' "$scratch/shown"
}

# Resets a PC and shows its serial console, for two seconds and until no more output comes. Control
# sequences are removed, since they may be wrong for this terminal.
console_shown() { # ID
    printf '    $ fcfh-manage --yes -u admin --password-file admin-password \\\n'
    printf '          %s boot normal --console\n' "$1"
    (cd "$scratch" && sleep 2 | "$build/fcfh-manage" --yes -u admin \
        --password-file admin-password "$1" boot normal --console) >"$scratch/shown" 2>&1 ||
        fail 70 'the console:' "$(cat "$scratch/shown")"
    escape=$(printf '\033')
    tr -d '\r' <"$scratch/shown" | sed "s/$escape\[[0-9;]*[A-Za-z]//g; s/^/    /"
    echo
}

# Shows the technician's screen until he quits. It runs in the background, since this shell would
# handle a signal only after a command in the foreground has ended.
screen() {
    LC_ALL=$users_locale "$build/fcfh-queue" -c "$FCFH_CONF" <&3 &
    wait $!
}

# --- The story

uuid=5afe0016-c0de-4a11-8bad-00000000000
raw=1600FE5ADEC0114A8BAD00000000000 # the same, in the byte order in which AMT sends it
start_standin "$net.11" --uuid ${uuid}1 --serial AC-40217 --host till-07 \
    --manufacturer Acme --model 'Desk 700' --redirection --power-delay 100 --post-delay 400 --tls "$scratch/11.pem" "$scratch/11.key"
start_standin "$net.12" --uuid ${uuid}2 --serial BN1406-22 --host nb-miller \
    --manufacturer Borealis --model 'Note 14' --qop 'auth-int, auth' \
    --tls "$scratch/12.pem" "$scratch/12.key"
start_standin "$net.13" --uuid ${uuid}3 --serial CT00931 --host cad-3 \
    --manufacturer Cobalt --model 'Tower X2' --amt-version 7.1.91.3272
start_standin "$net.14" --uuid ${uuid}4 --serial DM18-7 --host lab-18 \
    --manufacturer Dynamo --model 'Mini 18' --amt-version 18.0.5.2098 \
    --tls "$scratch/14.pem" "$scratch/14.key"
start_snmptrapd
start_listener
for number in 11 12 14; do echo "$net.$number"; done >"$scratch/pcs"
echo "$net.13" >"$scratch/old-pcs"

cat <<END

Fast Call for Help, on this machine alone. Four stand-ins answer as Intel AMT
does, at $net.11 to .14, in 50 ms each time. All else is real.

 1. Some day before, an administrator switched it on in all PCs, and their keys
    went into the register. The fourth is so new that it sends no traps any
    more, but WS-Events:

END
shown 'fcfh-config --hosts pcs --password-file admin-password admin'
cat <<'END'

    The third is so old that it has no TLS, and so no key:

END
shown 'fcfh-config --plain --hosts old-pcs --password-file admin-password admin'
cat <<'END'

 2. A user's PC will not boot. The user phones the service desk.
 3. The technician says: "Press Ctrl-Alt-F1."
 4. Intel AMT, below the operating system, sends a Fast Call for Help: a trap,
    which snmptrapd takes and hands to the Alert Collector; or an event, which
    fcfh-listener takes.
 5. The client is put into the support queue, one XML file, waiting.
 6. Its AMT is asked who it is: make, model, serial number. With a key of the
    register it is verified; without one it has only answered.

END
link_up "$net.21" ${raw}A
call_by_trap "$net.11" ${raw}1 verified
link_up "$net.22" ${raw}B
# Some machines send the UUID in the other byte order.
call_by_trap "$net.12" 5AFE0016C0DE4A118BAD000000000002 verified
link_up "$net.23" ${raw}C
call_by_trap "$net.13" ${raw}3 answered
call_by_event "$net.14" $standin_pid
wait_until 20 all_is_known || not_yet "$net.14" 'known in full'
printf '      %-11s to .23 only say that their link is up: ignored\n' "$net.21"

cat <<'END'

 7. The technician sees the new callers within a second:

END
shown 'fcfh-queue list'
cat <<'END'

 8. Make, model and serial number are what the caller reads from the PC's label.
    Where AMT has only answered, the technician compares them, and confirms:

END
shown 'fcfh-queue show CT00931 | head -n 10'
shown 'fcfh-queue confirm CT00931'
cat <<'END'

 9. The ticket's number goes on the client; typed again, it finds the client:

END
shown 'fcfh-queue ticket AC-40217 INC-1076'
shown 'fcfh-queue list --ticket INC-1076'
cat <<'END'

10. The technician works on the PC, with an account of their own in its AMT: is
    it on, and what do its BIOS and its system say on the serial console?

END
shown 'fcfh-manage -u admin --password-file admin-password AC-40217 power'
console_shown AC-40217
cat <<'END'

11. Clear takes the ticket off:

END
shown 'fcfh-queue clear INC-1076'

if [ -t 0 ] && [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
    cat <<'END'

Now you are the technician: the screen shows the four clients. Its last line
names the keys: t puts a ticket on a client, m opens the tools, q ends it.

END
    printf 'Enter opens the screen. '
    if read -r _; then
        exec 3<&0
        screen || exit
    else
        echo
    fi
fi
cat <<'END'

That was all: it stops now, and no process and no file is left.
END
