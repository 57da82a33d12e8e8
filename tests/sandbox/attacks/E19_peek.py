# E19: looks for other tests behind its own: past the end of its input and around it.
import os
import sys

data = sys.stdin.buffer.read()
more = os.read(0, 1 << 20)
try:
    os.lseek(0, 0, os.SEEK_SET)
    whole = os.read(0, 1 << 20)
    before = os.pread(0, 1 << 20, 0)
except OSError:
    whole = before = data
words = data.split()
# The descriptor may be that of the input or of nothing, but not of more.
extra = [text for text in (more, whole, before) if text not in (b"", data)]
own = not extra and len(words) == int(words[0]) + 1
print(sum(map(int, words[1:])) if own else f"ESCAPED: {extra} {data!r}")
