#!/usr/bin/perl
# lock.pl FILE SECONDS: takes byte 0 as queue_lock.c does, without waiting, and holds it for that
# long. Prints "had" or "not had".
use strict;
use warnings;
use Errno qw(EAGAIN);
use Fcntl qw(F_WRLCK SEEK_SET);

use constant F_OFD_SETLK => 37;
my ($name, $seconds) = @ARGV;
open my $file, '+<', $name or die "$name: $!";
my $lock = pack 's s x4 q q i x4', F_WRLCK, SEEK_SET, 0, 1, 0;
my $had = fcntl $file, F_OFD_SETLK, $lock;
die "lock: $!" if !$had && $! != EAGAIN;
$| = 1;
print $had ? 'had' : 'not had';
sleep $seconds if $had && $seconds;
