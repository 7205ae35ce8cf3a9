#!/usr/bin/perl
# A small server for the tests of the hooks that send notices or look up names:
#
#   notices.pl smtp|http|dns ADDRESS PORT DIRECTORY
#
# It appends everything that it receives to DIRECTORY/came, and makes DIRECTORY/ready when it
# listens. It reads DIRECTORY/answers again for each request. A line of that file is
#
#   smtp   COMMAND REPLY            the reply to this command of the client
#   http   METHOD PATH = CODE BODY  the answer to requests that begin with this method and path
#   dns    NAME ANSWER...           each answer is a name, an address, "-" for "no such name", or
#                                   "?" for no answer at all
#
# Without a line the server accepts: 250 and 354 (smtp), 200 and {} (http), no such name (dns).
use strict;
use warnings;
use IO::Socket::INET;

my ($kind, $address, $port, $dir) = @ARGV;
sub answers {
    open my $file, '<', "$dir/answers" or return ();
    chomp(my @lines = <$file>);
    return @lines;
}
sub came {
    open my $file, '>>', "$dir/came" or die "$dir/came: $!";
    print $file @_;
    close $file;
}
sub ready { open my $file, '>', "$dir/ready" or die; close $file }

sub smtp {
    my ($socket) = @_;
    print $socket "220 ready\r\n";
    while (my $line = <$socket>) {
        came($line);
        my ($word) = $line =~ /^(\w+)/ or next;
        my ($said) = grep { /^\Q$word\E / } answers();
        my $reply = defined $said ? $said =~ s/^\w+ //r : uc $word eq 'DATA' ? '354 go on' : '250 fine';
        print $socket "$reply\r\n";
        if ($reply =~ /^354/) {
            while (defined(my $body = <$socket>)) { last if $body eq ".\r\n"; came($body) }
            print $socket "250 taken\r\n";
        }
        last if uc $word eq 'QUIT';
    }
}

sub http {
    my ($socket) = @_;
    my $first = <$socket> // return;
    my $length = 0;
    came($first);
    while (defined(my $line = <$socket>)) {
        came($line);
        $length = $1 if $line =~ /^content-length: (\d+)/i;
        last if $line eq "\r\n";
    }
    read $socket, my $body, $length if $length;
    came($body, "\n") if $length;
    my ($what) = $first =~ m{^(\S+ \S+)};
    my ($said) = grep { /^(.*?) = / && index($what, $1) == 0 } answers();
    my ($code, $text) = defined $said ? $said =~ / = (\d+) ?(.*)/ : (200, '{}');
    print $socket "HTTP/1.1 $code X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
        . length($text) . "\r\n\r\n$text";
}

sub name { join '', map({ chr(length) . $_ } split /\./, $_[0]), "\0" }
sub dns {
    my ($query) = @_;
    my ($id, undef, undef) = unpack 'nnn', $query;
    my ($at, @labels) = (12);
    while ((my $len = ord substr $query, $at, 1) > 0) {
        push @labels, substr $query, $at + 1, $len;
        $at += 1 + $len;
    }
    my $asked = lc join '.', @labels;
    my $type = unpack 'n', substr $query, $at + 1, 2;
    my $question = substr $query, 12, $at + 5 - 12;
    came("$asked $type\n");
    my ($said) = grep { index(lc, "$asked ") == 0 } answers();
    my (undef, @said) = split ' ', $said // "$asked -";
    return if $said[0] eq '?';
    my @found;
    for my $one (@said) {
        if ($type == 12 && $one !~ /^[\d.]+$/ && $one ne '-') {
            # A label may hold any byte, which the file has as a \ and three digits.
            my $data = name($one) =~ s/\\(\d{3})/chr $1/ger;
            if ($one =~ /\\/) {
                $data = join '', map({ my $l = s/\\(\d{3})/chr $1/ger; chr(length $l) . $l } split /\./, $one), "\0";
            }
            push @found, pack('nnnNn', 0xc00c, 12, 1, 0, length $data) . $data;
        } elsif ($type == 1 && $one =~ /^[\d.]+$/) {
            push @found, pack('nnnNn', 0xc00c, 1, 1, 0, 4) . pack('C4', split /\./, $one);
        } elsif ($type == 28 && $one =~ /:/) {
            push @found, pack('nnnNn', 0xc00c, 28, 1, 0, 16) . Socket::inet_pton(Socket::AF_INET6(), $one);
        }
    }
    my $flags = $said[0] eq '-' ? 0x8583 : 0x8580;
    return pack('nnnnnn', $id, $flags, 1, scalar @found, 0, 0) . $question . join '', @found;
}

if ($kind eq 'dns') {
    my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Proto => 'udp') or die "bind: $!";
    ready();
    while (my $from = $socket->recv(my $query, 512)) {
        my $answer = dns($query);
        $socket->send($answer, 0, $from) if defined $answer;
    }
} else {
    my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 5, ReuseAddr => 1)
        or die "bind: $!";
    ready();
    while (1) {
        my $client = $socket->accept or next;
        $client->autoflush(1);
        $kind eq 'smtp' ? smtp($client) : http($client);
        close $client;
    }
}
