# What the tests of fcfh-manage kvm and screen share, in addition to manage.sh: our viewer (see
# tests/viewer/viewer.c), and the pictures that it should show.
# shellcheck shell=sh source=tests/manage.sh disable=SC1091,SC2016,SC2034,SC2086,SC2154
. "$(dirname "$0")/manage.sh"

picture() { # SIZE FRAME:FORMAT FILE: what the stand-in's screen shows then
    "$build/standin" --kvm-size "$1" --kvm-print "$2" >"$3"
}
kvm() { # [OPTION]... -- WISH...: with our viewer, which logs in and then does so
    kvm_options=''
    while [ "$1" != -- ]; do
        kvm_options="$kvm_options $1"
        shift
    done
    shift
    bare_kvm $kvm_options -- connect enter "$@"
}
bare_kvm() { # [OPTION]... -- WISH...: with our viewer, which only does what is wished
    bare_options=''
    while [ "$1" != -- ]; do
        bare_options="$bare_options $1"
        shift
    done
    shift
    rm -f viewer.out
    # shellcheck disable=SC2086 # words are wanted
    run timeout 60 $as_tech $uuid1 kvm $bare_options -- "$build/viewer" out:viewer.out "$@" </dev/null
}
viewer_output() { cat "$scratch/viewer.out" 2>&1; }
viewed() { # NAME: fcfh-manage and the viewer ended well
    if [ "$status" = 0 ] && ! grep -q ^failed viewer.out; then ok "$1"; else
        not_ok "$1" "the viewer: $(viewer_output)"
    fi
}
# Runs in the background; its pid is in $manager. The viewer can be made to wait for a file.
kvm_meanwhile() { # WISH...
    rm -f viewer.out manage-err
    # A background process ignores INT unless that is undone.
    # shellcheck disable=SC2086
    perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' $as_tech $uuid1 kvm -- "$build/viewer" out:viewer.out "$@" </dev/null >manage-out 2>manage-err &
    manager=$!
}
kvm_ends() { # STATUS NAME
    status=0
    wait "$manager" || status=$?
    cp manage-err err
    err=$(cat err)
    exit_is "$1" "$2"
}
same_pixels() { # WANTED GOT NAME
    is "$("$build/compare" "$1" "$2" 2>&1)" 0 "$3"
}
keeps_nothing() { # NAME: of the viewer's password
    is "$(find "$scratch/tmp" -mindepth 1 2>&1)" '' "$1"
}
