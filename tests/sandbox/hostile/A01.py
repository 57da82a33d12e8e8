# A01: burns CPU time without end (it gives up after some twenty seconds).
n = 0
while n < 400_000_000:
    n += 1
print("ESCAPED: ran to the end")
