#!/bin/sh
# make check-viewer: fcfh-manage kvm with other projects' viewers and their defaults, on an X server
# without a screen. What their windows show is compared with the stand-in's picture, pixel by pixel.
# shellcheck source=tests/kvm.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/kvm.sh"
pc=$net.51

has_programs 'viewers of others' Xvfb xwd xdotool xtigervncviewer xtightvncviewer || { finish_manage; exit; }
Xvfb -displayfd 3 -screen 0 1400x1100x24 -nolisten tcp -fbdir "$scratch" 3>number >xvfb 2>&1 &
xvfb=$!
wait_for 20 '[ -s number ]' || { echo "Bail out! no X server: $(cat xvfb)"; exit 1; }
DISPLAY=:$(cat number)
export DISPLAY

# The window eventually shows the picture, after what the viewer itself draws over it at first.
becomes() { # PICTURE NAME
    wanted_picture=$1
    if wait_for 20 'xwd -root -silent -out root.xwd 2>xwd-err && "$build/compare" "$wanted_picture" root.xwd within >pixels 2>&1'; then
        is "$(cat pixels)" 0 "$2: 0 wrong pixels"
    else
        not_ok "$2" "wrong pixels, or no such window: $(cat pixels xwd-err)"
    fi
}
looks_at() { # NAME ARGUMENT...
    name=$1
    shift
    start_pc --kvm-size 1000x611,800x600
    # shellcheck disable=SC2086 # words are wanted
    $as_tech $uuid1 kvm "$@" </dev/null >manage-out 2>manage-err &
    manager=$!
    becomes first.ppm "$name: the first picture"
    check "$name: the first one was asked for at 16 bits" grep -q ' Format 565$' standin.log
    on_window windowfocus
    xdotool mousemove 600 500 mousemove 700 600 key n
    becomes second.ppm "$name: after a key that changes a quarter of it"
    like "$(cat typed)" '^key 006e down' "$name: the key arrives"
    like "$(cat typed)" '^pointer 0 ' "$name: so does the mouse"
    no_violation "$name: nothing else does"
}
on_window() { xdotool search --onlyvisible --name pc0001 "$@"; } # COMMAND of xdotool
ends() { # by itself, when its viewer is gone
    on_window "$1"
    status=0
    wait "$manager" || status=$?
    err=$(cat manage-err)
    is "$status" 0 "$name: fcfh-manage ends with the viewer"
}
picture 1000x611 0:565 first.ppm
picture 1000x611 1:565 second.ppm
picture 800x600 1:565 third.ppm
start_pc
in_queue
looks_at TigerVNC
xdotool key r
becomes third.ppm 'TigerVNC: after a change of size'
ends windowclose
looks_at TightVNC -- xtightvncviewer
ends windowkill
stop "$xvfb"
finish_manage
