# port.pl ADDRESS PORT PROGRAM [ARGUMENT]...: holds a UDP port as a socket unit does, with a buffer
# of 64 MiB where that is allowed, and runs the program with it as a service manager would: it
# restarts the program when it has ended. SIGUSR1 ends the program with SIGTERM, SIGUSR2 with
# SIGKILL; SIGTERM ends both.
use strict;
use warnings;
use Fcntl;
use POSIX;
use Socket;
my ($address, $port, @program) = @ARGV;
my $buffer = 64 * 1024 * 1024;
my $so_rcvbufforce = 33;
my ($child, $ending, $started) = (0, 0, 0);

socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "socket: $!\n";
setsockopt($socket, SOL_SOCKET, $so_rcvbufforce, $buffer) or
    setsockopt($socket, SOL_SOCKET, SO_RCVBUF, $buffer) or die "buffer: $!\n";
bind($socket, pack_sockaddr_in($port, inet_aton($address))) or die "$address: $!\n";

sub run {
    defined(my $pid = fork) or die "fork: $!\n";
    return $pid if $pid != 0;
    POSIX::dup2(fileno $socket, 3) if fileno $socket != 3;
    fcntl($socket, F_SETFD, 0) or die "socket: $!\n";
    @ENV{qw(LISTEN_PID LISTEN_FDS)} = ($$, 1);
    $SIG{$_} = 'DEFAULT' for qw(TERM USR1 USR2);
    exec @program or die "$program[0]: $!\n";
}
$SIG{USR1} = sub { kill 'TERM', $child if $child };
$SIG{USR2} = sub { kill 'KILL', $child if $child };
$SIG{TERM} = sub { $ending = 1; kill 'TERM', $child if $child };
until ($ending) {
    $child = run();
    $started++;
    print STDERR "port: started $started\n";
    1 while waitpid($child, 0) == -1 && $!{EINTR};
    $child = 0;
    select undef, undef, undef, 0.05 unless $ending;
}
