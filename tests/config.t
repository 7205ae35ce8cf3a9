#!/bin/sh
# fcfh-config on one machine: what it sets up, checks and takes away.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.61
file=$queue/$uuid1.xml
setting
ours='account FCFH access=1 realms=4,13 enabled=1
interfaces 32771
subscriber 192.0.2.10 policy=25 community=vpro'
added() { set_up | grep -vF 'account $$uns'; }
before() { cp "$state" "$scratch/before"; }
as_before() { cmp -s "$scratch/before" "$state"; }
asks_nothing_new() { is "$(changes)" '' "$1"; } # NAME

# --- Fresh

start_amt
config "$pc" admin $admin
exit_is 0 'HOST USER PASSWORD: exit 0'
is "$err" '' 'nothing on standard error'
is "$(printf '%s\n' "$out" | sed 's/:.*//' | paste -sd' ')" \
    'machine account interfaces pet events environment proof register done' 'each step has its line'
is "$(states)" 'ok changed changed changed skipped ok ok changed' 'with its state'
like "$(said machine)" 'AMT 16\.1\.25, pc0001\.corp\.example' 'machine: which AMT it is'
like "$(said account)" 'FCFH .*network.*Hardware Asset.*General Info' 'account: what it may do'
like "$(said interfaces)" 'BIOS and operating system' 'interfaces: from where the user can call'
like "$(said pet)" '192\.0\.2\.10, policy 25' 'pet: where the alerts go'
like "$(said environment)" 'no domain is listed' 'environment: what it takes for inside'
like "$(said proof)" "FCFH logs in.*$uuid1" 'proof: which machine it is'
like "$(said register)" 'entered, without TLS and key' 'register: that it was entered'
is "$(told)" "done:        $pc: Fast Call for Help is on; changed: account, interfaces, pet, register" 'the last line is the summary'
is "$(added)" "$ours" 'AMT has the account, the interfaces and the subscription'
is "$(awk '$3 == 200 && !seen[$6]++ {print $6}' "$scratch/standin.log" | paste -sd' ')" \
    "AMT_GeneralSettings $uic $acl AMT_SNMPEventSubscriber AMT_PETFilterSetting \
AMT_EnvironmentDetectionSettingData CIM_ComputerSystemPackage CIM_Chassis" 'it is asked in that order'
is "$(changes)" 'AddUserAclEntryEx RequestStateChange Create' 'each change is made once'
check "$(asked .) exchanges, not more than 21" [ "$(asked .)" -le 21 ]
is "$(asked concurrent)" 0 'one request at a time'

configure
is "$status $(states)" '0 ok ok ok ok skipped ok ok ok' 'again: all is well'
is "$(told)" "done:        $pc: Fast Call for Help is on; nothing had to be changed" 'it says so'
asks_nothing_new 'and only reads'
is "$(added)" "$ours" 'AMT has the same settings as before'

call "$pc" "$pc1"
eventually 'a call from it is answered with the account that was made' \
    '[ "$(state $uuid1)" = answered ]'
eventually 'and its inventory is read' '[ "$(value "$file" serial)" = SN160001 ]'

config --tls "$pc" admin $admin
exit_is 69 '--tls: there is none'
config --tls --no-tls "$pc" admin
exit_is 64 '--tls --no-tls: usage'
configure --no-tls
exit_is 0 '--no-tls'
config --password-file "$scratch/admin" "[::1]" admin extra more
exit_is 64 'too many words: usage'
config "$pc"
exit_is 64 'no user: usage'
config
exit_is 64 'no host: usage'
config "$pc;id" admin $admin
exit_is 64 'an invalid host: usage'

# --- --check, and a run that repairs

start_amt
before
configure --check
is "$status $(states)" '1 ok missing missing missing skipped ok skipped skipped ok' \
    '--check of a fresh machine: exit 1, three things are missing'
like "$(said account)" 'there is no FCFH' 'the account'
like "$(said interfaces)" 'nobody can call' 'the interfaces'
like "$(said pet)" 'goes to 192\.0\.2\.10' 'the subscription'
like "$(told)" "^missing: +$pc: account, interfaces, pet; without --check" 'and says what to do'
check 'AMT is as it was' as_before
asks_nothing_new 'it was not asked to change'
configure
configure --check
is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; nothing is missing" '--check of a machine that is set up: exit 0'
configure --remove --check
exit_is 64 '--check --remove: usage'

repairs() { # NAME STEP ERE CHANGES: --check names it in STEP, a run makes these changes
    configure --check
    is "$status $(changes) $(told | sed 's/;.*//')" "1  missing:     $pc: $2" \
        "$1: --check names it"
    like "$(said "$2")" "missing: .*$3" "$1: and says what it is"
    configure
    is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; changed: $2" "$1: a run repairs it"
    is "$(changes)" "$4" "$1: with these requests"
    is "$(added)" "$ours" "$1: then all is well"
}
rights() { # ACCESS REALM...: of the account that was made
    access=$1
    shift
    learn_realm
    # shellcheck disable=SC2046 # words are wanted
    invoke $acl UpdateUserAclEntryEx Handle=2 DigestUsername=FCFH \
        "DigestPassword=$(secret FCFH "$password")" "AccessPermission=$access" \
        $(printf 'Realms=%s ' "$@")
}
unsubscribe() { # our collector
    list AMT_SNMPEventSubscriber
    delete AMT_SNMPEventSubscriber "Name=$(got Name)"
}
rights 1 4 13 3
repairs 'another realm' account 'more or less' 'UpdateUserAclEntryEx SetAclEnabledState'
rights 1 4
repairs 'a realm too few' account 'more or less' 'UpdateUserAclEntryEx SetAclEnabledState'
rights 2 4 13
repairs 'another access' account 'more or less' 'UpdateUserAclEntryEx SetAclEnabledState'
another_password Other-pass1
repairs 'another password' account 'password is another' 'UpdateUserAclEntryEx SetAclEnabledState'
invoke $acl SetAclEnabledState Handle=2 Enabled=false
repairs 'an account that is switched off' account . 'UpdateUserAclEntryEx SetAclEnabledState'
invoke $acl RemoveUserAclEntry Handle=2
repairs 'no account' account 'there is no FCFH' AddUserAclEntryEx
for at in '32768 nobody' '32769 BIOS.only' '32770 operating.system.only'; do
    invoke $uic RequestStateChange "RequestedState=${at% *}"
    repairs "interfaces ${at% *}" interfaces "${at#* }" RequestStateChange
done
unsubscribe
repairs 'no subscription' pet 'goes to 192.0.2.10' Create
unsubscribe
put Create AMT_SNMPEventSubscriber AccessInfo=192.0.2.10 PolicyID=25 CommunityString=other
repairs 'another community' pet 'goes to 192.0.2.10' 'Delete Create'
unsubscribe
put Create AMT_SNMPEventSubscriber AccessInfo=192.0.2.10 PolicyID=1 CommunityString=vpro
ours="$ours
subscriber 192.0.2.10 policy=1 community=vpro"
configure --check
is "$status $(told | sed 's/;.*//')" "1 missing:     $pc: pet" 'a subscription to something else'
configure
is "$(added | sort)" "$(printf '%s\n' "$ours" | sort)" 'stays, and ours is made'

# --- --remove

start_amt --foreign 2 --sid-entry --pre-subscriber 192.0.2.9
before
configure
configure --remove
exit_is 0 '--remove'
like "$(told)" "^removed: +$pc: account, pet$" 'says what was removed'
like "$(said interfaces)" 'others are subscribed' 'and that the interfaces stay, and why'
sed -i 's/interfaces 32768/interfaces 32771/' "$scratch/before"
check 'the accounts and subscribers of others stay' as_before
configure --remove
is "$status $(told)" "0 removed:     $pc: there was nothing to take away" 'removing twice succeeds'
asks_nothing_new 'the second time it only reads'
config --remove --password-file "$scratch/admin" -c /dev/null "$pc" admin
exit_is 78 'without a configuration --remove cannot know what is ours'
start_amt
before
configure
configure --remove
is "$status $(told)" "0 removed:     $pc: account, interfaces, pet" 'where nobody else is subscribed'
check 'AMT is as it was' as_before
start_amt --pre-subscription http://192.0.2.9/events
configure
configure --remove
check 'where others are subscribed to WS-Events the interfaces stay' knows 'interfaces 32771'
start_amt --pre-subscriber 192.0.2.9
setting collector.event-url=http://192.0.2.10/events collector.address=
configure --alerts ws-event
is "$status" 0 'with WS-Events'
configure --remove
check 'where others are subscribed to PETs the interfaces stay' knows 'interfaces 32771'
setting

# --- --dry-run

start_amt
before
configure --dry-run
is "$status $(asked .)" '0 0' '--dry-run: nothing is sent'
is "$(printf '%s\n' "$out" | sed -n 's/^# [0-9]*: //p' | sed 's/ .*//' | paste -sd' ')" \
    'Get Get EnumerateUserAclEntries GetUserAclEntryEx AddUserAclEntryEx GetUserAclEntryEx '"\
RequestStateChange Get Enumerate Pull Enumerate Pull Create Enumerate Pull Get Get Get" \
    'every request is printed'
printf '%s\n' "$out" | grep '^<s:' >"$scratch/envelopes"
is "$(wc -l <"$scratch/envelopes")" 18 'with its envelope'
while IFS= read -r line; do printf %s "$line" | xmllint --noout -; done <"$scratch/envelopes" \
    >"$scratch/faulty" 2>&1
is "$(cat "$scratch/faulty")" '' 'which is XML'
unlike "$out" "$password|$admin" 'without a secret'
like "$out" 'DigestPassword>\*\*\*<' 'but with stars'
config --dry-run "$pc"
is "$status $(asked .)" '0 0' 'it takes no user and no password'
configure --dry-run --remove
like "$out" RemoveUserAclEntry 'with --remove too'
configure --dry-run --check
unlike "$(printf '%s\n' "$out" | grep '^#')" 'Create|Add|Request|Remove' 'with --check no change'
check 'AMT is as it was' as_before

# What is printed is what would be asked, in the same order.
printed() { printf '%s\n' "$out" | sed -n 's/^# [0-9]*: \([^ ]* [^ ]*\), as .*/\1/p'; }
really_asked() { awk '$3 == 200 { print $5, $6 }' "$scratch/standin.log"; }
prints_what_it_does() { # [OPTION]...
    configure --dry-run "$@"
    printed >"$scratch/printed"
    configure "$@"
    really_asked >"$scratch/asked"
    check "--dry-run $*: $(wc -l <"$scratch/asked") requests as they are made" \
        [ "$(wc -l <"$scratch/asked")" -gt 5 ]
    is "$(cat "$scratch/printed")" "$(cat "$scratch/asked")" "--dry-run $*: and in the same order"
}
setting collector.event-url=http://192.0.2.10:9/events
for alerts in auto pet ws-event both; do
    start_amt
    prints_what_it_does --check --alerts $alerts
    prints_what_it_does --alerts $alerts --domain corp.example
    start_amt --no-foreign
    all=$alerts
    [ $alerts != auto ] || all=both
    configure --alerts $all --domain corp.example
    prints_what_it_does --remove --alerts $alerts --domain corp.example
done
setting

# --- --json

configure --json --check
is "$(printf '%s' "$out" | jq -r '[.host, .user, .result, .status, .address, .hostname,
    .amt_version] | join(" ")')" "$pc admin missing 1 $pc pc0001.corp.example 16.1.25" \
    '--json --check'
is "$(printf '%s' "$out" | jq -c '[.steps[] | .step + "=" + .state]')" \
    '["machine=ok","account=missing","interfaces=missing","pet=missing","events=skipped","environment=ok","proof=skipped","register=skipped","redirection=ok"]' \
    'with the state of each step'
configure --json
is "$status $(printf '%s\n' "$out" | wc -l)" '0 1' 'one line a machine'
is "$(printf '%s' "$out" | jq -c 'keys')" \
    '["address","amt_version","host","hostname","result","status","steps","time","user","uuid"]' \
    'what is known of it'
is "$(printf '%s' "$out" | jq -r '.result, .status, .uuid' | paste -sd' ')" "changed 0 $uuid1" \
    'changed'
like "$(printf '%s' "$out" | jq -r .time)" '^20[0-9-]*T[0-9:]*Z$' 'with its time'
is "$(printf '%s' "$out" | jq -c '[.steps[] | keys] | unique')" '[["state","step","text"]]' \
    'each step has its state and a text'
configure --json
is "$(printf '%s' "$out" | jq -r .result)" unchanged 'again: unchanged'
configure --json --remove
is "$(printf '%s' "$out" | jq -r .result)" removed 'removed: it says so'
stop "$standin"
configure --json
is "$status $(printf '%s' "$out" | jq -c '[.result, .status, .kind]')" '69 ["failed",69,"unreachable"]' \
    'a machine that is off: failed'
like "$(printf '%s' "$out" | jq -r .reason)" 'plugged in' 'with the reason'
is "$(printf '%s' "$out" | jq -c 'keys')" \
    '["host","kind","reason","result","status","steps","time","user"]' \
    'what is not known is left out'

finish
