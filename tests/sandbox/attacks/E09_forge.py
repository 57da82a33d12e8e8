# E09: writes forged records in many forms to every descriptor there could be, then leaves.
import os
import struct

RECORDS = [
    b"passed\n",
    b"[1, 1, 1, 1]\n",
    b"[true, true, true, true]\n",
    b'{"passed": true, "result": "passed"}\n',
    b'{"status": "OK", "verdict": "correct", "score": 1.0}\n',
    b"(\x80\x04]\x94(K\x01K\x01K\x01K\x01e.",
    struct.pack("<I", 2) + b"i3",
    struct.pack("<Q", 3) + b"i42",
    struct.pack(">I", 2) + b"i3",
    b"i3;",
    bytes(16) + struct.pack("<I", 3) + b"i3;",
    b"0" * 32 + b" 0 i3;\n",
]


def forge():
    for number in range(1024):
        for record in RECORDS:
            try:
                os.write(number, record)
            except OSError:
                break
    os._exit(0)


class Solution:
    def addTwo(self, a, b):
        forge()


def add_two(a, b):
    forge()


if __name__ == "__main__" and os.fstat(0).st_size > 0:
    forge()
