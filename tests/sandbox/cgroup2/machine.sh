#!/usr/bin/env bash
# Runs the sandbox's tests on a machine with control groups of version 2 only: a virtual one with Debian's kernel. Its root is
# this machine's, read-only, so that what was built runs there as it is; guest.sh is what it does.
# usage: machine.sh BUILD_FOLDER [CHECK...]   (build/release; the checks of guest.sh, else all)
# Exit status 0 where every check held, 1 where one did not, 2 where there can be no such machine here.
set -euo pipefail

fail() {
  echo "cgroup2-machine: $1" >&2
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../../.." && pwd)
[ $# -ge 1 ] || fail "usage: machine.sh BUILD_FOLDER [CHECK...]"
build=$(cd "$1" 2> /dev/null && pwd) || fail "there is no folder $1: make release"
shift
case $build in
  /tmp/* | /run/* | /dev/*) fail "$build is hidden in the machine, which has its own /tmp, /run and /dev: build elsewhere" ;;
esac
work=$build/cgroup2_machine
checks=$(IFS=,; echo "$*")

qemu=$(command -v qemu-system-x86_64) || fail "qemu-system-x86_64 is missing: cmake/setup.sh machine"
# The kernel and the first program, from Debian packages that are unpacked and not installed.
download() {
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$1") || fail "cannot download the package $1: is there a network, or is apt-get update due?"
}
if [ ! -f "$work/complete" ]; then
  rm -rf "$work"
  mkdir -p "$work/initramfs/modules" "$work/unpacked"
  image=$(apt-cache depends linux-image-amd64 2> /dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9]\)/\1/p' | head -1)
  [ -n "$image" ] || fail "apt knows no linux-image-amd64: this is no Debian system, or apt-get update is due"
  echo "cgroup2-machine: fetching the kernel ($image, 70 MB)"
  for package in "$image" busybox-static; do download "$package"; done
  for archive in "$work"/*.deb; do dpkg-deb -x "$archive" "$work/unpacked"; done
  rm "$work"/*.deb
  version=$(basename "$work"/unpacked/lib/modules/*)
  cp "$work/unpacked/boot/vmlinuz-$version" "$work/vmlinuz"
  cp "$work/unpacked/bin/busybox" "$work/initramfs/busybox"
  # What it takes to see this machine's files, in the order of loading; what is no module is in the kernel.
  number=10
  for name in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci netfs fscache 9pnet 9pnet_virtio 9p; do
    find "$work/unpacked/lib/modules" -name "$name.ko" -exec cp {} "$work/initramfs/modules/$((number++))-$name.ko" \;
  done
  rm -rf "$work/unpacked"
  touch "$work/complete"
fi
cp "$here/first.sh" "$work/initramfs/init"
(cd "$work/initramfs" && find . | ./busybox cpio -o -H newc 2> /dev/null | gzip -1 > "$work/initramfs.gz")

# What is unknown to the kernel on its command line is the first program's environment.
log=$work/console.log
machine=
emulated=
start() {
  : > "$log"
  "$qemu" "$@" -m 4096 -nodefaults -display none -no-reboot -serial "file:$log" \
    -kernel "$work/vmlinuz" -initrd "$work/initramfs.gz" \
    -append "console=ttyS0 quiet panic=-1 repo=$repo build=$build checks=$checks emulated=$emulated" \
    -virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap" 2> "$work/qemu.log" &
  machine=$!
}
stop() {
  [ -z "$machine" ] || kill "$machine" 2> /dev/null || true
  [ -z "$machine" ] || wait "$machine" 2> /dev/null || true
  machine=
}
# started SECONDS: the machine has said by then that it is there.
started() {
  for ((i = 0; i < $1; ++i)); do
    grep -aq '^machine: ' "$log" && return 0
    kill -0 "$machine" 2> /dev/null || return 1
    sleep 1
  done
  return 1
}
trap stop EXIT

# A machine inside of another has a /dev/kvm at times that starts no ordinary kernel: what counts is that it starts.
accelerator=none
if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
  start -accel kvm -cpu host -smp 2
  if started 20; then accelerator=kvm; else stop; fi
fi
if [ "$accelerator" = none ] && "$qemu" -accel help | grep -qx tcg; then
  echo "cgroup2-machine: /dev/kvm cannot be used here: emulating the processor, tens of times slower"
  emulated=yes
  # Its clock counts instructions, a nanosecond each: limits of time mean what they mean on a processor.
  start -accel tcg,thread=single -icount shift=0 -cpu max -smp 1
  if started 300; then accelerator=tcg; else stop; fi
fi
[ "$accelerator" != none ] || fail "no machine starts, neither with /dev/kvm nor emulated: $log, $work/qemu.log"

# What the checks say, as they say it.
tail -n +1 -F --pid="$machine" "$log" 2> /dev/null | sed -un 's/\r$//; /^\(check\|FAILED\|machine\)/p'
verdict=$(tr -d '\r' < "$log" | grep -a '^machine: ' | tail -1)
case $verdict in
  "machine: every check held"*) exit 0 ;;
  "machine: failed"*) echo "cgroup2-machine: all that was printed is in $log" >&2; exit 1 ;;
  *) fail "the machine stopped before its checks were over: $log" ;;
esac
