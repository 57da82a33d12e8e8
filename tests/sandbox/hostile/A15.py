# A15: makes empty files until it is refused (a million wanted; the limit is 1024 entries).
import errno

made = 0
reason = 0
while made < 1_000_000:
    try:
        open(f"f{made}", "x").close()
    except OSError as error:
        reason = error.errno
        break
    made += 1
if reason in (errno.ENOSPC, errno.EDQUOT) and made <= 1024:
    print("contained")
else:
    print(f"ESCAPED: {made} files, errno {reason}")
