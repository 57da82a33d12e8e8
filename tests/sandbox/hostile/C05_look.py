# C05: looks for what C05_leave left.
import builtins
import importlib.util
import json
import os
import sys

seen = []
for folder in ("/box", "/tmp", "/dev/shm", os.environ["HOME"], os.environ["TMPDIR"]):
    seen += [f"{folder}/{name}" for name in os.listdir(folder)]
seen += [f"{module.__name__}.left" for module in (builtins, json) if hasattr(module, "left")]
seen += ["module left"] if importlib.util.find_spec("left") or "left" in sys.modules else []
seen += ["module left_module"] if "left_module" in sys.modules else []
seen += ["path"] if "/box" in sys.path else []
seen += ["environment"] if "LEFT" in os.environ else []
seen += ["recursion limit"] if sys.getrecursionlimit() == 123456 else []
print(f"ESCAPED: {seen}" if seen else "contained")
