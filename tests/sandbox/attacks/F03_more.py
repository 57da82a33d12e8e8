# F03: asks for more input than there is.
while True:
    input()
