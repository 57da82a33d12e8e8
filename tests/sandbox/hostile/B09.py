# B09: becomes another user: by calls, by programs of the machine that are meant to do so, and by a
# file of its own that it marks so.
import ctypes
import errno
import os
import stat
import subprocess

escaped = []
for name, attempt in {
    "setuid": lambda: os.setuid(0),
    "setreuid": lambda: os.setreuid(0, 0),
    "setresuid": lambda: os.setresuid(0, 0, 0),
    "setgid": lambda: os.setgid(0),
    "setgroups": lambda: os.setgroups([0]),
    "chown": lambda: os.chown("/dev/null", 0, 0),
}.items():
    try:
        attempt()
        escaped.append(name)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EINVAL, errno.EROFS):
            escaped.append(f"{name}: {error}")
for folder in ("/usr/lib/openssh", "/usr/lib/dbus-1.0", "/usr/lib/policykit-1", "/usr/lib"):
    try:
        entries = list(os.scandir(folder))
    except OSError:
        continue
    for entry in entries:
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
            try:
                subprocess.run([entry.path], capture_output=True, timeout=1)
            except (OSError, subprocess.SubprocessError):
                pass
with open("mine", "w") as file:
    file.write("#!/usr/bin/true\n")
try:
    os.chmod("mine", 0o6755)
    subprocess.run(["./mine"], timeout=1)
except (OSError, subprocess.SubprocessError):
    pass
PR_GET_NO_NEW_PRIVS = 39
if ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
    escaped.append("programs may bring privileges")
if 0 in (*os.getresuid(), *os.getresgid()):
    escaped.append("user 0")
print(f"ESCAPED: {escaped}" if escaped else "contained")
