#!/busybox sh
# The first program of the machine: its root becomes the host's, read-only, with the kernel's own file systems in their places.
/busybox mkdir -p /proc /host
/busybox mount -t proc proc /proc
for module in /modules/*; do /busybox insmod "$module"; done
/busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro host /host || /busybox poweroff -f
/busybox umount /proc
/busybox mount -t proc proc /host/proc
/busybox mount -t sysfs sysfs /host/sys
/busybox mount -t devtmpfs devtmpfs /host/dev
/busybox mkdir -p /host/dev/shm /host/dev/pts
/busybox mount -t cgroup2 -o nsdelegate cgroup2 /host/sys/fs/cgroup
for place in /dev/shm /tmp /run /var/tmp; do /busybox mount -t tmpfs -o mode=1777 tmpfs "/host$place"; done
exec /busybox switch_root /host /bin/bash "$repo/tests/sandbox/cgroup2/guest.sh"
