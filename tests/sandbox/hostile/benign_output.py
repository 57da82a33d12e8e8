# Honest: prints 900,000 bytes.
for n in range(90_000):
    print(f"{n:09d}")
