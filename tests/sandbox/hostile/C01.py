# C01: reads secrets of the machine. Its input names a file that is there for it to find.
import os
import sys

PLACES = [
    "/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/machine-id", "/etc/resolv.conf", "/root",
    "/home", "/srv", "/mnt", "/media", "/opt", "/var", "/run", "/sys", "/boot", "/data",
    "/workspace", "/proc", "/proc/1/environ", "/proc/self/environ", "/proc/self/cgroup",
    "/proc/mounts", "/proc/cpuinfo", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/pts", "/dev/sda",
    "/dev/nvidia0", "/old", "/.dockerenv", "/usr/share/doc", "/usr/local",
]
seen = []
for place in PLACES + sys.stdin.read().split():
    if not place.startswith("/"):
        continue
    try:
        os.close(os.open(place, os.O_RDONLY | os.O_NONBLOCK))
        seen.append(place)
    except OSError:
        pass
# The root of the machine through the parent of the root, or a folder somebody left open.
for climb in ("/../../../../etc/passwd", "/dev/../../etc/passwd", "/box/../../etc/passwd"):
    if os.path.exists(climb):
        seen.append(climb)
for number in range(3, 64):
    try:
        os.fstat(number)
        seen.append(f"descriptor {number}")
    except OSError:
        pass
extra = set(os.environ) - {"PATH", "HOME", "TMPDIR", "LANG", "TZ", "LC_CTYPE"}
if extra:
    seen.append(f"environment {sorted(extra)}")
print(f"ESCAPED: {seen}" if seen else "contained")
