# Control: wrong on the last test only.
def add_two(a, b):
    return a + b if a > 0 else 7
