#!/bin/sh
# The pictures of the screen in docs/ are what it shows, for a queue that is always the same at a
# time that is always the same. `tests/pictures.t --write` makes them.
# shellcheck source=tests/terminal.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/terminal.sh"
now=1795465650 # 2026-11-23T20:27:30Z
[ -e "$build/clock.so" ] || { echo '1..0 # SKIP no clock.so'; exit 0; }
write_conf amt.login=networks "tools.Web UI=xdg-open {web}"
mkdir -m 2770 "$queue"
ago() { date -u -d "@$((now - $1))" +%FT%TZ; } # SECONDS

# What a client's file contains, by the columns of the table below.
client() { # NUMBER STATE MINUTES NAME SERIAL MAKE MODEL TICKET EVENT
    id=5afe0016-c0de-4a11-8bad-0000000000$(printf %02d "$1")
    called=$(ago $(($3 * 60 + 10))) answered=$(ago $(($3 * 60 + 9)))
    {
        echo "<client version=\"2\"><uuid>$id</uuid><address>10.20.0.$1</address>"
        [ "$1" != 22 ] || echo "<claim time=\"$(ago 40)\" source=\"pet\" calls=\"1\">10.20.7.31</claim>"
        case $2 in
            failed) echo "<state time=\"$answered\" reason=\"unreachable: nothing answers; is it plugged in, is AMT on, is a firewall in the way?, at $answered\" failure=\"unreachable\">failed</state>" ;;
            MISMATCH) echo "<state time=\"$answered\" reason=\"AMT at 10.20.0.$1 is another machine: serial number PF2ZX81Q\">mismatch</state>" ;;
            verified) echo "<state time=\"$answered\">verified</state><proof time=\"$answered\">key</proof>" ;;
            answered) echo "<state time=\"$answered\">answered</state><proof time=\"$answered\">none</proof>" ;;
        esac
        case $8 in
            *' is on it') echo "<taken by=\"${8%% *}\" time=\"$(ago 100)\"/>" ;;
            ?*) echo "<ticket by=\"desk2\" time=\"$(ago 25)\">$8</ticket>" ;;
        esac
        echo "<source>pet</source><first_call>$(ago $(($3 * 60 + 480)))</first_call>"
        echo "<last_call>$called</last_call><last_seen>$called</last_seen><calls>2</calls>"
        for fact in "manufacturer $6" "model $7" "serial $5" "hostname $4" 'domain corp.example' \
            "fqdn $4.corp.example" 'fqdn_from amt' 'version Rev 3' 'board 3190' 'bios M3GKT4FA' \
            'bios_date 2023-02-28' 'processor Intel(R) Core(TM) i5-12500T' 'amt_version 16.1.25' \
            "web https://10.20.0.$1:16993"; do
            [ "$4" = - ] || echo "<${fact%% *}>${fact#* }</${fact%% *}>"
        done
        [ "$4" = - ] || echo '<memory_bytes>17179869184</memory_bytes><disk_bytes>512110190000</disk_bytes>'
        [ -z "$9" ] || echo "<event time=\"$(ago $(($3 * 60 + 500)))\" name=\"$9\"/>"
        echo '</client>'
    } >"$queue/$id.xml"
    touch -d "$called" "$queue/$id.xml"
}
while IFS='|' read -r number state minutes name serial make model ticket event; do
    client "$number" "$state" "$minutes" "$name" "$serial" "$make" "$model" "$ticket" "$event"
done <<'END'
17|verified|1|ws-muc-0016|CZC70069|LENOVO|M90q|INC4711023|No bootable media
23|answered|6|ws-ber-0023|YLWS4741|Fujitsu|D7012||
10|MISMATCH|21|ws-ber-0010|PF86313|LENOVO|T14||
31|failed|24|-|||||
22|answered|26|nb-ham-1107|5CG1234X|HP|EliteBook 840||Firmware error
12|verified|33|ws-muc-0012|CZC70112|LENOVO|M90q|desk1 is on it|No bootable media
13|verified|41|till-07|AC-40217|Acme|Desk 700|INC4711019|
14|failed|48|-|||||
15|verified|55|ws-muc-0015|CZC70115|LENOVO|M90q|INC4711018|
16|answered|62|lab-18|DM18-7|Dynamo|Mini 18||
18|MISMATCH|75|ws-ber-0018|PF86318|LENOVO|T14||
19|verified|88|ws-muc-0019|CZC70119|LENOVO|M90q|INC4711011|
20|verified|90|ws-muc-0020|CZC70120|LENOVO|M90q||
21|failed|99|-|||||
24|verified|110|ws-muc-0024|CZC70124|LENOVO|M90q||
25|answered|121|cad-3|CT00931|Cobalt|Tower X2|INC4710977|
26|verified|125|ws-muc-0026|CZC70126|LENOVO|M90q||
27|MISMATCH|133|ws-ber-0027|PF86327|LENOVO|T14||
28|verified|140|ws-muc-0028|CZC70128|LENOVO|M90q||
29|verified|151|ws-muc-0029|CZC70129|LENOVO|M90q||
30|verified|160|ws-muc-0030|CZC70130|LENOVO|M90q||
32|answered|171|ws-ber-0032|YLWS4751|Fujitsu|D7012||
33|verified|180|ws-muc-0033|CZC70133|LENOVO|M90q||
34|answered|190|ws-ber-0034|YLWS4755|Fujitsu|D7012||
END

capture() { # COLUMNSxLINES
    size=$1
    open_terminal env "LD_PRELOAD=$build/clock.so" "TEST_CLOCK=$now" TZ=UTC LC_ALL=C.UTF-8 \
        ASAN_OPTIONS=verify_asan_link_order=0 "$build/fcfh-queue" -c "$conf" --bell
    shows "$1: the screen is there" '^> verified 20:26  1 min ws-muc-0016 CZC70069 '
    wait_for 10 '! has " reading, "' # the first client is shown before the others have been read
    all_is_written
    screen | sed 's/ *$//' >"$scratch/$1.txt"
    t capture-pane -e -p -t s | perl "$project/tests/pictures/svg.pl" "${1%x*}" >"$scratch/$1.svg"
    press q
    ended
}
for picture in 80x24 132x43; do
    capture "$picture"
    is "$(wc -l <"$scratch/$picture.txt")" "${picture#*x}" "$picture: all lines"
    check "$picture: the picture is XML" xmllint --noout "$scratch/$picture.svg"
    [ "${1-}" != --write ] || cp "$scratch/$picture.svg" "$project/docs/screen-$picture.svg"
    check "$picture: docs/screen-$picture.svg shows it as it is (tests/pictures.t --write)" \
        cmp "$project/docs/screen-$picture.svg" "$scratch/$picture.svg"
done

t kill-server
finish
