#!/bin/sh
# The stand-in AMT as a machine to set up: every operation once, as a client in sh sees it.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.31
user=Us3r-of-list
call() { invoke "$@"; } # CLASS METHOD [NAME=VALUE]...
start() { # OPTION...
    start_amt "$@"
    learn_realm
}
add() { # NAME [ACCESS [REALM...]]
    name=$1 access=${2-1}
    shift
    [ $# = 0 ] || shift
    [ $# != 0 ] || set -- 4 13
    call $acl AddUserAclEntryEx "DigestUsername=$name" "DigestPassword=$(secret "$name" $user)" \
        "AccessPermission=$access" "Realms=$1" ${2:+"Realms=$2"}
}
gives() { # VALUE NAME: the last method's ReturnValue
    is "$code $(got ReturnValue)" "200 $1" "$2"
}
faults() { # STATUS SUBCODE NAME
    is "$code $(fault)" "$1 $2" "$3"
}

# --- The list of accounts

start
check 'the state file has the first account' knows 'account $$uns access=0 realms=16 enabled=1'
check 'and the interfaces' knows 'interfaces 32768'
get $acl
is "$(got Name)" 'Intel(r) AMT Authorization Service' 'the service can be read'
call $acl EnumerateUserAclEntries StartIndex=1
is "$(got TotalCount) $(got HandlesCount) $(got Handles) $(got ReturnValue)" '1 1 1 0' \
    'one foreign account is there'
call $acl EnumerateUserAclEntries StartIndex=2
gives 35 'nothing comes after it'
call $acl GetUserAclEntryEx Handle=1
is "$(got DigestUsername) $(got AccessPermission) $(got Realms) $(got ReturnValue)" '$$uns 0 16 0' \
    'its entry'
call $acl GetUserAclEntryEx Handle=9
gives 2053 'an unknown handle'
add FCFH
is "$code $(got Handle) $(got ReturnValue)" '200 2 0' 'an account is added'
check 'the state file has it' knows 'account FCFH access=1 realms=4,13 enabled=1'
unlike "$(cat "$state")" "$(secret FCFH $user)" 'but no secret'
is "$(asked '[0-9] 200 1 AddUserAclEntryEx AMT_AuthorizationService')" 1 'the log has its method'
call $acl AddUserAclEntryEx DigestUsername=a "DigestPassword=$(secret a b)" Realms=4 \
    AccessPermission=1
faults 400 SchemaValidationError 'another order than that of the schema'
call $acl AddUserAclEntryEx Name=a "DigestPassword=$(secret a b)" AccessPermission=1 Realms=4
faults 400 SchemaValidationError 'another name'
add 'a:b'
gives 12 'a name with a colon'
add ''
gives 12 'no name'
add seventeen-letters
gives 12 'too long a name'
call $acl AddUserAclEntryEx DigestUsername=a DigestPassword=secret AccessPermission=1 Realms=4
gives 2054 'a password that is no hash'
add a 1 99
gives 2055 'an unknown realm'
add FCFH
gives 2058 'a name that is there'
add a 7
gives 36 'an unknown kind of access'
call $acl AddUserAclEntryEx KerberosUserSid=AQUAAAAAAAUVAAAA AccessPermission=2 Realms=4
is "$(got Handle) $(got ReturnValue)" '5 0' 'a Kerberos account; handles are not consecutive'
call $acl GetUserAclEntryEx Handle=5
is "$(got DigestUsername)/$(got KerberosUserSid)" '/AQUAAAAAAAUVAAAA' 'its entry has a SID'
call $acl UpdateUserAclEntryEx Handle=2 DigestUsername=FCFH \
    "DigestPassword=$(secret FCFH $user)" AccessPermission=2 Realms=4
gives 0 'an account is changed'
check 'the state file has the change' knows 'account FCFH access=2 realms=4 enabled=1'
call $acl UpdateUserAclEntryEx Handle=1 DigestUsername=x "DigestPassword=$(secret x y)" \
    AccessPermission=2 Realms=4
gives 16 "AMT's own stays"
call $acl SetAclEnabledState Handle=2 Enabled=false
gives 0 'an account is switched off'
call $acl GetAclEnabledState Handle=2
is "$(got Enabled) $(got ReturnValue)" 'false 0' 'and is off'
call $acl RemoveUserAclEntry Handle=2
gives 0 'an account is removed'
call $acl RemoveUserAclEntry Handle=2
gives 2053 'and is gone'

# --- Many accounts

start --foreign 5 --acl-page 2 --acl-max 7 --sid-entry --bad-handle 5
call $acl EnumerateUserAclEntries StartIndex=1
is "$(got TotalCount) $(got HandlesCount) $(got Handles)" '7 2 1 2' 'a page of the list'
call $acl EnumerateUserAclEntries StartIndex=7
is "$(got TotalCount) $(got HandlesCount) $(got Handles)" '7 1 13' 'the last page'
call $acl GetUserAclEntryEx Handle=5
faults 500 InternalError 'an entry that AMT cannot read'
add FCFH
gives 23 'no room for one more'
start --no-foreign
call $acl EnumerateUserAclEntries StartIndex=1
is "$(got TotalCount) $(got HandlesCount) $(got Handles) $(got ReturnValue)" '0 0  0' 'an empty list'

# --- Logging in

add FCFH 1 13
as=FCFH:$user
get AMT_GeneralSettings
is "$code $(got HostName)" '200 pc0001' 'an account of the list logs in'
get CIM_SoftwareIdentity InstanceID=AMT
is "$code" 200 'and reads what its realms allow'
get CIM_Chassis
faults 400 AccessDenied 'but no more'
call $acl EnumerateUserAclEntries StartIndex=1
faults 400 AccessDenied 'nor may it look at the list'
as=FCFH:wrong
get AMT_GeneralSettings
is "$code" 401 'with a wrong password it does not'
as=admin:$admin
call $acl SetAclEnabledState Handle=1 Enabled=0
as=FCFH:$user
get AMT_GeneralSettings
is "$code" 401 'nor when it is switched off'
as=admin:$admin
call $acl UpdateUserAclEntryEx Handle=1 DigestUsername=FCFH \
    "DigestPassword=$(secret FCFH $user)" AccessPermission=0 Realms=4
call $acl SetAclEnabledState Handle=1 Enabled=1
as=FCFH:$user
get AMT_GeneralSettings
is "$code" 401 'nor with local access only'

# curl logs in again for every URL, so this client does not leave that to curl.
as=admin:$admin
md5() { printf %s "$1" | openssl dgst -md5 -r | cut -d' ' -f1; } # TEXT
challenge() { # sets $nonce
    nonce=$(curl -s -D - -o /dev/null --data-binary x "http://$pc:16992/wsman" |
        sed -n 's/.*nonce="\([^"]*\)".*/\1/p')
}
with_nonce() { # NC; sends the last request again, prints the status and "stale"
    response=$(md5 "$(md5 "admin:$realm:$admin"):$nonce:$1:c:auth:$(md5 POST:/wsman)")
    curl -s -D - -o /dev/null --data-binary "@$scratch/request" -H "Authorization: Digest \
username=\"admin\", realm=\"$realm\", nonce=\"$nonce\", uri=\"/wsman\", cnonce=\"c\", nc=$1, \
qop=auth, response=\"$response\"" "http://$pc:16992/wsman" |
        sed -n -e 's:^HTTP/1.1 \([0-9]*\).*:\1:p' -e 's/.*\(stale="[a-z]*"\).*/\1/p' |
        paste -sd' '
}
get $acl
challenge
is "$(with_nonce 00000001) $(with_nonce 00000002)" '200 200' 'a log-in is good for more requests'
add two
challenge
call $acl RemoveUserAclEntry Handle=2
is "$(with_nonce 00000001)" '401 stale="false"' 'a changed list ends every log-in'
challenge
is "$(with_nonce 00000001) $(with_nonce 00000002)" '200 200' 'a failed change ends none'

# --- The interfaces

get $uic
is "$(got EnabledState)" 32768 'no interface is on'
call $uic RequestStateChange RequestedState=32771
gives 0 'they are switched on'
get $uic
is "$(got EnabledState)" 32771 'and are on'
check 'the state file has it' knows 'interfaces 32771'
call $uic RequestStateChange RequestedState=2
gives 5 'an unknown state'
start --uic-return 4099 --uic 32769
call $uic RequestStateChange RequestedState=32771
gives 4099 'a value asked for'
check 'changes nothing' knows 'interfaces 32769'
start --uic-ignored
call $uic RequestStateChange RequestedState=32771
gives 0 'a change that is ignored'
check 'changes nothing either' knows 'interfaces 32768'
start --no-fcfh
get $uic
faults 400 DestinationUnreachable 'a machine without Fast Call for Help'

# --- Filters and subscribers of alerts

start --wildcard-policy 40 --subscribers 2 --pre-subscriber 192.0.2.9
list AMT_PETFilterSetting
is "$(got PolicyID)" '1 2 3 4 5 6 7 8 25 40 134' 'the filters'
is "$(got EventSensorType)" '1 2 3 5 6 7 15 35 193 255 192' 'what they are for'
is "$(got SendAlert | wc -w) $(got SensorNumber | wc -w)" '11 11' 'with all their fields'
get AMT_EventManagerService
is "$(got DefaultCommunityString)" public 'the default community'
subscriber=AMT_SNMPEventSubscriber
list $subscriber
is "$(got AccessInfo) $(got PolicyID)" '192.0.2.9 1' 'a foreign subscriber'
put Create $subscriber AccessInfo=127.0.0.1 PolicyID=25 CommunityString=vpro
is "$code" 200 'a subscriber is created'
like "$out" "ResourceCreated><[a-z]:Address>$anonymous<.*ReferenceParameters><[a-z]:ResourceURI>$amt/$subscriber<.*Name=\"Name\">" \
    'with its endpoint reference'
check 'the state file has it' knows 'subscriber 127.0.0.1 policy=25 community=vpro'
put Create $subscriber AccessInfo=::1 PolicyID=25
faults 500 InternalError 'no room for one more'
like "$out" 'The maximum number of subscribers has been reached' 'and it says so'
list $subscriber
is "$(got AccessInfo) $(got CommunityString)" '192.0.2.9 127.0.0.1 vpro' 'both are there'
name=$(got Name)
name="Intel(r)${name##*Intel(r)}"
get $subscriber "Name=$name"
is "$(got AccessInfo)" 127.0.0.1 'one of them is read'
delete $subscriber "Name=$name"
is "$code" 200 'and deleted'
delete $subscriber "Name=$name"
faults 400 DestinationUnreachable 'once'
put Create $subscriber PolicyID=25 AccessInfo=::1
faults 400 SchemaValidationError 'another order than that of the schema'
put Create $subscriber AccessInfo=host.example PolicyID=25
faults 400 InvalidRepresentation 'a host name'
put Create $subscriber AccessInfo=::1 PolicyID=26
faults 400 InvalidRepresentation 'a policy that no filter has'
filter='EnableFilter=true OEMFilter=false LogOnEvent=true DeviceAddress=255 EventSensorType=193
    EventType=255 EventOffset=255 EventSourceType=255 EventSeverity=255 SensorNumber=255 Entity=255
    EntityInstance=255 PolicyID=26 SendAlert=true'
# shellcheck disable=SC2086 # words
put Create AMT_PETFilterSetting $filter
is "$code" 200 'a filter is created'
check 'the state file has it' knows 'filter policy=26 sensor=193 enabled=1 send=1'
put Create $subscriber AccessInfo=::1 PolicyID=26
is "$code" 200 'then it has a policy for a subscriber'
# shellcheck disable=SC2086 # words
put Create AMT_PETFilterSetting ${filter% *}
faults 400 SchemaValidationError 'half a filter'
for form in 'quota 400 QuotaLimit' 'representation 400 InvalidRepresentation'; do
    start --subscribers 0 --full-fault "${form%% *}"
    put Create $subscriber AccessInfo=::1 PolicyID=25
    is "$code $(fault)" "${form#* }" "no room, said as ${form%% *}"
done
start --deny-read-back
put Create $subscriber AccessInfo=::1 PolicyID=25
is "$code" 200 'a machine that reports success and does nothing'
list $subscriber
is "$code $(got AccessInfo)" '200 ' 'has kept nothing'
start --amt-version 18.0.5.1
list $subscriber
faults 400 DestinationUnreachable 'from 18.0 there are no alerts'
start --amt-version 18.0.5.1 --pet-enum-empty-18
list $subscriber
is "$code $(got Items)" '200 ' 'or an empty list'
put Create $subscriber AccessInfo=::1 PolicyID=25
faults 400 DestinationUnreachable 'which cannot be added to'

# --- Subscribers of events

start --event-subscribers 2
list CIM_FilterCollection
is "$(got InstanceID)" 'Intel(r) AMT:All Intel(r) AMT:Features' 'the collections'
subscribe() { # FILTER MODE URL [USER PASSWORD]
    tokens='' auth=''
    if [ -n "${4-}" ]; then
        secext=http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd
        tokens="<t:IssuedTokens xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\" xmlns:se=\"$secext\"><t:RequestSecurityTokenResponse><t:TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#UsernameToken</t:TokenType><t:RequestedSecurityToken><se:UsernameToken><se:Username>$4</se:Username><se:Password Type=\"$secext#PasswordText\">$5</se:Password></se:UsernameToken></t:RequestedSecurityToken></t:RequestSecurityTokenResponse></t:IssuedTokens>"
        auth="<w:Auth Profile=\"$wsman/secprofile/http/digest\"/>"
    fi
    post $eventing/Subscribe $cim/CIM_FilterCollection \
        "<e:Subscribe><e:Delivery Mode=\"$2\"><e:NotifyTo><a:Address>$3</a:Address><a:ReferenceParameters xmlns:m=\"urn:fcfh:client:1\"><m:UUID>$uuid1</m:UUID><m:HostName>pc0001</m:HostName></a:ReferenceParameters></e:NotifyTo>$auth</e:Delivery></e:Subscribe>" \
        "$(selectors "InstanceID=$1")$tokens"
}
features='Intel(r) AMT:Features'
subscribe "$features" $wsman/PushWithAck http://127.0.0.1:9/events events Secret-7
is "$code" 200 'an event subscription'
like "$out" "SubscriptionManager><[a-z]:Address>$anonymous<.*$cim/CIM_FilterCollectionSubscription<.*Name=\"Filter\"><[a-z]:EndpointReference.*Name=\"Handler\"><[a-z]:EndpointReference" \
    'with its manager'
check 'the state file has it' knows "events http://127.0.0.1:9/events mode=PushWithAck filter=$features user=events reference=UUID:$uuid1,HostName:pc0001"
unlike "$(cat "$state")" Secret-7 'but no password'
subscribe "$features" $eventing/DeliveryModes/Push https://127.0.0.1:9/events
is "$code" 200 'another one, without a log-in'
subscribe "$features" $eventing/DeliveryModes/Push http://127.0.0.1:9/events
faults 500 InternalError 'no room for one more'
subscribe 'Intel(r) AMT:None' $eventing/DeliveryModes/Push http://127.0.0.1:9/events
faults 400 InvalidSelectors 'an unknown collection'
subscribe "$features" $eventing/DeliveryModes/Pull http://127.0.0.1:9/events
faults 400 InvalidRepresentation 'an unknown mode'
subscribe "$features" $eventing/DeliveryModes/Push "http://127.0.0.1/$(printf %0240d 1)"
faults 400 InvalidRepresentation 'too long a URL'
list CIM_ListenerDestination
is "$(got Destination) $(got DeliveryMode)" \
    'http://127.0.0.1:9/events https://127.0.0.1:9/events 3 2' 'both destinations are there'
name=$(got Name | sed 's/ Handler.*//')
list CIM_ListenerDestinationWSManagement
is "$(got DeliveryMode)" '3 2' 'under its other name too'
list CIM_FilterCollectionSubscription
is "$(printf %s "$out" | grep -o 'Name="InstanceID">Intel(r) AMT:Features<' | wc -l) $(printf %s "$out" |
    grep -o 'Name="Name">Handler [12]<' | wc -l)" '2 2' 'both subscriptions are there'
reference() { # CLASS NAME=VALUE...
    class=$1
    shift
    echo "<a:EndpointReference><a:Address>$anonymous</a:Address><a:ReferenceParameters><w:ResourceURI>$cim/$class</w:ResourceURI>$(selectors "$@")</a:ReferenceParameters></a:EndpointReference>"
}
unsubscribe() { # NAME
    post $eventing/Unsubscribe $cim/CIM_FilterCollectionSubscription '<e:Unsubscribe/>' \
        "$(selectors "Filter=$(reference CIM_FilterCollection "InstanceID=$features")" \
            "Handler=$(reference CIM_ListenerDestinationWSManagement \
                CreationClassName=CIM_ListenerDestinationWSMAN "Name=$1" \
                SystemCreationClassName=CIM_ComputerSystem 'SystemName=Intel(r) AMT')")"
}
unsubscribe "$name"
is "$code" 200 'one of them is ended'
unsubscribe "$name"
faults 400 DestinationUnreachable 'once'
list CIM_ListenerDestination
is "$(got Destination)" https://127.0.0.1:9/events 'the other one stays'
start --amt-version 10.0.1.2
subscribe "$features" $eventing/DeliveryModes/Push https://127.0.0.1:9/events
faults 400 InvalidRepresentation 'https is known from 11.0'

# --- The environment

detection=AMT_EnvironmentDetectionSettingData
get $detection
is "$code $(got DetectionStrings)" '200 ' 'no domain'
settings='Intel(r) AMT Environment Detection Settings'
put Put $detection DetectionAlgorithm=0 DetectionStrings=corp.example DetectionStrings=b.example \
    "ElementName=$settings" "InstanceID=$settings"
is "$code $(got DetectionStrings)" '200 corp.example b.example' 'domains are set'
check 'the state file has them' knows 'detect b.example'
put Put $detection DetectionStrings=x.example DetectionAlgorithm=0 "ElementName=$settings" \
    "InstanceID=$settings"
faults 400 SchemaValidationError 'another order than that of the schema'
put Put $detection DetectionAlgorithm=0 DetectionStrings=1 DetectionStrings=2 DetectionStrings=3 \
    DetectionStrings=4 DetectionStrings=5 DetectionStrings=6 "ElementName=$settings" \
    "InstanceID=$settings"
faults 400 InvalidRepresentation 'six domains'
start --detect a.example --detect b.example --sku 1
get $detection
is "$(got DetectionStrings)" 'a.example b.example' 'domains from the start'
get CIM_SoftwareIdentity InstanceID=Sku
is "$(got VersionString)" 1 'the SKU'

# --- Faults on request

start --fault-at AddUserAclEntryEx:lost --fault-at RequestStateChange:fault-busy \
    --fault-at "$subscriber/Create:schema" --fault-at Put:denied --fault-at Delete:close \
    --return-at RemoveUserAclEntry:38
add FCFH
is "$status" 52 'no answer'
check 'to something that was done' knows 'account FCFH access=1 realms=4,13 enabled=1'
call $uic RequestStateChange RequestedState=32771
faults 400 QuotaLimit 'a machine that is busy'
put Create $subscriber AccessInfo=::1 PolicyID=25
faults 400 SchemaValidationError 'a schema fault'
# shellcheck disable=SC2086 # words
put Create AMT_PETFilterSetting $filter
is "$code" 200 'for that class only'
put Put $detection DetectionAlgorithm=0 "ElementName=$settings" "InstanceID=$settings"
faults 400 AccessDenied 'access denied'
call $acl RemoveUserAclEntry Handle=2
gives 38 'a value of a method'
check 'that does nothing' knows 'account FCFH access=1 realms=4,13 enabled=1'
delete $subscriber Name=x
is "$status" 52 'the connection ends'

# --- Events

# Answers one request with each of the given statuses, and records each request: the address it came
# from, its header without what varies, and its body on one line.
cat >"$scratch/receiver" <<'END'
use strict; use warnings; use IO::Socket::INET;
my ($at, $note, @statuses) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => $at, Listen => 5, ReuseAddr => 1) or die "$at: $!";
open my $out, '>>', $note or die; $out->autoflush(1); print $out "ready\n";
while (@statuses) {
    my $client = $server->accept or next;
    while (@statuses) {
        my ($head, $body) = ('', '');
        while (my $line = <$client>) { last if $line eq "\r\n"; $head .= $line =~ s/\r\n/|/r; }
        last if $head eq '';
        read $client, $body, $1 if $head =~ /Content-Length: (\d+)/i;
        print $out $client->peerhost, " $head $body\n";
        my $status = shift @statuses;
        print $client "HTTP/1.1 $status Whatever\r\nContent-Length: 0\r\n", $status == 401
            ? qq(WWW-Authenticate: Digest realm="r", nonce="n$$", qop="auth"\r\n) : '', "\r\n";
    }
}
END
receiver_at=$net.32:8088
receive() { # STATUS...: in the background, until as many requests came
    rm -f "$scratch/received"
    perl "$scratch/receiver" "$receiver_at" "$scratch/received" "$@" 2>"$scratch/receiver-err" &
    receiver=$!
    wait_for 10 'grep -qs ready "$scratch/received"' ||
        { echo "Bail out! no receiver: $(cat "$scratch/receiver-err")"; exit 1; }
}
start
receive 401 200
subscribe "$features" $wsman/PushWithAck "http://$receiver_at/events" events Secret-7
kill -USR1 "$standin"
eventually 'an event is sent' '[ "$(wc -l <"$scratch/received")" = 3 ]'
wait "$receiver"
first=$(sed -n 2p "$scratch/received")
like "$first" "^$pc POST /events HTTP/1.1\\|" "from the machine's own address"
like "$first" 'User-Agent: Intel\(R\) AMT Agent\|' 'by its agent'
unlike "$first" 'Content-Type|Expect|Authorization' 'without what AMT does not say'
like "$first" '<c:AckRequested>.*:UUID [^>]*>5afe0016.*</a:Header>.*MessageID>iAMT0036<' 'in its form'
is "$(printf %s "$first" | grep -o '<g:MessageArguments>' | wc -l)" 4 'with the reason and the name'
like "$(sed -n 3p "$scratch/received")" \
    'Authorization: Digest username="events".* uri="/events".*MessageID>iAMT0036<' \
    'then once more, with a log-in'
eventually 'the log has it' '[ "$(asked " 200 1 Event iAMT0036")" = 1 ]'
start --call-event --amt-version 9.5.1.2
receive 503 200
subscribe "$features" $eventing/DeliveryModes/Push "http://$receiver_at/events"
eventually 'an event follows a subscription, and is repeated' \
    '[ "$(asked " (503|200) 1 Event iAMT0036")" = 2 ]'
unlike "$(cat "$scratch/received")" AckRequested 'Push wants no answer'
is "$(sed -n 3p "$scratch/received" | grep -o '<g:MessageArguments>' | wc -l)" 2 \
    'before AMT 10 there is no reason'

# --- Negotiate

kdc_at=$net.33:8818
export KRB5_CONFIG="$scratch/krb5.conf" KRB5_KDC_PROFILE="$scratch/kdc.conf" \
    KRB5CCNAME="FILE:$scratch/krb5cc"
cat >"$KRB5_CONFIG" <<END
[libdefaults]
    default_realm = FCFH.TEST
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    udp_preference_limit = 1
[realms]
    FCFH.TEST = {
        kdc = $kdc_at
    }
END
cat >"$KRB5_KDC_PROFILE" <<END
[kdcdefaults]
    kdc_listen = ""
    kdc_tcp_listen = $kdc_at
[realms]
    FCFH.TEST = {
        database_name = $scratch/principal
        key_stash_file = $scratch/stash
        acl_file = $scratch/kadm5.acl
    }
END
start_kdc() { # with an administrator and a machine
    kdb5_util create -s -W -P Master-9 -r FCFH.TEST >"$scratch/kdc-log" 2>&1 || return
    kadmin.local -q 'addprinc -pw Adm1n-k boss' >>"$scratch/kdc-log" 2>&1 || return
    kadmin.local -q "addprinc -randkey HTTP/$pc" >>"$scratch/kdc-log" 2>&1 || return
    kadmin.local -q "ktadd -k $scratch/keytab HTTP/$pc" >>"$scratch/kdc-log" 2>&1 || return
    krb5kdc -n -P "$scratch/kdc-pid" >>"$scratch/kdc-log" 2>&1 &
    wait_for 10 'echo Adm1n-k | kinit boss >>"$scratch/kdc-log" 2>&1'
}
if ! has_programs Negotiate krb5kdc kdb5_util kadmin.local kinit; then
    : # it said so
elif ! curl --version | grep -q SPNEGO; then
    skip 'Negotiate' 'curl cannot do it'
elif ! start_kdc; then
    not_ok 'a KDC starts' "$(tail -n 5 "$scratch/kdc-log")"
else
    start --keytab "$scratch/keytab"
    get AMT_GeneralSettings
    is "$code" 200 'digest still works'
    is "$(grep -c '^WWW-Authenticate: \(Negotiate\|Digest\)' "$scratch/head")" 2 'both are offered'
    how=--negotiate as=:
    add FCFH
    gives 0 'the administrator logs in by Kerberos'
    like "$(cat "$scratch/head")" 'WWW-Authenticate: Negotiate [A-Za-z0-9]' 'and AMT proves itself'
    statuses() { cut -d' ' -f3 "$scratch/standin.log" | paste -sd' '; }
    how="--negotiate http://$pc:16992/wsman"
    : >"$scratch/standin.log"
    get AMT_GeneralSettings
    is "$(statuses)" '200 200' 'two requests on one connection'
    how=--digest
    start --keytab "$scratch/keytab" --negotiate-each
    how="--negotiate http://$pc:16992/wsman" as=:
    : >"$scratch/standin.log"
    get AMT_GeneralSettings
    is "$(statuses)" '200 200' 'each of which can be made to bring a ticket'
    how=--negotiate
    run kdestroy
    get AMT_GeneralSettings
    is "$code" 401 'without a ticket there is no log-in'
    how=--digest
fi

# --- Command lines

must_fail 64 'an administrator without a password' "$build/standin" --admin x 127.0.0.1
must_fail 64 'an unknown fault' "$build/standin" --admin x \
    --admin-password-file "$scratch/admin" --fault-at Create:x 127.0.0.1
must_fail 78 'an invalid keytab' "$build/standin" --admin x \
    --admin-password-file "$scratch/admin" --keytab "$scratch/none" 127.0.0.1
must_fail 64 'an unknown form of fault' "$build/standin" --admin x \
    --admin-password-file "$scratch/admin" --full-fault x 127.0.0.1

finish
