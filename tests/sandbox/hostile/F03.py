# F03: asks for more input after its end.
while True:
    input()
