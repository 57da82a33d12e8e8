# D07: changes what a process may change about itself. Nothing of it may open a door.
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
libc.personality(0x0040000)
libc.prctl(4, 1, 0, 0, 0)  # dumpable
libc.prctl(36, 1, 0, 0, 0)  # children's orphans come to it
libc.prctl(15, b"rbench", 0, 0, 0)
allow = ctypes.create_string_buffer(b"\x06\x00\x00\x00\x00\x00\xff\x7f", 8)


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


program = Program(1, ctypes.addressof(allow))
loaded = libc.syscall(317, 1, 0, ctypes.byref(program)) == 0
escaped = []
if libc.unshare(0x10000000) == 0 or ctypes.get_errno() != errno.EPERM:
    escaped.append("unshare after a filter of its own")
if libc.prctl(28, 0, 0, 0, 0) == 0:
    escaped.append("securebits")
print(f"ESCAPED: {escaped}" if escaped else "contained" if loaded else "no filter could be loaded")
