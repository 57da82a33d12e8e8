# B08: runs a shell. There may be none; where there is one it must see nothing of the machine.
import os
import subprocess

COMMANDS = "id -u; cat /etc/passwd /etc/shadow; echo x > /usr/left; echo x > /left"
escaped = []
ran = 0
for shell in ("/bin/sh", "/usr/bin/bash", "/bin/dash", "sh", "busybox"):
    try:
        result = subprocess.run([shell, "-c", COMMANDS], capture_output=True, timeout=1)
        ran += 1
        if b"root:" in result.stdout or result.stdout.startswith(b"0"):
            escaped.append(f"{shell}: {result.stdout[:40]}")
    except (OSError, subprocess.SubprocessError):
        pass
status = os.system(COMMANDS)
if os.path.exists("/left") or os.path.exists("/usr/left"):
    escaped.append("wrote outside of the scratch folder")
print(f"ESCAPED: {escaped}" if escaped else "contained")
