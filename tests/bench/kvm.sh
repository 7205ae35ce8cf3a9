# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# A screen of 1920x1080 over TLS, with our own viewer: the time from AMT's first byte of the picture
# until all of it is shown, and what fcfh-manage uses while a quarter of the screen changes ten
# times a second.

make_keys 1
# shellcheck disable=SC2046 # words are wanted
start_standins 1 0 --redirection --account tech:2,5,13 --kvm-size 1920x1080 --kvm-fps 10 \
    --kvm-tiles smallest --kvm-packed $(cat "$scratch/tls")
new_queue
rm -f "$scratch/seen" "$scratch/watched" "$scratch/over"
"$build/fcfh-manage" -c "$conf" -u tech --password-file "$scratch/password" "$net.1" kvm -- \
    "$build/viewer" "out:$scratch/viewer" connect enter all stamp "touch:$scratch/seen" watch:5 \
    "touch:$scratch/watched" "file:$scratch/over" </dev/null >"$scratch/kvm" 2>&1 &
kvm=$!
ticks() { sed 's/.*) //' "/proc/$kvm/stat" | awk '{ print $12 + $13 }'; }
wait_until 20 test -e "$scratch/seen" || fail 70 'no picture is seen:' "$(cat "$scratch/kvm" "$scratch/viewer")"
before=$(ticks)
wait_until 20 test -e "$scratch/watched" || fail 70 'it stops:' "$(cat "$scratch/kvm" "$scratch/viewer")"
after=$(ticks)
dirty=$(awk '/^Private_Dirty/ { print $2 }' "/proc/$kvm/smaps_rollup")
touch "$scratch/over"
wait "$kvm"
sent=$(awk '$5 == "Update" { printf "%.0f", $1 * 1000; exit }' "$scratch/standin.log")
seen=$(awk '$1 == "time" { print $2 }' "$scratch/viewer")
goal 'KVM: ms from the first picture to all of it seen' "$((seen - sent))" '<= 500'
goal 'KVM: % of a processor at 10 frames a second' \
    "$(((after - before) * 100 / $(getconf CLK_TCK) / 5))" '<= 30'
goal 'KVM: frames seen of 50' "$(awk '$1 == "frames" { print $2 }' "$scratch/viewer")" '>= 45'
goal 'KVM: private dirty memory, MiB' "$(echo "$dirty" | awk '{ printf "%.1f", $1 / 1024 }')" '<= 24'
stop "$standin"
