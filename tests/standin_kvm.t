#!/bin/sh
# The stand-in's KVM as seen by a client that shares no code with ours: the opening as a real
# machine was seen to do it, pictures pixel by pixel, and what AMT does not accept.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
pc=$net.1
cd "$scratch" || exit 1
known=encodings:16,0,1092,-223

machine() { # STANDIN-OPTION...
    [ -z "${standin-}" ] || stop "$standin"
    start_standin --redirection --typed typed "$@" "$pc"
}
client() { # WISH...: see $out
    run perl "$project/tests/standin/kvm_client.pl" "$pc" FCFH "$password" "$@"
}
shown() { # SIZE FRAME:FORMAT FILE NAME
    "$build/standin" --kvm-size "$1" --kvm-print "$2" >wanted.ppm
    check "$4" cmp -s wanted.ppm "$3"
}
says() { # ERE NAME: the last line that the client printed
    like "$(tail -n 1 out)" "$1" "$2"
}

machine
client format:565 $known ask:0 dump:0.ppm key:n ask:1 dump:1.ppm key:c message key:d message key:b message key:q message
is "$(head -n 8 out)" 'open 4100000000000000
RFB 004.000
security 0180
result 0
800x600 10100001001f003f001f0b0500000000 Intel(r) AMT KVM
bell
text .KvmDataChannel.
update 130' 'it opens as a real machine was seen to'
shown 800x600 0:565 0.ppm 'each pixel of the first picture'
shown 800x600 1:565 1.ppm 'and of the next one'
like "$out" '^tiles: packed=.* palette=.* raw=.* rle=.* solid=' 'in each of the ways to pack a tile'
like "$out" '^update 3[0-9]$' 'a quarter of it has changed'
says closed 'the end of it'
is "$(tr '\n' ' ' <typed)" "$(for key in 6e 63 64 62; do printf 'key 00%s down key 00%s up ' $key $key; done)key 0071 down " \
    'the keys are in a file'

machine --kvm-size 200x130,64x65 --kvm-packed --kvm-pieces --kvm-banner 003.003
client format:332 $known ask:0 dump:0.ppm key:r ask:1 ask:0 dump:1.ppm
shown 200x130 0:332 0.ppm 'packed, in pieces, with 8 bits'
shown 64x65 0:332 1.ppm 'after a change of size'
client encodings:0 ask:0 dump:0.ppm key:r message
shown 200x130 0:565 0.ppm 'raw'
says closed 'the size does not change for those who do not know that'
machine --kvm-encoding mixed --kvm-banner 003.007
client $known ask:0 dump:0.ppm
shown 800x600 0:565 0.ppm 'raw and ZRLE by turns'
machine --kvm-size 3840x2160
client $known ask:0
says closed 'more than AMT manages'

refuses() { # WHAT NAME WISH...
    refused=$1 name=$2
    shift 2
    client "$@"
    says closed "$name"
    eventually "$name: which is logged" "grep -q ' $refused$' standin.log"
}
machine
refuses 'Format 32' '32 bits' send:000000002018000100ff00ff00ff100800000000 ask:0
refuses 'Violation format' 'a format that it does not have' send:000000001010000100ff00ff00ff100800000000 ask:0
refuses 'Violation encodings' 'encodings without Raw' encodings:16 ask:0
refuses 'Violation request' 'a picture from beyond the screen' $known send:03000000000003210258 message
refuses 'Violation message' 'the end of another kind of session' send:12000000 message
machine --kvm-idle 200
refuses 'Timeout KVM' 'neither key nor mouse' ask:0 message message message
machine --kvm-no-monitor
client ask:0
says closed 'without a monitor'
machine --consent kvm --kvm-consent close
client ask:0
says closed 'without consent'
machine --consent kvm --kvm-consent field
client $known ask:0 key:1 key:2 key:3 key:4 key:5 key:6 ask:1 dump:0.ppm
shown 800x600 0:565 0.ppm 'with the right digits'
machine --redirection-busy 1
client ask:0
says 'status 2' 'while somebody else has it'
machine --no-kvm
client ask:0
says 'status 3' 'on a PC without KVM'
stop "$standin"
finish
