# A checker that never ends.
def check(input_text, expected_text, output_text):
    while True:
        pass
