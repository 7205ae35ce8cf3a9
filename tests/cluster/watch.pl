#!/usr/bin/perl
# watch.pl QUEUE: looks at the queue twice a second, until it is killed, as a reader does that takes
# no lock. Prints a line for what it sees: "came ID TIME", "answered ID TIME" once its machine has
# been asked, "left ID TIME"; for what must never happen, "half ID" and "missing ID", in a directory
# that names it; and "error WHAT TIME REASON".
use strict;
use warnings;
use Errno qw(ENOENT ESTALE);
use Time::HiRes qw(time sleep stat);

my ($queue) = @ARGV;
my (%seen, %read, %answered);
$| = 1;

sub look_at {    # ID: whole, or not there, or another error; and whether its machine has answered
    my ($id) = @_;
    for my $try (1 .. 4) {    # as queue_file.c does
        my $text;
        if (open my $file, '<', "$queue/$id.xml") {
            local $/;
            $text = <$file>;
        }
        next if !defined $text && $! == ESTALE;
        return $! == ENOENT ? 'none' : "$!" if !defined $text;
        return 'half' if $text !~ m{\A<\?xml.*</client>\n\z}s;
        return ('whole', $text =~ m{<state[^>]*>answered<});
    }
    return "$!";
}

sub names {
    opendir my $dir, $queue or return;
    my @names = map { /\A([0-9a-f.-]+)\.xml\z/ ? $1 : () } readdir $dir;
    closedir $dir or return;
    return \@names;
}

while (1) {
    my $names = names();
    if (!$names) {
        printf "error directory %.3f %s\n", time, $!;
        sleep 0.5;
        next;
    }
    my %now = map { $_ => 1 } @$names;
    for my $id (@$names) {
        my @stat = stat "$queue/$id.xml";
        my $version = @stat ? "$stat[1] $stat[9] $stat[7]" : '';
        next if $version ne '' && ($read{$id} // '') eq $version;
        my ($is, $answered) = look_at($id);
        if ($is eq 'none') {    # it may have left since
            my $again = names() // [];
            print "missing $id\n" if grep({ $_ eq $id } @$again) && (look_at($id))[0] eq 'none';
        } elsif ($is eq 'half') {
            print "half $id\n";
        } elsif ($is ne 'whole') {
            printf "error %s %.3f %s\n", $id, time, $is;
        } else {
            printf "came %s %.3f\n", $id, time if !$seen{$id};
            $seen{$id} = 1;
            printf "answered %s %.3f\n", $id, time if $answered && !$answered{$id}++;
            $read{$id} = $version;
        }
    }
    for my $id (grep { !$now{$_} } keys %seen) {
        printf "left %s %.3f\n", $id, time;
        delete $seen{$id};
        delete $answered{$id};
    }
    sleep 0.5;
}
