#!/bin/sh
# fcfh-settings check: what it finds wrong with an installation, and what it does not.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/lib.sh"
etc=$scratch/etc/fcfh # in what it prints these become paths as they usually are
queue=$scratch/var/lib/fcfh/queue
conf=$etc/fcfh.conf
mkdir -p "$etc" "${queue%/*}"
me=$(id -un)
port_is_free() { ! awk '{print $2}' /proc/net/udp /proc/net/udp6 | grep -q ':00A2$'; }

look() { # looks over $conf
    run timeout 30 "$build/fcfh-settings" check -c "$conf"
    cat "$scratch/out" >>"$scratch/all"
    # The same on a terminal, whose width the lines should not exceed.
    script -q -c "'$build/fcfh-settings' check -c '$conf'" /dev/null </dev/null |
        tr -d '\r' >>"$scratch/seen"
}
settings() { # [SECTION.KEY=VALUE]...: a configuration and all that it names, as it should be
    rm -rf "$queue" "$scratch/password"
    write_conf "$@"
    mv "$scratch/password" "$etc/password" 2>/dev/null
    sed -i "s:$scratch/password:$etc/password:" "$conf"
    mkdir -m 2770 "$queue"
}
password_is() { # MODE: and its first line on standard input
    rm -rf "$etc/password"
    cat >"$etc/password"
    chmod "$1" "$etc/password"
}
says() { like "$out" "$1" "$2"; } # ERE NAME
wrong() { # ERE NAME: exit 1, and a line WRONG that fits; all else is well
    is "$status" 1 "$2: exit 1"
    says "^WRONG +$1" "$2: and why"
    is "$(printf '%s\n' "$out" | grep -c ^WRONG)" 1 "$2: nothing else is wrong"
}
fine() { # ERE NAME: exit 0, and a line that fits
    is "$status" 0 "$2: exit 0"
    says "$1" "$2: it is reported"
}
held=false
if ! port_is_free; then held=true; fi

# --- All is well

settings
look
if $held; then
    skip 'all is well: exit 0' 'somebody holds UDP port 162 here'
else
    is "$status" 0 'all is well: exit 0'
fi
says "^ok +configuration: $conf\$" 'it has the configuration'
says "^ok +queue: $queue \(owner $me, group [^ ]+, mode 2770\)\$" 'the queue, its owner and mode'
says "^ok +password: $etc/password\$" 'and the password'
unlike "$out" 'ca-file|networks' 'nothing about keys that are not set'
is "$err" '' 'nothing on stderr'
is "$(printf '%s\n' "$out" | grep -Evc '^(ok   |note |WRONG)  [^:]+: [^ ]')" 0 \
    'each line has its level, its subject and its text'
before=$(ls -lR --full-time "$etc" "$queue")
look
is "$(ls -lR --full-time "$etc" "$queue")" "$before" 'nothing is changed'
run env FCFH_CONF="$conf" "$build/fcfh-settings" check
says "^ok +configuration: $conf\$" 'FCFH_CONF names it as well'
if $held; then
    # The exit status of every run depends on it.
    skip 'the rest' 'somebody holds UDP port 162 here'
    finish
    exit
fi
fine '^note +UDP port 162: nobody listens' 'nobody holds UDP port 162'

# --- The configuration

settings amt.colour=red
look
wrong "configuration: $conf:$(grep -n colour "$conf" | cut -d: -f1): unknown key 'colour'" 'an unknown key'
settings queue.timeout=soon
look
wrong "configuration: $conf:[0-9]+: timeout: 'soon'" 'a value that makes no sense'
settings "tool.Web UI=x"
look
wrong "configuration: $conf:[0-9]+: unknown section" 'an unknown section'
settings
echo 'what is that' >>"$conf"
look
wrong "configuration: $conf:[0-9]+: neither" 'an invalid line'
settings amt.colour=red queue.timeout=soon
rmdir "$queue"
look
is "$(printf '%s\n' "$out" | grep -c '^WRONG')" 2 'after an error in the file the rest is checked, too'
settings
mv "$conf" "$conf.away"
look
is "$status" 1 'the file of -c is not there: exit 1'
says "^WRONG +configuration: $conf: No such" 'and why'
if [ ! -e /etc/fcfh/fcfh.conf ]; then
    run "$build/fcfh-settings" check
    says '^note +configuration: /etc/fcfh/fcfh.conf does not exist' \
        'the usual file need not be there'
    cat "$scratch/out" >>"$scratch/all"
else
    skip 'the usual file need not be there' 'it is there'
fi

# --- The queue

settings
rmdir "$queue"
look
wrong "queue: $queue .*install -d -m 2770" 'the queue does not exist'
is "$(ls -A "${queue%/*}")" '' 'it is not made'
echo x >"$queue"
look
wrong "queue: $queue .*not a directory" 'the queue is a file'
rm "$queue"
mkdir -m 2770 "$scratch/real"
ln -s "$scratch/real" "$queue"
look
wrong "queue: $queue .*symbolic link" 'the queue is a symbolic link'
sed -i "s:^directory = $queue\$:&/:" "$conf"
look
wrong "queue: $queue .*symbolic link" 'the same with a slash behind it'
settings
for mode in 2777 0777 0772 3772; do
    chmod "0$mode" "$queue" # five digits: 0 means no set-group-ID bit
    look
    wrong "queue: $queue: everybody may write.*chmod o-w $queue" "mode $mode"
done
for mode in 2775 0755; do
    chmod "0$mode" "$queue"
    look
    fine "^note +queue: $queue: everybody may list .*mode $mode" "mode $mode"
done
for mode in 0700 0770 2750; do
    chmod "0$mode" "$queue"
    look
    fine "^note +queue: $queue: .*mode $mode.*chmod 2770" "mode $mode"
done

# --- The register

clients=$scratch/clients
settings
look
fine "^note +register: $clients is not there; do: install -d" 'no register, and nobody has to be in it'
settings amt.login=register
look
wrong "register: $clients is not there; do: install -d -m 0750.* $clients\$" 'no register'
mkdir -m 750 "$clients"
look
wrong "register: $clients: no client is in it.*fcfh-config --learn" 'an empty register'
settings
look
fine "^note +register: $clients: no client is in it" 'an empty register, and nobody has to be in it'
register 0dd0ca11-0000-4000-8000-000000000001
settings amt.login=register
look
fine "^ok +register: $clients \\(1 client, the newest of $learned\\)" 'a client in the register'
register 0dd0ca11-0000-4000-8000-000000000002
look
fine "^ok +register: $clients \\(2 clients, the newest of $learned\\)" 'two of them'
unlike "$out" 'same key' 'they have nothing in common'
register 0dd0ca11-0000-4000-8000-000000000002 '' '' S pc-1
register 0dd0ca11-0000-4000-8000-000000000001 '' '' T PC-1.
look
fine '^note +register: .*the same key or name as 0dd0ca11-0000-4000-8000-000000000001,' 'two have one name'
chmod 666 "$clients/0dd0ca11-0000-4000-8000-000000000002.xml"
look
wrong "register: $clients/0dd0ca11-0000-4000-8000-000000000002.xml: others may write" 'a file that does not count'
says '^ok +register: .*1 client,' 'the other file counts'
chmod 777 "$clients"
look
wrong "register: $clients: others may write to it.*chmod go-w $clients" 'a register that others may write to'
rm -rf "$clients"

# --- The password

settings
for mode in 0600 0640 0660 0400; do
    echo "$password" | password_is $mode
    look
    fine "^ok +password: $etc/password" "the password's file has mode $mode"
done
for mode in 0644 0604 0602 0601 0666; do
    echo "$password" | password_is $mode
    look
    wrong "password: $etc/password: .*mode $mode.*chmod o-rwx $etc/password" \
        "the password's file has mode $mode"
done
rm "$etc/password"
look
wrong "password: $etc/password is not there; do: fcfh-settings set amt.password -" "no password"
mkdir "$etc/password"
look
wrong "password: $etc/password: not a regular file" 'a directory in its place'
for what in nothing empty tab escape long; do
    case $what in
        nothing) printf '' ;;
        empty) printf '\nsecond line\n' ;;
        tab) printf 'a\tb\n' ;;
        escape) printf 'a\033[2Jb\n' ;;
        long) printf '%0300d\n' 0 ;;
    esac | password_is 0600
    look
    wrong "password: $etc/password: .*password" "a password with $what"
done
settings "amt.password-command=sh -c 'echo $password'"
look
fine '^ok +password: password-command' 'a command'
for command in false /no/such/command "sh -c 'exit 3'" true; do
    settings "amt.password-command=$command"
    look
    wrong 'password: password-command' "the command $command"
done

# AMT would not accept these.
settings
for what in Abc-123 abcdefg-1 Abcdefgh1 "Abcdef-1:" "$(printf 'A%030d-1a' 0)"; do
    echo "$what" | password_is 0600
    look
    wrong "password: $etc/password: AMT wants a password with " 'a password against the rule'
    unlike "$out" "$what" 'which is not shown'
done
settings "amt.password-command=echo Abc-123"
look
wrong 'password: password-command: AMT wants a password with at least 8' 'and from a command'

# --- What clients are told

settings
look
says '^ok +amt.user: FCFH$' 'the user is as AMT wants it'
for user in admin Administrator 'a b' 'a:b' '$$a' seventeen-letters ''; do
    settings "amt.user=$user"
    look
    wrong 'amt.user: ' "user '$user'"
done
settings collector.address=192.0.2.10,2001:db8::1 collector.event-url=https://desk.example:16998/x
look
fine '^ok +collector.address: 192.0.2.10,2001:db8::1$' 'addresses'
says '^ok +collector.event-url: https://desk.example:16998/x$' 'and a URL for events'
for address in desk.example 192.0.2.10:162 '192.0.2.10,,192.0.2.11' 192.0.2.0/24; do
    settings "collector.address=$address"
    look
    wrong 'collector.address: ' "address $address"
done
for url in desk.example:16998 ftp://desk.example/ http:///x http://a:b@desk.example/ 'http://a b/'; do
    settings "collector.event-url=$url"
    look
    wrong 'collector.event-url: ' "URL $url"
done

# --- ca-file, networks, the listener's files

settings "amt.ca-file=$etc/ca.pem"
look
wrong "ca-file: $etc/ca.pem" 'ca-file is not there'
echo x >"$etc/ca.pem"
look
fine "^ok +ca-file: $etc/ca.pem" 'ca-file'
rm "$etc/ca.pem"
mkdir "$etc/ca.pem"
look
wrong "ca-file: $etc/ca.pem is not a regular file" 'ca-file is a directory'
make_key listener
for what in certificate key; do
    settings "listener.certificate=$etc/listener.pem" "listener.key=$etc/listener.key"
    cp "$scratch/listener.pem" "$scratch/listener.key" "$etc"
    look
    says "^ok +listener.key: $etc/listener.key" 'key and certificate'
    file=$(sed -n "s/^$what = //p" "$conf")
    rm "$file"
    look
    wrong "listener.$what: $file is not there" "$what is not there"
    mkdir "$file"
    look
    wrong "listener.$what: $file: not a regular file" "$what is a directory"
    rmdir "$file"
    settings "listener.$what=$file"
    (umask 077 && cp "$scratch/listener.${file##*.}" "$file")
    look
    wrong 'listener.(certificate|key): not set, though listener' "$what alone"
done
settings amt.networks=
look
wrong 'networks: empty' 'networks is empty'
settings amt.networks=10.0.0.0/8
look
is "$status" 0 'networks is not empty: exit 0'

# --- UDP port 162

hold_port() { # FAMILY ADDRESS: by perl, in the background; its pid is in $holder
    rm -f "$scratch/perl-out"
    perl -MSocket=:all -e 'my ($family, $address) = @ARGV;
        socket(my $s, $family == 4 ? PF_INET : PF_INET6, SOCK_DGRAM, 0) or die;
        bind($s, $family == 4 ? pack_sockaddr_in(162, inet_pton(AF_INET, $address))
            : pack_sockaddr_in6(162, inet_pton(AF_INET6, $address))) or die "$!\n";
        print "held\n"; close STDOUT; sleep 60' \
        "$1" "$2" "$scratch" >"$scratch/perl-out" 2>"$scratch/perl-err" &
    holder=$!
    wait_for 5 '[ -s "$scratch/perl-out" ] || ! kill -0 $holder 2>/dev/null'
    [ -s "$scratch/perl-out" ]
}
settings
if hold_port 4 "$net.1"; then
    look
    wrong "UDP port 162: perl \(process $holder\) holds it" 'another program holds UDP port 162'
    stop $holder
    start_snmptrapd "$net.1" 162 'authCommunity execute vpro' 'outputOption nx' \
        "traphandle .1.3.6.1.4.1.3183.1.1.* exec $build/fcfh-collector -c $conf"
    look
    fine "^ok +UDP port 162: snmptrapd \(process $snmptrapd\)" 'snmptrapd holds it'
    if hold_port 6 ::1; then
        look
        wrong "UDP port 162: perl \(process $holder\)" 'both of them hold it'
        stop $holder
    else
        skip 'both of them hold it' 'no IPv6'
    fi
    stop "$snmptrapd"
    if [ "$(id -u)" = 0 ] && [ "$(command -v setpriv)" ] && hold_port 6 ::1; then
        look
        wrong "UDP port 162: perl \(process $holder\) holds it" 'the same with IPv6'
        chmod 711 "$scratch" # for nobody to come to the configuration
        as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
        # shellcheck disable=SC2086 # words are wanted
        run $as_nobody "$build/fcfh-settings" check -c "$conf"
        cat "$scratch/out" >>"$scratch/all"
        fine '^note +UDP port 162: taken; run this as root' 'as a user who may not see by whom'
        says '^note +password: .*Permission denied.*as root' 'nor read the password'
        says '^note +queue: .*this user may not write' 'nor write to the queue'
        stop $holder
    else
        skip 'as another user' 'not root'
    fi
else
    skip 'UDP port 162' "it cannot be held here: $(cat "$scratch/perl-err")"
fi

# --- As JSON

settings
rm -rf "$queue"
run "$build/fcfh-settings" -c "$conf" check
printf '%s\n' "$out" | sed 's/^\([a-zA-Z]*\) *\([^:]*\): .*/\1 \2/' >"$scratch/words"
run "$build/fcfh-settings" -c "$conf" check --json
is "$status" 1 'check --json: the same exit status'
is "$(printf '%s\n' "$out" | jq -r '.kind + " " + .object' | diff - "$scratch/words")" '' \
    'and the same findings, an object each'
like "$(printf '%s\n' "$out" | jq -r 'select(.object == "queue") | .text, .command' | paste -sd'|')" \
    "^$queue is not there\|install -d .* $queue\$" 'the command to do is a key of its own'
mkdir -m 2770 "$queue"

# --- The command line

settings
must_fail 64 'no command and no terminal: exit 64' setsid -w "$build/fcfh-settings" -c "$conf"
like "$err" "'get', 'set', 'check' or 'clients'" 'and the message says what to use instead'
must_fail 64 'another command: exit 64' "$build/fcfh-settings" -c "$conf" put queue.timeout 1h
must_fail 64 'one word too many: exit 64' "$build/fcfh-settings" check -c "$conf" all
must_fail 64 'an unknown option: exit 64' "$build/fcfh-settings" check --fix
for option in -h --help --version; do
    run "$build/fcfh-settings" $option
    like "$status $out" '^0 .*fcfh-settings' "$option"
done
for words in check --help; do
    status=0
    "$build/fcfh-settings" -c "$conf" $words >/dev/full 2>"$scratch/err" || status=$?
    like "$status" '^7[0-9]$' "$words to a full disk is no success"
done
unlike "$(cat "$scratch/all")" "$password" 'the password is never shown'
sed -E "s:$scratch/:/:g; s:process [0-9]+:process 1234567:" "$scratch/seen" | sort -u |
    awk 'length > 80' >"$scratch/long"
check 'on a terminal it says the same' grep -q '^WRONG  queue' "$scratch/seen"
is "$(cat "$scratch/long")" '' 'in lines of at most 80 columns'

finish
