# B04: kills all it can reach. Fires only where it is the second process of a process namespace,
# so that it harms nobody where there is none. Its input names a process of the machine.
import os
import signal
import sys

outside = sys.stdin.read().split()
if os.getpid() > 50 or os.getppid() != 1:
    print("ESCAPED: no process namespace", flush=True)
    os._exit(0)
seen = []
for target in [1, os.getppid(), *range(2, 5000), *map(int, filter(str.isdigit, outside))]:
    if target == os.getpid():
        continue
    try:
        os.kill(target, signal.SIGKILL)
        if target != 1:
            seen.append(target)
    except OSError:
        pass
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass  # nobody else is there
os.kill(1, 0)  # still alive, else an exception
print(f"ESCAPED: {seen}" if seen else "contained")
