# D02: mounts, changes its root, opens files by handles.
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = (errno.EPERM, errno.ENOSYS, errno.EACCES)
handle = (ctypes.c_uint32 * 40)(128, 1)
where = ctypes.c_int()
escaped = []
for name, arguments in {
    "mount": (165, b"/", b"/box", None, 4096, None),
    "umount": (166, b"/box", 2),
    "pivot_root": (155, b"/box", b"/box"),
    "chroot": (161, b"/box"),
    "name_to_handle_at": (303, -100, b"/", ctypes.byref(handle), ctypes.byref(where), 0),
    "open_by_handle_at": (304, 0, ctypes.byref(handle), 0),
    "open_tree": (428, -100, b"/", 1),
    "move_mount": (429, 0, b"", -100, b"/box", 4),
    "fsopen": (430, b"tmpfs", 0),
    "mount_setattr": (442, -100, b"/", 0, ctypes.byref(handle), 32),
}.items():
    if libc.syscall(*arguments) >= 0 or ctypes.get_errno() not in REFUSED:
        escaped.append(f"{name}: errno {ctypes.get_errno()}")
# The classic way out of chroot: a deeper root, then up through the old folder.
os.mkdir("deeper")
try:
    os.chroot("deeper")
    escaped.append("chroot")
except OSError:
    pass
print(f"ESCAPED: {escaped}" if escaped else "contained")
