#!/bin/sh
# fcfh-config when AMT is full, odd or refuses: the right exit status, a message that says what to do,
# and nothing more changed after a failed step.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.63
setting
succeeds() { # NAME [STANDIN-OPTION]...
    succeeds_name=$1
    shift
    start_amt "$@"
    configure
    is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; changed: account, interfaces, pet, register" "$succeeds_name"
    configure
    is "$status $(told)" "0 done:        $pc: Fast Call for Help is on; nothing had to be changed" "$succeeds_name: and again"
}

# --- Accounts

succeeds 'a list in pages' --acl-page 1 --foreign 5 --sid-entry
succeeds 'an entry that AMT cannot read' --foreign 2 --bad-handle 2
succeeds 'an empty list' --no-foreign
succeeds 'the last place' --foreign 13
fails 'no place for an account' 73 account 'AddUserAclEntryEx gives 23.*remove one' --foreign 14
fails 'our account cannot be read' 73 account '2058.*does not show.*remove it' --bad-handle 2 \
    --foreign 1 --return-at AddUserAclEntryEx:2058
fails 'a name that is there already' 73 account '2058.*exists already' \
    --return-at AddUserAclEntryEx:2058
fails 'flash write limit' 73 account '38.*again in some minutes' --return-at AddUserAclEntryEx:38
fails 'an unknown return value' 73 account 4711 --return-at AddUserAclEntryEx:4711
fails 'the account cannot use its rights' 77 proof 'may not read who the machine is' \
    --deny CIM_ComputerSystemPackage
fails 'the list is denied' 77 account 'administrator' --fault-at EnumerateUserAclEntries:denied
fails 'the list of filters is lost' 76 pet 'AMT refuses AMT_PETFilterSetting: .*again in a minute' \
    --fault-at AMT_PETFilterSetting/Enumerate:error-500
is "$(changes | grep -c Create)" 0 'and fcfh-config guesses no policy'
fails 'the list is no list' 76 account 'refuse' --fault-at EnumerateUserAclEntries:schema

# --- Interfaces, subscribers and liars

fails 'Standard Manageability' 69 machine 'Standard Manageability.*full vPro' --no-fcfh
fails 'AMT 3' 69 machine 'AMT 3\.2\.1.*newer firmware' --amt-version 3.2.1.1
for form in internal quota representation; do
    fails "no place for a subscriber, said as $form" 73 pet \
        'places .*taken \(1 by others.*remove one' --subscribers 1 --pre-subscriber 192.0.2.9 \
        --full-fault $form
done
fails 'no subscriber at all' 73 pet '\-\-policy' --subscribers 0
fails 'interfaces that are not switched' 76 interfaces 'said that it switched' --uic-ignored
fails 'interfaces that are refused' 76 interfaces 'RequestStateChange gives 4099: busy' \
    --uic-return 4099
fails 'a subscription that is not kept' 76 pet 'said that it made' --deny-read-back
setting collector.event-url=http://192.0.2.10:9/events
for form in internal quota representation; do
    fails "no place for events, said as $form" 73 events 'places .*taken \(1 by others.*remove one' \
        --amt-version 18.0.5.1 --event-subscribers 1 --pre-subscription http://192.0.2.9/e \
        --full-fault $form
done
fails 'events that are not kept' 76 events 'said that it made' --amt-version 18.0.5.1 \
    --deny-read-back
setting

# --- A fault at each change: what was changed before is still reported

for at in AddUserAclEntryEx:account RequestStateChange:interfaces Create:pet Put:environment; do
    action=${at%:*} step=${at#*:}
    [ "$step" != environment ] || with='--domain corp.example'
    fails "$action denied" 77 "$step" 'administrator' --fault-at "$action:denied"
    fails "$action refused" '73|76' "$step" 'refuses' --fault-at "$action:schema"
    fails "$action: busy" 75 "$step" 'again in a minute' --fault-at "$action:fault-busy"
    # It has answered as AMT before, so it is still taken for AMT.
    fails "$action: no answer" '69|75' "$step" again --fault-at "$action:close"
    fails "$action: an error" '73|76' "$step" 'AMT refuses' --fault-at "$action:error-500"
    for lost in lost notxml done-500 cut; do
        start_amt --fault-at "$action:$lost"
        # shellcheck disable=SC2086 # options are words
        configure ${with-}
        like "$status $(said "$step") $(told)" '^0 changed: .*done: ' \
            "$action: done, and the answer is lost ($lost): fcfh-config finds that it was done"
        is "$(changes | tr ' ' '\n' | grep -c "^$action$")" 1 "$action: and not done twice"
    done
done
fails 'the last change is denied' 77 environment administrator --fault-at Put:denied
unset with
like "$(told)" 'changed before that: account, interfaces, pet' 'the message says what was changed before'

finish
