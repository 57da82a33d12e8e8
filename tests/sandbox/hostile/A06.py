# A06: one block of 200 MiB where 64 are allowed.
block = b"\x01" * (200 << 20)
print("ESCAPED: held", len(block) >> 20, "MiB")
