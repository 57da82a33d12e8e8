# F05: a number whose digits nobody may write out.
print("7e999999999")
