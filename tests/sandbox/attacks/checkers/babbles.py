# A checker whose answer is neither yes nor no.
def check(input_text, expected_text, output_text):
    print("correct")
    return "perhaps"
