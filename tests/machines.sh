# What the tests of fcfh-config with many machines share, in addition to lib.sh: stand-ins that can
# be administered, lists of them, and the result for each.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
admin=Standin-Adm1n
(umask 077 && echo $admin >"$scratch/admin")
mkdir -m 750 "$scratch/clients"
plain_conf() { write_conf collector.address=127.0.0.1 amt.tls=off "$@"; } # [SECTION.KEY=VALUE]...
plain_conf
pcs=$scratch/pcs
record=$scratch/record
cd "$scratch" || exit 1

# Like launch_standin, with NAME.state.
machines() { # NAME OPTION-OR-ADDRESS...
    name=$1
    shift
    launch_standin "$name" --admin admin --admin-password-file "$scratch/admin" \
        --state "$scratch/$name.state" "$@"
}
at() { echo "$net.$1"; } # NUMBER
list() { # FROM TO: addresses, one to a line
    for n in $(seq "$1" "$2"); do at "$n"; done
}
as_admin="$build/fcfh-config -c $conf --password-file $scratch/admin"
config() { # ARGUMENT...; then see $status, $out and $err
    # shellcheck disable=SC2086 # words are wanted
    run timeout 60 $as_admin "$@"
}
must_refuse() { # STATUS NAME ARGUMENT...
    wanted=$1 refusal=$2
    shift 2
    # shellcheck disable=SC2086
    must_fail "$wanted" "$refusal" $as_admin "$@"
}
configure() { # ARGUMENT...: the machines listed in $pcs, as user admin
    config --hosts "$pcs" "$@" admin
}
# Whether everything that is set up is in place in the machine at an address.
in_place() { # ADDRESS[:PORT]
    case $1 in *:*) where=$1 ;; *) where=$1:16992 ;; esac
    for line in 'account FCFH access=1 realms=4,13 enabled=1' 'interfaces 32771' \
        'subscriber 127.0.0.1 policy=25 community=vpro'; do
        cat ./*.state | grep -Fqx "$where $line" || return 1
    done
}
all_in_place() { # FROM TO
    for pc in $(list "$1" "$2"); do in_place "$pc" || return 1; done
}
untouched() { # ADDRESS: as it came
    [ "$(cat ./*.state | grep -F "$1:" | sed 's/^[^ ]* //')" = 'account $$uns access=0 realms=16 enabled=1
interfaces 32768' ]
}
requests() { # [ADDRESS]: how many there were, to it or to any
    cat ./*.log | grep -Fc " ${1+$1:}"
}
forget() { # what was asked until now
    for log in *.log; do : >"$log"; done
}
# The value of a jq filter over a whole record, or over what --json printed.
json() { # FILE FILTER
    jq -rs "$2" "$1" 2>&1
}
