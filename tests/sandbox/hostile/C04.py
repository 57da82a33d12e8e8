# C04: hard links, pipes, devices and sockets as files. A pipe in the scratch folder is allowed and
# blocks whoever opens it; a device must not open.
import os
import socket
import stat

escaped = []


def attempt(name, function):
    try:
        function()
        escaped.append(name)
    except OSError:
        pass


for source in (os.__file__, "/dev/zero", "/usr/lib/os-release"):
    attempt(f"hard link of {source}", lambda: os.link(source, "linked"))
for name, kind, major, minor in (("mem", stat.S_IFCHR, 1, 1), ("zero", stat.S_IFCHR, 1, 5),
                                 ("disk", stat.S_IFBLK, 8, 0), ("tty", stat.S_IFCHR, 4, 0)):
    def device():
        os.mknod(name, kind | 0o666, os.makedev(major, minor))
        os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    attempt(f"device {name}", device)


def bind():
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("/box/socket")


attempt("socket", bind)
for name in ("stdout", "answer", "program"):
    os.mkfifo(name)
print(f"ESCAPED: {escaped}" if escaped else "contained")
