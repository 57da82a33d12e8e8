# D08: sets the clock of the machine.
import ctypes
import errno
import time

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = (errno.EPERM, errno.ENOSYS)
# The time that is, so that nothing breaks where it succeeds.
now = (ctypes.c_long * 2)(int(time.time()), 0)
zeros = ctypes.create_string_buffer(256)
zeros[0] = 1  # an offset of 0 is to be set
escaped = []
for name, arguments in {
    "clock_settime": (227, 0, ctypes.byref(now)),
    "settimeofday": (164, ctypes.byref(now), None),
    "adjtimex": (159, ctypes.byref(zeros)),
    "clock_adjtime": (305, 0, ctypes.byref(zeros)),
    "time namespace": (272, 0x80),
}.items():
    if libc.syscall(*arguments) >= 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(f"{name}: errno {ctypes.get_errno()}")
print(f"ESCAPED: {escaped}" if escaped else "contained")
