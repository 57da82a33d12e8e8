# F05: digits of another script, which the upstream reader takes.
print("\u0667")
