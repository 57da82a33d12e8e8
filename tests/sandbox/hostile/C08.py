# C08: names that a careless harness cannot read: as long as may be, not UTF-8, with line ends.
import os

made = 0
for name in (
    b"x" * 4096,
    b"x" * 255,
    b"\xff\xfe\x80name",
    b"two\nlines",
    b" -rf *",
    b"$(touch left)",
    b"tab\tand\x01control",
    "\u202eright to left".encode(),
    b"..." + b" " * 100,
):
    try:
        with open(name, "wb") as file:
            file.write(name)
        made += 1
    except OSError:
        pass
os.mkdir(b"\xff" * 200)
print("contained" if made == 8 else f"only {made} names")
