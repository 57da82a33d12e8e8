# A30: wants a core file: raises the limit, becomes dumpable, and aborts.
import ctypes
import os
import resource

block = b"\x01" * (16 << 20)
try:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("ESCAPED: core files allowed", flush=True)
except (OSError, ValueError):
    print("contained", flush=True)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE
os.abort()
