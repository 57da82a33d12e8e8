class Solution:
    def encode(self, text: str) -> str:
        slope, offset, backwards = PARAMETERS
        sign = -1 if backwards else 1
        return "".join(
            c if c == " " else chr(97 + (ord(c) - 97 + sign * (slope * i + offset)) % 26)
            for i, c in enumerate(text))
