# F10: the answer stays in a buffer.
import os

print(7, end="")
os._exit(0)
