# B12: answers, then closes every descriptor there could be.
import os

print("contained", flush=True)
os.closerange(0, 1024)
