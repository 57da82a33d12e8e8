# B13: as B13, but the thread burns CPU time.
import threading


def burn():
    n = 0
    while n < 400_000_000:
        n += 1
    print("ESCAPED: ran to the end")


threading.Thread(target=burn).start()
print("answer", flush=True)
