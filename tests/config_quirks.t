#!/bin/sh
# fcfh-config and firmware that behaves in unexpected ways: empty answers, lists that it does not
# give, false answers, other subscribers; and users who do what is not expected.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.71
url=http://192.0.2.10:9/events
both() { setting "collector.event-url=$url"; } # fcfh.conf with where PETs and WS-Events go
targets() { set_up | grep -E '^(subscriber|events|filter) '; }
pet='subscriber 192.0.2.10 policy=25 community=vpro'
theirs='subscriber 192.0.2.9 policy=1 community=-'
their_events='events http://192.0.2.9/e mode=PushWithAck filter=Intel(r) AMT:All user=- reference=-'
account='account FCFH access=1 realms=4,13 enabled=1'
on='interfaces 32771'
created() { awk '$5 == "Create" {print $6}' "$scratch/standin.log" | paste -sd' '; }
has() { set_up | grep -Fqx -e "$1"; } # LINE: whether the machine has it
has_not() { ! has "$1"; }
again() { # NAME [OPTION]...: a second run changes nothing
    again_name=$1
    shift
    configure "$@"
    is "$status $(changes) $(told | sed 's/.*; //')" '0  nothing had to be changed' \
        "$again_name: the second run changes nothing"
}
fails_so() { # NAME STATUS STEP ERE: the last run, which may have gone on after that
    is "$status" "$2" "$1: exit $2"
    like "$(said "$3")" "^failed: .*$4" "$1: $3 says why"
    unlike "$out" '^done' "$1: it does not report success"
}
someone_subscribes() { # ADDRESS POLICY [COMMUNITY]: by another tool
    learn_realm
    put Create AMT_SNMPEventSubscriber "AccessInfo=$1" "PolicyID=$2" ${3+"CommunityString=$3"}
    is "$code" 200 "somebody subscribes $1 to policy $2"
}

must_fail 64 'a quirk that the stand-in does not know' "$build/standin" --admin admin \
    --admin-password-file "$scratch/admin" --quirk nonsense "$pc"

# --- Answers without a body

both
start_amt --quirk empty-answers
configure --alerts both --domain corp.example
is "$status $(states)" '0 ok changed changed changed changed changed ok changed' 'empty answers: set up'
is "$(targets | wc -l) $(set_up | grep '^detect')" '2 detect corp.example' 'all of it is there'
again 'empty answers' --alerts both --domain corp.example
configure --remove --domain corp.example
is "$status $(targets)$(set_up | grep -E 'detect|FCFH')" '0 ' 'empty answers: --remove'
check 'and switches the interfaces off' has 'interfaces 32768'

# --- The list of accounts

setting
start_amt --quirk no-total --acl-page 1 --foreign 3
configure
is "$status" 0 'a list without its length: set up'
again 'a list without its length'
configure --check
exit_is 0 'a list without its length: --check finds the account'
configure --remove
is "$status $(set_up | grep -c '^account other')" '0 3' '--remove finds it, and leaves the others'
check 'it is gone' has_not "$account"
start_amt --quirk accounts-refused
for how_to in '' --check --remove; do
    # shellcheck disable=SC2086 # none or one option
    configure $how_to
    fails_so "a list that is refused $how_to" 76 account 'EnumerateUserAclEntries gives 16'
    unlike "$(said account) $(said proof)" 'no FCFH|no account|missing' \
        "a list that is refused $how_to: it may be in it"
    is "$(asked 'AddUserAclEntryEx|RemoveUserAclEntry')" 0 'no account is touched'
done
start_amt --quirk keeps-account
configure
configure --remove
fails_so 'an account that stays' 76 account 'removed the account, but still shows it'

# --- --remove, and who else receives the calls

setting
start_amt --amt-version 18.0.5.1 --quirk no-destination --pre-subscription http://192.0.2.9/e \
    --uic 32771
configure --remove
is "$status $(targets)" "0 $their_events" 'subscriptions whose destination cannot be read stay'
check 'and so do the interfaces' has "$on"
both
stays() { # NAME KIND STANDIN-OPTION...: set up and removed by --alerts KIND, beside others
    stays_name=$1 kind=$2
    shift 2
    start_amt "$@"
    configure --alerts "$kind"
    is "$status" 0 "$stays_name: set up"
    configure --alerts "$kind" --remove
    check "$stays_name: the interfaces stay on" has "$on"
}
stays 'a foreign PET, --alerts ws-event' ws-event --pre-subscriber 192.0.2.9
is "$status $(targets)" "0 $theirs" 'only ours is gone'
stays 'foreign events, --alerts pet' pet --pre-subscription http://192.0.2.9/e
is "$status $(targets)" "0 $their_events" 'only ours is gone'
stays 'Delete is refused' pet --pre-subscriber 192.0.2.9 --fault-at Delete:schema
fails_so 'Delete is refused' 76 pet 'refuses'
stays 'Unsubscribe is refused' ws-event --pre-subscription http://192.0.2.9/e \
    --fault-at Unsubscribe:schema
fails_so 'Unsubscribe is refused' 76 events 'refuses'
setting
start_amt --quirk keeps-subscriber
configure
configure --remove
fails_so 'a subscriber that stays' 76 pet 'removed the subscription, but still shows it'

# --- Filters

own='filter policy=193 sensor=193 enabled=1 send=1'
ours='subscriber 192.0.2.10 policy=193 community=vpro'
start_amt --quirk no-call-filter
configure
is "$status $(targets)" "0 $ours
$own" 'no filter for the call: one of our own is made'
like "$(said pet)" 'changed: .*policy 193 \(a filter of our own\)' 'and that is reported'
again 'our own filter'
configure --check
exit_is 0 'our own filter: --check finds nothing missing'
configure --remove
is "$status $(targets)" '0 ' '--remove takes it away, too'
like "$(said pet)" 'changed: .*our filter removed' 'and reports that'
configure
someone_subscribes 192.0.2.9 193 other
configure --remove
is "$status $(targets)" "0 subscriber 192.0.2.9 policy=193 community=other
$own" 'our own filter stays where somebody else is subscribed to it'
start_amt --quirk no-call-filter --quirk filter-lie
configure
failed 'a filter that is not kept' 76 pet 'made a filter.*does not show it'
is "$(targets)" '' 'no subscription is made to it'
start_amt --quirk filters-busy
configure
failed 'filters that are busy' 75 pet 'again in a minute'
is "$(created)" '' 'nothing is made'
start_amt --quirk filters-refused
configure
is "$status $(targets)" "0 ${pet%25*}134${pet#*25}" 'filters that cannot be read: policy 134 is used'
again 'filters that are not told'
start_amt --quirk filters-refused --quirk no-call-filter
configure
failed 'no 134 either' 73 pet 'policy 134.*--policy'
is "$(created) $(targets)" 'AMT_SNMPEventSubscriber ' 'no filter is made if the list could not be read'
start_amt --quirk capitals
configure
is "$status $(created) $(targets)" "0 AMT_SNMPEventSubscriber $pet" 'TRUE in capitals is read as true: no filter of our own is made'

# --- What subscribers, interfaces and environment detection show

for quirk in no-policy no-community; do
    start_amt --quirk $quirk
    configure
    is "$status $(targets)" "0 $pet" "$quirk: subscribed"
    again $quirk
    is "$(targets)" "$pet" "$quirk: only once"
done
start_amt --quirk state-zero
configure --check
like "$status $(said interfaces)" '^1 missing: ' 'a state of 0: --check reports it as missing'
configure
like "$status $(said interfaces)" '^0 changed: .*BIOS and operating' 'a state of 0: switched on'
check 'it is' has "$on"
start_amt --quirk job
configure
like "$status $(said interfaces)" '^0 changed: .*BIOS and operating' 'a job: changed'
again 'a job'
start_amt --quirk empty-strings
configure
like "$status $(said environment)" '^0 ok: no domain is listed' 'an empty one lists none'
configure --domain corp.example
is "$(set_up | grep ^detect)" 'detect corp.example' 'and does not stay when one is added'

# --- Others who use our collector, and what we set up before

start_amt
someone_subscribes 192.0.2.10 2 theirs
configure
is "$status $(targets)" "0 subscriber 192.0.2.10 policy=2 community=theirs
$pet" 'other alerts to our collector stay, whatever their community'
setting collector.community=another
configure
is "$status $(changes)" '0 Delete Create' 'a new community: ours is replaced'
is "$(targets)" "subscriber 192.0.2.10 policy=2 community=theirs
subscriber 192.0.2.10 policy=25 community=another" 'and nothing else'

# --- What fcfh.conf and the command line say

for domain in . corp.example. 10.0.0.1 a..b; do
    configure --domain "$domain"
    is "$status $(asked .)" '64 0' "--domain $domain: usage, nothing is sent"
done
setting "collector.event-url=HTTPS${url#http}"
start_amt --amt-version 7.1.91.1
configure --alerts ws-event
is "$status $(changes)" '69 ' 'HTTPS:// is https: AMT 7 cannot send there'
like "$(told)" 'http:// only' 'it says so'
both
wide_letter=$(printf '\303\251')
wide=$(printf "$wide_letter%.0s" $(seq 31))
for name in "$wide" "x$wide" "xx$wide"; do
    start_amt --amt-version 18.0.5.1 --host "$name"
    configure
    is "$status $(targets | wc -l)" '0 1' "the host name $name: set up"
    check 'what AMT is given is valid text' iconv -f UTF-8 -t UTF-8 -o /dev/null "$state"
    like "$(targets)" "HostName:x*($wide_letter){29}" 'and as much of the name as possible'
done
settings_check() { run timeout 30 "$build/fcfh-settings" check -c "$conf"; }
write_conf
settings_check
like "$out" '^note +collector\.address: not set, nor is collector\.event-url' 'no address for calls is set'
for target in collector.address=192.0.2.10 "collector.event-url=$url"; do
    write_conf "$target"
    settings_check
    unlike "$out" 'not set, nor is' "${target%%=*}: check has no such finding"
done
write_conf listener.user=events
settings_check
like "$out" '^WRONG +listener\.password-file: not set, though listener\.user is' \
    'a user without a password: WRONG'
exit_is 1 'exit 1'

# --- Lists, and output that nobody reads

setting
many=$scratch/pcs
for n in 81 82 83 84 85 86; do echo "$net.$n"; done >"$many"
# shellcheck disable=SC2046 # words are wanted
start_amt $(cat "$many")
fleet() { # ARGUMENT...: as a whole command line
    echo "timeout 60 '$build/fcfh-config' -c '$conf' --password-file '$scratch/admin' \
--hosts '$many' $*"
}
run sh -c "$(fleet --parallel 1 admin) | head -n 1"
like "$out" "^$net\.81: changed" 'head -n 1 shows the first of many'
is "$(grep -c " $on\$" "$state") $(grep -c " $pet\$" "$state")" '6 6' 'all are set up all the same'
run sh -c "$(fleet --resume "'$scratch/record'" --trace "'$scratch/trace'" admin) >&-"
exit_is 75 'standard output is closed: exit 75'
is "$(jq -r .result "$scratch/record" | sort | uniq -c | xargs)" '6 unchanged' \
    'the record has the results and nothing else'
check 'the trace has the exchanges' grep -q AMT_GeneralSettings "$scratch/trace"
unlike "$(cat "$scratch/record" "$scratch/trace")" '^(total|unchanged|failed|next): ' \
    'nothing of the summary is in them'
config --password-file "$scratch/admin" --hosts "$many" --remove --yes --json admin
is "$status $(grep -c " $account\$" "$state")" '0 0' '--remove --yes --json'
cp "$scratch/out" "$scratch/removed"
config --password-file "$scratch/admin" --hosts "$many" --resume "$scratch/removed" admin
is "$status $(grep -c " $account\$" "$state")" '0 6' '--resume: removed is not done'
like "$out" '^total: +6 machines$' 'each of them'

# --- What makers leave in the fields of the hardware

registered() { # serial and model that the register has
    echo "$(value "$scratch/clients/$uuid1.xml" serial), $(value "$scratch/clients/$uuid1.xml" model)"
}
setting
start_amt --chassis 3
configure
is "$status $(registered)" '0 SN160001, Stand-in 16' "of several chassis the system's is registered"
start_amt --serial 'To Be Filled By O.E.M.' --board-serial AB-123 --cards 2
configure
is "$status $(registered)" '0 AB-123, Stand-in 16' "the board's number, where the system has none"
start_amt --serial 'Default string' --board-serial None --model 'System Product Name'
configure
is "$status $(registered)" '0 , ' 'placeholders are not registered'
start_amt --raw 'CIM_Chassis/SerialNumber=S\xFF-1' --raw 'AMT_GeneralSettings/HostName=p&#1;c'
configure
is "$status $(registered)" "0 S$(printf '\357\277\275')-1, Stand-in 16" \
    'bytes that XML forbids do not keep a machine out of the register'
start_amt --front '\xEF\xBB\xBF\x0A'
configure
is "$status $(registered)" '0 SN160001, Stand-in 16' 'nor do bytes before the XML of an answer'

finish
