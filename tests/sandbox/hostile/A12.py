# A12: wants a user namespace of its own, where tasks are counted from zero, and forks there.
import ctypes
import errno
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, SIGCHLD = 0x10000000, 17
REFUSED = (errno.EPERM, errno.ENOSYS, errno.ENOSPC, errno.EUSERS)
arguments = (ctypes.c_uint64 * 11)(NEWUSER, 0, 0, 0, SIGCHLD)
TRIES = {
    "unshare": lambda: libc.unshare(NEWUSER),
    "clone": lambda: libc.syscall(56, NEWUSER | SIGCHLD, 0, 0, 0, 0),
    "clone3": lambda: libc.syscall(435, ctypes.byref(arguments), 88),
}
escaped = []
for name, attempt in TRIES.items():
    result = attempt()
    if result == 0 and name != "unshare":
        os._exit(0)  # the child
    if result >= 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(name)
children = 0
while escaped and children < 300:
    try:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
    except OSError:
        break
    children += 1
print(f"ESCAPED: {escaped}, {children} children" if escaped else "contained")
