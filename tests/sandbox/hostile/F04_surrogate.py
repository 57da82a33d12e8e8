# F04: prints half of a character: an error in Python, as with the interpreter itself.
print("answer", flush=True)
print("\ud800")
