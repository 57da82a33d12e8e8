# A05: takes memory and writes to it until it is refused (at most 2 GiB).
kept = []
for _ in range(2048):
    kept.append(b"\x01" * (1 << 20))
print("ESCAPED: held 2 GiB")
