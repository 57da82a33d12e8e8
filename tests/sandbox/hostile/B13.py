# B13: a thread that is no daemon goes on after the main thread returned: Python waits for it.
import threading
import time

threading.Thread(target=time.sleep, args=(20,)).start()
print("answer", flush=True)
