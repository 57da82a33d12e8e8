# D03: the kernel's large and young surfaces: programs in the kernel, rings, keys, modules.
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = (errno.EPERM, errno.ENOSYS, errno.EACCES)
zeros = ctypes.create_string_buffer(256)
here = ctypes.byref(zeros)
escaped = []
for name, arguments in {
    "bpf": (321, 0, here, 72),
    "perf_event_open": (298, here, 0, -1, -1, 0),
    "userfaultfd": (323, 1),
    "io_uring_setup": (425, 1, here),
    "io_uring_enter": (426, 0, 0, 0, 0, None, 0),
    "io_uring_register": (427, 0, 0, None, 0),
    "kexec_load": (246, 0, 1, here, 0),
    "kexec_file_load": (320, 0, 0, 0, b"", 0),
    "init_module": (175, b"x", 1, b""),
    "finit_module": (313, 0, b"", 0),
    "delete_module": (176, b"no_such_module", 0),
    "add_key": (248, b"user", b"left", b"x", 1, -3),
    "request_key": (249, b"user", b"left", None, -3),
    "keyctl": (250, 0, -3, 1),
    "syslog": (103, 3, here, 200),
    "fanotify_init": (300, 0, 0),
    "modify_ldt": (154, 0, here, 16),
    "iopl": (172, 3),
    "ioperm": (173, 0x80, 1, 1),
    "sethostname": (170, b"left", 4),
    "reboot": (169, 0, 0, 0, None),
}.items():
    if libc.syscall(*arguments) >= 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(f"{name}: errno {ctypes.get_errno()}")
print(f"ESCAPED: {escaped}" if escaped else "contained")
