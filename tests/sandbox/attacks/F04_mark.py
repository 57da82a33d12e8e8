# F04: a mark of byte order first.
print("\ufeff7")
