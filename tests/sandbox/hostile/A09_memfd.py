# A09: hides memory in files without a name.
import errno
import os

try:
    os.memfd_create("x")
    print("ESCAPED: memfd_create")
except OSError as error:
    print("contained" if error.errno in (errno.EPERM, errno.ENOSYS) else f"ESCAPED: {error}")
