# Control: right.
def half(n):
    return n / 2
