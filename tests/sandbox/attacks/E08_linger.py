# E08: a right answer, and a thread that goes on for ever: nobody may wait for it beyond the limits.
import threading
import time


class Solution:
    def addTwo(self, a, b):
        threading.Thread(target=time.sleep, args=(20,)).start()
        return a + b
