# Honest: temporary files and folders.
import os
import shutil
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "numbers")
    with open(path, "w") as file:
        file.writelines(f"{n}\n" for n in range(1000))
    shutil.copy(path, path + "2")
    with open(path + "2") as file:
        print(sum(map(int, file)))
with tempfile.TemporaryFile() as file:
    file.write(b"x" * (4 << 20))
    print(file.tell())
print(os.listdir("."))
