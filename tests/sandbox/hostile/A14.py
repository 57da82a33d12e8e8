# A14: fills the scratch folder with many files (at most 2 GiB; the limit is 16 MiB).
import errno
import os

written = 0
reason = 0
for index in range(512):
    try:
        file = os.open(f"part{index}", os.O_CREAT | os.O_WRONLY)
        written += os.write(file, b"x" * (4 << 20))
        os.close(file)
    except OSError as error:
        reason = error.errno
        break
for name in os.listdir("."):
    os.unlink(name)
if reason in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE) and written <= 17 << 20:
    print("contained")
else:
    print(f"ESCAPED: wrote {written >> 20} MiB, errno {reason}")
