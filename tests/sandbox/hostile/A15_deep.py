# A15: folders inside of folders, 10,000 deep: the end of the run must not walk through them.
import os

depth = 0
try:
    while depth < 10_000:
        os.mkdir("d")
        os.chdir("d")
        depth += 1
except OSError:
    pass
print("contained" if depth > 100 else f"only {depth} folders")
