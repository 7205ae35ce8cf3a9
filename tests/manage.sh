# What the tests of fcfh-manage share, in addition to terminal.sh (which sources lib.sh): a PC with
# AMT that the register knows, and a technician with an account of his own there.
# shellcheck shell=sh source=tests/terminal.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/terminal.sh"
state=$scratch/state
(umask 077 && echo "$password" >"$scratch/tech")
make_key pc
manage_conf() { # [SECTION.KEY=VALUE]...
    case " $*" in *" amt.timeout="*) ;; *) set -- amt.timeout=5s "$@" ;; esac
    write_conf amt.networks=127.0.0.0/8 "$@"
}
manage_conf
cd "$scratch" || exit 1

# The PC $pc, whose key, realm and serial number are in the register; its pid is in $standin.
start_pc() { # STANDIN-OPTION...
    [ -z "${standin-}" ] || stop "$standin"
    rm -f "$state" "$scratch/typed"
    start_standin --tls "$scratch/pc.pem" "$scratch/pc.key" --redirection --state "$state" \
        --typed "$scratch/typed" --account tech:2,4,5,13,19 --power-delay 100 --post-delay 100 \
        "$@" "$pc"
    register $uuid1 '' "$(pin pc)" SN160001 pc0001.corp.example
}
start_plain_pc() { # STANDIN-OPTION...: one without TLS, of which the register knows the realm
    [ -z "${standin-}" ] || stop "$standin"
    rm -f "$state" "$scratch/typed"
    start_standin --redirection --state "$state" --typed "$scratch/typed" \
        --account tech:2,4,5,13,19 --power-delay 100 --post-delay 100 "$@" "$pc"
    register $uuid1 '' '' SN160001 pc0001.corp.example
}
knows() { grep -Fq " $1" "$state"; } # LINE: whether the state file has it
in_queue() { # it has called, and fcfh-identify has asked it everything
    fresh
    call "$pc" $pc1
    eventually 'the PC has called and is verified' 'identify; [ "$(state_of_entry)" = verified ] && ! grep -q " inventory=" "$queue/$uuid1.xml"'
    : >"$scratch/standin.log"
}
state_of_entry() { value "$queue/$uuid1.xml" state; }
events() { # the events of the entry, oldest first
    "$build/fcfh-queue" -c "$conf" show $uuid1 --json | jq -r '.events[]? | .name + " | " + (.detail // "")'
}
as_tech="$build/fcfh-manage -c $conf -u tech --password-file $scratch/tech"
manage() { # ARGUMENT...: without a terminal; then see $status, $out and $err
    # shellcheck disable=SC2086 # words are wanted
    run timeout 60 $as_tech "$@" </dev/null
}
manage_refuses() { # STATUS NAME ARGUMENT...
    refused=$1 refused_name=$2
    shift 2
    # shellcheck disable=SC2086
    must_fail "$refused" "$refused_name" timeout 60 $as_tech "$@"
}
at_terminal() { # ARGUMENT...: on the screen, messages too
    # shellcheck disable=SC2086
    open_terminal sh -c 'exec "$@" 2>/dev/tty' sh $as_tech "$@"
}
wipe() { t send-keys -R -t s; } # the screen, so that nothing of before is taken for new
at_console() { # [OPTION]...: a console that is open
    at_terminal $uuid1 console "$@"
    shows 'the console is open' 'connected; ~\? helps'
}
types() { # KEYS, which are typed as they are, and Enter
    type_in "$1"
    press Enter
}
# Requests of the client that AMT would not accept.
no_violation() { # NAME
    is "$(grep -c ' Violation ' "$scratch/standin.log")" 0 "$1"
}
nothing_sent() { # NAME: nobody was asked for anything with a log-in
    is "$(asked ' [0-9]{3} 1 ')" 0 "$1"
}
nobody_asked() { # NAME
    is "$(cat "$scratch/standin.log")" '' "$1"
}
shows_control() { # whether the last run printed a character that steers a terminal
    printf '%s\n' "$out$err" | LC_ALL=C tr -d '\n' | LC_ALL=C grep -q \
        "$(printf '[\001-\037\177]\|\302[\200-\237]\|\342\200[\252-\256]\|\342\201[\246-\251]')"
}
finish_manage() {
    t kill-server
    finish
}
