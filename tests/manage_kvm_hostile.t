#!/bin/sh
# What a machine without real AMT sends, and what a program that is not a real viewer sends:
# fcfh-manage ends with a message or continues; it never crashes, never waits for ever and never
# takes much memory.
# shellcheck source=tests/kvm.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/kvm.sh"
pc=$net.50
picture 800x600 0:565 0.ppm
MOST_KIB=200000 # of memory, at any time; its own and what libraries it has

# The kernel reports fcfh-manage's largest size; programs with sanitizers have sizes of their own.
took_little() { # NAME
    if $asan; then skip "$1" 'sanitizers take more'; else
        largest=$(cat largest)
        check "$1: it takes little memory ($largest KiB)" test "$largest" -lt $MOST_KIB
    fi
}
cat >measured.pl <<'PERL'
# Runs a program for at most 60 s; its largest size in KiB is written to the file "largest".
alarm 0;
my $pid = fork;
exec @ARGV or exit 127 unless $pid;
$SIG{ALRM} = sub { kill 'KILL', $pid };
alarm 60;
my $most = 0;
while (waitpid($pid, 1) == 0) {
    if (open my $status, '<', "/proc/$pid/status") {
        /^VmHWM:\s+(\d+)/ and $1 > $most and $most = $1 while <$status>;
    }
    select undef, undef, undef, 0.02;
}
my $status = $?;
open my $file, '>', 'largest';
print $file $most;
close $file;
exit($status & 127 ? 124 : $status >> 8);
PERL
measured() { # COMMAND...
    run perl measured.pl "$@" </dev/null
}
hostile() { # FAULT WANTED-STATUS: for screen
    : >standin.log
    start_pc --kvm-fault "$1"
    rm -f screen.png
    measured $as_tech $uuid1 screen screen.png
    like "$status" "^($2)\$" "$1: exit $2"
    if [ "$status" = 0 ]; then same_pixels 0.ppm screen.png "$1: each pixel"; else
        check "$1: with a message" test -n "$err"
        check "$1: no file" test ! -e screen.png
    fi
    check "$1: no control characters reach the terminal" eval '! shows_control'
    took_little "$1"
}
start_pc
in_queue
for fault in bell-flood text-flood rectangles resize-flood rectangle-empty length-long colour-map; do
    hostile $fault '0|76'
done
manage_conf amt.timeout=1s # what ends by a time-out ends soon
for fault in refused open-lost banner-junk reason-endless security-failed name-endless size-zero size-huge \
    size-wide length-huge zlib-bad zlib-bomb tile-type palette-index run-long \
    run-endless outside rectangle-huge raw-huge rectangles-endless encoding resize-zero resize-huge text-huge \
    message lost stop silent banner-endless length-short; do
    hostile $fault '69|75|76'
done
manage_conf
hostile name-hostile 0

# --- Hostile viewers

start_pc
refused() { # NAME WISH...: whoever is in sends this; the session ends, or the viewer is let go
    name=$1
    shift
    rm -f viewer.out
    measured $as_tech $uuid1 kvm -- "$build/viewer" out:viewer.out connect enter all "$@"
    like "$status" '^(0|69|76)$' "$name: it ends with an exit status"
    no_violation "$name: nothing of it reached AMT"
    took_little "$name"
}
refused 'a message of no known type' send:ff end
refused 'a type of no message' flood:ff
refused 'a clipboard without end' send:06000000ffffffff flood:41
refused 'many clipboards' flood:0600000000000001 
refused 'many encodings' send:0200ffff flood:00
refused 'a picture beyond the screen' send:0300ffffffffffffffff all until:0.ppm
refused 'a pointer beyond the screen' send:0500ffffffff all until:0.ppm
refused 'requests without end' flood:03000000000003200258
refused 'changes of format without end' flood:000000002018000100ff00ff00ff100800000000
for format in map odd zero shift; do
    refused "a format that makes no sense: $format" "format:$format" ask:0
done
refused 'one that asks and does not read' ask:0 ask:0 ask:0 flood:03000000000003200258
refused 'one that hangs up in the middle of a message' send:0000 close
is "$(asked ' Text ')" 0 'no clipboard reached AMT'

# A viewer that does not read at all: AMT's pictures do not pile up.
start_pc --kvm-size 1920x1080
picture 1920x1080 300:565 300.ppm
deaf=''
for n in $(seq 300); do deaf="$deaf key:n ask:1"; done
measured $as_tech $uuid1 kvm -- "$build/viewer" out:viewer.out connect enter all $deaf until:300.ppm
exit_is 0 'a viewer that does not read for a while has the whole picture later'
unlike "$(viewer_output)" failed 'each pixel of it'
took_little 'data that it does not read do not pile up in memory'
finish_manage
