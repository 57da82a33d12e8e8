# A17: prints without end (it gives up after 2 GiB; the limit is 64 KiB).
for _ in range(1 << 19):
    print("x" * 4095)
