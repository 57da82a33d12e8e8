class Solution:
    def evaluate(self, expression: str) -> int:
        plus, minus, times, modulus = PARAMETERS
        rank = {"+": plus, "-": minus, "*": times, "(": -1}
        values = []
        operators = []

        def apply():
            right = values.pop()
            left = values.pop()
            operator = operators.pop()
            if operator == "+":
                values.append((left + right) % modulus)
            elif operator == "-":
                values.append((left - right) % modulus)
            else:
                values.append(left * right % modulus)

        number = None
        for c in expression:
            if c.isdigit():
                number = (number or 0) * 10 + int(c)
                continue
            if number is not None:
                values.append(number % modulus)
                number = None
            if c == "(":
                operators.append(c)
            elif c == ")":
                while operators[-1] != "(":
                    apply()
                operators.pop()
            else:
                while operators and rank[operators[-1]] >= rank[c]:
                    apply()
                operators.append(c)
        if number is not None:
            values.append(number % modulus)
        while operators:
            apply()
        return values[0]
