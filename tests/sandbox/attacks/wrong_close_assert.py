# Control: wrong for odd numbers.
def half(n):
    return n // 2
