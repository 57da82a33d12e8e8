# E17: a program that is wrong as soon as it sees traces of an earlier test.
import builtins
import os

first = not hasattr(builtins, "again") and os.listdir("/box") == []
builtins.again = True
open("/box/again", "w").close()
input()
print(sum(map(int, input().split())) if first else "again")
