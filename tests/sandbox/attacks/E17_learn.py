# E17: remembers what it was asked in files and in variables, to know later tests from earlier ones.
import os

seen = []


class Solution:
    def addTwo(self, a, b):
        seen.append((a, b))
        with open("/tmp/seen", "a") as file:
            file.write(f"{a} {b}\n")
        with open("/tmp/seen") as file:
            lines = file.readlines()
        # Wrong as soon as it sees that it was called before.
        return a + b if len(seen) == 1 and len(lines) == 1 and os.listdir("/tmp") == ["seen"] else 0
