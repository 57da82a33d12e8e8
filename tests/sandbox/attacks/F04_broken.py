# F04: a broken character behind the answer.
import sys

sys.stdout.buffer.write(b"7\xff\n")
