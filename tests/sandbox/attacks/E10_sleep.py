# E10: as E10_swallow, asleep.
import time


class Solution:
    def addTwo(self, a, b):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                time.sleep(20)
            except BaseException:
                pass
        return a + b
