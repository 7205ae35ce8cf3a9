#!/bin/sh
# The stand-in's redirection port as others see it: a client that shares no code with ours, and
# single messages, right and wrong.
# shellcheck source=tests/terminal.sh disable=SC1091,SC2016,SC2154
. "$(dirname "$0")/terminal.sh"
pc=$net.1
cd "$scratch" || exit 1

# Sends messages and prints, in hexadecimal, what comes back until nothing more comes.
cat >talk.pl <<'END'
use strict;
use warnings;
use IO::Socket::INET;
$SIG{ALRM} = sub { exit 1 };
alarm 10;
my ($host, @messages) = @ARGV;
my $peer = IO::Socket::INET->new(PeerAddr => $host, PeerPort => 16994) or die "no connection\n";
for (@messages) {
    my ($send, $wanted) = split /=/;
    print $peer pack 'H*', $send;
    my $got = '';
    while (length $got < $wanted) {
        sysread $peer, $got, $wanted - length $got, length $got or last;
    }
    print unpack('H*', $got), "\n";
}
shutdown $peer, 1;
print unpack('H*', $_), "\n" while sysread $peer, $_, 4096;
END
sol=10000000534f4c20
talk() { # HEX=BYTES...: each message, and how long its answer is
    run perl talk.pl "$pc" "$@"
}
violation() { # WHAT NAME
    eventually "$2" "grep -q ' 400 0 Violation $1' standin.log"
}

start_standin --redirection "$pc"
talk $sol=13 130000000000000000=10
is "$out" '11000000010010015701000000
14000000000100000004' 'a session begins, and one way to log in is offered'
# user "admin": 32 bytes in all, as a real machine was seen to accept them
challenge=13000000042000000005$(printf admin | od -An -tx1 | tr -d ' \n')000013$(
    printf /RedirectionService | od -An -tx1 | tr -d ' \n')00000000
talk $sol=13 "$challenge=9"
like "$out" '^1401000004[0-9a-f]{2}000000$' 'there is a challenge'
like "$(tail -n 1 out)" "^27$(realm_of "$uuid1" | tr -d '\n' | od -An -tx1 -v | tr -d ' \n')20" \
    'with the realm of WS-Management'
talk $sol=13 2000000001000000e803640000000000102764008813000000000000=0
violation not-AuthenticateSession 'nothing can be opened before the log-in'
talk $sol=13 "130000000421$(echo "$challenge" | cut -c 13-)00=0"
violation fields 'a field more is one too many'
talk 534f4c20534f4c20=0
violation StartRedirectionSession 'what is no start'
talk 1000000041424344=13
is "$out" 11010000000000000000000000 'an unknown kind of session'
talk 1000000049444552=13
is "$out" 11030000000000000000000000 'one that there is not'
stop "$standin"

start_standin --redirection --redirection-short --redirection-busy 1 "$pc"
talk $sol=13
is "$out" 11020000 'the first session is refused as busy, in four bytes'
talk $sol=13
is "$out" 11000000010010015701000000 'the next one is not'
stop "$standin"

start_standin "$pc"
must_fail 111 'if it is switched off the port is closed' perl talk.pl "$pc" $sol=13
stop "$standin"

has_programs 'a client of somebody else' amtterm || { t kill-server; finish; exit; }
start_standin --redirection --redirection-methods 1,3,4 "$pc"
open_terminal env "AMT_PASSWORD=$password" amtterm -u FCFH "$pc"
eventually 'amtterm is in' 'grep -q "serial-over-lan redirection ok" screen-err'
press Enter
shows 'the PC answers' '^pc0001 login:'
type_in joe
press Enter
shows 'and takes a name' '^pc0001\$'
type_in 'print one\x1b[5Ctwo'
press Enter
shows 'what it prints is obeyed' '^one     two'
type_in reboot
press Enter
shows 'the session outlives a reset' 'Example OS 16 on ttyS1'
press C-]
leaves 0 amtterm
like "$(cat standin.log)" 'AuthenticateSession plain$' 'it logged in as it can'
like "$(cat standin.log)" ' Close SOL$' 'and ended the session as it should'
unlike "$(cat standin.log)" Violation 'without a mistake'

open_terminal env AMT_PASSWORD=wrong amtterm -u FCFH "$pc"
eventually 'a wrong password is refused' 'grep -q "authentication failed" screen-err'
ended
stop "$standin"

start_standin --redirection "$pc"
open_terminal env "AMT_PASSWORD=$password" amtterm -u FCFH "$pc"
eventually 'a machine of today does not take the password in clear' 'grep -q "authentication failed" screen-err'
ended
t kill-server
finish
