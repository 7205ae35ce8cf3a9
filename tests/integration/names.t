#!/bin/sh
# '%' before a tool with real programs: browsers that check a certificate of an authority of one's own,
# ssh, curl, for a client that DNS does not know; as an ordinary user, without a network but loopback.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../gate.sh"
. "$(dirname "$0")/servers.sh"
needs 'a name for a tool' 'firefox-esr chromium w3m openssh-client curl libnss3-tools iproute2' \
    firefox-esr chromium w3m ssh curl certutil unshare ip

name=pc0001.corp.example
pc=127.0.0.51
cd "$scratch" || exit 1
printf '%s\n' 'root:x:0:0::/root:/bin/sh' "somebody:x:1000:1000::$scratch/home:/bin/sh" >passwd
echo 'nameserver 127.0.0.1' >resolv.conf
cat >root <<END
#!/bin/sh
ip link set lo up && mount --bind $scratch/passwd /etc/passwd && mount --bind $scratch/resolv.conf /etc/resolv.conf &&
    exec unshare -U --map-user=1000 --map-group=1000 "\$@"
END
chmod +x root
as_user() { unshare -Urmn "$scratch/root" "$@"; }
as_user true || { not_ok 'a name for a tool' 'no namespaces here'; finish; exit 1; }

# An authority, and a certificate of it for the client's name alone.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Authority' \
    -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem 2>openssl.log
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout pc.key -out pc.csr 2>>openssl.log
printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' $name >ext
openssl x509 -req -in pc.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out pc.pem 2>>openssl.log
for store in trusts doubts; do
    mkdir $store $store/firefox
    mkdir -p $store/.pki/nssdb
    for db in $store/firefox $store/.pki/nssdb; do
        certutil -N -d "sql:$db" --empty-password
        [ $store = doubts ] || certutil -A -d "sql:$db" -n authority -t C,, -i ca.pem
    done
done

page="https://{fqdn}:16993/index.htm"
write_conf "tools.Getent=%getent hosts {fqdn}" "tools.Curl=%curl -sS --cacert $scratch/ca.pem $page" \
    "tools.W3m=%w3m -o ssl_ca_file=$scratch/ca.pem -o ssl_verify_server=1 -dump $page" \
    "tools.Ssh=%ssh -o BatchMode=yes -p 9 {fqdn}" \
    "tools.Firefox=%timeout 60 firefox-esr --headless --no-remote --profile $scratch/browser/firefox --screenshot $scratch/firefox.png $page" \
    "tools.Chromium=%timeout 60 chromium --headless --no-first-run --disable-gpu --user-data-dir=$scratch/browser/chromium --dump-dom $page" \
    "tools.Without=timeout 60 firefox-esr --headless --no-remote --profile $scratch/browser/firefox --screenshot $scratch/without.png $page"
mkdir -m 2770 "$queue"
{
    echo "<client version=\"2\"><uuid>$uuid1</uuid><address>$pc</address><state>verified</state>"
    echo '<source>pet</source><last_call>2026-01-02T03:04:05Z</last_call><calls>1</calls>'
    echo "<serial>SN-1</serial><fqdn>$name</fqdn></client>"
} >"$queue/$uuid1.xml"
proved "$uuid1" "$uuid1" "$pc" verified "$(date +%s)" SN-1

# One namespace for a tool and the machine that it talks to.
cat >both <<END
#!/bin/sh
# HOME TOOL
$build/standin --password-file $scratch/password --log $scratch/standin.log --tls $scratch/pc.pem $scratch/pc.key $pc >$scratch/ready &
until grep -q ^ready $scratch/ready; do sleep 0.02; done
ln -sfn $scratch/\$1 $scratch/browser
HOME=$scratch/\$1 $build/fcfh-queue -c $conf run \$2 $uuid1 </dev/null
ended=\$?
kill \$!
wait
exit \$ended
END
chmod +x both
tool() { # HOME TOOL
    rm -f ready standin.log
    run as_user "$scratch/both" "$@"
}
came() { if grep -q ' 404 ' standin.log; then echo it came; else echo nothing; fi; } # its answer to any page

tool trusts Getent
is "$(printf '%s' "$out" | tr -s ' ')" "$pc $name" getent
tool trusts Curl
is "$status $(came)" '0 it came' 'curl gets the page, and checks the certificate'
tool trusts W3m
is "$status $(came)" '0 it came' 'so does w3m'
tool trusts Ssh
like "$err" "connect to host $name port 9: Connection refused" 'ssh, with what the system has configured'
tool trusts Firefox
is "$status $(came)" '0 it came' 'so does firefox-esr'
check 'which shows it' [ -s firefox.png ]
tool trusts Without
is "$(came)" nothing 'firefox-esr without % does not find it'
tool trusts Chromium
is "$status $(came)" '0 it came' 'so does chromium'
for browser in Firefox Chromium; do
    tool doubts $browser
    is "$(came)" nothing "$browser: it accepts no certificate from an authority that it does not know"
done

finish
