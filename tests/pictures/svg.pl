#!/usr/bin/perl
# svg.pl COLUMNS: what `tmux capture-pane -e -p` wrote, from standard input, as a picture.
use strict;
use warnings;
use utf8;
binmode STDIN, ':encoding(UTF-8)';
binmode STDOUT, ':encoding(UTF-8)';

my ($columns) = @ARGV;
my ($wide, $high, $edge) = (8.4, 18, 10);    # of a character, and around all
my ($paper, $ink) = ('#1c1f24', '#d8dce3');
my %colors = (31 => '#ff7b72', 32 => '#7ee787', 33 => '#f2cc60', 36 => '#76e3ea', 39 => $ink);
my @lines = <STDIN>;
chomp @lines;

sub escaped {
    my ($text) = @_;
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    return $text;
}

# What looks the same, from a column on.
sub run_of {
    my ($text, $x, $y, $look) = @_;
    my ($front, $back) = ($look->{color}, $paper);
    ($front, $back) = ($back, $front) if $look->{reverse};
    my $picture = '';
    $picture .= sprintf "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>\n",
        $edge + $x * $wide, $edge + $y * $high, length($text) * $wide, $high, $back
        if $back ne $paper;
    $picture .= sprintf "<text x='%.1f' y='%d' textLength='%.1f' fill='%s'%s>%s</text>\n",
        $edge + $x * $wide, $edge + $y * $high + 13, length($text) * $wide, $front,
        $look->{bold} ? " font-weight='bold'" : '', escaped($text)
        if $text =~ /\S/;
    return $picture;
}

sub change_look {
    my ($look, $codes) = @_;
    for my $code (split /;/, $codes eq '' ? '0' : $codes) {
        %$look = (color => $ink) if $code == 0;
        $look->{bold} = 1    if $code == 1;
        $look->{bold} = 0    if $code == 22;
        $look->{reverse} = 1 if $code == 7;
        $look->{reverse} = 0 if $code == 27;
        $look->{color} = $colors{$code} if exists $colors{$code};
    }
}

my ($width, $height) = (2 * $edge + $columns * $wide, 2 * $edge + @lines * $high);
printf "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%.0f'"
    . " font-family='DejaVu Sans Mono, Menlo, Consolas, monospace' font-size='14'"
    . " xml:space='preserve'>\n", $width, $height;
printf "<rect width='100%%' height='100%%' rx='6' fill='%s'/>\n", $paper;
my %look = (color => $ink);
for my $y (0 .. $#lines) {
    my $x = 0;
    for my $part (split /(\e\[[0-9;]*m)/, $lines[$y]) {
        if ($part =~ /^\e\[([0-9;]*)m$/) {
            change_look(\%look, $1);
        } elsif ($part ne '') {
            print run_of($part, $x, $y, \%look);
            $x += length $part;
        }
    }
}
print "</svg>\n";
