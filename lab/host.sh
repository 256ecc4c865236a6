# One host of a lab: becomes the first process of its namespaces and at the end sshd itself.
#   $1 name  $2 management address/length  $3 underlay address/length  $4 boot id  $5 home of root  $6 sshd
set -eu
name=$1 management=$2 underlay=$3 boot_id=$4 home=$5 sshd=$6
trap 'echo "failed $name" >report' EXIT

# Opened before the report: whoever holds the writing end lets all hosts go by closing it.
exec 3<release

# /proc is still the machine's: its `self` is this process as the machine numbers it.
read -r pid rest </proc/self/stat

# One mount(8) for all. The source is named like no other: -a passes by what the same source is mounted on already,
# and the machine's /proc and the fabric's /run are still there.
# The state folder may be under one of these, so from here on only relative paths reach it.
printf "$name %s\n" \
  '/proc proc nosuid,nodev,noexec 0 0' \
  '/sys sysfs nosuid,nodev,noexec 0 0' \
  '/run tmpfs mode=755 0 0' \
  "$home tmpfs mode=700 0 0" \
  '/tmp tmpfs mode=1777 0 0' \
  '/var/tmp tmpfs mode=1777 0 0' \
  '/var/log tmpfs mode=755 0 0' >"hosts/$name/filesystems"
mount -a -T "hosts/$name/filesystems"

mkdir -p /run/netns /run/sshd /run/lock /run/overlane-lab
cp "hosts/$name/ssh_host_ed25519_key" authorized_keys sshd_config /run/overlane-lab/

# The kernel has one boot id for the machine; a controller must see this host's own change when it reboots.
echo "$name" >/run/overlane-lab/hostname
echo "$boot_id" >/run/overlane-lab/boot_id
printf '/run/overlane-lab/%s none bind 0 0\n' \
  'hostname /etc/hostname' \
  'boot_id /proc/sys/kernel/random/boot_id' >"hosts/$name/binds"
mount -a -T "hosts/$name/binds"
echo "$name" >/proc/sys/kernel/hostname

# A new network namespace inherits the machine's setting; a plain Linux host forwards nothing.
echo 0 >/proc/sys/net/ipv4/ip_forward
[ ! -e /proc/sys/net/ipv6/conf/all/forwarding ] || echo 0 >/proc/sys/net/ipv6/conf/all/forwarding

echo "ready $name $pid" >report
read -r _ <&3 || :
exec 3<&-

ip -batch - <<EOF
link set dev lo up
address add $management dev eth0
address add $underlay dev eth1
link set dev eth0 up
link set dev eth1 up
EOF
cd /
trap - EXIT
exec "$sshd" -D -e -f /run/overlane-lab/sshd_config
