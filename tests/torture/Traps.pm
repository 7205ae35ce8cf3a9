package Traps;
# Traps of many PCs from one process: what Intel AMT sends, as SNMPv1, from any loopback address.
use strict;
use warnings;
use Exporter 'import';
use Socket;
use Time::HiRes qw(sleep);
our @EXPORT = qw(CALL LINK_UP NO_MEDIA guid_of open_port send_trap queued wait_for_room);
use constant {CALL => 0xC17100, LINK_UP => 0x270A03, NO_MEDIA => 0x1E6F00};

my ($address, $port, $room);

# ROOM: the number of bytes that may wait in the receiver's buffer; the kernel might drop more.
sub open_port {
    ($address, $port, $room) = @_;
}

sub guid_of { # NUMBER: of the stand-in's machine, in SMBIOS order
    return pack 'H*', sprintf '1600fe5adec0114a8bad%012x', $_[0];
}

sub ber { # TAG CONTENT
    my ($tag, $content) = @_;
    die "too long\n" if length $content > 127;
    return pack('CC', $tag, length $content) . $content;
}

sub trap { # SPECIFIC GUID SEQUENCE DATA
    my ($specific, $guid, $sequence, $data) = @_;
    my $pet = $guid . pack('n', $sequence) . pack('H*', '18C3C5F0FFFF506802FFFF2661') .
        substr($data . "\0" x 8, 0, 8) . pack('H*', '19000001570000C1');
    my $enterprise = pack 'H*', '2B06010401986F0101';
    my $bind = ber(0x30, ber(0x06, $enterprise . "\1") . ber(0x04, $pet));
    my $pdu = ber(0x06, $enterprise) . ber(0x40, "\0\0\0\0") . ber(0x02, "\6") .
        ber(0x02, pack('N', $specific)) . ber(0x43, "\0") . ber(0x30, $bind);
    return ber(0x30, ber(0x02, "\0") . ber(0x04, 'vpro') . ber(0xA4, $pdu));
}

sub queued { # bytes that wait at the port, and datagrams that were dropped there
    my $name = sprintf '%08X:%04X', unpack('V', inet_aton($address)), $port;
    open(my $udp, '<', '/proc/net/udp') or die "/proc/net/udp: $!\n";
    while (my $line = <$udp>) {
        my @fields = split ' ', $line;
        next if $fields[1] ne $name;
        return (hex((split /:/, $fields[4])[1]), $fields[-1]);
    }
    return (0, 0);
}

sub wait_for_room { # [BYTES]
    my $most = $_[0] // $room;
    sleep 0.002 while (queued())[0] > $most;
}

my $sent = 0;

sub send_trap { # SOURCE SPECIFIC GUID SEQUENCE [DATA]
    my ($source, $specific, $guid, $sequence, $data) = @_;
    $data //= $specific == CALL ? "\xAA\x30" : $specific == LINK_UP ? "\6" : "\x40";
    wait_for_room() if $sent++ % 32 == 0;
    socket(my $from, PF_INET, SOCK_DGRAM, 0) or die "socket: $!\n";
    bind($from, pack_sockaddr_in(0, inet_aton($source))) or die "$source: $!\n";
    send($from, trap($specific, $guid, $sequence, $data), 0,
        pack_sockaddr_in($port, inet_aton($address))) or die "send: $!\n";
    close $from;
}
1;
