# C03: bait: links in the scratch folder under names that a harness might open, to files of the
# machine (its input names one) and to places it might write to.
import os
import sys

targets = ["/etc/passwd", "/etc/shadow", "/proc/self/environ", "/dev/mem"]
targets += sys.stdin.read().split()
names = ["program", "a.out", "output.txt", "answer", "result.json", "stdout", "main.py", "core",
         "solution.py", "meta", ".rbench", "stdin", "judge.out", "coverage", "test_result"]
seen = []
for index, name in enumerate(names):
    os.symlink(targets[index % len(targets)], name)
    try:
        with open(name) as file:
            seen.append(f"{name}: {file.read(10)}")
    except OSError:
        pass
os.symlink(".", "loop")
os.symlink("/", "root")
print(f"ESCAPED: {seen}" if seen else "contained")
