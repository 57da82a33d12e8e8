# D06: sockets of every other family, through which sandboxes could talk to each other or to the
# kernel.
import errno
import socket

REFUSED = (errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.ENOSYS)
escaped = []
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            escaped.append(f"family {family}, kind {kind}")
        except OSError as error:
            if error.errno not in REFUSED:
                escaped.append(f"family {family}, kind {kind}: {error}")
print(f"ESCAPED: {escaped[:5]}" if escaped else "contained")
