# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # conditions for eval; what tests/lib.sh sets
# For tests/integration/*.t, sourced after tests/lib.sh: servers of others, each started by its test, as
# the user who runs that, with all that it writes in the scratch directory; and the adapters.
project=$(CDPATH='' cd -- "$project/.." && pwd)
hooks=$project/support_queue_db/hooks/examples
parts=$project/tests/integration
export CREDENTIALS_DIRECTORY="$scratch/etc"
mkdir "$CREDENTIALS_DIRECTORY"
chmod 700 "$CREDENTIALS_DIRECTORY"

# The end of a test, for want of its system; a failure where somebody counts on it.
needs() { # SYSTEM PACKAGES FILE-OR-PROGRAM...
    system=$1 packages=$2
    shift 2
    for wanted; do
        case $wanted in
            /*) [ ! -e "$wanted" ] || continue ;;
            *) ! command -v "$wanted" >/dev/null || continue ;;
        esac
        echo "$system is not tested: there is no $wanted. On Debian 12: apt-get install $packages" >&2
        [ "$CI" != true ] || { not_ok "$system" "there is no $wanted" && echo 1..1 && exit 1; }
        echo "1..0 # SKIP there is no $wanted: apt-get install $packages"
        exit 0
    done
}
put() { # FILE LINE: of the adapters' settings
    (umask 077 && printf '%s\n' "$2" >"$CREDENTIALS_DIRECTORY/$1")
}
# As fcfh-hooks calls it, with the entry that the environment tells of.
hook() { # NAME EVENT [VARIABLE=VALUE]...; stdin is the hook's
    hook_name=$1 hook_event=$2
    shift 2
    run env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 CREDENTIALS_DIRECTORY="$CREDENTIALS_DIRECTORY" \
        FCFH_EVENT="$hook_event" "$@" "${hook_at:-$hooks/$hook_name}" "$hook_event"
}
lookup() { # NAME UUID [SERIAL]
    hook "$1" lookup FCFH_UUID="$2" FCFH_SERIAL="${3-}" </dev/null
}
check_ticket() { # NAME TICKET
    hook "$1" ticket-check FCFH_TICKET="$2" </dev/null
}
told() { # KEY: its value in what the last hook said
    printf '%s\n' "$out" | sed -n "s/^$1=//p"
}

# ---------------------------------------------------------------- Request Tracker 5

rt_packages='request-tracker5 rt5-db-sqlite rt5-standalone'
rt_server=/usr/share/request-tracker5/libexec/rt-server

make_rt() { # a new one at $net.1, with what rt_fill.pl puts into it
    needs RT "$rt_packages" $rt_server rt-setup-database-5 /usr/share/doc/rt5-db-sqlite jq curl
    rt_dir=$scratch/rt
    rest=http://$net.1:8080/REST/2.0
    mkdir "$rt_dir" "$rt_dir/mason" "$rt_dir/sessions" "$rt_dir/conf.d"
    sed "s|@DIR@|$rt_dir|; s|@ADDRESS@|$net.1|" "$parts/rt_site.pm.in" >"$rt_dir/site.pm"
    export RT_SITE_CONFIG="$rt_dir/site.pm" RT_SITE_CONFIG_DIR="$rt_dir/conf.d"
    {
        rt-setup-database-5 --action init --skip-create >"$rt_dir/log" &&
            perl "$parts/rt_fill.pl" >"$rt_dir/token"
    } 2>"$rt_dir/err" || { echo "Bail out! no RT: $(cat "$rt_dir/log" "$rt_dir/err")" && exit 1; }
    put rt.curl "header = \"Authorization: token $(cat "$rt_dir/token")\""
    put rt.url "http://$net.1:8080/"
    echo 'user = "root:password"' >"$rt_dir/root.curl"
    start_rt
}
start_rt() {
    # The last argument only marks it as one of this test's.
    $rt_server --server Starlet --host "$net.1" --port 8080 --max-workers 2 \
        --access-log "$rt_dir/access" >>"$rt_dir/log" 2>&1 &
    rt=$!
    wait_for 30 'curl -q -s -K "$rt_dir/root.curl" -o /dev/null "$rest/rt"' ||
        { echo "Bail out! RT does not start: $(cat "$rt_dir/log")" && exit 1; }
}
# As RT's own people use it.
staff() { # METHOD PATH [JSON]
    curl -q -sS -K "$rt_dir/root.curl" -X "$1" -H 'Content-Type: application/json' \
        ${3+--data-binary "$3"} "$rest/$2"
}
open_ticket() { # SUBJECT [QUEUE]: prints its number
    staff POST ticket "$(jq -n --arg s "$1" --arg q "${2-General}" \
        '{Queue: $q, Subject: $s, Requestor: "eva@example.test"}')" | jq -r .id
}
set_status() { staff PUT "ticket/$1" "{\"Status\": \"$2\"}" >/dev/null; } # TICKET STATUS
comments() { # TICKET: their text
    staff GET "ticket/$1/history?fields=Type,Data&per_page=100" |
        jq -r '.items[] | select(.Type == "Comment") | .id' | while read -r id; do
        staff GET "transaction/$id/attachments?fields=Content" | jq -r '.items[].Content // empty'
    done
}

# ---------------------------------------------------------------- slapd

make_slapd() { # at ldap://$net.1:3389, with people and computers
    needs LDAP 'slapd ldap-utils' slapd slapadd ldapsearch
    ldap_dir=$scratch/ldap
    mkdir "$ldap_dir" "$ldap_dir/database"
    sed "s|@DIR@|$ldap_dir|" "$parts/slapd.conf.in" >"$ldap_dir/slapd.conf"
    slapadd -f "$ldap_dir/slapd.conf" -l "$parts/slapd.ldif" 2>"$ldap_dir/err" ||
        { echo "Bail out! no directory: $(cat "$ldap_dir/err")" && exit 1; }
    put ldap.conf "$(printf 'URI ldap://%s:3389\nBASE dc=corp,dc=example' "$net.1")"
    put ldap.dn cn=fcfh,dc=corp,dc=example
    put ldap.pw 'a password, with $(blanks)'
    start_slapd
}
start_slapd() {
    slapd -d 0 -f "$ldap_dir/slapd.conf" -h "ldap://$net.1:3389" 2>"$ldap_dir/err" &
    slapd=$!
    wait_for 10 'tcp_listens "$net.1" 3389' ||
        { echo "Bail out! slapd does not start: $(cat "$ldap_dir/err")" && exit 1; }
}
