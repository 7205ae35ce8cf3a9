#!/bin/sh
# fcfh-manage kvm: who gets in and who does not, what is left behind, how it ends, and what it says.
# shellcheck source=tests/kvm.sh disable=SC1091,SC2016,SC2086,SC2154
. "$(dirname "$0")/kvm.sh"
pc=$net.49
picture 800x600 0:565 0.ppm
told() { sed -n "s/^$1 //p" viewer.out; } # WHAT: that the viewer was started with

# Connects with our viewer, as anybody else could: see $out.
intrude() { # WISH...
    run timeout 30 "$build/viewer" "$@" -passwd "$scratch/guess" "$where"
}

start_pc
in_queue
printf '12345678' >guess
kvm_meanwhile tell file:in connect enter all until:0.ppm touch:seen file:over
eventually 'a viewer is started' 'grep -qs "^password" viewer.out'
where=$(told where) file=$(told password)
number=${where##*:}
like "$where" '^127\.0\.0\.1::[0-9]+$' 'with address and port'
is "$(stat -c '%a %s' "$file")" '600 8' 'the password is for its owner, as vncpasswd writes it'
is "$(stat -c %a "$(dirname "$file")")" 700 'so is its directory'
check 'it listens on the loopback' tcp_listens 127.0.0.1 "$number"
check 'and at no other address' eval '! tcp_listens 0.0.0.0 "$number" && ! tcp_listens :: "$number"'
hex() { od -An -v -tx1 | tr -d ' \n'; } # the password is any eight bytes
is "$(ours | sed 's|.*|/proc/&/cmdline|' | xargs cat | hex | grep -c "$(hex <"$file")")" 0 \
    'nobody has the password in its arguments'

intrude connect enter
exit_is 1 'a wrong password is refused'
like "$out" 'result 1' 'in the form of RFB'
like "$out" 'reason ' 'with a reason'
intrude connect send:474554202f20485454502f312e310d0a0d0a end
like "$out" 'ended|taken|reset' 'a web browser is refused'
intrude connect send:524642203030332e3030380a01 end
like "$out" 'ended|taken|reset' 'and a viewer without a password, too'
for n in 1 2 3 4 5 6 7 8 9; do
    "$build/viewer" connect "touch:idle$n" "file:over" -passwd guess "$where" >idle.out 2>&1 &
done
eventually 'others connect and say nothing' '[ -e idle9 ]'
touch in
eventually 'and the viewer gets in nevertheless' '[ -e seen ] || grep -qs ^failed viewer.out'
unlike "$(viewer_output)" failed 'without a failure'
eventually 'then the port is closed' '! tcp_listens 127.0.0.1 "$number"'
intrude connect
exit_is 1 'a second viewer is refused'
keeps_nothing 'the password is gone as soon as it is not needed'
manage $uuid1 screen second.png
exit_is 75 'one session for each machine: a second one waits'
touch over
kvm_ends 0 'the viewer ends it'
eventually 'the session ends with it' 'grep -q " Close KVM" standin.log'

# --- How it ends

rm -f in seen over
for signal in TERM INT HUP; do
    rm -f seen
    kvm_meanwhile connect enter all touch:seen end
    eventually "$signal: the viewer is in" '[ -e seen ]'
    kill -$signal $manager
    kvm_ends 75 "$signal ends it"
    keeps_nothing "$signal: nothing is left"
done
kvm_meanwhile tell file:never
eventually 'a viewer that does not connect' 'grep -qs "^password" viewer.out'
kill -TERM $manager
kvm_ends 75 'it can be stopped'
keeps_nothing 'then, too'
bare_kvm -- no-such-wish
exit_is 69 'a viewer that fails at once'
keeps_nothing 'nor then'
run timeout 60 $as_tech $uuid1 kvm -- "$scratch/no-such-viewer" </dev/null
like "$status" '^(69|64|72|127)$' 'one that does not exist'
like "$err" 'no-such-viewer' 'is named'

kvm -- all key:q end
exit_is 69 'AMT ends it'
kvm -- all key:x end
exit_is 69 'the connection is lost'
start_pc --kvm-idle 300
kvm -- all ask:1 end
exit_is 69 'neither key nor mouse for too long'
like "$err" 'AMT|closed' 'the message says that AMT ended it'
start_pc
kvm -- all key:k end
exit_is 69 'somebody else takes over the screen'
start_pc --kvm-no-monitor
kvm -- all
exit_is 69 'no monitor'
like "$err" monitor 'the message says so'
start_pc --redirection-busy 99
kvm -- all
exit_is 75 'somebody else has the screen'
start_pc --kvm-size 800x600,3840x2160
kvm -- encodings:0,-223 all key:r end
like "$status" '^(0|69)$' 'a screen that becomes too large ends the session, or fewer colours go on'
like "$err" '8 bits|too large|--bits 8|closed' 'and the message says why'

# --- What is switched off, or has to come first

stop "$standin"
start_standin --tls pc.pem pc.key --state "$state" --account tech:2,4,5,13,19 "$pc"
kvm -- all
exit_is 69 'KVM is off'
like "$err" 'enable' 'the message says so, and what to do'
kvm --enable -- all until:0.ppm
viewed '--enable switches it on'
check 'KVM and its port' grep -q ' listener=1 kvm=1' state
start_pc --consent kvm
kvm -- all
exit_is 77 'without a terminal nobody can be asked for digits'
is "$(asked ' Open KVM')" 0 'and no session is begun'

# --- At a terminal

mkdir bin
printf '#!/bin/sh\necho "$0 $*" >>%s\nexec %s connect enter all until:%s touch:%s file:%s "$@"\n' "$scratch/started" "$build/viewer" \
    "$scratch/0.ppm" "$scratch/seen" "$scratch/over" >bin/xtigervncviewer
chmod +x bin/xtigervncviewer
cp bin/xtigervncviewer vncviewer
at_terminal_with() { # VARIABLE=VALUE... ARGUMENT...
    open_terminal env "PATH=$scratch/bin:$PATH" "$@"
}
rm -f seen over
start_pc --consent kvm
at_terminal_with DISPLAY=:77 sh -c 'exec "$@" 2>/dev/tty' sh $as_tech $uuid1 kvm
shows 'at a terminal the digits are asked for' '[Ss]ix digits'
types 123456
eventually 'a viewer that is installed starts by itself' '[ -e seen ]'
like "$(cat started)" 'xtigervncviewer -passwd .* 127\.0\.0\.1::[0-9]+$' 'with file and port'
touch over
leaves 0 'and ends it'

# The line to type is for those who have a different viewer.
rm -f bin/xtigervncviewer seen over
start_pc
open_terminal env -u DISPLAY -u WAYLAND_DISPLAY "PATH=/usr/bin:/bin" sh -c 'exec "$@" 2>/dev/tty' sh $as_tech $uuid1 kvm
shows 'without a viewer the address is printed' '127\.0\.0\.1'
shows 'and the password' '[Pp]assword'
screen >page
number=$(grep -o '127\.0\.0\.1:*[0-9]*' page | head -n 1 | sed 's/.*://')
word=$(sed -n 's/.*[Pp]assword.*: *\([A-Za-z0-9]\{8\}\) *$/\1/p' page | head -n 1)
where=127.0.0.1::$number
run timeout 30 "$build/viewer" connect "password:$word" enter all until:0.ppm -passwd guess "$where"
exit_is 0 'with these any viewer can log in'
leaves 0 'and when it ends all does'
unlike "$(cat raw)" "$(printf '\033')\\]" 'no control characters reach the terminal'
finish_manage
