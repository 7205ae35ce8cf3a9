# What the tests of fcfh-config share, in addition to lib.sh: an AMT that can be set up, a client in
# sh that inspects and changes it, and fcfh-config itself.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
state=$scratch/state
mkdir -m 750 "$scratch/clients"
admin=Standin-Adm1n # another word that may never be seen
(umask 077 && echo $admin >"$scratch/admin")
realm='' # of the machine that `learn_realm` met last
as=admin:$admin

# ---------------------------------------------------------------- a client in sh

amt=http://intel.com/wbem/wscim/1/amt-schema/1
cim=http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2
ips=http://intel.com/wbem/wscim/1/ips-schema/1
soap=http://www.w3.org/2003/05/soap-envelope
addressing=http://schemas.xmlsoap.org/ws/2004/08/addressing
transfer=http://schemas.xmlsoap.org/ws/2004/09/transfer
enumeration=http://schemas.xmlsoap.org/ws/2004/09/enumeration
eventing=http://schemas.xmlsoap.org/ws/2004/08/eventing
wsman=http://schemas.dmtf.org/wbem/wsman/1/wsman
anonymous=$addressing/role/anonymous

post() { # ACTION RESOURCE BODY [MORE-HEADER]; then see $code and $out
    cat >"$scratch/request" <<END
<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="$soap" xmlns:a="$addressing" xmlns:w="$wsman.xsd" xmlns:e="$eventing"><s:Header><a:Action>$1</a:Action><a:To>/wsman</a:To><w:ResourceURI>$2</w:ResourceURI><a:MessageID>7</a:MessageID><a:ReplyTo><a:Address>$anonymous</a:Address></a:ReplyTo>${4-}</s:Header><s:Body>$3</s:Body></s:Envelope>
END
    # shellcheck disable=SC2086 # options are words
    run curl -sS ${how---digest} --user "$as" -H Expect: --max-time 20 \
        -H 'Content-Type: application/soap+xml;charset=UTF-8' --data-binary "@$scratch/request" \
        -D "$scratch/head" ${scheme-http}://$pc:${port_of_amt-16992}/wsman
    code=$(sed -n 's:^HTTP/1.1 \([0-9]*\).*:\1:p' "$scratch/head" | tail -n 1)
}
uri() { # CLASS
    case $1 in AMT_*) echo "$amt/$1" ;; IPS_*) echo "$ips/$1" ;; *) echo "$cim/$1" ;; esac
}
selectors() { # NAME=VALUE...
    printf '<w:SelectorSet>'
    for pair; do
        printf '<w:Selector Name="%s">%s</w:Selector>' "${pair%%=*}" "${pair#*=}"
    done
    printf '</w:SelectorSet>'
}
elements() { # NAME=VALUE...
    for pair; do
        printf '<r:%s>%s</r:%s>' "${pair%%=*}" "${pair#*=}" "${pair%%=*}"
    done
}
get() { # CLASS [NAME=VALUE]...
    class=$1
    shift
    post $transfer/Get "$(uri "$class")" '' "${1:+$(selectors "$@")}"
}
invoke() { # CLASS METHOD [NAME=VALUE]...
    class=$(uri "$1") method=$2
    shift 2
    post "$class/$method" "$class" \
        "<r:${method}_INPUT xmlns:r=\"$class\">$(elements "$@")</r:${method}_INPUT>"
}
put() { # VERB CLASS [NAME=VALUE]...
    verb=$1 class=$2
    shift 2
    post "$transfer/$verb" "$(uri "$class")" \
        "<r:$class xmlns:r=\"$(uri "$class")\">$(elements "$@")</r:$class>"
}
delete() { # CLASS NAME=VALUE...
    class=$1
    shift
    post $transfer/Delete "$(uri "$class")" '' "$(selectors "$@")"
}
list() { # CLASS: all of its instances in one Pull
    post $enumeration/Enumerate "$(uri "$1")" "<n:Enumerate xmlns:n=\"$enumeration\"/>"
    context=$(got EnumerationContext)
    [ "$code" = 200 ] || return
    post $enumeration/Pull "$(uri "$1")" "<n:Pull xmlns:n=\"$enumeration\"><n:EnumerationContext>$context</n:EnumerationContext></n:Pull>"
}
got() { # ELEMENT: all its values in the last answer, on one line
    printf '%s' "$out" | sed 's/<[a-z]:/\n&/g' | sed -n "s/^<[a-z]:$1>\\([^<]*\\).*/\\1/p" | paste -sd' '
}
fault() { # what the last fault is
    printf '%s' "$out" | sed -n 's:.*Subcode><a\:Value>[a-z]*\:\([A-Za-z]*\)<.*:\1:p'
}
secret() { # NAME PASSWORD: as AMT wants it
    printf '%s' "$1:$realm:$2" | openssl dgst -md5 -binary | base64
}
learn_realm() { # learns the realm of the machine
    as=admin:$admin
    get AMT_GeneralSettings
    realm=$(got DigestRealm)
}
acl=AMT_AuthorizationService
uic=AMT_UserInitiatedConnectionService

# ---------------------------------------------------------------- the stand-in

knows() { grep -Fqx "$pc:${port_of_amt-16992} $1" "$state"; } # LINE: whether the state file has it
# From here on AMT speaks TLS only, and fcfh.conf knows who signed its certificate.
over_tls() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=AMT \
        -addext "subjectAltName=IP:$pc" -keyout "$scratch/amt.key" -out "$scratch/amt.pem" 2>"$scratch/openssl.log" ||
        { echo "Bail out! no certificate: $(cat "$scratch/openssl.log")"; exit 1; }
    tls=on scheme=https port_of_amt=16993 how='--digest --insecure'
}
without_tls() { unset tls scheme port_of_amt how; }
start_amt() { # OPTION...: an AMT that only its administrator and the list may log in to
    [ -z "${tls-}" ] || set -- --tls "$scratch/amt.pem" "$scratch/amt.key" "$@"
    [ -z "${standin-}" ] || stop "$standin"
    rm -f "$state" "$scratch/clients"/*.xml
    launch_standin standin --admin admin --admin-password-file "$scratch/admin" --state "$state" \
        "$@" "$pc"
}
set_up() { sed 's/^[^ ]* //' "$state"; } # what the state file has, without its addresses
another_password() { # PASSWORD: of the account of fcfh.conf
    learn_realm
    invoke $acl UpdateUserAclEntryEx Handle=2 DigestUsername=FCFH \
        "DigestPassword=$(secret FCFH "$1")" AccessPermission=1 Realms=4 Realms=13
}

# ---------------------------------------------------------------- fcfh-config

# With a collector address, if no other is given, and with TLS off, unless TLS is in use or set.
setting() { # [SECTION.KEY=VALUE]...
    case " $*" in *" collector.address="*) ;; *) set -- collector.address=192.0.2.10 "$@" ;; esac
    case "${tls-} $*" in *" amt.tls="* | on*) ;; *) set -- amt.tls=off "$@" ;; esac
    write_conf "$@" ${tls:+"amt.ca-file=$scratch/amt.pem"}
}
config() { # [ARGUMENT]...
    run timeout 60 "$build/fcfh-config" -c "$conf" "$@" </dev/null
}
configure() { # [OPTION]...: the machine $pc, with a fresh log of the stand-in
    : >"$scratch/standin.log"
    config --password-file "$scratch/admin" "$@" "$pc" admin
}
said() { printf '%s\n' "$out" | sed -n "s/^$1: *//p"; } # STEP: what its line says
told() { printf '%s\n' "$out" | tail -n 1; }           # the result
states() { # the state of each step, in their order
    printf '%s\n' "$out" | sed -n '$!s/^[a-z]*: *\([a-z]*\): .*/\1/p' | paste -sd' '
}
# What AMT was asked to change, in the order of the log.
changes() {
    awk '$5 ~ /^(AddUser|UpdateUser|RemoveUser|SetAcl|Request|Create|Delete|Put|Sub|Unsub)/ {
        print $5}' "$scratch/standin.log" | paste -sd' '
}

# ---------------------------------------------------------------- failures

# Whether the last run printed a control character for the terminal.
shows_control() {
    printf '%s\n' "$out$err" | LC_ALL=C tr -d '\n' | LC_ALL=C grep -q \
        "$(printf '[\001-\037\177]\|\302[\200-\237]\|\342\200[\252-\256]\|\342\201[\246-\251]')"
}
# What a step may ask AMT to change, together with the steps before it.
changes_until() { # STEP
    case $1 in
        none | machine) echo -- ;;
        account) echo 'AddUser|UpdateUser|SetAcl' ;;
        interfaces) echo 'AddUser|UpdateUser|SetAcl|Request' ;;
        pet | events) echo 'AddUser|UpdateUser|SetAcl|Request|Create|Delete|Subscribe' ;;
        *) echo . ;;
    esac
}
# Why the last run was not a proper failure of that step; nothing if it was.
flaw() { # STATUS-ERE STEP ERE
    printf %s "$status" | grep -Eqx -e "$1" || echo "exit $status, not $1"
    printf '%s\n' "$out" | grep -q '^done' && echo 'it says done'
    told | grep -Eq -e "^failed: +$pc: .*($3)" || echo "the last line says nothing of $3"
    [ -n "$(said "$2")" ] || echo "no line for $2"
    said "$2" | grep -q '^failed: ' || echo "$2 is not told as failed"
    [ "$(printf '%s\n' "$out" | sed -n '/^[a-z]*: *failed: /,$p' | wc -l)" = 2 ] ||
        echo 'there are steps after the failed one'
    changes | tr ' ' '\n' | grep . | grep -Ev -e "^($(changes_until "$2"))" &&
        echo 'was asked for after that'
    ! shows_control || echo 'control characters'
    [ "$(asked concurrent)" = 0 ] || echo 'two requests at a time'
}
failed() { # NAME STATUS-ERE STEP ERE: that run failed in STEP, with words like ERE at the end
    is "$(flaw "$2" "$3" "$4")" '' "$1: exit $2 at $3"
}
fails() { # NAME STATUS-ERE STEP ERE [STANDIN-OPTION]...; $with: options of fcfh-config
    fails_name=$1 fails_status=$2 fails_step=$3 fails_why=$4
    shift 4
    start_amt "$@"
    # shellcheck disable=SC2086 # options are words
    configure ${with-}
    failed "$fails_name" "$fails_status" "$fails_step" "$fails_why"
}
