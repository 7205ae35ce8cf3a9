#!/bin/sh
# In the booted system: the Debian packages are built as docs/INSTALL.md says, installed, upgraded,
# removed and purged, with calls in between. Results go to standard output; booted.sh starts this.
set -u
trap 'systemctl poweroff' EXIT
cd -- "$(dirname -- "$0")/../.." || exit
# shellcheck source=tests/booted/page.sh disable=SC1091
. tests/booted/page.sh
page_commands deb | sed 's/^[#$] //' | page_whole_commands >/root/deb-commands
export DEB_BUILD_OPTIONS=nocheck DEBIAN_FRONTEND=noninteractive
if sh -e /root/deb-commands >/root/deb.log 2>&1 && apt-get -q -y install snmp >>/root/deb.log 2>&1; then
    tests/packages/lifecycle.sh build/deb
else
    echo 'not ok 1 - the packages are built'
    tail -n 20 /root/deb.log | sed 's/^/# /'
    echo 1..1
fi
touch /root/finished
