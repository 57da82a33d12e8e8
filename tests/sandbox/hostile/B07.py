# B07: traces its parent and reads its memory. Its input names a process of the machine.
import ctypes
import errno
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = (errno.EPERM, errno.ENOSYS, errno.ESRCH, errno.EACCES)
buffer = ctypes.create_string_buffer(64)
mine = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), 64)
theirs = (ctypes.c_uint64 * 2)(0x400000, 64)
targets = {1, os.getppid(), *map(int, filter(str.isdigit, sys.stdin.read().split()))}
escaped = []
for target in targets:
    for name, arguments in {
        "attach": (101, 16, target, 0, 0),
        "seize": (101, 0x4206, target, 0, 0),
        "process_vm_readv": (310, target, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0),
        "process_vm_writev": (311, target, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0),
    }.items():
        if libc.syscall(*arguments) >= 0 or ctypes.get_errno() not in REFUSED:
            escaped.append(f"{name} {target}: errno {ctypes.get_errno()}")
print(f"ESCAPED: {escaped}" if escaped else "contained")
