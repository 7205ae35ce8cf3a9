#!/bin/sh
# fcfh-manage: which machines it logs in to, and with which account.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.44
make_key other
log_ins() { asked ' [0-9]{3} 1 '; }

# --- The key

start_pc
in_queue
manage $uuid1 power
exit_is 0 'a client whose key the register has'
register $uuid1 '' "$(pin other)" SN160001
: >standin.log
manage_refuses 76 'one that shows another key' $uuid1 power
nothing_sent 'there is no log-in'
manage_refuses 76 '--yes does not help' --yes $uuid1 power reset
nothing_sent 'there is still no log-in'
manage_refuses 76 'nor does --plain' --yes --plain $uuid1 power
nothing_sent 'without TLS there is no log-in either'
at_terminal --yes $uuid1 power
leaves 76 'nor a person'
nothing_sent 'whatever he would say'
register $uuid1 Digest:00000000000000000000000000000000 "$(pin pc)" SN160001
manage_refuses 76 'the key, but another realm' --yes $uuid1 power
nothing_sent 'there is no log-in'

rm clients/*.xml
manage_conf amt.login=networks
fresh
: >standin.log
manage_refuses 76 'a machine that nobody knows' "$pc" power
like "$err" 'sha256//' 'its key is shown'
nothing_sent 'and there is no log-in'
manage --yes "$pc" power
exit_is 0 '--yes accepts it'
check 'and shows it' grep -Fq "$(pin pc)" err
at_terminal "$pc" power
shows 'at a terminal the key is shown' 'sha256//'
: >standin.log
types n
leaves 76 'and no is no'
nothing_sent 'there was no log-in'
at_terminal "$pc" power
shows 'it asks each time' 'sha256//'
types y
leaves 0 'and yes is yes'

# A certificate signed by somebody whom we trust.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=AMT \
    -addext "subjectAltName=IP:$pc" -keyout signed.key -out signed.pem 2>openssl.log
start_standin_signed() {
    stop "$standin"
    start_standin --tls signed.pem signed.key --redirection --account tech:2,4,5,13,19 "$pc"
}
start_standin_signed
manage_conf amt.login=networks amt.ca-file=$scratch/signed.pem
manage "$pc" power
exit_is 0 'a certificate of ca-file for its address'
manage_conf amt.login=networks
manage_refuses 76 'none without ca-file' "$pc" power
mkdir -p "$HOME/.config/fcfh"
printf 'user = tech\nca-file = %s\n' "$scratch/signed.pem" >"$HOME/.config/fcfh/manage.conf"
manage "$pc" power
exit_is 0 "the technician's own ca-file"
rm "$HOME/.config/fcfh/manage.conf"

# --- Without TLS

start_plain_pc
manage_conf amt.timeout=2s
manage_refuses 69 'without TLS nothing is said' $uuid1 power
nobody_asked 'not a word'
manage_refuses 76 '--plain alone is no yes' --plain "$pc" power
nothing_sent 'there is no log-in'
manage_conf
manage --plain --yes "$pc" power
exit_is 0 '--plain --yes'
at_terminal --plain "$pc" power
shows 'at a terminal it says what that gives away' 'without TLS'
types y
leaves 0 'and goes on with a yes'
manage_conf

# --- The account

start_pc
in_queue
echo wrong >tech
manage_refuses 77 'a wrong password' $uuid1 power
check 'the wrong password is sent only once' [ "$(asked ' 401 ')" -le 3 ]
echo "$password" >tech
chmod 644 tech
manage_refuses 78 'a password that others can read' $uuid1 power
chmod 600 tech
manage_it() { # ARGUMENT...: as nobody in particular
    run timeout 60 "$build/fcfh-manage" -c "$conf" "$@" </dev/null
}
manage_it $uuid1 power
exit_is 64 'without an account and without a terminal'
mkdir -p "$HOME/.config/fcfh"
printf '# mine\nuser = tech\npassword-command = cat %s\n' "$scratch/tech" >"$HOME/.config/fcfh/manage.conf"
manage_it $uuid1 power
exit_is 0 'that of manage.conf'
manage_it -u other $uuid1 power
exit_is 77 'its password is for its user alone'
chmod 666 "$HOME/.config/fcfh/manage.conf"
manage_it $uuid1 power
like "$status" '^(77|78)$' 'not if others can write to it'
chmod 600 "$HOME/.config/fcfh/manage.conf"
echo 'pasword-command = x' >"$HOME/.config/fcfh/manage.conf"
manage_it $uuid1 power
exit_is 78 'a key that does not exist'
rm "$HOME/.config/fcfh/manage.conf"
cat >askpass <<END
#!/bin/sh
echo "\$1" >>$scratch/asked
cat $scratch/tech
END
chmod +x askpass
SSH_ASKPASS=$scratch/askpass SSH_ASKPASS_REQUIRE=force
export SSH_ASKPASS SSH_ASKPASS_REQUIRE
manage_it -u tech $uuid1 power
exit_is 0 'a program that asks for the password'
like "$(cat asked)" 'tech' 'the question names the user'
unset SSH_ASKPASS SSH_ASKPASS_REQUIRE
printf '%s\n' "$password" >line
run timeout 60 "$build/fcfh-manage" -c "$conf" -u tech --password-file - $uuid1 power <line
exit_is 0 'standard input'
open_terminal "$build/fcfh-manage" -c "$conf" $uuid1 power
shows 'at a terminal the user is asked for' '[Uu]ser'
types tech
shows 'and the password' '[Pp]assword'
types "$password"
leaves 0 'which does it'
unlike "$(cat raw)" "$password" 'it is not shown'
unlike "$(cat standin.log "$scratch"/queue/*.xml 2>/dev/null)" "$password" 'nor written anywhere'

# --- The gate

start_pc
in_queue
register $uuid1 '' "$(pin pc)" SN160001
sed -i 's/state="[a-z]*"/&/' "$queue/$uuid1.xml"
rm -rf "$queue/proved"/*
: >standin.log
manage_refuses 76 'what nothing proves' $uuid1 power reset
nothing_sent 'is not reset without somebody to ask'
rm clients/*.xml
manage_conf amt.login=networks amt.verify=off
fresh
call "$pc" $pc1
eventually 'one that answered, and that nobody has confirmed' 'identify; [ "$(state_of_entry)" = answered ]'
at_terminal $uuid1 power reset
shows 'a person sees the reason' 'Not sure|not sure'
types n
leaves 76 'and may say no'
manage_conf
register $uuid1 '' "$(pin pc)" SN160001
# A machine that shows the register's key has proved itself, whether or not a service has asked it.
rm -rf "$queue/proved"/*
manage $uuid1 power
exit_is 0 'but one that shows the key of the register now needs no confirmation'

# --- Not AMT

for fault in html teapot basic no-realm half-digest no-login; do
    start_pc --fault $fault
    manage --yes $uuid1 power
    exit_is 76 "a server that is not AMT: $fault"
    is "$(asked ' 200 1 RequestPowerStateChange')" 0 'is asked nothing'
done
for fault in silent error-503 fault-busy; do
    start_pc --fault $fault
    manage_conf amt.timeout=1s
    manage --yes $uuid1 power
    like "$status" '^(69|75)$' "a server that does not answer: $fault"
    manage_conf
done
stop "$standin"
manage_conf amt.timeout=1s
manage_refuses 69 'nobody there' --yes $uuid1 power
must_fail 78 'outside of networks' "$build/fcfh-manage" -c "$conf" -u tech --password-file tech --yes 192.0.2.1 power
must_fail 64 'no command' "$build/fcfh-manage" -c "$conf" $uuid1
must_fail 64 'no client' "$build/fcfh-manage" -c "$conf"
finish_manage
