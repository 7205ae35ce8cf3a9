#!/bin/sh
# fcfh-config --redirection: the serial console and the screen of a machine are prepared for
# fcfh-manage, checked, and removed again.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.33
setting
line() { said redirection; }

start_amt
configure
exit_is 0 'without the option'
is "$(line)" '' 'redirection is not mentioned'
unlike "$(cat "$scratch/standin.log")" Redirection 'and nothing asked'
configure --check
exit_is 0 'a check without it'
is "$(line)" 'ok: Serial-over-LAN off, KVM off; the port is closed' 'reports the state of redirection'
configure --check --redirection sol,kvm
exit_is 1 'a check with it'
is "$(line)" 'missing: Serial-over-LAN off, KVM off; the port is closed' 'reports that it is missing'
like "$(told)" 'missing: .*redirection' 'at the end too'
is "$(changes)" '' 'and changes nothing'

configure --redirection sol,kvm
exit_is 0 'it is switched on'
is "$(line)" 'changed: Serial-over-LAN on, KVM on; the port is open' 'and reported'
is "$(changes)" 'RequestStateChange RequestStateChange Put' 'in this order'
check 'as asked' knows 'redirection 32770 listener=1 kvm=1'
check 'somebody can connect' tcp_listens "$pc" 16994
configure --redirection sol,kvm
is "$(line)" 'ok: Serial-over-LAN on, KVM on; the port is open' 'a second time there is nothing to do'
is "$(changes)" '' 'and nothing is done'
configure --check --redirection sol
exit_is 0 'a check finds nothing missing'
configure --check
is "$(line)" 'ok: Serial-over-LAN on, KVM on; the port is open' 'and reports the state'
configure --remove --redirection kvm
exit_is 0 'KVM is taken away'
check 'and nothing else' knows 'redirection 32770 listener=1 kvm=0'
configure --remove --redirection sol,kvm
is "$(line)" 'changed: Serial-over-LAN off, KVM off; the port is closed' 'all of it is taken away'
check 'and the port with it' eval '! tcp_listens "$pc" 16994'

start_amt
configure --redirection kvm
is "$(line)" 'changed: Serial-over-LAN off, KVM on; the port is open' 'KVM alone'
start_amt --no-kvm
configure --redirection sol
is "$(line)" 'changed: Serial-over-LAN on, no KVM; the port is open' 'a machine without KVM'
configure --redirection sol,kvm
exit_is 69 'KVM cannot be switched on there'
like "$(line)" 'failed: this machine has no KVM' 'and why'
is "$(said register | cut -d: -f1)" ok 'the machine is registered all the same'
configure --check --redirection kvm
exit_is 1 'a check reports it as missing'
start_amt --kvm-mebx-off
configure --redirection kvm
exit_is 69 'where it is off at the machine itself'
like "$(line)" 'MEBx' 'the message says that it is off in the machine'
start_amt --quirk redirection-ignored
configure --redirection sol
like "$(line)" 'ok|changed' 'a machine that accepts it only together with the port'
start_amt --return-at CIM_KVMRedirectionSAP/RequestStateChange:0
configure --redirection kvm
exit_is 76 'a machine that answers yes and does nothing'
like "$(line)" 'failed: AMT said that it did so, but still: .*KVM off' 'is found out'
start_amt --deny AMT_RedirectionService
configure --check
exit_is 1 'where it may not be read'
like "$(line)" 'skipped: ' 'a check says so'
configure --redirection sol
exit_is 77 'and it cannot be switched on'

for list in '' 'sol,' ',kvm' ider sol,kvm,x 'sol kvm'; do
    must_fail 64 "'$list' is no list" "$build/fcfh-config" -c "$conf" --redirection "$list" "$pc" admin x
done
must_fail 64 'it does not go with --learn' "$build/fcfh-config" -c "$conf" --learn --redirection sol "$pc"
config --dry-run --redirection sol,kvm "$pc" admin
exit_is 0 'a dry run'
is "$(printf '%s\n' "$out" | sed -n 's/^# [0-9]*: \([A-Za-z]* [A-Z]*_[A-Za-z]*Redir[A-Za-z]*\),.*/\1/p' | paste -sd, )" \
    'Get AMT_RedirectionService,Get CIM_KVMRedirectionSAP,RequestStateChange AMT_RedirectionService,RequestStateChange CIM_KVMRedirectionSAP,Get CIM_KVMRedirectionSAP,Get AMT_RedirectionService,Put AMT_RedirectionService,Get AMT_RedirectionService' \
    'shows every request'
for fault in lost done-500 error-500; do
    start_amt --fault-nth "Put/1:$fault"
    configure --redirection sol,kvm
    exit_is 0 "the answer to Put is lost: $fault"
    check 'it is done once' knows 'redirection 32770 listener=1 kvm=1'
done
finish
