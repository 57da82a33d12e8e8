# A13: opens files until it is refused (at most 5000; the limit is 64).
import errno
import os

opened = []
reason = 0
while len(opened) < 5000:
    try:
        opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        reason = error.errno
        break
high = False
try:
    os.dup2(0, 4000)
    high = True
except OSError:
    pass
for number in opened:
    os.close(number)
if reason == errno.EMFILE and len(opened) <= 64 and not high:
    print("contained")
else:
    print(f"ESCAPED: {len(opened)} open files, errno {reason}, number 4000: {high}")
