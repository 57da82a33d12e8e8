# A16: a file of 1 TiB without content.
import errno
import os

file = os.open("sparse", os.O_CREAT | os.O_RDWR)
escaped = []
for name, attempt in {
    "ftruncate": lambda: os.ftruncate(file, 1 << 40),
    "pwrite": lambda: os.pwrite(file, b"x", 1 << 40),
    "fallocate": lambda: os.posix_fallocate(file, 0, 1 << 40),
}.items():
    try:
        attempt()
        escaped.append(name)
    except OSError as error:
        if error.errno not in (errno.EFBIG, errno.ENOSPC):
            escaped.append(f"{name}: {error}")
print(f"ESCAPED: {escaped}" if escaped else "contained")
