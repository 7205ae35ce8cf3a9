#!/bin/sh
# '%' before a tool: the tool finds its client by a name that is not in DNS, and no other program
# does. All of it runs in namespaces of this test: with a name server that does not answer, as root
# there and as somebody who is nobody there.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/gate.sh"
pc=$net.51
name=pc0001.corp.example
echo 'nameserver 127.0.0.1' >"$scratch/resolv.conf"
printf '127.0.0.1 localhost mine.corp.example\n192.0.2.9 other.example\n' >"$scratch/hosts"
printf '%s\n' 'root:x:0:0::/root:/bin/sh' "somebody:x:1000:1000::$scratch/home:/bin/sh" >"$scratch/passwd"
echo 'hosts: files dns' >"$scratch/order"
cat >"$scratch/root" <<END
#!/bin/sh
# COMMAND...: runs it as root of its own namespaces
[ -e /etc/resolv.conf ] && mount --bind $scratch/resolv.conf /etc/resolv.conf
[ -e /etc/nsswitch.conf ] && mount --bind $scratch/order /etc/nsswitch.conf
[ -d $scratch/nscd ] && mount -t tmpfs tmpfs /run && mkdir /run/nscd && mount --bind $scratch/nscd /run/nscd
[ -d $scratch/includes ] && mount --bind $scratch/includes /etc/ssh/ssh_config.d
mount --bind $scratch/passwd /etc/passwd && mount --bind $scratch/hosts /etc/hosts && exec "\$@"
END
chmod +x "$scratch/root"
as_root() { unshare -Urm "$scratch/root" "$@"; }
as_user() { as_root unshare -U --map-user=1000 --map-group=1000 "$@"; }
if ! has_programs 'a name for a tool' unshare curl getent || ! as_user true 2>/dev/null; then
    skip 'a name for a tool' 'this system lets nobody have namespaces'
    finish
    exit
fi
mkdir -m 2770 "$queue"
mkdir "$scratch/bin"
b=$scratch/bin
cat >"$b/shows" <<END
#!/bin/sh
getent hosts $name | tr -s ' '
getent ahosts other.example | head -n 1 | cut -d ' ' -f 1
id -u; readlink /proc/self/ns/mnt; touch /etc/hosts 2>&1
echo "\$(grep -c ' /etc/hosts ' /proc/self/mountinfo) mounts"; ls $scratch/hosts; pwd
END
chmod +x "$b/shows"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$name" \
    -keyout "$scratch/pc.key" -out "$scratch/pc.pem" 2>"$scratch/openssl.log"
write_conf "tools.Shows=%$b/shows" "tools.Plain=$b/shows" "tools.Asks=%?$b/shows" "tools.Back=@%$b/shows" \
    "tools.Curl=%curl -sS -o /dev/null -w %{http_code} --cacert $scratch/pc.pem https://{fqdn}:16993/index.htm" \
    "tools.Descriptors=%ls /proc/self/fd" \
    "tools.Without=curl -sS --cacert $scratch/pc.pem https://{fqdn}:16993/index.htm" \
    "tools.Ssh=%ssh -F $scratch/ssh_config -o BatchMode=yes -p 9 {fqdn}" \
    "tools.Ssh without=ssh -F $scratch/ssh_config -o BatchMode=yes -p 9 {fqdn}" "tools.None=%$b/no-such-tool"
client() { # STATE NAME [STATE-THAT-IS-PROVED]
    {
        echo "<client version=\"2\"><uuid>$uuid1</uuid><address>$pc</address><state>$1</state>"
        echo '<source>pet</source><last_call>2026-01-02T03:04:05Z</last_call><calls>1</calls>'
        echo "<serial>SN-1</serial><fqdn>$2</fqdn></client>"
    } >"$scratch/new.xml"
    mv "$scratch/new.xml" "$queue/$uuid1.xml"
    rm -rf "$queue/proved"
    proved "$uuid1" "$uuid1" "$pc" "${3-$1}" "$(date +%s)" SN-1
}
run_tool() { # WHO TOOL [OPTION]
    as=$1
    shift
    run "as_$as" timeout 20 "$build/fcfh-queue" -c "$conf" run "$@" $uuid1 </dev/null
}
cd "$scratch" || exit 1

# --- A name that nothing resolves

client verified $name
cut -d ' ' -f 5 /proc/self/mountinfo >mounts
own=$(readlink /proc/self/ns/mnt)
for who in user root; do
    uid=0
    [ $who = root ] || uid=1000
    run_tool $who Shows
    exit_is 0 "a tool gets the name, as $who"
    is "$(sed -n 1p out)" "$pc $name" "$who: it leads to the client"
    is "$(sed -n 2p out)" 192.0.2.9 "$who: what was in the hosts file still is"
    is "$(sed -n 3p out)" "$uid" "$who: the same user"
    unlike "$(sed -n 4p out)" "^$own\$" "$who: in a namespace of its own"
    like "$(sed -n 5p out)" 'Read-only' "$who: writing to the covered files is refused"
    is "$(sed -n 7,8p out)" "$scratch/hosts
$scratch" "$who: nothing of its files is covered"
    run_tool $who Descriptors
    is "$(tr '\n' ' ' <out)" '0 1 2 3 ' "$who: no descriptor more than that of ls itself"
    run_tool $who Plain
    is "$(sed -n 1p out)" 192.0.2.9 "$who: without % it has no name"
done
is "$(cut -d ' ' -f 5 /proc/self/mountinfo)" "$(cat mounts)" 'no mount is left'
run_tool user Asks
exit_is 76 'with % and ? it asks first'
like "$(cat err)" 'Asks: not run, it asks first' 'and says so'
run_tool user Asks --yes
is "$(sed -n 1p out)" "$pc $name" 'and with --yes has its name'
run_tool user Back
is "$(sed -n 1p out)" "$pc $name" '@ and %'
run_tool user None
like "$status $(cat err)" '^1 .*None: .*no-such-tool: No such file' 'a program that is not there'

# --- What tools do with it

start_standin --tls pc.pem pc.key "$pc"
run_tool user Curl
is "$status $(cat out)" '0 404' 'curl: its certificate is good'
run_tool user Without
is "$status" 1 'without % curl does not find it'
stop "$standin"
echo 'Include /etc/ssh/ssh_config.d/*.conf' >ssh_config
if has_programs ssh ssh; then
    run_tool user Ssh
    like "$(cat err)" "connect to host $name port 9: Connection refused" 'ssh: it was looked up'
    # An included file must belong to root or to the user, and with % root's files belong to nobody.
    mkdir includes
    echo 'LogLevel INFO' >includes/10-some.conf
    if [ "$(id -u)" = 0 ]; then chown 12345 includes/10-some.conf; else ln -sf /etc/gai.conf includes/10-some.conf; fi
    ln -s 10-some.conf includes/20-link.conf
    if [ -d /etc/ssh/ssh_config.d ] && [ -e includes/20-link.conf ]; then
        run_tool user 'Ssh without'
        like "$(cat err)" 'Bad owner' 'ssh refuses included files that belong to nobody'
        run_tool user Ssh
        like "$(cat err)" "connect to host $name port 9: Connection refused" 'but not with %'
    fi
    rm -r includes
fi

# --- A name that already resolves

echo "$pc $name" >>hosts
run_tool user Shows
is "$(sed -n 1p out) $(grep mounts out)" "$pc $name 1 mounts" 'to the client: there is nothing to do'
printf '127.0.0.1 localhost\n192.0.2.7 x %s # old\n192.0.2.9 other.example\n' $name >hosts
run_tool user Shows
is "$(sed -n 1p out) $(sed -n 2p out)" "$pc $name 192.0.2.9" 'to where it was before: it does not for the tool'
printf '127.0.1.1 %s\n' PC0001.corp.example >hosts
run_tool user Shows
is "$status" 1 'it leads to this computer itself: refused'
like "$(cat err)" "Shows: $name is a name of this computer" 'and a message says so'
printf '127.0.0.1 localhost' >hosts # without an end of the line
run_tool user Shows
is "$(sed -n 1p out)" "$pc $name" 'a hosts file whose last line has no end'

# --- Where other sources are asked before the file

if [ -e /etc/nsswitch.conf ]; then
    echo 'hosts: dns [NOTFOUND=return UNAVAIL=return TRYAGAIN=return] files' >order
    run_tool user Plain
    is "$(sed -n 1p out)" 1000 'without % the hosts file is never reached'
    run_tool user Shows
    is "$status $(sed -n 1p out)" "0 $pc $name" 'but the tool looks into it first'
    echo 'hosts: files dns' >order
fi
printf '127.0.0.1 localhost\n192.0.2.9 other.example\n' >hosts
mkdir nscd
cat >nscd.pl <<'END'
use strict;
use IO::Socket::UNIX;
# A nscd that knows no host: requests are version, type, length and a key.
chdir $ARGV[0] or die;
my $server = IO::Socket::UNIX->new(Local => 'socket', Listen => 9) or die;
chmod 0777, 'socket';
while (my $client = $server->accept) {
    next if (sysread($client, my $request, 300) // 0) < 12;
    my (undef, $type) = unpack 'l3', $request;
    syswrite $client, pack 'l8', 2, 0, 0, 0, 0, 0, 0, 1 if $type >= 4 && $type <= 7;
    syswrite $client, pack 'l6', 2, 0, 0, 0, 0, 1 if $type == 14;
}
END
perl nscd.pl "$scratch/nscd" &
nscd=$!
if wait_for 10 '[ -S nscd/socket ]' && [ "$(readlink /var/run)" = /run ]; then
    run_tool user Plain
    is "$(sed -n 1p out)" 1000 'nscd answers, and knows no host'
    run_tool user Shows
    is "$status $(sed -n 1,2p out | tr '\n' ' ')" "0 $pc $name 192.0.2.9 " 'the tool does not ask it'
fi
stop $nscd
rm -r nscd

# --- Clients for which there is no name

printf '127.0.0.1 localhost\n' >hosts
for other in 'answered answered' 'answered verified' 'verified answered'; do
    client "${other% *}" $name "${other#* }"
    run_tool user Shows --yes
    is "$status $(wc -c <out)" '76 0' "an entry that is ${other% *}, proved as ${other#* }: no name"
    like "$(cat err)" 'verified.*--learn' 'and the message says what to do'
done
for bad in pc0001 192.0.2.7 'pc.example evil.example' 'pc.example#x' pc_1.example 'pc.example&#10;192.0.2.1 bank.example' \
    localhost -pc.example pc.example. '$(touch canary).example'; do
    client verified "$bad"
    run_tool user Shows
    is "$status $(wc -c <out)" '65 0' "'$bad' is no name for a hosts file"
done
client verified ''
run_tool user Shows
like "$status $(cat err)" "^65 .*full name is not known" 'a client without a name'

# --- Where namespaces are forbidden

client verified $name
cat >no-namespaces <<END
#!/bin/sh
echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all "\$@"
END
chmod +x no-namespaces
as_forbidden() { as_root "$scratch/no-namespaces" "$@"; }
run_tool forbidden Shows
is "$status $(wc -c <out)" '1 0' 'user namespaces are forbidden: the tool does not run'
like "$(cat err)" "Shows: .*user namespaces.*sysctl user.max_user_namespaces=.*or put \"$pc $name\" into DNS or /etc/hosts" \
    'and the message says how to allow them, and what else works'
run_tool forbidden Plain
exit_is 0 'tools without % do not need them'
echo "$pc $name" >>hosts
run_tool forbidden Shows
is "$status $(sed -n 1p out)" "0 $pc $name" 'nor those whose name is known'
if ! $asan && has_programs 'another reason of the system' strace; then
    printf '127.0.0.1 localhost\n' >hosts
    as_filtered() { as_user strace -f -o /dev/null -e inject=unshare:error=EPERM "$@"; }
    run_tool filtered Shows
    like "$status $(cat err)" '^1 .*user namespaces \(Operation not permitted\): ' 'a filter of system calls'
    as_unmounted() { as_user strace -f -o /dev/null -e inject=mount:error=EACCES "$@"; }
    run_tool unmounted Shows
    like "$status $(cat err)" '^1 .*user namespaces \(Permission denied\): ' 'or of mounts, as AppArmor does'
fi
mkdir kernel
cat >switched <<END
#!/bin/sh
mount --bind $scratch/kernel /proc/sys/kernel && exec unshare -U --map-user=1000 --map-group=1000 \
    strace -f -o /dev/null -e inject=mount:error=EACCES "\$@"
END
chmod +x switched
if ! $asan && has_programs 'what the system forbids' strace; then
    as_switched() { as_root "$scratch/switched" "$@"; }
    echo 1 >kernel/apparmor_restrict_unprivileged_userns
    run_tool switched Shows
    like "$status $(cat err)" '^1 .*cp .*/examples/fcfh-queue.apparmor /etc/apparmor.d/fcfh-queue; apparmor_parser -r' \
        'as Ubuntu forbids it: which profile allows it'
    echo 0 >kernel/apparmor_restrict_unprivileged_userns
    echo 0 >kernel/unprivileged_userns_clone
    run_tool switched Shows
    like "$status $(cat err)" '^1 .*sysctl kernel.unprivileged_userns_clone=1' 'as Debian did once'
fi
check 'nothing that a name contains was run' [ ! -e canary ]

finish
