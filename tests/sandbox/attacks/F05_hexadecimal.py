# F05: a hexadecimal number.
print("0x7")
