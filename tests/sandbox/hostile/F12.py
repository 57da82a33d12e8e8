# F12: asks a question and waits for the answer of a person.
name = input("name? ")
print("hello", name)
