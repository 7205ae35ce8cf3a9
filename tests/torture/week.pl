# A day of a site: week.pl DAY ADDRESS PORT HOME PCS CALLERS CALLS QUEUE CONF CLOCK STEP ACCOUNT
#
# PCS wake up in the morning, and some at noon: link-ups. CALLERS of them, at HOME and the following
# addresses, have an AMT that answers; CALLS of these call in each working hour, each three times,
# as ASF specifies. Four out of five get a ticket within the hour, which is closed a day later; the
# others are due after four hours. When an hour's traffic is done, the clock is set forward by an
# hour. ACCOUNT has the totals of the days before: calls, link-ups, datagrams.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(sleep time);
use Traps;
my ($day, $address, $port, $home, $pcs, $callers, $calls, $queue, $conf, $clock, $step, $account) = @ARGV;
my ($made, $link_ups, $datagrams) = (0, 0, 0);
if (open(my $before, '<', $account)) {
    ($made, $link_ups, $datagrams) = split ' ', (<$before> // '0 0 0');
}
srand $day;
open_port($address, $port, 60000);
my $working = $day % 7 != 6 && $day % 7 != 0;
my $first = unpack 'N', inet_aton($home);

sub address_of { # PC
    my ($pc) = @_;
    return inet_ntoa(pack 'N', $first + $pc - 1) if $pc <= $callers;
    return sprintf '127.100.%d.%d', $pc / 250, $pc % 250 + 1;
}
sub uuid_of { return sprintf '5afe0016-c0de-4a11-8bad-%012x', $_[0] }
my $sequence = $day * 5000;
sub alert { # PC WHAT TIMES
    my ($pc, $what, $times) = @_;
    $sequence = ($sequence + 1) % 65536;
    for (1 .. $times) {
        send_trap(address_of($pc), $what, guid_of($pc), $sequence);
        $datagrams++;
    }
    $what == CALL ? $made++ : $link_ups++;
}
sub wait_until { # WHAT CODE: at most a minute
    my ($what, $so) = @_;
    my $end = time + 60;
    until ($so->()) {
        die "$what: not within a minute\n" if time > $end;
        sleep 0.02;
    }
}
sub text_of { # of an entry, or ''
    open(my $file, '<', "$queue/" . uuid_of($_[0]) . '.xml') or return '';
    local $/;
    return <$file> // '';
}
sub taken { # alerts, as fcfh-collector counts them on this host
    my $sum = 0;
    for my $path (glob "$queue/status/*/counters") {
        open(my $file, '<:raw', $path) or next;
        local $/;
        my (undef, undef, @kinds) = unpack 'x8q2Q5', <$file>;
        $sum += $_ for @kinds;
    }
    return $sum;
}
sub queue_command {
    local $ENV{LD_PRELOAD} = $ENV{PRELOAD};
    open(my $out, '-|', $ENV{PROGRAM}, '-c', $conf, @_) or die "fcfh-queue: $!\n";
    my @lines = <$out>;
    return close $out;
}
my %morning = (7 => 0.3, 8 => 0.5, 9 => 0.2, 13 => 0.2);
my ($tickets, $closed, $worst) = (0, 0, 0);
for my $hour (0 .. 23) {
    my $awake = int($pcs * ($morning{$hour} // 0.005) * ($working ? 1 : 0.02));
    my @calling;
    my %is_calling;
    if ($working && $hour >= 8 && $hour < 18) {
        while (@calling < $calls) {
            my $pc = 1 + int rand $callers;
            push @calling, $pc unless $is_calling{$pc}++;
        }
    }
    # The calls are spread among the link-ups.
    my $each = @calling ? int($awake / @calling) : $awake + 1;
    my $wakes = 0;
    for my $pc (@calling) {
        alert(1 + int rand $pcs, LINK_UP, 1) while $wakes++ < $awake && $wakes % ($each + 1) != 0;
        alert($pc, CALL, 3);
    }
    alert(1 + int rand $pcs, LINK_UP, 1) while $wakes++ < $awake;
    # Each caller is known, with all its facts.
    my $began = time;
    for my $pc (@calling) {
        wait_until("call of $pc, hour $hour", sub {
            my $text = text_of($pc);
            return $text =~ />verified</ && $text !~ /<ask |inventory="/;
        });
    }
    $worst = time - $began if time - $began > $worst;
    for my $pc (@calling) {
        next if $pc % 5 == 0 || text_of($pc) =~ /<ticket [^>]*>./;
        my $ticket = "T-$day-$hour-$pc";
        queue_command('ticket', uuid_of($pc), $ticket) or die "ticket $ticket: refused\n";
        $tickets++;
    }
    # What was opened a day ago is closed.
    if ($hour == 17) {
        opendir(my $dir, $queue) or die "$queue: $!\n";
        for my $file (grep { /^[0-9a-f-]{36}\.xml$/ } readdir $dir) {
            open(my $in, '<', "$queue/$file") or next;
            local $/;
            my ($ticket) = <$in> =~ m{<ticket [^>]*>(T-(\d+)-[^<]*)</ticket>};
            next if !defined $ticket || $ticket =~ /^T-$day-/;
            queue_command('close', $ticket) or die "close $ticket: refused\n";
            $closed++;
        }
    }
    wait_until("the alerts of hour $hour are taken", sub { taken() >= $datagrams });
    queue_command('expire') or die "expire: refused\n" if $hour % 6 == 5;
    system($^X, $step, $clock, (($day - 1) * 24 + $hour + 1) * 3600) == 0 or die "the clock: not set\n";
}
open(my $after, '>', $account) or die "$account: $!\n";
print $after "$made $link_ups $datagrams\n";
close $after or die "$account: $!\n";
printf "day %d: %d calls, %d link-ups so far; %d tickets put, %d closed; known after %.1f s at most\n",
    $day, $made, $link_ups, $tickets, $closed, $worst;
