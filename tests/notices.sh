# What the tests of the hooks in examples/ share, on top of lib.sh: their settings, and the small server
# of tests/notices.pl, which they talk to.
# shellcheck shell=sh source=tests/lib.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
. "$(dirname "$0")/lib.sh"
hooks=$project/support_queue_db/hooks/examples
etc=$scratch/etc
umask 077
mkdir "$etc"
cd "$scratch" || exit 1
at=$net.1
serve() { # KIND PORT
    [ -z "${server-}" ] || stop "$server"
    rm -rf server && mkdir server
    perl "$project/tests/notices.pl" "$1" "$at" "$2" "$scratch/server" 2>server/log &
    server=$!
    wait_for 5 '[ -e server/ready ]' || { echo "Bail out! $(cat server/log)" && exit 1; }
}
