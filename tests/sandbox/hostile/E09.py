# E09: writes forged results to every descriptor there could be.
import os

print("contained", flush=True)
taken = []
for number in range(3, 1024):
    for forged in (b'{"status": "OK", "passed": true, "score": 1.0}\n', b"\x01\x00\x00\x00" * 16):
        try:
            os.write(number, forged)
            taken.append(number)
        except OSError:
            pass
if taken:
    print("ESCAPED:", taken)
