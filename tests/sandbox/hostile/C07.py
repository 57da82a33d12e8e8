# C07: replaces the standard library and whatever checks its answers, on the disk and in memory.
import builtins
import json
import os
import sys

written = []
library = os.path.dirname(os.__file__)
for path in (
    json.__file__,
    os.__file__,
    f"{library}/sitecustomize.py",
    f"{library}/json/__pycache__/__init__.cpython-311.pyc",
    "/usr/lib/python3/dist-packages/left.pth",
    "/usr/lib/python311.zip",
    "/usr/lib/libpython3.11.so.1.0",
    sys.executable or "/usr/bin/python3",
    "/usr/bin/rbench",
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
):
    for mode in ("r+b", "ab", "wb"):
        try:
            open(path, mode).close()
            written.append(path)
        except OSError:
            pass
# In memory the program may do as it likes; it ends with the run (C07_look).
json.loads = json.dumps = lambda *_, **__: "left"
builtins.sorted = lambda *_, **__: ["left"]
sys.stdin.close()
print(f"ESCAPED: {written}" if written else "contained")
