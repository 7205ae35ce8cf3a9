# A client of AMT's KVM that knows nothing of ours: it logs in at the redirection port, does what it
# is told and says what came.
#
#   perl kvm_client.pl HOST USER PASSWORD WISH...
#
# Wishes: format:565|332, encodings:N,N..., ask:0|1 (waits for the picture), message (waits for one),
# key:K, dump:FILE (as PPM), send:HEX.
use strict;
use warnings;
use Compress::Raw::Zlib;
use Digest::MD5 'md5_hex';
use IO::Socket::INET;
alarm 60;

my ($host, $user, $password, @wishes) = @ARGV;
my $peer = IO::Socket::INET->new(PeerAddr => $host, PeerPort => 16994) or die "no connection\n";
my $in = '';
my %seen; # how often each sub-encoding of ZRLE came

sub finish {
    print join(' ', 'tiles:', map {"$_=$seen{$_}"} sort keys %seen), "\n" if %seen;
    print "$_[0]\n";
    exit;
}

sub need {
    my ($size) = @_;
    while (length $in < $size) {
        sysread($peer, $in, 65536, length $in) or finish('closed');
    }
    return substr $in, 0, $size, '';
}

# ---------------------------------------------------------------- the log-in

sub authenticate { # FIELD...: the status, and the fields of the answer
    my $data = pack '(C/a)*', @_;
    syswrite $peer, pack('C5V', 0x13, 0, 0, 0, 4, length $data) . $data;
    my (undef, $status, undef, undef, undef, $size) = unpack 'C5V', need(9);
    return $status, unpack '(C/a)*', need($size);
}

my $uri = '/RedirectionService';
syswrite $peer, pack 'C4a4', 0x10, 1, 0, 0, 'KVMR';
my $status = unpack 'xC', need(13);
finish("status $status") if $status != 0;
(undef, my ($realm, $nonce, $qop)) = authenticate($user, '', '', $uri, '', '', '', '');
my $response = md5_hex(join ':', md5_hex("$user:$realm:$password"), $nonce, '00000001', 'abcdef0123',
    $qop, md5_hex("POST:$uri"));
($status) = authenticate($user, $realm, $nonce, $uri, 'abcdef0123', '00000001', $response, $qop);
finish("log-in $status") if $status != 0;
syswrite $peer, pack 'C8', 0x40;
print 'open ', unpack('H*', need(8)), "\n";

# ---------------------------------------------------------------- RFB

my $banner = need(12);
print $banner;
$banner = "RFB 003.008\n" if $banner eq "RFB 004.000\n";
syswrite $peer, $banner;
if ($banner eq "RFB 003.003\n") {
    print 'security ', unpack('N', need(4)), "\n";
} else {
    print 'security ', unpack('H*', need(ord need(1))), "\n";
    syswrite $peer, "\1";
    print 'result ', unpack('N', need(4)), "\n" if $banner eq "RFB 003.008\n";
}
syswrite $peer, "\1";
my ($width, $height, $format, $size) = unpack 'nna16N', need(24);
print "${width}x$height ", unpack('H*', $format), ' ', need($size), "\n";

my %formats = ( # bytes a pixel, bits of each colour, the format of RFB
    565 => [2, 5, 6, 5, '10100001001f003f001f0b0500000000'],
    332 => [1, 3, 3, 2, '08080001000700070003050200000000'],
);
my ($bytes, $red, $green, $blue) = @{$formats{565}};
my ($inflate) = Compress::Raw::Zlib::Inflate->new;
my @lines; # of pixels

sub pixels { # BYTES
    return unpack $bytes == 2 ? 'v*' : 'C*', $_[0];
}

sub take { # COUNT of a tile's bytes, in $_
    finish('a short tile') if length $_ < $_[0];
    return substr $_, 0, $_[0], '';
}

sub run_length {
    my ($length, $byte) = 1;
    do { $length += $byte = ord take(1) } while $byte == 255;
    return $length;
}

sub packed_tile { # COLOURS WIDTH HEIGHT
    my ($colors, $columns, $rows) = @_;
    my @palette = pixels(take($colors * $bytes));
    my $bits = $colors == 2 ? 1 : $colors <= 4 ? 2 : 4;
    my @got;
    for my $row (1 .. $rows) {
        my $line = unpack 'B*', take(int(($columns * $bits + 7) / 8));
        push @got, map { $palette[oct('0b' . substr $line, $_ * $bits, $bits)] } 0 .. $columns - 1;
    }
    return @got;
}

sub tile { # DATA WIDTH HEIGHT
    (local $_, my ($columns, $rows)) = @_;
    my ($type, $count, @got) = (ord take(1), $columns * $rows);
    $seen{$type == 0 ? 'raw' : $type == 1 ? 'solid' : $type < 128 ? 'packed' : $type == 128 ? 'rle' : 'palette'}++;
    if ($type == 0) {
        @got = pixels(take($count * $bytes));
    } elsif ($type == 1) {
        @got = (pixels(take($bytes))) x $count;
    } elsif ($type <= 16) {
        @got = packed_tile($type, $columns, $rows);
    } elsif ($type == 128) {
        push @got, (pixels(take($bytes))) x run_length() while @got < $count;
    } elsif ($type >= 130) {
        my @palette = pixels(take(($type - 128) * $bytes));
        while (@got < $count) {
            my $index = ord take(1);
            push @got, ($palette[$index & 127]) x ($index & 128 ? run_length() : 1);
        }
    } else {
        finish("a tile of type $type");
    }
    finish('a long tile') if length $_ || @got != $count;
    return @got;
}

sub rectangle {
    my ($x, $y, $columns, $rows, $encoding) = unpack 'nnnnl>', need(12);
    my @got;
    if ($encoding == -223) {
        ($width, $height, @lines) = ($columns, $rows);
        print "resized ${width}x$height\n";
        return;
    } elsif ($encoding == 0) {
        @got = pixels(need($columns * $rows * $bytes));
    } elsif ($encoding == 16) {
        my ($packed, $data) = (need(unpack 'N', need(4)), '');
        $status = $inflate->inflate($packed, $data);
        finish("zlib $status") if ($status != Z_OK && $status != Z_BUF_ERROR) || length $packed;
        @got = tile($data, $columns, $rows);
    } else {
        finish("encoding $encoding");
    }
    for my $row ($y .. $y + $rows - 1) {
        $lines[$row] //= [(-1) x $width];
        @{$lines[$row]}[$x .. $x + $columns - 1] = splice @got, 0, $columns;
    }
}

sub message { # true: it was a picture
    my $type = ord need(1);
    if ($type == 0) {
        my $count = unpack 'xn', need(3);
        rectangle() for 1 .. $count;
        print "update $count\n";
    } elsif ($type == 2) {
        print "bell\n";
    } elsif ($type == 3) {
        my $text = need(unpack 'x3N', need(7));
        print 'text ', $text =~ tr{ -~}{.}cr, "\n";
    } else {
        finish("message $type");
    }
    return $type == 0;
}

sub widen { # VALUE BITS
    my $most = (1 << $_[1]) - 1;
    return chr int(($_[0] * 255 + int($most / 2)) / $most);
}

sub dump_picture { # FILE
    open my $file, '>:raw', $_[0] or die "$_[0]: $!\n";
    print $file "P6\n$width $height\n255\n";
    for my $line (@lines) {
        for my $pixel (@$line) {
            print $file widen($pixel >> $green + $blue, $red),
                widen($pixel >> $blue & (1 << $green) - 1, $green), widen($pixel & (1 << $blue) - 1, $blue);
        }
    }
    close $file;
}

for (@wishes) {
    my ($wish, $word) = split /:/, $_, 2;
    if ($wish eq 'format') {
        ($bytes, $red, $green, $blue) = @{$formats{$word}};
        syswrite $peer, pack 'C4H*', 0, 0, 0, 0, $formats{$word}[4];
    } elsif ($wish eq 'encodings') {
        my @list = split /,/, $word;
        syswrite $peer, pack 'CCnl>*', 2, 0, scalar @list, @list;
    } elsif ($wish eq 'ask') {
        syswrite $peer, pack 'CCnnnn', 3, $word, 0, 0, $width, $height;
        1 until message();
    } elsif ($wish eq 'message') {
        message();
    } elsif ($wish eq 'key') {
        syswrite $peer, pack 'CCnN', 4, $_, 0, ord $word for 1, 0;
    } elsif ($wish eq 'dump') {
        dump_picture($word);
    } elsif ($wish eq 'send') {
        syswrite $peer, pack 'H*', $word;
    }
}
finish('done');
