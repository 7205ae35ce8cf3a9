#!/bin/sh
# The queue directory when it is not as it should be: unsafe, full of other files, locked, on a full
# disk, or written to by many at once.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.81
file=$queue/$uuid1.xml
calls() { value "$file" calls; }

# --- A directory that is not safe

mkdir -m 2770 "$scratch/elsewhere"
ln -s "$scratch/elsewhere" "$queue"
must_fail 78 'the queue is a symbolic link: exit 78' call "$pc" $pc1
is "$(ls -A "$scratch/elsewhere")" '' 'it is not followed'
must_fail 78 'nor does fcfh-identify follow it' "$build/fcfh-identify" -c "$conf"
rm "$queue"
mkdir "$queue" && chmod 2777 "$queue"
must_fail 78 'everybody may write to the queue: exit 78' call "$pc" $pc1
like "$err" "$queue.*chmod o-w" 'it says what to do'
is "$(ls -A "$queue")" '' 'nothing is written to it'
must_fail 78 'fcfh-identify does not read it' "$build/fcfh-identify" -c "$conf"
rmdir "$queue"
echo text >"$queue"
must_fail 78 'the queue is a file: exit 78' call "$pc" $pc1
rm "$queue"
write_conf "queue.directory=$scratch/no/where"
must_fail 73 'the folder that it is in is missing: exit 73' call "$pc" $pc1
like "$err" 'NOT STORED' 'it says that a call was not stored'
write_conf
for part in tmp archive lock; do
    fresh
    mkdir -m 2770 "$queue"
    ln -s "$scratch/elsewhere" "$queue/$part"
    call "$pc" $pc1
    like "$status" '^7[0-9]$' "$part is a symbolic link: refused"
    is "$(ls -A "$scratch/elsewhere")" '' "$part: it is not followed"
done
fresh
mkdir -m 2770 "$queue"
mkfifo "$queue/lock"
call "$pc" $pc1
like "$status" '^7[0-9]$' 'lock is a FIFO: refused'

# Between the creation of a directory and the setting of its mode, a member of the group puts
# something else in its place: strace makes the program pause there.
echo private >"$scratch/private"
chmod 600 "$scratch/private"
mkdir -m 700 "$scratch/private.d"
swap() { # waits for $part of the queue, then replaces it by a link to $target
    wait_for 10 '[ -d "$queue/$part" ]' && mv "$queue/$part" "$queue/was" &&
        ln -s "$target" "$queue/$part"
}
for target in "$scratch/private" "$scratch/private.d"; do
    for part in tmp archive; do
        fresh
        mkdir -m 2770 "$queue"
        mode=$(stat -c %a "$target")
        swap &
        swapper=$!
        ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 run strace -f -qq -o "$scratch/strace" \
            -e trace=mkdirat -e inject=mkdirat:delay_exit=500000 \
            "$build/fcfh-queue" -c "$conf" expire
        wait $swapper
        check "$part/ was swapped for a link" [ -L "$queue/$part" ]
        is "$(stat -c %a "$target")" "$mode" "the mode of its target stays"
        like "$status" '^7[38]$' 'and the program says that it cannot go on'
    done
done
fresh
mkdir -m 2770 "$queue"
ln "$scratch/private" "$queue/lock"
must_fail 78 'lock is another name of a file: refused' "$build/fcfh-queue" -c "$conf" expire
is "$(stat -c %a "$scratch/private")" 600 'whose mode stays'

# --- Something else under the name of an entry

echo keep >"$scratch/target"
printf '#!/bin/sh\nexec timeout 60 %s/bin/fcfh-collector "$@"\n' "$scratch" >"$scratch/bin/watched"
chmod +x "$scratch/bin/watched"
foreign() { # NAME; $file is there. The call must be stored, and the foreign thing be in archive/
    collector=$scratch/bin/watched # one that hangs is ended, and has not exited with 0 then
    collect "$pc" $no_media_trap "$(pet $pc1 1 40)"
    is "$status" 0 "$1: an event of that client"
    call "$pc" $pc1
    is "$status $(calls)" '0 1' "$1: a call is stored all the same"
    check "$1: the new file is valid" valid "$file"
    collector=$scratch/bin/fcfh-collector
    is "$(cat "$scratch/target")" keep "$1: its target is as it was"
    is "$(find "$queue/archive" -mindepth 1 -maxdepth 1 -name "$uuid1.*.xml" | wc -l)" 1 \
        "$1: it is in archive/"
}
empty_queue() {
    fresh
    call "$net.82" ffffffffffffffffffffffffffffffff
}
empty_queue
ln -s "$scratch/target" "$file"
foreign 'a symbolic link'
empty_queue
ln -s /nowhere "$file"
foreign 'a dangling symbolic link'
empty_queue
ln "$scratch/target" "$file"
foreign 'a hard link'
empty_queue
mkfifo "$file"
foreign 'a FIFO'
empty_queue
mkdir "$file"
echo x >"$file/x"
foreign 'a directory'
empty_queue
: >"$file"
foreign 'an empty file'
empty_queue
head -c 5000 /dev/urandom >"$file"
foreign 'garbage'
empty_queue
head -c 307200 /dev/zero | tr '\0' ' ' >"$file"
foreign '300 KiB'
empty_queue
echo '<?xml version="1.0"?><client version="2"><uuid/></client>' >"$file"
foreign 'another format'
empty_queue
printf '<!DOCTYPE c [<!ENTITY x SYSTEM "file://%s">]><client version="1"><address>&x;</address>' \
    "$scratch/target" >"$file"
foreign 'a file with entities'
empty_queue
ln -s "$scratch/target" "$queue/$pc.xml"
call "$pc" ffffffffffffffffffffffffffffffff
is "$status $(value "$queue/$pc.xml" calls) $(cat "$scratch/target")" '0 1 keep' \
    'the same with an entry that is kept by its address'
empty_queue
ln -s "$scratch/target" "$queue/tmp/entry-0.xml"
call "$pc" $pc1
is "$status $(calls) $(cat "$scratch/target")" '0 1 keep' 'a link in tmp/ is replaced'

# --- What cannot be read just now is still an entry

fresh
call "$pc" $pc1
cp "$file" "$scratch/entry"
# LeakSanitizer cannot work in a program that strace traces.
store_with() { # FAULT: a call, the file of its entry being opened with that
    ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -qq -o "$scratch/strace" -P "$uuid1.xml" -e trace=openat \
        -e inject="openat:$1" "$scratch/bin/fcfh-store" -c "$conf" <"$scratch/trap" >"$scratch/out" 2>"$scratch/err"
}
for error in ESTALE EIO ENOTCONN ETIMEDOUT EMFILE; do
    sequence=$((sequence + 1))
    trap_text "$pc" $call_trap "$(call_pet $pc1 $sequence)" >"$scratch/trap"
    run store_with error=$error
    check "$error: the entry stays as it is" cmp -s "$file" "$scratch/entry"
    is "$(ls "$queue/archive")" '' "$error: nothing counts as unreadable"
    is "$(find "$queue/pending" -name '*.alert' | wc -l)" 1 "$error: the call is put aside"
    rm -f "$queue"/pending/*
done
run store_with error=ESTALE:when=1..2
is "$status $(value "$file" calls)" '0 2' 'a file that was replaced while it was opened is opened again'

# --- Names that are not ours

fresh
call "$pc" $pc1
mkdir "$queue/folder.xml"
mkfifo "$queue/pipe.xml"
for name in notes.txt ABCDEF01-0000-4000-8000-000000000001.xml .hidden.xml 1.2.3.xml a.xml .xml \
    "$uuid1.xml~" "$uuid1.XML" '010.0.0.1.xml' 'x y.xml' '-rf.xml'; do
    echo keep >"$queue/$name"
done
before=$(cd "$queue" && find . -mindepth 1 ! -name lock ! -path './archive*' ! -path './status*' | sort)
call "$pc" $pc1
is "$status $(calls)" '0 2' 'with foreign names in the queue a call is stored'
identify
is "$(cd "$queue" && find . -mindepth 1 ! -name lock ! -path './archive*' ! -path './status*' | sort)" "$before" \
    'and they stay as they are'

# --- A full disk

start_standin "$pc"
if [ "$(id -u)" = 0 ] && mkdir "$scratch/mount" &&
    mount -t tmpfs -o size=64k,mode=700 fcfh-test "$scratch/mount" 2>"$scratch/err"; then
    write_conf "queue.directory=$scratch/mount/queue"
    file=$scratch/mount/queue/$uuid1.xml
    call "$pc" $pc1
    fill() { cat /dev/zero >"$scratch/mount/fill" 2>/dev/null; }
    fill
    cp "$file" "$scratch/kept"
    call "$pc" $pc1
    like "$status" '^7[345]$' 'a full disk: exit 73 to 75'
    like "$err" 'NOT STORED.*No space' 'it says that a call is not stored, and why'
    is "$(cmp "$file" "$scratch/kept")" '' 'the entry is as it was'
    is "$(cd "$scratch/mount/queue" && find tmp pending -mindepth 1)" '' \
        'and nothing half written is left'
    call "$net.82" 1600fe5adec0114a8bad000000000002
    like "$status" '^7[345]$' 'another client cannot be stored either'
    is "$(find "$scratch/mount/queue" -name '*.xml')" "$file" 'no incomplete file'
    identify
    is "$status $(value "$file" state)" '1 waiting' 'the answer of AMT cannot be written: the client waits'
    is "$(cmp "$file" "$scratch/kept")" '' 'the entry is as it was'
    rm "$scratch/mount/fill"
    call "$pc" $pc1
    is "$status $(calls)" '0 2' 'with room again a call is stored'
    identify
    is "$status $(value "$file" state)" '0 answered' 'and identified'
    umount "$scratch/mount"
    write_conf
    file=$queue/$uuid1.xml
else
    skip 'a full disk' "no tmpfs can be mounted here: $(cat "$scratch/err")"
fi
stop "$standin"

# --- Many at once

fresh
for n in $(seq 30); do
    trap_text "$pc" $call_trap "$(call_pet $pc1 "$n")" >"$scratch/trap.$n"
    guid=1600fe5adec0114a8bad0000000000$(printf %02x $((n + 1)))
    trap_text "$net.$((100 + n))" $call_trap "$(call_pet "$guid" 1)" >"$scratch/other.$n"
done
at_once() { # FILE...: a collector for each, at the same time
    pids=
    for trap; do
        "$collector" -c "$conf" <"$trap" 2>>"$scratch/at-once" &
        pids="$pids $!"
    done
    for pid in $pids; do wait "$pid" || echo "exit $?" >>"$scratch/at-once"; done
}
at_once "$scratch"/trap.*
is "$(calls)" 30 'thirty calls of one client at once: all count'
at_once "$scratch"/other.*
is "$(entries)" 31 'thirty clients at once: all have an entry'
check 'all valid' valid "$queue"/*.xml
is "$(cat "$scratch/at-once")" '' 'and no collector complained'
is "$(ls -A "$queue/tmp")" '' 'tmp/ is empty'

finish
