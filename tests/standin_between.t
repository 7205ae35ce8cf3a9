#!/bin/sh
# The stand-in in the place of machines that nobody should believe: a relay, one that accepts any
# password, one with another machine's realm, one with a key for each machine, a port where
# connection requests are lost.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/lib.sh"
pc=$net.61 other=$net.62 between=$net.66
cd "$scratch" || exit 1
make_key pc
make_key other
make_key between

ask() { # URL [PASSWORD]: whether one is logged in there; the status is in $out
    run curl -sk -o /dev/null -w '%{http_code}' --digest --user "FCFH:${2-$password}" -H Expect: \
        --max-time 10 --data-binary '<x/>' "$1/wsman"
}
key_at() { # ADDRESS:PORT: the key that is shown there, as the register has it
    openssl s_client -connect "$1" </dev/null 2>/dev/null | openssl x509 >seen.pem 2>/dev/null
    pin seen
}
relayed() { # how many requests with a log-in went over the relay
    grep -c ' 000 1 - - relayed$' between.log
}
realm_at() { # URL
    curl -sk -D - -o /dev/null --data-binary '' "$1/wsman" | sed -n 's/.* realm="\([^"]*\)".*/\1/p'
}

start_standin --tls pc.pem pc.key --tls other.pem other.key --plain-too \
    --realm Digest:00000000000000000000000000000001 "$pc" "$other"
is "$(key_at "$pc:16993")" "$(pin pc)" 'the first machine has the first key'
is "$(key_at "$other:16993")" "$(pin other)" 'the second one the second'
is "$(realm_at "https://$pc:16993")" Digest:00000000000000000000000000000001 'a realm that was chosen'
is "$(realm_at "http://$other:16992")" "$(realm_of ${uuid1%1}2)" 'and one that was not'

for to in https://$pc:16993 http://$pc:16992; do
    launch_standin between --tls between.pem between.key --plain-too --relay-to "$to" "$between"
    is "$(key_at "$between:16993")" "$(pin between)" "a relay to $to shows a key of its own"
    is "$(realm_at "http://$between:16992")" "$(realm_at "$to")" 'and the realm of the real one'
    is "$(relayed)" 0 'without a log-in until now'
    ask "https://$between:16993"
    is "$out $(relayed)" '400 1' 'a log-in is passed on with TLS'
    ask "http://$between:16992"
    is "$out $(relayed)" '400 2' 'and without'
    stop "$standin"
done
launch_standin between --relay-to "http://$pc:16993" "$between:16993"
is "$(key_at "$between:16993")" "$(pin pc)" 'a relay that only passes bytes on shows the key of the real one'
stop "$standin"

start_standin --any-password --swallow "$between" "$between"
ask "http://$between:16992" wrong
is "$out" 400 'any password will do'
run curl -sk --connect-timeout 0.5 "https://$between:16993/wsman"
exit_is 28 'where connection requests are lost there is no answer at all'

finish
