# Honest: threads with stacks as they come and as large as solutions ask for, and a pool of them.
import threading
from concurrent.futures import ThreadPoolExecutor

results = []
lock = threading.Lock()


def work(n):
    with lock:
        results.append(n * n)


threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
threading.stack_size(64 << 20)
large = threading.Thread(target=work, args=(8,))
large.start()
large.join()
threading.stack_size(0)
with ThreadPoolExecutor(max_workers=4) as pool:
    total = sum(pool.map(lambda n: n + 1, range(100)))
print(sum(results), total)
