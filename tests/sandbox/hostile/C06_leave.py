# C06: leaves data in System V objects and tries locks on files that all runs share.
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
KEY, CREATE = 0x7262, 0o1666
libc.shmget(KEY, 4096, CREATE)
libc.semget(KEY, 1, CREATE)
libc.msgget(KEY, CREATE)
escaped = []
if libc.syscall(248, b"user", b"rbench_left", b"left", 4, -4) >= 0:
    escaped.append("add_key")
for name in ("/dev/null", os.__file__, "/usr/lib", "/"):
    file = os.open(name, os.O_RDONLY)
    for lock in (
        lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
    ):
        try:
            lock()
            escaped.append(f"a lock on {name}")
        except OSError:
            pass
print(f"ESCAPED: {escaped}" if escaped else "contained")
