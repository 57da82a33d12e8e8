# F10: part of a line arrives, the rest is lost in a buffer.
import os
import sys

sys.stdout.write("first")
sys.stdout.flush()
sys.stdout.write(" second")
os._exit(0)
