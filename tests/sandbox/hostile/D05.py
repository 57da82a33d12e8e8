# D05: the network: this machine (its input names a port that is listened on), an address that
# nobody has, the address where clouds keep their secrets, names. It sends nothing.
import errno
import socket
import sys

REFUSED = (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.ENOSYS)
port = next((int(word) for word in sys.stdin.read().split() if word.isdigit()), 80)
escaped = []
for address in (("127.0.0.1", port), ("192.0.2.1", 80), ("169.254.169.254", 80)):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            with socket.socket(socket.AF_INET, kind) as door:
                escaped.append(f"a socket of kind {kind}")
                door.settimeout(0.2)
                door.connect(address)
                escaped.append(f"{address}")
        except OSError as error:
            if error.errno not in REFUSED and not escaped:
                escaped.append(str(error))
try:
    socket.getaddrinfo("localhost.example", 80)
    escaped.append("names")
except OSError:
    pass
try:
    socket.create_server(("127.0.0.1", 0))
    escaped.append("a server")
except OSError:
    pass
print(f"ESCAPED: {escaped}" if escaped else "contained")
