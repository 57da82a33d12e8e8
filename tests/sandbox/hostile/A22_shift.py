# A22: a shift by more bits than there is memory on Earth.
n = 1 << (1 << 62)
print("ESCAPED: computed", n & 1)
