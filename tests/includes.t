#!/bin/sh
# Which folder may include which (docs/ARCHITECTURE.md), and how long a file and a main may be.
# shellcheck source=tests/lib.sh disable=SC1091,SC2154
. "$(dirname "$0")/lib.sh"

# Each rule prints what breaks it in the current directory: nothing in a good tree.

sources() { # FOLDER...: the C files in it
    for folder; do find "$folder" -name '*.[ch]' 2>/dev/null; done | sort
}
included() { # FOLDER...: "file:what" for every #include
    sources "$@" | xargs -r grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"][^>"]*' |
        sed 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]/:/'
}
project_folders='alert_collector|amt_cfg|common|support_queue_db|support_queue_gui|tests'
may_include() { # FOLDER ERE: the project's folders whose headers FOLDER may include
    included "$1" | grep -E ":($project_folders)/" | grep -Ev ":($2)/"
}
folders() {
    may_include common common
    may_include support_queue_db 'support_queue_db|common'
    may_include alert_collector 'alert_collector|support_queue_db|common'
    may_include support_queue_gui 'support_queue_gui|support_queue_db|common'
    # Except for --learn, which asks the queue where a client is, and check, which asks who works on
    # it.
    may_include amt_cfg 'amt_cfg|common' |
        grep -Ev '^amt_cfg/(queue_host|check/check_queue)\.c:support_queue_db/'
}
# An #include "x.h" or "../x.h" would get around the rule above.
full_names() {
    sources common support_queue_db alert_collector support_queue_gui amt_cfg tests |
        xargs -r grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' |
        grep -Ev "\"($project_folders)/[a-z_/]+\.h\""
}
product='common support_queue_db alert_collector support_queue_gui amt_cfg'
# shellcheck disable=SC2086 # words are wanted, here and below
curl_elsewhere() { included $product | grep ':curl/' | grep -v '^common/amt/'; }
# shellcheck disable=SC2086
curses_elsewhere() { included $product | grep -E ':n?curses' | grep -v '^support_queue_gui/screen/'; }
# shellcheck disable=SC2086
openssl_elsewhere() { included $product | grep ':openssl/' | grep -v '^common/amt/'; }
pictures_elsewhere() {
    # shellcheck disable=SC2086
    included $product | grep -E ':(zlib|png)' | grep -v '^support_queue_gui/rfb/'
}
httpd_elsewhere() {
    # shellcheck disable=SC2086
    included $product | grep ':microhttpd' |
        grep -Ev '^alert_collector/event/event_(server|request|login)\.c:'
}
gnutls_elsewhere() {
    # shellcheck disable=SC2086
    included $product | grep ':gnutls/' | grep -v '^alert_collector/event/event_tls\.c:'
}
# A file with libxml2 says so in the comment before its first line of code.
says_libxml() { # FILE
    awk '/^[[:space:]]*#/ {exit} /libxml2/ {found = 1} END {exit !found}' "$1"
}
libxml_elsewhere() {
    # shellcheck disable=SC2086
    included $product | grep ':libxml/' | cut -d: -f1 | sort -u | while read -r file; do
        [ "$file" = common/xml.c ] || says_libxml "$file" || echo "$file"
    done
}
programs_of_headers() { # a header that lets curl, curses or libxml2 through to who includes it
    # shellcheck disable=SC2086
    included $product | grep -E '\.h:(curl/|libxml/)'
}
all_files() { # what people write and read
    # shellcheck disable=SC2086
    sources $product tests
    find . -path ./build -prune -o -path ./.git -prune -o -type f \( -name '*.sh' -o -name '*.t' \
        -o -name '*.mk' -o -name Makefile -o -name setup -o -path './.ci/*' \) -print
}
longer_than() { # LINES: of the files on stdin
    while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le "$1" ] || echo "$file has $lines lines"
    done
}
long_files() {
    # shellcheck disable=SC2086
    sources $product | longer_than 600
    all_files | longer_than 800
}
long_mains_in() { # LINES FOLDER...
    most=$1
    shift
    sources "$@" | xargs -r awk -v most="$most" '
        /^int main\(/ {start = FNR}
        /^}/ && start {if (FNR - start >= most) print FILENAME ": main has " FNR - start + 1; start = 0}'
}
long_mains() {
    # shellcheck disable=SC2086
    long_mains_in 80 $product
    long_mains_in 100 tests
}
# Cycles of files or of rooms, and rooms in which everything depends on everything.
tangled() {
    # shellcheck disable=SC2086
    perl "$project/tests/rooms.pl" $product | grep '^bad:'
}
unfinished() {
    all_files | xargs grep -nE 'TO[D]O|FI[X]ME'
}

cd "$project" || exit 1
is "$(folders)" '' 'each folder includes only what it may'
is "$(full_names)" '' 'our headers are included by folder and name'
is "$(curl_elsewhere)" '' 'only common/amt/ includes libcurl'
is "$(openssl_elsewhere)" '' 'only common/amt/ includes libcrypto'
is "$(libxml_elsewhere)" '' 'libxml2 is in common/xml.c and files that say so'
is "$(httpd_elsewhere)" '' 'only event_server.c, event_request.c and event_login.c include libmicrohttpd'
is "$(gnutls_elsewhere)" '' 'only event_tls.c includes GnuTLS'
is "$(pictures_elsewhere)" '' 'only support_queue_gui/rfb/ includes zlib and libpng'
is "$(programs_of_headers)" '' 'no header lets libcurl or libxml2 through'
is "$(curses_elsewhere)" '' 'curses is in support_queue_gui/screen/ only'
is "$(long_files)" '' 'no file of the product has more than 600 lines, none at all more than 800'
is "$(long_mains)" '' 'no main of the product has more than 80 lines, none at all more than 100'
is "$(tangled)" '' 'files and rooms are in no circle, and no room has too many arrows'
is "$(unfinished)" '' 'nothing is marked as unfinished'
check 'there were files to look at' [ "$(sources common alert_collector | wc -l)" -gt 20 ]
fcfh_main=$(grep -l '^int main' alert_collector/*.c 2>/dev/null | wc -l)
check 'and mains' [ "$fcfh_main" -ge 2 ]

# --- Each rule finds what breaks it

mkdir "$scratch/bad" && cd "$scratch/bad" || exit 1
mkdir common support_queue_db alert_collector support_queue_gui amt_cfg tests
echo '#include "support_queue_db/queue.h"' >common/a.c
like "$(folders)" '^common/a.c:' 'common/ with a header of the queue is found'
echo '#include "support_queue_gui/view.h"' >alert_collector/a.h
like "$(folders)" '^alert_collector/a.h:' 'a program with a header of another is found'
echo ' # include  "support_queue_db/queue.h"' >amt_cfg/a.c
like "$(folders)" '^amt_cfg/a.c:' 'amt_cfg/ with the queue is found, however it is written'
echo '#include "tests/standin/text.h"' >support_queue_db/a.c
like "$(folders)" '^support_queue_db/a.c:' 'a product with a header of the tests is found'
echo '#include "../amt_cfg/x.h"' >support_queue_gui/a.c
like "$(full_names)" '^support_queue_gui/a.c:1:' 'an include by a relative path is found'
echo '#include <curl/curl.h>' >common/b.c
like "$(curl_elsewhere)" '^common/b.c:' 'libcurl elsewhere is found'
echo '#include <openssl/md5.h>' >amt_cfg/d.c
mkdir common/amt && echo '#include <openssl/evp.h>' >common/amt/digest_password.c
is "$(openssl_elsewhere)" amt_cfg/d.c:openssl/md5.h 'libcrypto elsewhere is found'
echo '#include <microhttpd.h>' >alert_collector/listener.c
like "$(httpd_elsewhere)" '^alert_collector/listener.c:' 'libmicrohttpd elsewhere is found'
echo '#include <gnutls/gnutls.h>' >alert_collector/listener.c
like "$(gnutls_elsewhere)" '^alert_collector/listener.c:' 'GnuTLS elsewhere is found'
echo '#include <png.h>' >support_queue_gui/p.c
is "$(pictures_elsewhere)" support_queue_gui/p.c:png.h 'libpng elsewhere is found'
printf '#include <libxml/tree.h>\n/* libxml2 */\n' >common/c.c
printf '/* With libxml2. */\n#include <libxml/tree.h>\n' >common/d.c
is "$(libxml_elsewhere)" common/c.c 'libxml2 in a file that does not say so is found'
echo '#include <libxml/tree.h>' >common/e.h
like "$(programs_of_headers)" '^common/e.h:' 'libxml2 in a header is found'
echo '#include <ncursesw/curses.h>' >amt_cfg/b.c
like "$(curses_elsewhere)" '^amt_cfg/b.c:' 'curses elsewhere is found'
{ echo 'int main(void)' && seq 79 | sed 's/.*/    f();/' && echo '}'; } >amt_cfg/c.c
like "$(long_mains)" '^amt_cfg/c.c: main has 81' 'a long main is found'
{ echo 'int main(void)' && seq 99 | sed 's/.*/    f();/' && echo '}'; } >tests/c.c
like "$(long_mains)" '^tests/c.c: main has 101' 'one of the tests too'
seq 801 >tests/a.sh
is "$(long_files)" './tests/a.sh has 801 lines' 'a long file is found'
seq 601 >amt_cfg/e.h
like "$(long_files)" '^amt_cfg/e.h has 601 lines' 'one of the product is long sooner'
echo '/* TO''DO */' >tests/b.c
like "$(unfinished)" '^tests/b.c:1:' 'a note about unfinished work is found'

# A separate tree for each wrong set of includes.
picture() { # "FILE INCLUDED..."...: what is wrong where each FILE includes the others
    rm -rf "$scratch/picture" && mkdir "$scratch/picture" && cd "$scratch/picture" || exit 1
    mkdir -p common/amt support_queue_db alert_collector support_queue_gui amt_cfg
    for line; do
        file=${line%% *}
        for to in ${line#"$file"}; do echo "#include \"$to\""; done >"$file"
    done
    tangled
}
is "$(picture 'common/a.c common/a.h common/b.h' 'common/b.h common/c.h' 'common/amt/d.c common/a.h')" '' \
    'a good picture is accepted'
is "$(picture 'common/a.c common/b.h' 'common/b.c common/c.h' 'common/c.h common/a.h')" \
    'bad: a circle of boxes: common/a -> common/b -> common/c -> common/a' 'a circle of files is found'
is "$(picture 'common/a.c common/amt/b.h' 'common/amt/c.c common/d.h' 'common/amt/b.h' 'common/d.h')" \
    'bad: a circle of rooms: common -> common/amt -> common' 'a circle of rooms is found'
# Nine files, each of which includes all the files before it: 36 arrows.
set --
before=
for name in a b c d e f g h i; do
    set -- "$@" "common/$name.h $before"
    before="$before common/$name.h"
done
is "$(picture "$@")" 'bad: common has more than 3 arrows a box' 'a tangled room is found'

finish
