#!/usr/bin/perl
# The structure of the product as its includes draw it. A box is a .c and its .h, a room the folder
# that it is in, an arrow "this box includes that box". What has a main stands above all rooms of its
# folder, in one called programs. Prints a line for each room: its boxes, the
# arrows among them, and how many these are a box; then what is wrong, a line each, beginning "bad".
#
#   rooms.pl [-a] FOLDER...      -a: also every arrow inside a room
use strict;
use warnings;
use File::Find;

my $most = 3; # arrows a box inside a room, on average

my $all = @ARGV && $ARGV[0] eq '-a' ? shift @ARGV : '';
my (%boxes, %arrows); # room -> box -> 1; box -> box -> 1
my %mains;            # box -> 1
find({no_chdir => 1, wanted => sub { /\.[ch]\z/ and read_file($_) }}, @ARGV);

sub box_of { my ($name) = @_; $name =~ s/\.[ch]\z//; return $name }
sub room_of {
    my ($box) = @_;
    (my $room = $box) =~ s{/[^/]*\z}{};
    return $mains{$box} ? "$room/programs" : $room;
}

sub read_file {
    my ($file) = @_;
    my $box = box_of($file);
    open my $in, '<', $file or die "$file: $!\n";
    while (<$in>) {
        $mains{$box} = 1 if /^int main\(/;
        next unless /^\s*#\s*include\s*"([^"]+)"/;
        my $to = box_of($1);
        $arrows{$box}{$to} = 1 if $to ne $box;
    }
    close $in;
    $boxes{room_of($box)}{$box} = 1;
}

# What can be reached from itself: a circle. Each is told once, by the first of its members.
sub circles {
    my ($graph) = @_;
    my @found;
    my %told;
    for my $start (sort keys %$graph) {
        next if $told{$start};
        my %before;
        my @next = ($start);
        while (defined(my $at = shift @next)) {
            for my $to (sort keys %{$graph->{$at} || {}}) {
                next if exists $before{$to};
                $before{$to} = $at;
                push @next, $to;
            }
        }
        next unless exists $before{$start};
        my @way = ($start);
        for (my $at = $before{$start}; $at ne $start; $at = $before{$at}) { unshift @way, $at }
        unshift @way, $start;
        $told{$_} = 1 for @way;
        push @found, join ' -> ', @way;
    }
    return @found;
}

my %rooms; # room -> room -> 1
for my $room (sort keys %boxes) {
    my $count = 0;
    for my $box (sort keys %{$boxes{$room}}) {
        for my $to (sort keys %{$arrows{$box} || {}}) {
            if (room_of($to) eq $room) {
                $count++;
                print "    $box -> $to\n" if $all;
            } elsif ($boxes{room_of($to)}) {
                $rooms{$room}{room_of($to)} = 1;
            }
        }
    }
    my $size = keys %{$boxes{$room}};
    printf "%s: %d boxes, %d arrows, %.2f a box\n", $room, $size, $count, $count / $size;
    printf "bad: %s has more than %d arrows a box\n", $room, $most if $count > $most * $size;
}
print "bad: a circle of boxes: $_\n" for circles(\%arrows);
print "bad: a circle of rooms: $_\n" for circles(\%rooms);
