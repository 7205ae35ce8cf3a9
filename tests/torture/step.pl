# step.pl FILE SECONDS: from now on the clock of tests/torture/clock.c is this many seconds ahead of
# the machine's clock, or behind it. Creates the file if it does not exist.
use strict;
use warnings;
use Fcntl;
use Time::HiRes qw(clock_gettime CLOCK_REALTIME);
my ($path, $ahead) = @ARGV;
my ($at_most, $size) = (4095, 65536);
sysopen(my $file, $path, O_RDWR | O_CREAT, 0600) or die "$path: $!\n";
binmode $file;
truncate($file, $size) or die "$path: $!\n";
sysread($file, my $head, 8) == 8 or die "$path: cannot be read\n";
my $count = unpack 'q', $head;
die "$path: no more than $at_most steps\n" if $count >= $at_most;
my ($s, $ns) = split /\./, sprintf('%.9f', clock_gettime(CLOCK_REALTIME));
sysseek($file, 16 + 16 * $count, 0);
syswrite($file, pack('qq', $s * 1_000_000_000 + $ns, $ahead)) == 16 or die "$path: $!\n";
sysseek($file, 0, 0);
syswrite($file, pack('q', $count + 1)) == 8 or die "$path: $!\n";
