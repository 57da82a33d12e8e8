# D09: looks into its own memory and descriptors by way of files, for what a harness left there.
import os

seen = []
for path in (
    "/proc/self/mem", "/proc/self/maps", "/proc/self/fd", "/proc/self/exe", "/proc/self/environ",
    "/proc/self/cgroup", "/proc/self/mountinfo", "/proc/thread-self", "/proc/2/mem", "/proc/1/fd",
    "/dev/fd/0", "/dev/stdin", "/dev/mem", "/dev/kmem", "/dev/port",
):
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        seen.append(path)
    except OSError:
        pass
for number in range(3, 1024):
    try:
        os.fstat(number)
        seen.append(f"descriptor {number}")
    except OSError:
        pass
print(f"ESCAPED: {seen}" if seen else "contained")
