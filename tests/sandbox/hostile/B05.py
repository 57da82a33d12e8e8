# B05: sends itself the signal whose number it reads.
import os

os.kill(os.getpid(), int(input()))
print("ESCAPED: survived")
