# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # conditions for eval; what tests/lib.sh sets
# For tests/integration/*.t, which source it after tests/lib.sh: it runs the adapters, and starts
# the servers of other projects. A server runs as the user who runs the test, and writes all its
# files in the scratch directory.
project=$(CDPATH='' cd -- "$project/.." && pwd)
hooks=$project/support_queue_db/hooks/examples
parts=$project/tests/integration
export CREDENTIALS_DIRECTORY="$scratch/etc"
mkdir "$CREDENTIALS_DIRECTORY"
chmod 700 "$CREDENTIALS_DIRECTORY"

# Ends a test whose system is not installed. In CI that counts as a failure, else as skipped.
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
put() { # FILE LINE: writes a file of the adapters' settings
    (umask 077 && printf '%s\n' "$2" >"$CREDENTIALS_DIRECTORY/$1")
}
# Runs an adapter as fcfh-hooks does: the environment describes the event and the entry.
hook() { # NAME EVENT [VARIABLE=VALUE]...; standard input is that of the adapter
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
told() { # KEY: its value in the output of the last hook
    printf '%s\n' "$out" | sed -n "s/^$1=//p"
}

# ---------------------------------------------------------------- The queue

q() { run "$build/fcfh-queue" -c "$conf" "$@"; }
shown() { "$build/fcfh-queue" -c "$conf" show "$1" --json | jq -r "$2"; } # ID JQ-PROGRAM
has_left() { # ID WHY
    [ ! -e "$queue/$1.xml" ] && [ -e "$(echo "$queue/archive/$1".*."$2".xml)" ]
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
    # The last argument only marks it as a process of this test. It has a $TMPDIR of its own, since
    # it leaves files there if it is killed within a request.
    TMPDIR=$rt_dir $rt_server --server Starlet --host "$net.1" --port 8080 --max-workers 2 \
        --access-log "$rt_dir/access" >>"$rt_dir/log" 2>&1 &
    rt=$!
    wait_for 30 'curl -q -s -K "$rt_dir/root.curl" -o /dev/null "$rest/rt"' ||
        { echo "Bail out! RT does not start: $(cat "$rt_dir/log")" && exit 1; }
}
# Sends a request as RT's own staff would.
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

# ---------------------------------------------------------------- Redmine 5

# Debian's Redmine has its settings in /etc and everything else in /var/lib. In the namespace that
# this makes, directories of the test are mounted there.
in_redmine() { # COMMAND...
    as_root=''
    [ "$(id -u)" = 0 ] || as_root='--user --map-root-user'
    # shellcheck disable=SC2086 # none or two options
    unshare --mount $as_root -- sh -c '
        mount --bind "$1/etc" /etc/redmine && mount --bind "$1/var" /var/lib/redmine &&
            cd /usr/share/redmine && shift && exec "$@"' "$redmine_dir" "$redmine_dir" "$@"
}
make_redmine() { # at $net.1, with what redmine_fill.rb puts into it
    needs Redmine 'redmine redmine-sqlite puma' /usr/share/redmine/config.ru puma ruby jq curl
    redmine_dir=$scratch/redmine
    mkdir -p "$redmine_dir/etc/default" "$redmine_dir/var/default/log" "$redmine_dir/var/default/tmp" \
        "$redmine_dir/var/default/files"
    ln -s /etc/redmine/default "$redmine_dir/var/default/config"
    cp /var/lib/redmine/Gemfile.lock "$redmine_dir/var"
    printf 'production:\n  adapter: sqlite3\n  database: %s\n  timeout: 30000\n' "$redmine_dir/database" \
        >"$redmine_dir/etc/default/database.yml"
    openssl rand -hex 64 >"$redmine_dir/etc/default/secret_key.txt"
    export RAILS_ENV=production
    {
        SCHEMA=$redmine_dir/schema.rb in_redmine rake db:migrate &&
            in_redmine bin/rails runner "$parts/redmine_fill.rb" >"$redmine_dir/keys"
    } >"$redmine_dir/log" 2>"$redmine_dir/err" ||
        { head -n 20 "$redmine_dir/err" >&2; echo 'Bail out! no Redmine' && exit 1; }
    put redmine.curl "header = \"X-Redmine-API-Key: $(sed -n 1p "$redmine_dir/keys")\""
    put redmine.url "http://$net.1:8080"
    printf 'header = "X-Redmine-API-Key: %s"\n' "$(sed -n 2p "$redmine_dir/keys")" >"$redmine_dir/admin.curl"
    start_redmine
}
start_redmine() {
    in_redmine puma -e production -b "tcp://$net.1:8080" -t 1:4 --pidfile "$redmine_dir/pid" \
        --dir /usr/share/redmine config.ru >>"$redmine_dir/log" 2>&1 &
    wait_for 60 'admin GET users/current.json >/dev/null 2>&1' ||
        { echo "Bail out! Redmine does not start: $(tail -n 20 "$redmine_dir/log")" && exit 1; }
}
stop_redmine() { # by its pid file: $! is the shell that waits for it
    kill "$(cat "$redmine_dir/pid")"
    wait_for 30 '! tcp_listens "$net.1" 8080' || { echo 'Bail out! Redmine does not stop' && exit 1; }
}
# Sends a request as Redmine's administrator would.
admin() { # METHOD PATH [JSON]
    curl -q -sS -f -K "$redmine_dir/admin.curl" -X "$1" -H 'Content-Type: application/json' \
        ${3+--data-binary "$3"} "http://$net.1:8080/$2"
}
issue() { # SUBJECT: opens one and prints its number
    admin POST issues.json "$(jq -n --arg s "$1" '{issue: {project_id: "help", subject: $s}}')" | jq .issue.id
}
set_issue() { # ISSUE STATUS
    id=$(admin GET issue_statuses.json | jq --arg name "$2" '.issue_statuses[] | select(.name == $name).id')
    admin PUT "issues/$1.json" "{\"issue\": {\"status_id\": $id}}"
}
notes() { admin GET "issues/$1.json?include=journals" | jq -r '.issue.journals[].notes'; } # ISSUE

# ---------------------------------------------------------------- Samba as an Active Directory

make_samba() { # at ldaps://dc1.corp.example, in a namespace where that name is 127.0.0.1
    samba_dir=$scratch/samba
    mkdir "$samba_dir"
    echo '127.0.0.1 localhost dc1.corp.example dc1' >"$scratch/hosts"
    { mount --bind "$scratch/hosts" /etc/hosts && ip link set lo up; } ||
        { echo "Bail out! no namespace for Samba" && exit 1; }
    {
        python3 "$parts/samba_provision.py" --targetdir="$samba_dir" --realm=CORP.EXAMPLE --domain=CORP \
            --server-role=dc --dns-backend=SAMBA_INTERNAL --host-name=dc1 --host-ip=127.0.0.1 \
            --adminpass='Admin-Passw0rd' --option='interfaces=lo' \
            --option='bind interfaces only=yes' --option="posix:eadb=$samba_dir/eadb.tdb" \
            --option='server services=ldap cldap kdc' &&
            set -- -H "$samba_dir/private/sam.ldb" -s "$samba_dir/etc/smb.conf" &&
            samba-tool user create miller 'User-Passw0rd' --given-name=Eva --surname=Müller \
                --telephone-number='+49 30 1234-567' --physical-delivery-office='B 2.14' "$@" &&
            samba-tool user create svc-fcfh 'Service-Passw0rd' "$@" &&
            samba-tool computer create NB-MILLER "$@" && samba-tool computer create PC-2 "$@" &&
            ldbmodify -H "$2" "$parts/samba.ldif"
    } >"$samba_dir/log" 2>&1 || { echo "Bail out! no Samba: $(tail -n 20 "$samba_dir/log")" && exit 1; }
    put ldap.conf "$(printf 'URI ldaps://dc1.corp.example\nBASE dc=corp,dc=example\nTLS_CACERT %s' \
        "$samba_dir/private/tls/ca.pem")"
    put ldap.dn 'CN=svc-fcfh,CN=Users,DC=corp,DC=example'
    put ldap.pw 'Service-Passw0rd'
    samba -F --no-process-group --debug-stdout -M single -s "$samba_dir/etc/smb.conf" \
        >>"$samba_dir/log" 2>&1 &
    samba=$!
    wait_for 60 'LDAPTLS_CACERT=$samba_dir/private/tls/ca.pem ldapsearch -x -H ldaps://dc1.corp.example \
        -o nettimeout=3 -s base -b "" >/dev/null 2>&1' ||
        { echo "Bail out! Samba does not start: $(tail -n 20 "$samba_dir/log")" && exit 1; }
}
