# A09: hides memory in files of the scratch folder and of shared memory (at most 2 GiB).
import os

held = 0
reason = None
FOLDERS = ("/box", "/dev/shm", "/tmp")
for number, folder in enumerate(FOLDERS):
    for index in range(340):
        try:
            with open(f"{folder}/{number}_{index}", "wb", buffering=0) as file:
                held += file.write(b"\x01" * (2 << 20))
        except OSError as error:
            reason = error
            break
for folder in FOLDERS:
    for name in os.listdir(folder):
        os.unlink(f"{folder}/{name}")
# 16 MiB is the limit of the scratch folder.
if reason is None or held > 17 << 20:
    print(f"ESCAPED: {held >> 20} MiB in files")
else:
    print("contained")
