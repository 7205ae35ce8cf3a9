#!/bin/sh
# fcfh-config --scan: looking for AMT in a network, and the list that --hosts reads.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/machines.sh"
scan() { # NET [OPTION]...
    net_to_scan=$1
    shift
    run timeout 60 "$build/fcfh-config" -c "$conf" --scan "$net_to_scan" "$@" </dev/null
}
addresses() { printf '%s\n' "$out" | sed 's/ .*//' | paste -sd' '; }
plain_conf amt.networks=127.0.0.0/8
make_key pc

machines many --count 3 "$(at 17)"
machines tls --tls pc.pem pc.key "$(at 20)"
machines both --tls pc.pem pc.key --plain-too "$(at 21)"
scan "$(at 0)/24"
exit_is 0 'a network with machines in it'
is "$(addresses)" "$(at 17) $(at 18) $(at 19) $(at 20) $(at 21)" 'each of them is in the list, in order'
like "$out" "^$(at 17) +# without TLS" 'with a note that says whether it has TLS'
like "$out" "^$(at 20) +# TLS" 'TLS'
like "$out" "^$(at 21) +# TLS, without TLS" 'or both'
is "$err" '' 'and nothing else is printed'
is "$(requests)" 0 'nobody was asked anything, let alone logged in to'
cp "$scratch/out" "$pcs"
sed -i "/$(at 2)/d" "$pcs"
configure
exit_is 0 '--hosts reads the list'
check 'and all are set up' all_in_place 17 19

scan "$(at 18)"
is "$(addresses)" "$(at 18)" 'one address'
scan "$(at 16)/30"
is "$(addresses)" "$(at 17) $(at 18) $(at 19)" 'a small network'
scan "$(at 20)" --json
is "$out" "{\"address\":\"$(at 20)\",\"tls\":true,\"plain\":false,\"pong\":false}" 'as JSON'
scan "$(at 100)/31"
exit_is 0 'a network without machines'
is "$out" '' 'there is no list'
like "$err" 'no AMT was found' 'and a message says so'

plain_conf "amt.networks=$(at 16)/30, 10.0.0.0/8"
scan "$(at 0)/24"
is "$(addresses)" "$(at 17) $(at 18) $(at 19)" 'addresses outside of networks are skipped'
like "$err" 'only the part in \[amt\] networks' 'and a message says so'
scan "$(at 16)/30"
is "$err" '' 'no message about that if all addresses are inside'
must_fail 78 'nothing that lies inside' "$build/fcfh-config" -c "$conf" --scan 192.0.2.0/24
plain_conf amt.networks=127.0.0.0/8 amt.port=16992
scan "$(at 17)"
is "$(addresses)" "$(at 17)" 'a port of our own'
for bad in '' pc17 127.0.0.1/33 127.0.0.0/ 127.0.0/24 127.0.0.0/8 ::/0; do
    must_fail 64 "'$bad' is no network to look through" "$build/fcfh-config" -c "$conf" --scan "$bad"
done
must_fail 64 'it takes no user' "$build/fcfh-config" -c "$conf" --scan "$(at 17)" admin
must_fail 64 'and no mode' "$build/fcfh-config" -c "$conf" --check --scan "$(at 17)"

# A service that is slow to take connections does not hold the others up.
machines lost --swallow "$(at 30):16992" --swallow "$(at 30):16993" "$(at 31)"
plain_conf amt.networks=127.0.0.0/8
scan "$(at 30)/31"
is "$(addresses)" "$(at 31)" 'an address that does not answer is not listed'
"$build/fcfh-config" -c "$conf" --scan "127.0.0.0/13" >endless 2>&1 &
scanning=$!
wait_for 10 'grep -q "^SigBlk:.*[1-9a-f]" "/proc/$scanning/status"' # it takes signals its own way
kill -INT "$scanning"
wait "$scanning"
is $? 75 'it can be stopped'

# On most systems only root may use the port of the pings.
if [ "$(id -u)" = 0 ]; then
    machines pinged --rmcp "$(at 40)"
    machines strange --rmcp --rmcp-enterprise 674 "$(at 41)"
    scan "$(at 40)/31"
    like "$out" "^$(at 40) +# without TLS; answers AMT's pings" 'a ping is answered'
    unlike "$out" "^$(at 41) .*pings" 'an answer from something other than AMT does not count'
    plain_conf amt.networks=127.0.0.0/8 amt.port=16999
    scan "$(at 40)/31"
    is "$out" '' 'a machine whose ports are closed is not in the list'
    like "$err" "$(at 40): AMT answers pings there, but its ports are closed" 'but a message names it'
fi
finish
