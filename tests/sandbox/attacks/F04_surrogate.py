# F04: half of a character.
print("7\ud800")
