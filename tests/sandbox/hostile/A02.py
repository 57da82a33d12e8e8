# A02: sleeps past the wall limit without using the processor.
import time

time.sleep(20)
print("ESCAPED: slept to the end")
