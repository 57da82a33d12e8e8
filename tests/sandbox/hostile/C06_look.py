# C06: looks for what C06_leave left.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
KEY = 0x7262
found = {
    "shared memory": libc.shmget(KEY, 0, 0),
    "semaphore": libc.semget(KEY, 0, 0),
    "message queue": libc.msgget(KEY, 0),
    "key": libc.syscall(249, b"user", b"rbench_left", None, 0),
}
seen = [what for what, result in found.items() if result >= 0]
print(f"ESCAPED: {seen}" if seen else "contained")
