# The first process of a lab: starts one host for each line on the FIFO `control`, and is their parent.
# Its end, or that of the `unshare --kill-child` above it, ends every host, link and mount of the lab.
# Runs in the state folder, which stays reachable under the mounts below only by relative paths.
#   $1 path of host.sh   $2 home of root   $3 path of sshd
set -eu
host_script=$1 home=$2 sshd=$3

# Opened for reading and writing, so that it never reports an end while nobody writes.
exec 0<>control

# A new network namespace inherits the machine's ipv4 forwarding (devconf_inherit_init_net).
# Cables and bridges need no address of their own.
echo 0 >/proc/sys/net/ipv4/ip_forward
if [ -e /proc/sys/net/ipv6/conf/default/disable_ipv6 ]; then
  echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
  echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
fi

# Bound here once: each host's mount namespace is a copy of this one.
# Without PAM, sshd takes a password field that starts with `!` for a locked account, keys or not.
mount -t tmpfs -o mode=755 overlane-lab /run
(umask 077 && sed 's/^root:.*/root:*:19000:0:99999:7:::/' /etc/shadow >/run/shadow)
mount --bind /run/shadow /etc/shadow
mount --bind etc_hosts /etc/hosts

# /proc is still the machine's: its `self` is this process as the machine numbers it, and field 4 its parent.
read -r pid comm state parent rest </proc/self/stat
echo "fabric $pid $parent" >report

while read -r name management underlay boot_id; do
  # dash collects its ended children (hosts that were rebooted) when it lists them.
  jobs >/dev/null
  unshare --net --mount --uts --ipc --pid --fork --kill-child=SIGKILL --propagation private \
    sh "$host_script" "$name" "$management" "$underlay" "$boot_id" "$home" "$sshd" \
    </dev/null >>"hosts/$name/log" 2>&1 &
done
