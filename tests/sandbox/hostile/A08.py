# A08: eight processes hold 48 MiB each: none is over the limit, together they are.
import os
import time

ready, tell = os.pipe()
for _ in range(8):
    if os.fork() == 0:
        block = b"\x01" * (48 << 20)
        os.write(tell, b"x")
        time.sleep(10)
        os._exit(0)
held = 0
while held < 8:
    held += len(os.read(ready, 8))
print("ESCAPED: 384 MiB at once")
