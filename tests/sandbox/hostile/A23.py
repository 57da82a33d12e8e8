# A23: a regular expression that tries two to the thirty ways. It runs inside of one call in C.
import re

re.match(r"(a+)+$", "a" * 30 + "b")
print("ESCAPED: matched to the end")
