#!/bin/sh
# fcfh-config and how machines differ: versions of AMT, PETs and WS-Events, their filters, and how
# they tell whether they are inside the office network.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.62
url=http://192.0.2.10:9/events
listener=Listener-7c4
over_tls # else the listener's password stays here
(umask 077 && echo $listener >"$scratch/listener")
events() { # fcfh.conf with where WS-Events go, too
    setting "collector.event-url=$url" listener.user=events \
        "listener.password-file=$scratch/listener"
}
pet='subscriber 192.0.2.10 policy=25 community=vpro'
event="events $url mode=PushWithAck filter=Intel(r) AMT:Features user=events \
reference=UUID:$uuid1,HostName:pc0001.corp.example"
targets() { set_up | grep -E '^(subscriber|events|filter) '; }

# --- Versions

setting
for version in 4.0.2 7.1.91 11.8.50 12.0.35 16.1.25; do
    start_amt --amt-version $version.1
    configure
    is "$status $(states)" '0 ok changed changed changed skipped ok ok changed' "AMT $version"
    like "$(said machine)" "AMT $version," "AMT $version: it says which"
    is "$(targets)" "$pet" "AMT $version: by PET"
done
start_amt --amt-version 11.8.50.1 --server AMT
configure
like "$status $(said machine)" '^0 .*AMT 11\.8\.50,' 'a version that is only in CIM_SoftwareIdentity'
start_amt --absent CIM_SoftwareIdentity --server none
configure
like "$status $(said machine)" '^0 .*unknown version' 'a version that is not reported at all'
start_amt --amt-version 18.0.5.1
configure
is "$status $(changes)" '78 ' 'AMT 18 without an event-url: exit 78, nothing is changed'
like "$(told)" '^failed: .*set \[collector\] event-url' 'it says what to set'
events
for enumerates in '' --pet-enum-empty-18; do
    # shellcheck disable=SC2086 # none or one option
    start_amt --amt-version 18.0.5.1 $enumerates
    configure
    is "$status $(states)" '0 ok changed changed skipped changed ok ok changed' "AMT 18 $enumerates"
    like "$(said events)" "go to $url" 'it says where WS-Events go'
    is "$(targets)" "$event" 'AMT has the subscription, with its sender and the log-in'
    configure
    is "$status $(changes) $(told)" "0  done:        $pc: Fast Call for Help is on; nothing had to be changed" 'and again'
done
configure --check
is "$status" 0 '--check: all is there'
configure --remove
is "$status $(targets)" '0 ' '--remove takes it away'
configure --check
is "$status" 1 '--check: it is missing'
like "$(said events)" "missing: no WS-Event goes to $url" 'it says what is missing'
start_amt --amt-version 18.0.5.1 --pre-subscription http://192.0.2.9/events --event-subscribers 2
configure
is "$status $(targets | wc -l)" '0 2' 'beside a foreign subscription'
configure --remove
is "$(targets)" 'events http://192.0.2.9/events mode=PushWithAck filter=Intel(r) AMT:All user=- reference=-' \
    '--remove leaves the foreign one'
check 'and the interfaces' knows 'interfaces 32771'
start_amt --amt-version 18.0.5.1
setting "collector.event-url=$url" collector.address=
configure
is "$status $(targets)" "0 ${event%user=*}user=- reference=${event#*reference=}" \
    'without a collector and without a log-in'
start_amt --amt-version 16.1.25.1
configure
is "$status $(targets | wc -l)" '0 1' 'AMT 16 without a collector: by WS-Event'
like "$(said pet)" 'skipped: .*WS-Event' 'it says so'

# --- --alerts

alerts() { # VERSION KIND STATUS TARGETS
    start_amt --amt-version "$1.1.1.1"
    configure --alerts "$2"
    is "$status $(targets)" "$3 $4" "AMT $1 --alerts $2"
    [ "$3" != 0 ] || configure --alerts "$2" --check
    is "$status" "$3" "AMT $1 --alerts $2: then --check"
}
events
both="$pet
$event"
alerts 16 pet 0 "$pet"
alerts 16 ws-event 0 "$event"
alerts 16 both 0 "$both"
is "$(configure --remove && targets)" '' '--remove takes both away'
alerts 16 auto 0 "$pet"
alerts 18 pet 69 ''
like "$(told)" 'no PETs.*--alerts ws-event' 'it says what to do'
alerts 18 ws-event 0 "$event"
alerts 18 both 0 "$event"
like "$(said pet)" 'skipped: .*no PETs' 'the reason for not having both'
alerts 18 auto 0 "$event"
configure --alerts sms
is "$status $(asked .)" '64 0' 'another kind: usage'
setting
configure --alerts ws-event
is "$status $(asked .)" '78 0' 'ws-event without an event-url: exit 78, nothing is sent'
setting collector.address= "collector.event-url=$url"
configure --alerts pet
is "$status $(asked .)" '78 0' 'pet without a collector: exit 78, nothing is sent'
setting "collector.event-url=https${url#http}"
start_amt --amt-version 10.0.1.2
configure --alerts ws-event
is "$status $(changes)" '69 ' 'https before AMT 11: exit 69'
like "$(told)" 'http:// only.*--alerts pet' 'it says what to do'
start_amt --amt-version 11.0.1.2
configure --alerts ws-event
like "$status $(targets)" "^0 events https" 'and from 11.0 on'
setting "collector.event-url=http://192.0.2.10/$(printf %0110d 1)"
configure --alerts ws-event
is "$status" 0 'a long URL'

# --- --policy and the filters

setting
policy() { # POLICY NAME STANDIN-OPTION...; $with: options of fcfh-config
    wanted=$1 name=$2
    shift 2
    start_amt "$@"
    # shellcheck disable=SC2086 # options are words
    configure ${with-}
    is "$status $(targets)" "0 subscriber 192.0.2.10 policy=$wanted community=vpro" "$name"
    like "$(said pet)" "policy $wanted" "$name: it says so"
    # shellcheck disable=SC2086
    configure ${with-}
    is "$status $(changes)" '0 ' "$name: again"
}
policy 31 'another policy is the call for help' --call-policy 31
policy 40 'a filter for anything' --call-policy 0 --wildcard-policy 40
policy 25 'both: that of the call' --wildcard-policy 9
policy 134 'neither: 134' --call-policy 0
with='--policy 134'
policy 134 '--policy' --wildcard-policy 9
unset with
start_amt
configure --policy 99
is "$status $(targets)" '73 ' '--policy of no filter: exit 73'
like "$(told)" 'policy 99.*--policy' 'the message says what to try'
for number in 256 -1 x ''; do
    configure --policy "$number"
    is "$status $(asked .)" '64 0' "--policy '$number': usage"
done
start_amt --deny AMT_PETFilterSetting
configure
is "$status $(targets)" '77 ' 'filters that may not be read: exit 77'
configure --policy 25
is "$status $(targets)" "0 $pet" 'with --policy they are not read'

# --- More collectors

setting 'collector.address=192.0.2.10, 2001:db8::A'
start_amt
configure
is "$status $(targets)" "0 $pet
subscriber 2001:db8::a policy=25 community=vpro" 'two collectors: two subscriptions'
like "$(said pet)" '192\.0\.2\.10, 2001:db8::a' 'it names both'
list AMT_SNMPEventSubscriber
delete AMT_SNMPEventSubscriber "Name=$(got Name | sed 's/.*Intel/Intel/')"
is "$(targets)" "$pet" 'one of them is lost'
configure --check
like "$status $(said pet)" '^1 missing: .*2001:db8::a' '--check says which'
configure
is "$status $(changes) $(targets | wc -l)" '0 Create 2' 'and a run makes it'
setting collector.address=192.0.2.10 collector.community=other
configure
is "$status $(changes)" '0 Delete Create' 'another community: the subscription is replaced'
check 'the new one has that community' knows 'subscriber 192.0.2.10 policy=25 community=other'
check 'the other address is not touched' knows 'subscriber 2001:db8::a policy=25 community=vpro'

# --- Environment detection

setting
start_amt --detect Corp.example --detect b.example
configure
like "$(said environment)" 'ok: inside where DHCP says Corp\.example, b\.example$' 'a list of domains'
start_amt --detect b.example
configure
like "$(said environment)" 'b\.example; its own domain corp\.example is not among them' \
    'a list without its own'
start_amt --absent AMT_EnvironmentDetectionSettingData
configure
like "$status $(said environment)" '^0 skipped: it does not tell' 'a machine that does not say which domains it has'
configure --domain corp.example
is "$status" 76 'is not given a domain'
detection=AMT_EnvironmentDetectionSettingData
settings='Intel(r) AMT Environment Detection Settings'
start_amt
put Put $detection DetectionAlgorithm=1 DetectionIPv6LocalPrefixes=2001:db8::/32 \
    DetectionIPv6LocalPrefixes=fd00::/8 DetectionStrings=b.example "ElementName=$settings" \
    "InstanceID=$settings"
detected() { set_up | sed -n 's/^detect //p' | paste -sd' '; }
configure --check --domain corp.example
like "$status $(changes) $(said environment)" '^1  missing: 1 of the domains' '--check --domain'
configure --domain corp.example --domain B.EXAMPLE
is "$status $(detected)" '0 b.example corp.example' '--domain adds what is not there'
like "$(said environment)" 'changed: inside where DHCP says b\.example, corp\.example' 'it says so'
get $detection
is "$(got DetectionAlgorithm) $(got DetectionIPv6LocalPrefixes)" '1 2001:db8::/32 fd00::/8' \
    'the other values are kept'
configure --domain corp.example
is "$status $(changes)" '0 ' 'again: nothing is changed'
configure --check --domain corp.example
exit_is 0 '--check: nothing is missing'
configure --remove
is "$status $(detected)" '0 b.example corp.example' '--remove leaves the list'
configure --remove --domain Corp.Example
is "$status $(detected)" '0 b.example' '--remove --domain takes away just that'
get $detection
is "$(got DetectionAlgorithm) $(got DetectionIPv6LocalPrefixes)" '1 2001:db8::/32 fd00::/8' \
    'and keeps the rest'
configure --remove --domain corp.example
is "$status $(changes)" '0 ' 'removing twice succeeds'
start_amt --detect 1.example --detect 2.example --detect 3.example --detect 4.example \
    --detect 5.example
configure --domain 6.example
is "$status $(detected | wc -w)" '73 5' 'the list of five is full: exit 73'
like "$(said environment)" 'failed: it keeps 5.*take some away' 'it says what to do'
is "$(said proof)" '' 'the later steps are left out'
for domain in '' 'a b' 'x;y' "$(printf %064d 1)"; do
    configure --domain "$domain"
    is "$status $(asked .)" '64 0' "--domain '$(printf %.5s "$domain")': usage"
done

# --- A machine without TLS, to which the listener's password would go in the clear

without_tls
events
for tls_of_it in '' --no-tls; do
    start_amt --amt-version 18.0.5.1
    # shellcheck disable=SC2086 # none or one option
    configure --json $tls_of_it
    is "$status $(asked 'Subscribe') $(targets)" '69 0 ' "no TLS $tls_of_it: exit 69, no subscription is sent"
    is "$(printf '%s' "$out" | jq -r '.kind')" 'no TLS' 'and counted as such'
    like "$(printf '%s' "$out" | jq -r '.steps[-1] | .step + " " + .state + " " + .text')" \
        '^events failed .*TLS on the machine, .*--alerts pet, .*\[listener\] user empty' \
        'it says what to do'
done
configure --check
like "$status $(said events)" "^1 missing: no WS-Event goes to $url" '--check says what is missing'
setting "collector.event-url=$url"
configure
is "$status $(targets)" "0 ${event%user=*}user=- reference=${event#*reference=}" \
    'without a log-in it is subscribed'
events
for mode in '' --check; do
    # shellcheck disable=SC2086 # none or one option
    configure $mode
    like "$status $(changes) $(said events)" "^0  ok: WS-Events go to $url" \
        "subscribed already: no password is sent, nothing is wrong $mode"
done
configure --remove
is "$status $(targets)" '0 ' '--remove takes it away'
start_amt
configure
is "$status $(targets)" "0 $pet" 'a machine that calls by PET needs none'

finish
