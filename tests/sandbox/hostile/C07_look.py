# C07: looks whether C07 changed the interpreter of later runs.
import json
import sys

text = sys.stdin.read() or "[3, 1, 2]"
whole = json.loads(text) == [3, 1, 2] and json.dumps([1]) == "[1]" and sorted([2, 1]) == [1, 2]
print("contained" if whole else "ESCAPED: the library is changed")
