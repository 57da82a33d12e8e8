# A22: as A22, after it took away the interpreter's limit on digits: time that grows as a square.
import sys

sys.set_int_max_str_digits(0)
n = 1 << 33_219_281
print(len(str(n)))
print("ESCAPED: all digits written")
