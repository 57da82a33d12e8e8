# F05: texts that some readers take for numbers.
for text in ("nan", "inf", "-0", "1e400", "0x1p3", "1_000", "\uff17", "\u0667", "+7", "7."):
    print(text)
