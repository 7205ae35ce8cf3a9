#!/bin/sh
# docs/APART.md by its own commands: the queue over ssh and nothing else, with a real sshd. As root, in
# namespaces of its own, where /etc, /home and /var/lib are the test's.
# shellcheck source=tests/screen.sh disable=SC1091,SC2016,SC2034,SC2119,SC2154
[ "${1-}" = inside ] || [ "$(id -u)" != 0 ] || exec unshare --mount --net -- "$0" inside
tests=$(dirname "$0")/..
. "$tests/screen.sh"
# shellcheck source=tests/integration/servers.sh
. "$(dirname "$0")/servers.sh"
[ "$(id -u)" = 0 ] || { echo '1..0 # SKIP sshd wants to be root' && exit 0; }
needs 'the queue over ssh' 'openssh-server tmux iproute2' /usr/sbin/sshd ssh sftp tmux ip useradd

cd "$scratch" || exit 1
cp -a /etc etc-copy
{
    ip link set lo up && mount --bind etc-copy /etc && mount --bind "$build" /usr/local/bin &&
        mount -t tmpfs tmpfs /home && mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /run &&
        mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts /dev/pts &&
        mount --bind /dev/pts/ptmx /dev/ptmx && mkdir -p /run/sshd /etc/ssh/sshd_config.d /etc/fcfh
} || { echo 'Bail out! no namespace'; exit 1; }
for group in fcfh fcfh-desk; do getent group $group >/dev/null || groupadd --system $group; done
queue=/var/lib/fcfh/queue
install -d "${queue%/*}"
install -d -m 2770 -g fcfh $queue $queue/tmp $queue/archive $queue/pending $queue/status
install -d -m 750 -g fcfh $queue/proved
install -d -m 2770 -g fcfh-desk $queue/ask
printf '#!/bin/sh\necho "tty: $(tty)"; read -r line\n' >/home/shows
printf '#!/bin/sh\nkill -TSTP $$; echo "went on"; read -r line\n' >/home/stops
chmod 755 /home/shows /home/stops
write_conf queue.directory=$queue tools.Shows=/home/shows tools.Stops=/home/stops
cp "$conf" /etc/fcfh/fcfh.conf
chmod 644 /etc/fcfh/fcfh.conf
for key in host anna; do ssh-keygen -q -t ed25519 -N '' -f $key; done
client 1 verified 1 'OptiPlex 7010' SN-1 pc1
chgrp -R fcfh $queue/*.xml $queue/proved

# The page's commands, as they stand there.
sed -n '/^### With the queue alone/,/^### /s/^    # //p' "$project/docs/APART.md" |
    sed -e "s|/usr/local/share/fcfh/examples|$project/contrib/ssh|" -e 's/ && systemctl reload ssh//' >walk
PATH=$PATH:/usr/sbin:/sbin run sh -e walk
is "$status" 0 'the commands of the page'
install -d -o root -g wall -m 750 /home/wall /home/wall/.ssh
install -o root -g wall -m 640 anna.pub /home/wall/.ssh/authorized_keys
usermod -p '*' anna && usermod -p '*' wall # without PAM, one that has no password counts as locked

cat >client.conf <<END
Host *
    HostName $net.1
    Port $port
    IdentityFile $scratch/anna
    IdentitiesOnly yes
    BatchMode yes
    UserKnownHostsFile $scratch/known
    StrictHostKeyChecking accept-new
    LogLevel ERROR
END
/usr/sbin/sshd -D -e -p "$port" -h "$scratch/host" -o "ListenAddress=$net.1" -o UsePAM=no -o PidFile=none \
    -o "SetEnv=FCFH_TEST=$scratch" 2>sshd.log &
wait_for 10 'tcp_listens "$net.1" "$port"' || { echo "Bail out! no sshd: $(cat sshd.log)"; exit 1; }
remote() { run timeout 20 ssh -F client.conf "$@" </dev/null; }
open_remote() { # USER: the screen, in a terminal here
    open_terminal ssh -t -F "$scratch/client.conf" "$1@desk"
    wait_for 15 'has "[0-9]+ calling" || [ -s "$scratch/status" ]'
}
users() { pgrep -u anna,wall fcfh; }

# --- A technician

open_remote anna
shows 'ssh opens the screen' '^>.*SN-1'
[ ! -s status ] || { echo "Bail out! $(cat sshd.log screen-err)"; exit 1; }
t resize-window -t s -x 132 -y 43
shows 'it follows when the terminal becomes wider' '^>.{79,}[a-zA-Z]'
t resize-window -t s -x 80 -y 24
press t
type_in INC-1
press Enter
shows 'a key puts a ticket on' 'INC-1'
is "$(in_file 1 ticket)" INC-1 'which is in the queue'
like "$(cat "$queue/$(client_id 1).xml")" 'ticket by="anna"' 'with the name of who did it'
press C-z Enter
shows 'Ctrl-Z does not stop the screen, which nobody could continue' 'OptiPlex 7010'
press Escape m
shows 'its tools' Shows
press 1
shows 'have the terminal' 'tty: /dev/pts'
press Enter
shows 'and give it back' 'Shows: done'
press Space m
press 2
shows 'a tool that stops itself is continued' 'went on'
press Enter
shows 'and ends' 'Stops: done'
press Space q
ended
is "$(cat status)" 0 'q ends the connection'
remote anna@desk 'touch /tmp/canary-apart; exec sh'
like "$status $(tail -n 1 out)" '^0 .*SN-1' 'whoever asks for a command gets the list'
check 'and no shell' [ ! -e /tmp/canary-apart ]
remote -s anna@desk sftp
like "$status $(tail -n 1 out)" '^0 .*SN-1' 'or for sftp'
remote -o ExitOnForwardFailure=yes -N -R "$((port + 1)):127.0.0.1:$port" anna@desk
is "$status" 255 'no port is forwarded from there'
remote -W "127.0.0.1:$port" anna@desk
like "$status $err" '^255 .*forwarding failed' 'nor to it'
open_remote anna
t kill-session -t s
eventually 'a connection that is cut ends the screen' '[ -z "$(users)" ]'

# --- A screen on the wall

open_remote wall
shows 'the wall shows the queue' 'read-only'
before=$(cat $queue/*.xml)
for key in x m c a T v; do
    press $key
    shows "$key: not there" 'not with --read-only'
done
press Enter
shows 'details can be looked at' 'OptiPlex 7010'
press Escape q
ended
is "$(cat status)" 0 'q ends it'
remote wall@desk fcfh-queue delete SN-1
is "$(cat $queue/*.xml)" "$before" 'nothing has changed'
eventually 'nobody is left' '[ -z "$(users)" ]'

t kill-server
kill %1 2>/dev/null
for place in /dev/ptmx /dev/pts /run /var/lib /home /usr/local/bin /etc; do umount -l $place; done
finish
