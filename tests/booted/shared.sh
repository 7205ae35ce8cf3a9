# What the tests of a booted system share, on top of lib.sh: machines that call, and how a boot ends.
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2154
project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
queue=/var/lib/fcfh/queue
clients=/var/lib/fcfh/clients

# The last word of a boot: off, unless the test reaches its end and says otherwise.
trap 'cleanup; systemctl poweroff' EXIT
boots_again() { trap 'cleanup; systemctl reboot' EXIT; }
is_finished() { touch /root/finished; } # booted.sh looks for that

does() { # COMMAND...: a step that must succeed
    run "$@"
    exit_is 0 "$*"
}
as() { # USER COMMAND...
    as_user=$1
    shift
    run runuser -u "$as_user" -- "$@"
}
uuid() { printf '5afe0016-c0de-4a11-8bad-0000000000%02x' "$1"; } # NUMBER of a machine
at() { echo "127.77.0.$1"; }
has_come() { [ -e "$queue/$(uuid "$1").xml" ]; }
# Whether a machine is in a state, and no request to it is open any more.
is_known() { # NUMBER STATE
    [ "$(state "$(uuid "$1")")" = "$2" ] && ! grep -q inventory= "$queue/$(uuid "$1").xml"
}
calls_of() { value "$queue/$(uuid "$1").xml" calls; } # NUMBER
trap_of() { # NUMBER SEQUENCE
    send_trap "$(at "$1")" 127.0.0.1:162 "$call_trap" \
        "$(call_pet "$(printf '1600fe5adec0114a8bad0000000000%02x' "$1")" "$2")"
}
# shellcheck source=tests/listener.sh
. "$(dirname "$0")/../listener.sh"
event_password=Canary-4e8b1
event_of() { # NUMBER SEQUENCE
    event iAMT0036 "$2" "$(uuid "$1")" '' >"$scratch/event"
    post_as "$(at "$1")" "$scratch/event" --digest -u "${event_user-events}:$event_password" \
        --cacert /etc/fcfh/listener.pem https://fcfh.corp.example:16996/
}
certificate() { # FILE KEY NAME: such as DNS:pc.example or IP:192.0.2.1
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj "/CN=${3#*:}" -addext "subjectAltName=$3" -keyout "$2" -out "$1" 2>"$scratch/openssl"
}
all_active() { # UNIT...
    [ "$(systemctl is-active "$@" | sort -u)" = active ]
}
main_pid() { systemctl show -p MainPID --value "$1"; } # UNIT
user_of() { # UNIT: who runs it
    stat -c %U "/proc/$(main_pid "$1")" 2>&1
}
log_has() { # UNIT ERE
    journalctl -q --no-pager -o cat -u "$1" | grep -Eq -e "$2"
}
# The machines 1 to 4, over TLS, each with a certificate of its own.
four_machines() {
    echo "$password" >"$scratch/standin-password"
    for n in 1 2 3 4; do set -- "$@" --tls /root/pc$n.pem /root/pc$n.key; done
    launch_standin standin --password-file "$scratch/standin-password" "$@" \
        "$(at 1)" "$(at 2)" "$(at 3)" "$(at 4)"
}
# Certificates, settings and passwords for them, and for events; nothing is started.
set_up_for_four() {
    for n in 1 2 3 4; do certificate /root/pc$n.pem /root/pc$n.key "IP:$(at $n)"; done
    cat /root/pc*.pem >/etc/fcfh/ca.pem
    certificate /etc/fcfh/listener.pem /etc/fcfh/listener.key DNS:fcfh.corp.example
    chmod 644 /etc/fcfh/*.pem
    echo '127.0.0.1 fcfh.corp.example' >>/etc/hosts
    does chown fcfh-events /etc/fcfh/listener.key
    does chmod 400 /etc/fcfh/listener.key
    for setting in amt.networks=127.0.0.0/8 amt.tls=on amt.ca-file=/etc/fcfh/ca.pem \
        collector.address=127.0.0.1 collector.event-url=https://fcfh.corp.example:16996/ \
        listener.certificate=/etc/fcfh/listener.pem listener.key=/etc/fcfh/listener.key \
        listener.user=events listener.password-file=/etc/fcfh/listener-password; do
        does fcfh-settings set "${setting%%=*}" "${setting#*=}"
    done
    echo "$password" >"$scratch/password"
    echo "$event_password" >"$scratch/event-password"
    does sh -c "fcfh-settings set amt.password - <'$scratch/password'"
    does sh -c "fcfh-settings set listener.password - <'$scratch/event-password'"
    does sed -i 's: 10\.0\.0\.0/8 : 127.0.0.0/8 :' /etc/fcfh/snmptrapd.conf
}
