# B03: a child keeps standard output open long after its parent ended.
import os
import time

if os.fork() == 0:
    time.sleep(5)
    os.write(1, b"ESCAPED: the child was waited for\n")
    os._exit(0)
print("parent")
