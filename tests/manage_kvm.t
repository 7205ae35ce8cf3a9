#!/bin/sh
# fcfh-manage kvm with our own viewer: what it shows of each kind of machine, pixel by pixel, and
# what keys and mouse do.
# shellcheck source=tests/kvm.sh disable=SC1091,SC2016,SC2086,SC2119,SC2154
. "$(dirname "$0")/kvm.sh"
pc=$net.47
for frame in 0 1 2; do picture 800x600 $frame:565 $frame.ppm; done

start_pc
in_queue
kvm -- all until:0.ppm key:n until:1.ppm key:ffc2 pointer:1,799,599 pointer:0,3,4 key:n until:2.ppm
viewed 'a viewer shows each pixel of the first picture, and of what changes'
check 'it is offered a password, and nothing else' grep -qx 'security 2' viewer.out
is "$(grep -c ^security viewer.out)" 1 'in one way'
like "$(viewer_output)" '^name .*pc0001' 'the name of the screen is the PC'"'"'s'
is "$(tr '\n' ' ' <typed)" 'key 006e down key 006e up key ffc2 down key ffc2 up pointer 1 799 599 pointer 0 3 4 key 006e down key 006e up ' \
    'keys and mouse arrive as they were used'
no_violation 'nothing was sent that AMT would not take'
check 'pixels have 16 bits' grep -q ' Format 565$' standin.log
like "$(cat standin.log)" ' Encodings .*-223' 'changes of size are asked for'
is "$(asked 'AuthenticateSession digest4')" 1 'it logged in once, by digest'
eventually 'it ends in good order' 'grep -q " Close KVM\$" standin.log'
like "$(events)" 'KVM opened.*tech' 'the entry records that it was opened'
keeps_nothing 'the password of the viewer is gone'

# --- Each viewer

kvm -- format:565 all until:0.ppm format:bgr all until:0.ppm format:888be all until:0.ppm \
    format:565be all until:0.ppm format:888 encodings:7,5,16,0 all until:0.ppm encodings:-239,-308 all until:0.ppm
viewed 'a viewer may have each format of pixels, and change it'
kvm -- format:332 all format:888 all until:0.ppm
viewed 'few colours and all of them again'
kvm -- key:c paste:secret key:d key:b bell all until:0.ppm
viewed 'a bell is heard'
unlike "$(viewer_output)" Kvm "messages for the viewer of AMT are not passed on to others"
is "$(asked ' Text ')" 0 'the clipboard of the technician is not sent to the PC'
for version in 3 7; do
    bare_kvm -- connect enter:$version all until:0.ppm
    viewed "a viewer that speaks RFB 3.$version"
done
kvm -- ask:1 ask:1 ask:0 ask:1 close
exit_is 0 'one that leaves in the middle of a picture'

# --- Each machine

one_machine() { # NAME FRAME:FORMAT SIZE STANDIN-OPTION...
    name=$1 shown=$2 large=$3
    shift 3
    start_pc --kvm-size "$large" "$@"
    picture "$large" "$shown" wanted.ppm
    kvm -- all until:wanted.ppm
    viewed "$name"
    no_violation "$name: without a mistake"
}
one_machine 'packed, in small pieces' 0:565 1000x611 --kvm-packed --kvm-pieces
one_machine 'raw' 0:565 800x600 --kvm-encoding raw --kvm-banner 003.008
one_machine 'raw and ZRLE alternate, with another format at first' 0:565 800x600 --kvm-encoding mixed --kvm-format 555 --kvm-banner 003.007
one_machine 'each tile as short as can be, small screen' 0:565 65x1 --kvm-tiles smallest --kvm-banner 003.003
one_machine 'messages glued together' 0:565 1024x768 --redirection-fault together
one_machine 'a full HD screen' 0:565 1920x1080 --kvm-packed
one_machine 'a 4K screen, at 8 bits' 0:332 3840x2160 --kvm-tiles smallest
check 'which AMT was asked for' grep -q ' Format 332$' standin.log
start_pc
picture 800x600 0:332 wanted.ppm
kvm --bits 8 -- all until:wanted.ppm
viewed 'fewer colours as a choice'

start_pc --kvm-size 800x600,1024x768,640x480
picture 1024x768 0:565 1024.ppm
picture 640x480 0:565 640.ppm
kvm -- encodings:0,-223 all key:r size all until:1024.ppm pointer:0,1023,767 key:r size all until:640.ppm
viewed 'a screen may change its size'
is "$(grep -c ^resized viewer.out)" 2 'the new size is sent to a viewer that asked for such changes'
no_violation 'nothing was asked for beyond it'
start_plain_pc
fresh
call "$pc" $pc1
eventually 'without TLS: answered' 'identify; [ "$(state_of_entry)" = answered ]'
"$build/fcfh-queue" -c "$conf" confirm $uuid1 >out 2>&1
kvm --plain --yes -- all until:0.ppm
viewed 'a machine without TLS'
finish_manage
