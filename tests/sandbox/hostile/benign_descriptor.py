# Honest: reads its input as a file and by its descriptor, as fast solutions do.
import os

with open(0, "rb", closefd=False) as whole:
    numbers = list(map(int, whole.readline().split()))
    rest = whole.read()
print(sum(numbers), len(rest), os.fstat(0).st_size)
quit()
