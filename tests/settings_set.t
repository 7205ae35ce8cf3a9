#!/bin/sh
# fcfh-settings get and set: what is read, what is written, and what stays as it was.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
etc=$scratch/etc
conf=$etc/fcfh.conf
secret=$etc/password
as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'

settings() { # ARGUMENT...
    run timeout 60 "$build/fcfh-settings" -c "$conf" "$@"
    cat "$scratch/out" "$scratch/err" >>"$scratch/all"
}
get() { settings get "$@"; }
set_to() { settings set "$@"; }
fresh() { # the configuration as shipped, with files of this test
    rm -rf "$etc"
    mkdir "$etc"
    sed "s:^password-file = .*:password-file = $secret:" "$build/fcfh.conf.example" >"$conf"
    cp "$conf" "$scratch/before"
    number=$(stat -c %i "$conf")
}
changed() { diff "$scratch/before" "$conf" | grep '^[<>]'; }
gives() { # KEY VALUE NAME
    get "$1"
    is "$status $out" "0 $2" "$3"
}
done_quietly() { is "$status $out$err" '0 ' "$1"; } # NAME
refused() { # STATUS ERE NAME: with a word why, and nothing has changed
    is "$status" "$1" "$3: exit $1"
    like "$err" "^fcfh-settings: .*$2" "$3: and why"
    check "$3: nothing is changed" cmp -s "$scratch/before" "$conf"
    is "$(stat -c %i "$conf")" "$number" "$3: nothing is written"
    is "$(find "$etc" -name '.*')" '' "$3: nothing is left"
}

# --- get

fresh
gives queue.timeout 4h 'a value of the file'
gives archive-days 30 'a key that only one section has needs no section'
gives 'tools.Serial console' 'fcfh-manage {id} console' 'a tool, without the comment behind it'
gives amt.networks '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, fe80::/10, 127.0.0.0/8, ::1' \
    'a list'
gives collector.address '' 'what is not set is empty'
sed -i '/^parallel/d; /^networks/d' "$conf"
gives amt.parallel 64 'what is not in the file has its built-in value'
gives networks '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, fe80::/10, 127.0.0.0/8, ::1' \
    'a list too'
sed -n 's/^ *{KEY("\([a-z]*\)", "\([a-z-]*\)", .*/\1.\2/p' \
    "$project/common/conf.c" >"$scratch/keys"
while read -r key; do
    get "$key"
    echo "$status" >>"$scratch/statuses"
    cp "$conf" "$scratch/before"
    set_to "$key" "$out"
    cmp -s "$scratch/before" "$conf" || echo "$key" >>"$scratch/written"
done <"$scratch/keys"
check 'there are many keys' [ "$(wc -l <"$scratch/keys")" -gt 20 ]
is "$(sort "$scratch/statuses" | uniq -c | tr -s ' ')" " $(wc -l <"$scratch/statuses") 0" \
    'every key has a value'
is "$(cat "$scratch/written" 2>&1)" "cat: $scratch/written: No such file or directory" \
    'and writing that value back changes nothing'
run env FCFH_CONF="$conf" "$build/fcfh-settings" get amt.user
is "$out" FCFH 'FCFH_CONF names the file too'
run "$build/fcfh-settings" -c "$etc/nothing" get amt.user
is "$status" 78 'the file of -c is not there: exit 78'
fresh
for words in 'timeout:did you mean queue.timeout, amt.timeout' 'password:did you mean amt.password' \
    'queue.timout:did you mean queue.timeout' 'frobnicate:fcfh.conf\(5\)' 'queue.tls:did you mean amt.tls' \
    'tools.No such:no such tool' 'tools.:name is missing' ':unknown key'; do
    get "${words%%:*}"
    refused 64 "${words#*:}" "get '${words%%:*}'"
done
echo "$password" >"$secret" && chmod 640 "$secret"
for key in amt.password listener.password; do
    get $key
    refused 64 'password is never shown' "get $key"
done

# --- set: one line changes

fresh
set_to queue.timeout 90m
done_quietly 'set prints nothing'
is "$(changed | sed 's/  *;.*//')" '< timeout = 4h
> timeout = 90m' 'one line has changed'
like "$(changed)" '^> timeout = 90m +; an entry without a ticket' 'its comment is there'
gives queue.timeout 90m 'get has it'
fresh
set_to collector.address 192.0.2.10,192.0.2.11
is "$(changed)" '> address = 192.0.2.10,192.0.2.11' 'a key that is commented out gets a line'
is "$(sed -n '/^\[collector\]/,/^$/p' "$conf" | grep -A 1 '^;address' | tail -n 1)" 'address = 192.0.2.10,192.0.2.11' 'after that line'
fresh
sed -i '/^;port = /d' "$conf" && cp "$conf" "$scratch/before"
set_to amt.port 16994
is "$(changed)" '> port = 16994' 'a new key'
is "$(sed -n '/^\[amt\]/,/^$/p' "$conf" | tail -n 2)" 'port = 16994' 'at the end of its section'
set_to port 16995
like "$err" 'did you mean amt.port, listener.port' 'and only there'
fresh
sed -i '/^\[listener\]/,/^$/d' "$conf"
set_to listener.port 16998
is "$(tail -n 3 "$conf")" '
[listener]
port = 16998' 'a new section'
fresh
set_to 'tools.Web UI' '@x http://{address}:16992/'
set_to 'tools.Virus scan' '?@ssh {address} scan'
is "$(changed)" '< Web UI = @xdg-open {web}/
> Web UI = @x http://{address}:16992/
> Virus scan = ?@ssh {address} scan' 'tools'
is "$(tail -n 1 "$conf")" 'Virus scan = ?@ssh {address} scan' 'after the one that is commented out'
run "$build/fcfh-queue" -c "$conf" run 'Virus scan' nobody
unlike "$err" 'no such tool|fcfh.conf' 'the programs know it'
fresh
set_to collector.community ''
is "$(changed)" '< community = vpro
> community =' 'an empty value'
gives community '' 'get has it'
set_to amt.user '  helpdesk '
gives amt.user helpdesk 'blanks at the ends are cut'
fresh
for value in 4h ' 4h '; do
    set_to queue.timeout "$value"
    done_quietly 'set to the value that it has'
    is "$(stat -c %i "$conf")" "$number" 'writes nothing'
done

# --- set: values that make no sense

fresh
while IFS='|' read -r key value why; do
    set_to -- "$key" "$value"
    refused 65 "$key: .*$why" "set $key '$value'"
done <<'END'
queue.timeout|soon|not a duration
queue.timeout||not a duration
queue.directory|queue|absolute
queue.directory||absolute
queue.archive-days|-1|number
amt.tls|yes|auto, on, off
amt.networks|10.0.0.0/33|network
amt.user|admin|AMT's own
amt.user|J:D|must not contain
amt.user|seventeen-letters|16
collector.address|desk.example|not an IP address
collector.address|192.0.2.1,|missing
collector.event-url|desk.example|http
listener.port|65536|port
amt.ca-file|/etc/a ;b|comment
tools.Ping|ping '|left open
tools.Ping||no command
END
set_to tools.a=b x
refused 65 'tools.a=b: a name has no' 'a tool whose name the file cannot hold'
set_to collector.community "$(printf 'a\nb = c')"
refused 65 'control characters' 'a value of two lines'
set_to collector.community "$(printf '%0190d' 0)"
refused 65 '199 characters' 'a value that is too long for a line'
set_to collector.community "$(printf '%0300d' 0)"
refused 65 'longer than 255' 'and for anything'
set_to queue.time 4h
refused 64 'queue.timeout' 'set of an unknown key'
set_to timeout 4h
refused 64 'did you mean' 'set of a key of two sections'
have=$(sed -n '/^\[tools\]/,$p' "$conf" | grep -c "^[A-Z]")
for n in $(seq $((32 - have))); do set_to "tools.T$n" x; done
done_quietly 'the last of 32 tools'
cp "$conf" "$scratch/before"
number=$(stat -c %i "$conf")
set_to tools.T31 x
refused 65 'more than 32 tools; nothing was written' 'one tool too many'

# --- A file that is wrong

fresh
sed -i '/^\[amt\]/,/^\[/s/^parallel.*/parallel = many/' "$conf"
cp "$conf" "$scratch/before"
number=$(stat -c %i "$conf")
get amt.user
refused 78 'fcfh.conf:[0-9]+: parallel' 'get'
for value in 2h 4h; do
    set_to queue.timeout $value
    refused 78 'fcfh.conf:[0-9]+: parallel: .*correct that line first' "set to $value"
done
set_to amt.parallel 8
done_quietly 'the wrong value itself can be set'
gives amt.parallel 8 'and then the file is valid'

# --- The file itself

fresh
chmod 0604 "$conf"
set_to queue.timeout 5h
is "$(stat -c %a "$conf")" 604 'the mode is kept'
mkdir "$scratch/real" && mv "$conf" "$scratch/real/real.conf" && ln -s ../real/real.conf "$conf"
set_to queue.timeout 6h
done_quietly 'a symbolic link'
check 'the link stays' [ -L "$conf" ]
check 'what it leads to is changed' grep -q '^timeout = 6h' "$scratch/real/real.conf"
is "$(ls -A "$scratch/real")" real.conf 'nothing else is there'
rm "$conf" && ln -s nowhere "$conf"
set_to queue.timeout 6h
is "$status" 73 'a link to nothing: exit 73'
like "$err" 'symbolic link' 'and why'
rm "$conf"
(umask 077 && set_to queue.timeout 6h)
is "$(cat "$conf")" '[queue]
timeout = 6h' 'a file that is not there is made'
is "$(stat -c %a "$conf")" 644 'with mode 0644, whatever the umask'
run "$build/fcfh-settings" -c "$scratch/missing/fcfh.conf" set queue.timeout 6h
is "$status" 73 'a directory that is not there: exit 73'
like "$err" "install -d $scratch/missing" 'and what to do'
run "$build/fcfh-settings" -c "$conf/fcfh.conf" set queue.timeout 6h
is "$status" 73 'a file in its place: exit 73'
rm "$conf" && mkdir "$conf"
run "$build/fcfh-settings" -c "$conf" set queue.timeout 6h
is "$status" 73 'a directory in place of the file: exit 73'
fresh
echo rest >"$etc/.fcfh.conf.new"
set_to queue.timeout 5h
is "$(ls -A "$etc")" fcfh.conf 'a temporary file that a crash left is removed'
printf '\357\273\277[queue]\r\n\ttimeout=4h\r\n' >"$conf"
set_to queue.timeout 5h
set_to queue.archive-days 3
is "$(od -c <"$conf")" "$(printf '\357\273\277[queue]\r\n\ttimeout=5h\r\n\tarchive-days = 3\r\n' |
    od -c)" 'line ends, indentation and a byte order mark are kept'
fresh
for n in $(seq 12); do
    "$build/fcfh-settings" -c "$conf" set "tools.T$n" "x $n" 2>>"$scratch/both-err" &
done
wait
is "$(cat "$scratch/both-err")" '' 'twelve at once'
is "$(grep -c '^T[0-9]* = x ' "$conf")" 12 'and every one is there'
if [ "$(id -u)" = 0 ] && [ "$(command -v setpriv)" ]; then
    fresh
    chmod 755 "$scratch" "$etc"
    chown 65534:65533 "$conf"
    set_to queue.timeout 5h
    is "$(stat -c %u:%g "$conf")" 65534:65533 'owner and group are kept'
    cp "$conf" "$scratch/before"
    number=$(stat -c %i "$conf")
    # shellcheck disable=SC2086 # words are wanted, here and below
    run $as_nobody "$build/fcfh-settings" -c "$conf" set queue.timeout 6h
    refused 77 'Permission denied; run this as root' 'a user who may not write there'
    echo "$password" >"$scratch/in"
    chmod 644 "$scratch/in"
    run $as_nobody "$build/fcfh-settings" -c "$conf" set amt.password - <"$scratch/in"
    refused 77 'run this as root' 'nor the password'
    chown 65534 "$etc"
    run $as_nobody "$build/fcfh-settings" -c "$conf" set queue.timeout 6h
    refused 77 'owner and group could not be kept' 'a user who may write there, but not for that group'
    mkdir "$scratch/mount"
    if mount -t tmpfs none "$scratch/mount" 2>/dev/null; then
        cp "$scratch/before" "$scratch/mount/fcfh.conf"
        mount -o remount,ro "$scratch/mount"
        run "$build/fcfh-settings" -c "$scratch/mount/fcfh.conf" set queue.timeout 6h
        is "$status" 75 'a read-only file system: exit 75'
        like "$err" 'Read-only' 'and why'
        umount "$scratch/mount"
    else
        skip 'a read-only file system' 'it cannot be mounted here'
    fi
    rmdir "$scratch/mount"
else
    skip 'another user, a read-only file system' 'not root'
fi

# --- Killed at any moment

fresh
printf '[tools]\n' >"$conf"
for n in $(seq 31); do printf 'T%d = %0150d\n' "$n" 0; done >>"$conf"
for n in $(seq 40); do
    timeout -s KILL "0.00$((n % 9 + 1))" "$build/fcfh-settings" -c "$conf" set tools.T1 "x$n" \
        >/dev/null 2>&1
    get tools.T31
    echo "$status" >>"$scratch/whole"
done 2>/dev/null
is "$(sort -u "$scratch/whole")" 0 'killed at any moment, the file is whole'
set_to tools.T1 x
is "$(ls -A "$etc")" fcfh.conf 'and nothing is left after the next time'

# --- Passwords

fresh
strong=$password-Xy9
put_secret() { # KEY TEXT: on standard input
    status=0
    printf '%s' "$2" | "$build/fcfh-settings" -c "$conf" set "$1" - >"$scratch/out" \
        2>"$scratch/err" || status=$?
    out=$(cat "$scratch/out") err=$(cat "$scratch/err")
    cat "$scratch/out" "$scratch/err" >>"$scratch/all"
}
put_secret amt.password "$password
"
done_quietly 'set amt.password -'
is "$(cat "$secret")" "$password" 'the password is in its file'
# On an installed system the file belongs to the service, whoever owned it before.
installed=false
if [ "$(id -u)" = 0 ] && id fcfh-amt >"$scratch/id" 2>&1; then installed=true; fi
if $installed; then
    is "$(stat -c '%U %a' "$secret")" 'fcfh-amt 400' 'which is for fcfh-amt alone'
else
    is "$(stat -c '%u %a' "$secret")" "$(id -u) 600" 'which is for its owner alone'
fi
check 'the configuration does not change' cmp -s "$scratch/before" "$conf"
chmod 600 "$secret"
put_secret amt.password "$strong"
if $installed; then mode=400; else mode=600; fi
is "$(cat "$secret") $(stat -c %a "$secret")" "$strong $mode" 'a narrower mode is kept'
chmod 666 "$secret"
put_secret amt.password "$strong"
if $installed; then mode=400; else mode=640; fi
is "$(stat -c %a "$secret")" $mode 'a wider one is not'
run "$build/fcfh-settings" -c "$conf" check
like "$out" "^ok +password: $secret" 'check accepts it'
mv "$secret" "$scratch/real/password" && ln -s "$scratch/real/password" "$secret"
put_secret amt.password "$password"
is "$(cat "$scratch/real/password")" "$password" 'a symbolic link to it is followed'
check 'and stays' [ -L "$secret" ]
rm "$secret"
for text in '' 'Short-1' "$password:" 'nocapital-1' "$password$(printf '\t')" "$(printf 'Aa-1%0200d' 0)"; do
    put_secret amt.password "$text"
    refused 65 'amt.password: .*(AMT wants|password)' 'a password that AMT would not take'
    check 'no file is made' [ ! -e "$secret" ]
    [ -z "$text" ] || unlike "$err" "$text" 'it is not shown'
done
set_to amt.password "$password"
refused 64 'can be seen by every user' 'a password as an argument'
check 'it is not stored' [ ! -e "$secret" ]
put_secret listener.password "$password"
refused 78 'set listener.password-file first' 'no file is configured for it'
set_to listener.password-file "$etc/listener"
put_secret listener.password "$password"
is "$(cat "$etc/listener")" "$password" 'the password of the listener'
set_to amt.password-file "$scratch/missing/password"
put_secret amt.password "$password"
is "$status" 73 'its directory is not there: exit 73'
like "$err" "install -d $scratch/missing" 'and what to do'
check 'it is not made' [ ! -e "$scratch/missing" ]
set_to amt.password-file "$etc"
put_secret amt.password "$password"
is "$status" 73 'a directory in its place: exit 73'
set_to amt.password-file ''
put_secret amt.password "$password"
is "$status" 78 'no file is named: exit 78'
set_to amt.password-command 'echo x'
put_secret amt.password "$password"
is "$status" 78 'a command in its place: exit 78'
like "$err" 'password-command' 'and why'

# --- All values

fresh
echo '[tools]
Do it = @echo {id}' >>"$conf"
settings get
exit_is 0 'get without a key prints all'
is "$(printf '%s\n' "$out" | grep -c ' = ')" "$(printf '%s\n' "$out" | grep -c .)" 'a line each'
printf '%s\n' "$out" | grep -v '^tools' | while IFS= read -r line; do
    key=${line%% = *}
    value=$("$build/fcfh-settings" -c "$conf" get "$key")
    [ "$line" = "$key = $value" ] || echo "$line, but $value"
done >"$scratch/differ"
is "$(cat "$scratch/differ")" '' 'each as get KEY prints it'
like "$out" '^tools\.Do it = @echo \{id\}$' 'tools among them'

# --- The command line

fresh
for words in 'get a b' 'get --json' set 'set queue.timeout' 'set queue.timeout 4h 5h' 'put a b'; do
    # shellcheck disable=SC2086
    settings $words
    refused 64 '--help' "'$words'"
done
status=0
"$build/fcfh-settings" -c "$conf" get queue.timeout >/dev/full 2>"$scratch/err" || status=$?
is "$status" 75 'get to a full disk: exit 75'
is "$(grep -cF -e "$password" "$scratch/all")" 0 'no password is ever shown'

# --- The examples of the manual page

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^# \(fcfh-settings [gs]et.*\)/\1/p' \
    "$project/amt_cfg/fcfh-settings.8" >"$scratch/examples"
check 'there are some passwords to look for' [ "$(wc -l <"$scratch/examples")" -ge 4 ]
while read -r example; do
    run env FCFH_CONF="$conf" PATH="$build:$PATH" sh -c "$example"
    is "$status $err" '0 ' "example: $example"
done <"$scratch/examples"

finish
