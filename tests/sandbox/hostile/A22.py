# A22: turns an integer of ten million digits into text.
n = 1 << 33_219_281
print(str(n)[:10])
print("ESCAPED: all digits written")
