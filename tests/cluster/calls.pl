#!/usr/bin/perl
# calls.pl FIRST COUNT RATE SEQUENCE COLLECTOR...: COUNT machines from FIRST on call for help, RATE
# a second, each once and to every collector. A relay's word says where they are: machine N at
# 127.0.1.0 + N. Prints a line for each: its number, and when it called.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(time sleep);

my ($first, $count, $rate, $sequence, @collectors) = @ARGV;

sub ber {    # TAG CONTENT
    my ($tag, $content) = @_;
    my $length = length $content;
    return pack('C', $tag) . ($length < 128 ? pack('C', $length) : pack('Cn', 0x82, $length)) . $content;
}

my $enterprise = ber(6, pack 'H*', '2b06010401986f0101');
my $name = ber(6, pack 'H*', '2b06010401986f010101');
my $specific = ber(2, pack 'N', 12677376);

sub trap {    # MACHINE
    my ($machine) = @_;
    my $pet = pack 'H*', sprintf('1600fe5adec0114a8bad%012x', $machine)
        . sprintf('%04x', $sequence) . '18c3c5f0ffff506802ffff2661aa3000000000000019000001570000c1';
    my $agent = ber(0x40, pack 'N', unpack('N', inet_aton('127.0.1.0')) + $machine);
    my $bindings = ber(0x30, ber(0x30, $name . ber(4, $pet)));
    return ber(0x30, ber(2, "\0") . ber(4, 'vpro')
        . ber(0xa4, $enterprise . $agent . ber(2, "\6") . $specific . ber(0x43, "\1") . $bindings));
}

socket my $socket, PF_INET, SOCK_DGRAM, 0 or die "socket: $!";
$| = 1;
my $next = time;
for my $machine ($first .. $first + $count - 1) {
    my $trap = trap($machine);
    printf "%d %.3f\n", $machine, time;
    # A collector that is switched off, or cut off, gets nothing.
    send $socket, $trap, 0, pack_sockaddr_in(162, inet_aton($_)) for @collectors;
    $next += 1 / $rate;
    my $pause = $next - time;
    sleep $pause if $pause > 0;
}
