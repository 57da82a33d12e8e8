# F04: the line ends of another system.
print("7\r")
