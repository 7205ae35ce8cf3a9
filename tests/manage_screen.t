#!/bin/sh
# fcfh-manage screen: the picture of a screen as a file, pixel by pixel.
# shellcheck source=tests/kvm.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/kvm.sh"
pc=$net.48

take() { # NAME SIZE FRAME:FORMAT [OPTION]...
    name=$1 large=$2 shown=$3
    shift 3
    picture "$large" "$shown" wanted.ppm
    rm -f screen.png
    manage $uuid1 screen "$@" screen.png
    exit_is 0 "$name"
    same_pixels wanted.ppm screen.png "$name: each pixel"
    no_violation "$name: without a mistake"
}
start_pc
in_queue
take 'a picture' 800x600 0:565
is "$(stat -c %a screen.png)" 600 'it is for its owner'
like "$(events)" 'Picture of the screen' 'the entry records that it was taken'
check 'nobody typed' test ! -s typed
manage $uuid1 screen -
cp out piped.png
exit_is 0 'one to a pipe'
same_pixels wanted.ppm piped.png 'to a pipe: each pixel'
must_fail 73 'a directory that is not there' timeout 60 $as_tech $uuid1 screen none/screen.png
at_terminal $uuid1 screen -
leaves 64 'no picture to a terminal'
ln -s "$scratch/target" link.png
echo kept >target
manage $uuid1 screen link.png
same_pixels wanted.ppm target 'where a link leads there is the picture'
check 'and the link stays' test -L link.png
take 'with 8 bits' 800x600 0:332 --bits 8

start_pc --kvm-size 1024x768 --kvm-packed --kvm-pieces
take 'in pieces' 1024x768 0:565
start_pc --kvm-size 1920x1080 --kvm-encoding mixed
take 'full HD' 1920x1080 0:565
start_pc --kvm-size 3840x2160 --kvm-tiles smallest
take '4K' 3840x2160 0:332

start_pc --power off
manage $uuid1 screen screen.png
exit_is 69 'a PC that is off has none'
start_pc --kvm-no-monitor
manage $uuid1 screen none.png
exit_is 69 'one without a monitor'
like "$err" monitor 'is reported as such'
check 'there is no file' test ! -e none.png
start_pc --redirection-busy 99
manage $uuid1 screen none.png
exit_is 75 'while somebody else has the screen'
start_pc --no-kvm
manage $uuid1 screen none.png
exit_is 69 'a PC without KVM'
start_pc --kvm-mebx-off
manage $uuid1 screen none.png
exit_is 69 'one where it is switched off at the machine'
start_pc --consent kvm
manage $uuid1 screen none.png
exit_is 77 'consent that nobody here can ask for'
like "$err" consent 'the message says so'
check 'there still is no file' test ! -e none.png
at_terminal $uuid1 screen screen.png
shows 'at a terminal it is' '[Ss]ix digits'
rm -f screen.png
types 123456
leaves 0 'and then there is a picture'
picture 800x600 0:565 wanted.ppm
same_pixels wanted.ppm screen.png 'with consent: each pixel'
finish_manage
