#!/bin/sh
# The hooks mail, ntfy and webhook, each against a small server of its kind: what is sent when
# somebody calls, when nothing is sent, and what happens where the other end refuses.
# shellcheck source=tests/notices.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/notices.sh"
came() { cat server/came 2>&1; }
has() { like "$(came | tr -d '\r')" "$1" "$2"; } # ERE NAME
put() { printf '%s\n' "$2" >"$etc/$1"; }         # FILE LINE
utc() { date -u -d "@$(($(date +%s) - $1))" +%Y-%m-%dT%H:%M:%SZ; } # SECONDS-AGO
entry() { # STATE STATE-SECONDS-AGO CALL-SECONDS-AGO [JSON]
    jq -n --arg state "$1" --arg since "$(utc "$2")" --arg call "$(utc "$3")" --argjson more "${4-{\}}" '
        {id: "5afe0016-c0de-4a11-8bad-000000000001", uuid: "5afe0016-c0de-4a11-8bad-000000000001",
         address: "192.0.2.7", state: $state, state_time: $since, fqdn: "pc7.corp.example",
         manufacturer: "Dell", model: "OptiPlex 7010", serial: "SN-7", calls: 2, last_call: $call,
         inventory: {owner: {value: "Eva Müller"}, phone: {value: "+49 30 12"}}} + $more' >entry.json
}
hook() { # NAME EVENT
    : >server/came
    run env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 CREDENTIALS_DIRECTORY="$etc" FCFH_EVENT="$2" \
        "$hooks/$1" "$2" <entry.json
}
hostile='{"fqdn": "x\r\nBcc: evil@evil.example\r\n.\r\nQUIT", "model": "<!channel> `a` & @all \u001b[2J\u0007",
    "serial": "\r\n.\r\nMAIL FROM:<evil@evil.example>", "inventory": {"owner": {"value": "\nX: y"}}}'

# What applies to all of them; each has its own settings.
all() { # NAME
    entry verified 3600 1
    hook "$1" call
    is "$status $out$err" '0 ' "$1: a client that is known calls"
    has 'OptiPlex 7010' "$1: what it is"
    has '192\.0\.2\.7' "$1: and where"
    unlike "$(came)" 'Room: *(\\n|$)|room *,' "$1: what is not known is left out"
    hook "$1" identified
    is "$status $(came)" '0 ' "$1: it is reported once"
    entry verified 1 2
    hook "$1" call
    is "$status $(came)" '0 ' "$1: one that AMT has just answered for"
    hook "$1" identified
    has 'proved by its key' "$1: is reported when AMT has answered"
    entry verified 1 7200
    hook "$1" identified
    is "$status $(came)" '0 ' "$1: no call is reported two hours later"
    for state in waiting failed; do
        entry $state 3600 1
        hook "$1" call
        is "$status $(came)" '0 ' "$1: $state: nothing is sent for a client whose identity is unknown"
    done
    for event in ticket gone closed lookup made-up ''; do
        hook "$1" "$event"
        is "$status $out$err$(came)" '0 ' "$1: '$event' is ignored"
    done
    entry verified 3600 1
    for file in "$etc/$1.curl" "$etc/webhook.url"; do
        case $file in "$etc/$1".*) ;; *) continue ;; esac
        [ -e "$file" ] || : >"$file"
        chmod 604 "$file"
        hook "$1" call
        is "$status $(came)" '78 ' "$1: a secret that everybody may read is not used"
        like "$err" "$file: everybody may read it" "$1: the message says so"
        chmod 600 "$file"
    done
    stop "$server"
    server=''
    hook "$1" call
    is "$status" 75 "$1: no server there: try again later"
    mv "$etc/$1.url" url
    hook "$1" call
    is "$status" 78 "$1: without its address"
    like "$err" "there is no /etc/fcfh/$1.url, " "$1: it says what is missing"
    mv url "$etc/$1.url"
}

# --- Mail

put mail.url "smtp://$at:2525"
put mail.from fcfh@corp.example
put mail.to helpdesk@corp.example
serve smtp 2525
entry verified 3600 1
hook mail call
is "$status $out$err" '0 ' 'a mail is sent'
has '^MAIL FROM:<fcfh@corp.example>' 'from whom'
has '^RCPT TO:<helpdesk@corp.example>' 'to whom'
has '^Subject: Call for help from 192.0.2.7, pc7.corp.example$' 'about what'
has '^Owner: Eva Müller$' 'whose PC it is'
has '^Serial number: SN-7$' 'and its serial number'
has '^Message-ID: <fcfh\.5afe0016-c0de-4a11-8bad-000000000001\.2\.[0-9]+@corp.example>$' 'a mail that is sent twice has the same Message-ID'
entry verified 3600 1 "$hostile"
hook mail call
is "$status $(came | grep -c '^MAIL FROM')" '0 1' 'what a client says of itself begins no other mail'
unlike "$(came)" '^(Bcc|X): |^MAIL FROM:<evil' 'and no line'
unlike "$(came)" "$(printf '\033')" 'and brings no escapes'
echo 'RCPT 451 later' >server/answers
entry verified 3600 1
hook mail call
is "$status" 75 'the mail server refuses: try again later'
like "$err" '451|RCPT' 'with the reason from the server'
rm server/answers
all mail

# --- ntfy

put ntfy.url "http://$at:2580/helpdesk-7f3a"
put ntfy.curl 'header = "Authorization: Bearer tk_1"'
serve http 2580
entry verified 3600 1
hook ntfy call
is "$status $out$err" '0 ' 'a notice is sent'
has '^POST / HTTP' 'as ntfy wants JSON'
has '^Authorization: Bearer tk_1$' 'with its token'
is "$(tail -n 1 server/came | jq -r '.topic, .title, (.message | split("\n") | .[0])')" \
    'helpdesk-7f3a
Call for help: Eva Müller
Phone: +49 30 12' 'to the topic, with whose PC it is'
entry verified 3600 1 "$hostile"
hook ntfy call
is "$(tail -n 1 server/came | jq -r '.message' | grep -c '^MAIL\|^Bcc')" 0 'no value begins a line'
entry verified 3600 1
mv "$etc/ntfy.curl" curl
hook ntfy call
is "$status $(came | grep -c '^Authorization')" '0 0' 'without a token, where none is needed'
mv curl "$etc/ntfy.curl"
for code in 401:75 403:75 429:75 500:75 400:1 413:1; do
    echo "POST / = ${code%:*} {}" >server/answers
    hook ntfy call
    is "$status" "${code#*:}" "ntfy says ${code%:*}"
    like "$err" "${code%:*}|token" 'which is reported'
done
rm server/answers
all ntfy

# --- A webhook

put webhook.url "http://$at:2580/hooks/secret7f3a?x=1&y=2"
serve http 2580
entry verified 3600 1
hook webhook call
is "$status $out$err" '0 ' 'it is posted'
has '^POST /hooks/secret7f3a\?x=1&y=2 HTTP' 'where it belongs'
is "$(tail -n 1 server/came | jq -r '.text, .event, .client.serial')" \
    'Call for help from Eva Müller, phone +49 30 12, at 192.0.2.7, PC pc7.corp.example, Dell OptiPlex 7010, serial number SN-7, proved by its key
call
SN-7' 'a line for people, and all of it for programs'
entry verified 3600 1 "$hostile"
hook webhook call
unlike "$(tail -n 1 server/came | jq -r .text)" '[<>&@`[:cntrl:]]' 'no value is markup or calls a channel'
put webhook.url 'http://127.0.0.1/"'
hook webhook call
is "$status" 78 'an address with a quote is refused'
put webhook.url "http://$at:2580/hooks/secret7f3a"
put webhook.curl 'header = "X-Token: t-2"'
entry verified 3600 1
hook webhook call
has '^X-Token: t-2$' 'and with a header of its own'
for code in 503:75 429:75 404:1; do
    echo "POST /hooks/secret7f3a = ${code%:*} {}" >server/answers
    hook webhook call
    is "$status" "${code#*:}" "the other end says ${code%:*}"
    unlike "$err" secret7f3a 'and the message does not show its address'
done
# A program that the hook starts has the secret neither among its arguments nor in its environment.
mkdir bin
cat >bin/curl <<END
#!/bin/sh
tr '\0' ' ' </proc/\$\$/cmdline >$scratch/args; tr '\0' ' ' </proc/\$\$/environ >>$scratch/args; cat >/dev/null; echo 200
END
chmod +x bin/curl
for name in webhook ntfy mail; do
    PATH=$scratch/bin:$PATH hook $name call
    unlike "$(cat args)" 'secret7f3a|tk_1|t-2' "$name: no secret where ps shows it"
done
rm server/answers bin/curl
all webhook

finish
