# A checker that fails for every output, the reference's too.
def check(input_text, expected_text, output_text):
    raise KeyError("a checker with an error in it")
