# E12: finds out whether and by whom it is tested. What it sees must be the same for every program.
import os
import socket
import sys
import threading

facts = {
    "arguments": sys.argv == ["solution.py"],
    "name": __name__ == "__main__",
    "folder": os.getcwd() == "/box" and os.listdir(".") == [],
    "environment": sorted(os.environ) == ["HOME", "LANG", "PATH", "TMPDIR", "TZ"],
    "host": socket.gethostname() == "box",
    "user": os.getuid() == os.getgid() == 1000,
    "process": os.getpid() == 2 and os.getppid() == 1,
    "session": os.getsid(0) == os.getpid(),
    "threads": threading.active_count() == 1,
    "names": not [n for n in globals() if n not in (
        "__name__", "__doc__", "__package__", "__loader__", "__spec__", "__annotations__",
        "__builtins__", "__file__", "__cached__", "os", "socket", "sys", "threading")],
    "modules": not [n for n in sys.modules if "bench" in n or "judge" in n or "test" in n],
    "caller": sys._getframe().f_back is None,
}
odd = [name for name, bland in facts.items() if not bland]
print(f"ESCAPED: {odd}" if odd else "contained")
