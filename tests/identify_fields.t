#!/bin/sh
# fcfh-identify and what makers and firmware put into the fields of AMT's answers: bytes that XML
# cannot hold, placeholders, several values where there should be one, dates and names.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
quiet_collector
write_conf
pc=$net.11
file=$queue/$uuid1.xml
standin=
again() { # STANDIN-OPTION...: an empty queue, another stand-in, a call, an asking
    [ -z "$standin" ] || stop "$standin"
    fresh
    start_standin "$@" "$pc"
    call "$pc" $pc1
    identify
}
answered() { is "$status $(state $uuid1)" '0 answered' "$1"; } # NAME
queue() { run "$build/fcfh-queue" -c "$conf" "$@"; } # SUBCOMMAND...
json() { # KEY: of the client, as JSON gives it
    queue show $uuid1 --json
    printf '%s\n' "$out" | jq -r ".$1 // \"-\""
}
missed() { sed -n 's/.*<event .*name="Not read">\([^<]*\)<.*/\1/p' "$file"; }
r=$(printf '\357\277\275') # what is shown for a byte that cannot be read

# --- Bytes that XML cannot hold: replaced, and the rest is read

while read -r property fact; do
    for bytes in '\xFF\xFF' '\xC3' '&#1;&#xFFFF;' 'a\x1B[2J\x90b'; do
        again --raw "$property=A-$bytes-Z"
        answered "$property with $bytes"
        [ -z "$fact" ] || like "$(value "$file" "$fact")" "A-.*$r.*-Z\$" "its $fact is kept"
        check "its file is valid" valid "$file"
        is "$(value "$file" memory_bytes)" 17179869184 'and all that follows is asked'
        is "$(missed)" '' 'without a message'
    done
done <<'END'
AMT_GeneralSettings/HostName hostname
CIM_Chassis/SerialNumber serial
CIM_Card/Model board
CIM_BIOSElement/Version bios
CIM_Chip/Version processor
CIM_PhysicalMemory/PartNumber
END
again --raw 'CIM_Chassis/SerialNumber=\xFF\xFF\xFF\xFF\xFF\xFF'
answered 'a serial number that is not legible at all'
is "$(value "$file" serial) $(value "$file" board_serial)" ' BBSN160001' "the number of the board takes its place"
for front in '\x0D\x0A' '\xEF\xBB\xBF' ' \x09\xEF\xBB\xBF\x0A'; do
    again --front "$front"
    answered "$front before each answer"
    is "$(value "$file" serial) $(value "$file" disk_bytes | wc -l)" 'SN160001 2' 'all is read'
done

# --- Only a class that cannot be read is lost

facts='hostname serial board bios processor memory_bytes disk_bytes'
while read -r property lost; do
    again --raw "$property=<&lol;"
    answered "$property with broken markup"
    check "its file is valid" valid "$file"
    for fact in $facts; do
        got=$(value "$file" "$fact" | head -n 1)
        case " $lost " in
        *" $fact "*) is "$got" '' "without its $fact" ;;
        *) check "with its $fact" [ -n "$got" ] ;;
        esac
    done
    like "$(missed)" "^${property%/*}: its answer is not well-formed XML" 'the entry says which, and why'
    call "$pc" $pc1
    identify
    is "$(missed | wc -l)" 1 'once, however often it is asked'
done <<'END'
AMT_GeneralSettings/HostName hostname
CIM_ComputerSystemPackage/PlatformGUID
CIM_Chassis/Model serial
CIM_Card/Model board
CIM_BIOSElement/Version bios
CIM_PhysicalMemory/Capacity memory_bytes
CIM_MediaAccessDevice/DeviceID disk_bytes
END
again --raw 'CIM_Card/Model=<' --raw 'CIM_Chip/Tag=<'
answered 'two of them'
like "$(missed)" '^CIM_Card, CIM_Chip: ' 'both are named'
again --raw 'CIM_PhysicalMemory/Tag=<' --pull-items 1
is "$(value "$file" memory_bytes)" '' 'an incomplete sum is not stored'
again --raw 'AMT_GeneralSettings/HostName=<' --raw 'CIM_ComputerSystemPackage/PlatformGUID=<' \
    --deny AMT_SetupAndConfigurationService
is "$status $(state $uuid1)" '1 failed' 'nothing that identifies the machine: failed'

# --- What makers leave in the fields

for words in 'To Be Filled By O.E.M.' 'Default string' 'System Serial Number' 'Not Specified' None \
    0000000000 xxxxxxxx 0123456789; do
    again --serial "$words" --manufacturer "$words" --model "$words" --board-serial AB-123
    answered "$words everywhere"
    is "$(value "$file" serial)$(value "$file" manufacturer)$(value "$file" model)" '' \
        'is not stored'
    is "$(value "$file" board_serial) $(json board_serial) $(json serial)" 'AB-123 AB-123 -' \
        "but the board's serial number"
    is "$(sed -n '/CIM_Card/{=;q;}' "$scratch/standin.log")" 5 'which is asked for at once'
done
check 'its file is valid' valid "$file"
queue list
like "$out" ' board AB-123 ' "list shows it as the board's"
queue show $uuid1
like "$out" '^Serial number +board AB-123$' 'so does show'
queue show AB-123
exit_is 0 'the client can be named by it'
queue confirm $uuid1
is "$status $out" "0 confirmed: board AB-123 at $pc" 'the caller can read it out'
sed -i 's|<board_serial>.*|<serial>Default string</serial>|' "$file"
call "$pc" $pc1
identify
is "$(value "$file" serial) $(value "$file" board_serial)" ' AB-123' \
    'a placeholder that an older program wrote goes'
again --serial None --board-serial 'Default string'
answered 'neither has one'
is "$(value "$file" serial)$(value "$file" board_serial)" '' 'no serial number is shown'
queue confirm $uuid1
like "$status $out" '^0 confirmed: a machine without a serial number' 'which confirm says'
again
is "$(value "$file" serial) $(value "$file" board_serial)" 'SN160001 ' \
    "a system's own number needs no board's"
is "$(sed -n '/CIM_Card/{=;q;}' "$scratch/standin.log")" 5 'the board is asked afterwards'

# The board's serial number tells one machine from another.
again --serial 'Default string' --board-serial AB-1
stop "$standin"
start_standin --serial 'Default string' --board-serial AB-2 "$pc"
call "$pc" $pc1
identify
is "$(state $uuid1)" mismatch 'another board where the system has no number: another machine'
like "$(reason $uuid1)" 'serial number of the board AB-2' 'the reason says so'
again --serial 'Default string' --board-serial AB-1
stop "$standin"
start_standin --serial 'Default string' --board-serial AB-1 "$pc"
call "$pc" $pc1
identify
answered 'the same board: the same machine'

# --- Several values where there should be one

for many in 2 3; do
    again --chassis $many --cards $many
    answered "$many chassis, $many cards"
    is "$(value "$file" model) $(value "$file" serial)" 'Stand-in 16 SN160001' "the number of the system is taken"
    is "$(value "$file" board)" 'Example Computers Board B16' 'and so does its board'
    again --chassis $many --cards $many --pull-items 1 --serial None --board-serial AB-123
    is "$(value "$file" serial) $(value "$file" board_serial)" ' AB-123' \
        "one by one, and with the board's number"
done

# --- Dates, names, and where it answered

again --cim-dates
is "$(value "$file" bios_date)" 2023-02-28 'a date as CIM writes it'
again --raw 'CIM_BIOSElement/ReleaseDate=soon'
is "$(value "$file" bios_date)" '' 'what is not a date is not stored'
again --os-name laptop7.elsewhere.example
is "$(json fqdn) $(json fqdn_from) $(json amt_fqdn) $(json os_fqdn)" \
    'pc0001.corp.example amt pc0001.corp.example laptop7.elsewhere.example' \
    'AMT is reached by its own name'
is "$(json web)" "http://$pc:16992" 'where it answered'
check 'its file is valid' valid "$file"
queue show $uuid1
like "$out" '^Full name +pc0001.corp.example$' 'show has the name'
like "$out" '^System.s name +laptop7.elsewhere.example$' 'and what the system called itself'
again --domain '' --os-name laptop7.elsewhere.example
is "$(json fqdn) $(json amt_fqdn) $(json os_fqdn)" \
    'laptop7.elsewhere.example - laptop7.elsewhere.example' \
    "without a domain of its own it has the system's name, which it shares"
again --domain '' --os-name laptop7.elsewhere.example --own-name
is "$(json fqdn) $(json os_fqdn)" '- laptop7.elsewhere.example' 'unless it does not share it'
again
sed -i 's|<fqdn>.*|<fqdn>pc1.dns.example</fqdn>|; /<fqdn_from>/d; /<amt_fqdn>/d; /<web>/d' "$file"
is "$(json fqdn) $(json fqdn_from) $(json web)" 'pc1.dns.example - -' 'an older file is read'
call "$pc" $pc1
identify
is "$(json fqdn) $(json fqdn_from)" 'pc0001.corp.example amt' 'and brought up to date'
sed -i 's|<fqdn>.*|<fqdn>pc1.dns.example</fqdn>|; s|<fqdn_from>.*|<fqdn_from>dns</fqdn_from>|' "$file"
call "$pc" $pc1
identify
is "$(json fqdn) $(json fqdn_from) $(json amt_fqdn)" 'pc1.dns.example dns pc0001.corp.example' \
    'a name from a better source stays'
queue show $uuid1
like "$out" '^Full name +pc1.dns.example \(from dns\)$' 'show says from where'
stop "$standin"
write_conf amt.port=$port amt.tls=off
fresh
start_standin "[::1]:$port"
call ::1 $pc1
identify
is "$(json web)" "http://[::1]:$port" 'IPv6, another port'
write_conf amt.port=$port amt.tls=off 'tools.Web=echo {web}/index.htm'
queue run --yes Web $uuid1
is "$out" "http://[::1]:$port/index.htm" 'a tool gets it for {web}'

finish
