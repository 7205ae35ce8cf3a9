#!/bin/sh
# fcfh-config and a name server that is slow, is silent, or does not know the name.
# shellcheck source=tests/machines.sh disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2154
. "$(dirname "$0")/machines.sh"

cat >dns.pl <<'END'
# dns.pl ADDRESS NET: pcN is NET.N; slowN is too, but after 0.8 s; outside is not on the loopback;
# for dead there is no answer; no other name exists.
use strict;
use Socket;
use Time::HiRes 'time';
my ($at, $net) = @ARGV;
socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die;
bind($socket, sockaddr_in(53, inet_aton($at))) or die "$at: $!";
$| = 1;
print "ready\n";
my @later;
while (1) {
    my $ready = '';
    vec($ready, fileno($socket), 1) = 1;
    if (select($ready, undef, undef, 0.02)) {
        my $from = recv($socket, my $query, 512, 0) or next;
        my ($label, $rest) = unpack('x12 C/a a*', $query);
        my ($domain, $type) = unpack('C/a x n', $rest);
        my $address = $label =~ /^(?:pc|slow)(\d+)$/ ? "$net.$1" : $label eq 'outside' ? '192.0.2.1' : '';
        print "$label\n";
        next if $label eq 'dead';
        my $answer = $address && $type == 1 ? pack('nnnNn/a', 0xc00c, 1, 1, 0, inet_aton($address)) : '';
        my $question = substr($query, 12, length($label) + length($domain) + 7);
        my $reply = pack('a2 n5', $query, $address ? 0x8580 : 0x8583, 1, $answer ne '', 0, 0) . $question . $answer;
        push @later, [time + ($label =~ /^slow/ ? 0.8 : 0), $reply, $from];
    }
    send($socket, $_->[1], 0, $_->[2]) for grep { $_->[0] <= time } @later;
    @later = grep { $_->[0] > time } @later;
}
END
patience() { # SECONDS TIMES: for how long the resolver waits for a name server, and how often
    printf 'nameserver %s\noptions timeout:%d attempts:%d\n' "$(at 53)" "$@" >resolv.conf
}
patience 4 1
cat >named <<END
#!/bin/sh
mount --bind $scratch/resolv.conf /etc/resolv.conf && exec "\$@"
END
chmod +x named
perl dns.pl "$(at 53)" "$net" >dns.out 2>&1 "$scratch" &
here='unshare -m '"$scratch/named"
if ! wait_for 5 'grep -qs ready dns.out' ||
    [ "$($here getent hosts pc1.example 2>"$scratch/err" | awk '{ print $1 }')" != "$(at 1)" ]; then
    skip 'names' "no name server of our own here: $(cat dns.out "$scratch/err" | tr '\n' ' ')"
    finish
    exit
fi
as_admin="$here $as_admin"

# --- Where a name leads

machines standin --count 9 --delay 100 "$(at 1)"
config --json pc1.example admin
is "$status $(json out '.[0] | .host + " " + .address')" "0 pc1.example $(at 1)" 'a name'
check 'and the machine is set up' in_place "$(at 1)"
config nowhere.example admin
is "$status" 68 'a name that does not exist: exit 68'
like "$out" '^failed: .*no such host; check the name' 'it says so'
config outside.example admin
is "$status" 78 'a name that leads out of networks: exit 78'
like "$out" '^failed: .*in none of \[amt\] networks' 'it says so'
forget
printf 'pc2.example\nnowhere.example\noutside.example\n' >"$pcs"
configure
is "$status $(printf '%s\n' "$out" | grep '^  ' | sort | paste -sd';')" \
    '1   1 host unknown: nowhere.example;  1 not allowed: outside.example' 'and all of it in a list'
check 'with what could be done' in_place "$(at 2)"

# --- A name server that says nothing

plain_conf amt.timeout=1s # the resolver gives up after four
config dead.example admin
like "$out" '^failed: .*name' 'the message says that its name cannot be found'
unlike "$out" 'plugged in|firewall' 'and not that it is switched off'
# From here on nobody gives up within minutes.
plain_conf amt.timeout=5m
patience 30 5
echo dead.example >"$pcs"
list 3 6 >>"$pcs"
$as_admin --hosts "$pcs" --parallel 2 admin >bg.out 2>bg.err &
run=$!
eventually 'the others of a list do not wait for it' '[ "$(grep -c ": changed: " bg.out)" = 4 ]'
check 'and are set up' all_in_place 3 6
check 'while it is still looked up' eval '! has_ended $run && grep -q dead dns.out'
kill -TERM $run
wait_for_end $run
is "$status" 1 'stopped while a name is looked up: exit 1'
like "$(cat bg.out)" '^dead.example: interrupted: ' 'and the machine is reported as interrupted'

# --- A name server that is slow

patience 4 1
write_conf collector.address=127.0.0.1
command openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=slow21.example -keyout pc.key -out pc.pem 2>openssl.log
machines tls --tls pc.pem pc.key --plain-too "$(at 21)"
config --ca-file pc.pem slow21.example admin
is "$status" 0 'a name that is found in 0.8 s'
is "$(grep -c "$(at 21):16992 " tls.log)" 0 'does not lead to the port without TLS'
check 'it is set up' in_place "$(at 21):16993"

finish
