#!/bin/sh
# [screen] power: the power state of the selected client, from fcfh-manage; and only where the
# setting asks for it.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2120,SC2154
. "$(dirname "$0")/screen.sh"
cat >"$scratch/bin/fcfh-manage" <<END
#!/bin/sh
echo "\$*" >>$scratch/manage
case \$* in
    *$(client_id 1)*) echo '{"power":"on"}' ;;
    *$(client_id 2)*) echo '{"power":"off (hard)"}' ;;
    *) exit 76 ;;
esac
END
chmod +x "$scratch/bin/fcfh-manage"
asked_manage() { grep -c . "$scratch/manage" 2>/dev/null; }
client 1 verified 10 OptiPlex SN-ALPHA alpha
client 2 verified 20 Latitude SN-BRAVO bravo
client 3 verified 30 Vostro SN-DELTA delta

# --- It is off by default

open_screen
selected 'a client is selected' alpha
press j k
shows_not 'its power is nobody'"'"'s business' 'Power +on'
check 'no question is asked' [ ! -e "$scratch/manage" ]
press q
ended

# --- Switched on

write_conf screen.power=on
open_screen
shows 'the state is in the pane' 'Power +on'
is "$(cat "$scratch/manage")" "--json -c $conf -- $(client_id 1) power" 'the state is shown, by fcfh-manage'
press j
shows 'that of the next' 'Power +off \(hard\)'
shows_not 'and no other' 'Power +on'
press j
selected 'of whom nothing is known' delta
eventually 'is asked, too' '[ "$(asked_manage)" = 3 ]'
shows_not 'nothing is shown' 'Power '
passes() { # whether only the last one was asked; on a busy machine the cursor may rest meanwhile
    press j j
    rm -f "$scratch/manage"
    press k k j k j k j k
    wait_for 10 '[ -s "$scratch/manage" ]'
    ! grep -qv "$(client_id 1)" "$scratch/manage"
}
eventually 'a client that the cursor only passes is not asked' passes
selected 'the cursor rests' alpha
shows 'where the cursor rests he is' 'Power +on'
is "$(cat "$scratch/manage")" "--json -c $conf -- $(client_id 1) power" 'once'
press q
ended

# --- A client that does not answer

printf '#!/bin/sh\nexec sleep 60\n' >"$scratch/bin/fcfh-manage"
open_screen
selected 'a machine that does not answer' alpha
press j
selected 'does not hold up the screen' bravo
press q
leaves 0 'q'

close_screen
t kill-server
finish
