# E08: answers with a list and goes on changing it in a thread.
import threading
import time


def change(numbers):
    for n in range(20_000):
        numbers.append(n)
        if len(numbers) > 50:
            numbers.clear()
        time.sleep(0)


class Solution:
    def runningTotals(self, nums):
        answer = [-1]
        threading.Thread(target=change, args=(answer,), daemon=True).start()
        return answer
