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
