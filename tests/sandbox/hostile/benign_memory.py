# Honest: holds 80 MiB where 128 are allowed, and sorts.
block = bytearray(b"\x01") * (64 << 20)
numbers = sorted(range(500_000, 0, -1))
print(block[-1], numbers[0], numbers[-1])
