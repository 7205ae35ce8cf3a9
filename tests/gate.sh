# What a gate relies on, as fcfh-identify writes it, and a fcfh-identify that answers as a test
# wants. Sourced after lib.sh.
# shellcheck shell=sh disable=SC2154

utc() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; } # SECONDS
# What AMT answered for a client.
proved() { # ID UUID ADDRESS STATE WHEN SERIAL
    [ -d "$queue/proved" ] || mkdir -m 750 "$queue/proved"
    {
        echo "<proved version=\"1\" id=\"$1\"><uuid>$2</uuid><address>$3</address>"
        echo "<state>$4</state><proof>$(proof_of "$4")</proof>"
        [ -z "$6" ] || printf '<serial>%s</serial>\n' "$6"
        echo "<time>$(utc "$5")</time></proved>"
    } >"$scratch/proved.xml"
    chmod 640 "$scratch/proved.xml"
    mv "$scratch/proved.xml" "$queue/proved/$1.xml"
}
proof_of() { if [ "$1" = verified ]; then echo key; else echo none; fi; } # STATE
# Replaces fcfh-identify beside $scratch/bin/fcfh-queue with one that takes what is in ask/, notes
# it in $scratch/asked, and treats each client as $scratch/answer says: "yes" answers as before,
# "no" does not answer, "never" does not even take the request, any other word is the state that
# results.
answering_identify() {
    cat >"$scratch/bin/fcfh-identify" <<END
#!/bin/sh
answer=\$(cat $scratch/answer)
[ "\$answer" != never ] || exit 0
now=\$(date -u +%Y-%m-%dT%H:%M:%SZ)
for file in $queue/ask/*; do
    id=\${file##*/}
    case \$id in '*' | *.confirmed) continue ;; esac
    sed -n 's:.*<address>\(.*\)</address>.*:\1:p' "\$file" >>$scratch/asked
    until [ ! -e $scratch/hold ]; do sleep 0.02; done
    case \$answer in yes | no) state='\1' ;; *) state="<state>\$answer</state>" ;; esac
    [ "\$answer" = no ] || now_sed="s#<time>[^<]*#<time>\$now#; s#<proof time=\"[^\"]*#<proof time=\"\$now#"
    for part in "" proved/; do
        sed -e "s#\(<state.*</state>\)#\$state#" -e "\${now_sed-}" $queue/\$part\$id.xml >$scratch/answered.xml
        chmod 640 $scratch/answered.xml
        mv $scratch/answered.xml $queue/\$part\$id.xml
    done
    rm "\$file"
done
END
    chmod +x "$scratch/bin/fcfh-identify"
    echo yes >"$scratch/answer"
}
