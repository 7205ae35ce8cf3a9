#!/usr/bin/perl
# hammer.pl MACHINE SEQUENCE COUNT COMMAND...: one machine calls COUNT times, each time with another
# sequence number from SEQUENCE on; the command gets each call as snmptrapd passes it to a
# traphandle. Prints how often the command failed, and the longest time that it took, in
# milliseconds.
use strict;
use warnings;
use Time::HiRes qw(time);

my ($machine, $sequence, $count, @command) = @ARGV;
my ($failed, $longest) = (0, 0);
my $peer = 'UDP: [127.0.1.1]:664->[127.0.0.1]:162';
for my $number ($sequence .. $sequence + $count - 1) {
    my $pet = sprintf('1600fe5adec0114a8bad%012x%04x', $machine, $number)
        . '18c3c5f0ffff506802ffff2661aa3000000000000019000001570000c1';
    $pet =~ s/(..)/\U$1 /g;
    my $began = time;
    open my $trap, '|-', @command or die "$command[0]: $!";
    print $trap "$peer\n$peer\n.1.3.6.1.2.1.1.3.0 0:0:20:34.56\n",
        ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.12677376\n",
        ".1.3.6.1.4.1.3183.1.1.1 \"$pet\"\n";
    $failed++ if !close $trap;
    my $took = 1000 * (time - $began);
    $longest = $took if $took > $longest;
}
printf "%d %.0f\n", $failed, $longest;
