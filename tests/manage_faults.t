#!/bin/sh
# fcfh-manage console and what may be wrong at the redirection port: machines that answer in
# unexpected ways, somebody who is not the machine, connections that break at the beginning.
# shellcheck source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2120,SC2154
. "$(dirname "$0")/manage.sh"
pc=$net.47
make_key other
manage_conf amt.timeout=2s
printf '\njoe\nprint it is me\n' >input
console() { # [OPTION]...
    run timeout 60 $as_tech --yes "$@" $uuid1 console <input
}
responses() { asked 'AuthenticateSession (digest[34]|refused)'; }
against() { # STANDIN-OPTION...: a console with such a PC
    start_pc "$@"
    register $uuid1 '' "$(pin pc)" SN160001 pc0001.corp.example
    : >standin.log
    console
}
works() { # NAME STANDIN-OPTION...
    works_name=$1
    shift
    against "$@"
    exit_is 0 "$works_name"
    like "$out" '^it is me' "$works_name: it is used"
    no_violation "$works_name: and nothing wrong is sent"
}
fails() { # STATUS-ERE NAME STANDIN-OPTION...
    fails_status=$1 fails_name=$2
    shift 2
    against "$@"
    like "$status" "^($fails_status)$" "$fails_name: exit $fails_status"
    like "$err" 'fcfh-manage: .*[a-z]{4}' "$fails_name: and why"
    check "$fails_name: a password that is not taken is not sent again" \
        [ "$(asked 'AuthenticateSession refused')" -le 1 ]
    no_violation "$fails_name: nothing wrong is sent"
}
rm -rf "$queue"
start_pc
in_queue

# --- Unusual, but no fault

works 'byte by byte' --redirection-fault slow
works 'as much at once as there is' --redirection-fault together
works 'OEM bytes in the first answer' --redirection-fault oem
works 'message numbers that do not count up' --redirection-fault sequence
works 'a ping from AMT' --redirection-fault unknown-ok
works 'digest without qop' --redirection-methods 3 --amt-version 10.0.55.3000
works 'several ways to log in' --redirection-methods 1,2,3,4
is "$(asked 'AuthenticateSession digest4')" 1 'of these the best is used'
works 'messages that wait as long as was asked for' --tx-wait
works 'a message of 65535 bytes' --redirection-fault long-data
works 'an empty message' --redirection-fault empty-data

# --- What is refused

fails 77 'a wrong password: a new challenge' --redirection-refusal challenge --redirection-fault again
fails 69 'switched off' --redirection-fault unsupported
fails 69 'switched off, in four bytes' --redirection-fault unsupported --redirection-short
fails 69 'an error' --redirection-fault error
fails 75 'busy' --redirection-busy 1000
fails 75 'busy, in four bytes' --redirection-busy 1000 --redirection-short
fails 69 'no serial port' --redirection-fault sol-refused
for refusal in challenge empty close; do
    start_pc --redirection-refusal $refusal --account blind:5,13
    : >standin.log
    run timeout 60 "$build/fcfh-manage" -c "$conf" -u blind --password-file tech --yes $uuid1 console <input
    if [ $refusal = close ]; then like "$status" '^(69|77)$' 'without the right: the line is cut'; else
        exit_is 77 "without the right: $refusal"
        like "$err" 'Redirection' 'the missing one is named'
    fi
    is "$(responses)" 1 'the password is sent once'
done

# --- Somebody else

fails 76 'a web server' --redirection-fault http
fails 76 'another realm' --redirection-fault other-realm
is "$(responses)" 0 'nobody is logged in to there'
fails 76 'a realm that is not of AMT' --redirection-fault foreign-realm
is "$(responses)" 0 'nor there'
fails 76 'another way to compute the answer' --redirection-fault no-qop
is "$(responses)" 0 'nor there'
fails 76 'a server that accepts any log-in' --redirection-fault no-login
is "$(asked ' Open ')" 0 'gets no session'
fails 76 'a server that wants the password in clear' --redirection-methods 1
is "$(asked 'AuthenticateSession')" 0 'does not get it'
fails 76 'a list of 2 GiB' --redirection-fault huge-list
fails 76 'a challenge of 4 GiB' --redirection-fault long-challenge
fails 76 'a field that is longer than its message' --redirection-fault bad-fields
fails 76 'a message of an unknown type' --redirection-fault unknown
fails 76 'another key at this port' --redirection-certificate other.pem --redirection-key other.key
is "$(asked '16995')" 0 'nothing is sent to it'

# --- A machine that does not answer

fails '69|75' 'silence' --redirection-fault silent
fails 69 'an end at once' --redirection-fault close
fails 69 'a reset' --redirection-fault reset
fails '69|75' 'an end after the log-in' --redirection-fault open-lost
for n in 1 4 5 12 13 14 22 23 40 90 115 130 145 146 160 170; do
    start_pc --redirection-cut $n
    : >standin.log
    console
    like "$status" '^(0|69|75|77)$' "the connection is cut after $n bytes: no crash"
    check 'and the connection is not tried for ever' [ "$(responses)" -le 15 ]
done

finish_manage
