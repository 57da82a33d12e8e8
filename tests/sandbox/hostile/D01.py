# D01: makes namespaces of its own, then mounts.
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = (errno.EPERM, errno.ENOSYS, errno.EACCES)
FLAGS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "net": 0x40000000,
         "ipc": 0x8000000, "uts": 0x4000000, "cgroup": 0x2000000, "time": 0x80}
escaped = []
for name, flag in FLAGS.items():
    if libc.unshare(flag) == 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(f"unshare {name}: errno {ctypes.get_errno()}")
    result = libc.syscall(56, flag | 17, 0, 0, 0, 0)
    if result == 0:
        os._exit(0)
    if result > 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(f"clone {name}: errno {ctypes.get_errno()}")
if libc.setns(0, 0) == 0 or ctypes.get_errno() not in REFUSED:
    escaped.append(f"setns: errno {ctypes.get_errno()}")
if libc.mount(b"x", b"/box", b"tmpfs", 0, None) == 0 or ctypes.get_errno() not in REFUSED:
    escaped.append(f"mount: errno {ctypes.get_errno()}")
print(f"ESCAPED: {escaped}" if escaped else "contained")
