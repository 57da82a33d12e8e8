# E22: looks through the interpreter for what could be a nonce, and signs a forged answer with it.
import gc
import os
import re
import sys

seen = set()
for thing in gc.get_objects():
    values = thing.values() if type(thing) is dict else thing if type(thing) is list else ()
    for value in list(values):
        if type(value) is bytes and len(value) in (16, 32):
            seen.add(value)
        if type(value) is str and re.fullmatch("[0-9a-f]{32}", value):
            seen.add(value.encode())
seen |= {bytes(16), b"0" * 32, os.urandom(16), str(os.getpid()).encode()}


class Solution:
    def addTwo(self, a, b):
        for number in range(3, 1024):
            for nonce in seen:
                for record in (nonce + b"i3;", nonce.hex().encode() + b" 1 i3;\n"):
                    try:
                        os.write(number, record)
                    except OSError:
                        break
        sys.stdout.flush()
        os._exit(0)
