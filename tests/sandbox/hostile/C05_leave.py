# C05: leaves files and settings for the program that runs next (C05_look).
import builtins
import json
import os
import sys

for folder in ("/box", "/tmp", "/dev/shm", os.environ["HOME"], os.environ["TMPDIR"]):
    with open(f"{folder}/left", "w") as file:
        file.write("left")
os.makedirs("/box/.config/pip", exist_ok=True)
os.makedirs("/box/.local/lib/python3.11/site-packages", exist_ok=True)
with open("/box/.local/lib/python3.11/site-packages/usercustomize.py", "w") as file:
    file.write("print('left')\n")
with open("/box/left_module.py", "w") as file:
    file.write("left = True\n")
sys.path.insert(0, "/box")
import left_module  # also writes what it was compiled to, where that is allowed

builtins.left = True
sys.modules["left"] = json
json.left = True
os.environ["LEFT"] = "1"
os.umask(0)
os.nice(5)
sys.setrecursionlimit(123456)
print("left" if left_module.left else "failed")
