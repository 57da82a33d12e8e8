import sys


def main():
    modulus, avoid, colours = PARAMETERS
    queries = list(map(int, sys.stdin.read().split()))[1:]
    largest = 1
    for i in range(0, len(queries), 4):
        largest = max(largest, queries[i] + queries[i + 1])
    factorial = [1] * (largest + 1)
    for i in range(1, largest + 1):
        factorial[i] = factorial[i - 1] * i % modulus
    inverse = [1] * (largest + 1)
    inverse[largest] = pow(factorial[largest], modulus - 2, modulus)
    for i in range(largest, 0, -1):
        inverse[i - 1] = inverse[i] * i % modulus

    def walks(right, up):
        return factorial[right + up] * inverse[right] * inverse[up] % modulus

    answers = []
    for i in range(0, len(queries), 4):
        n, m, x, y = queries[i:i + 4]
        shapes = walks(x, y) * walks(n - x, m - y)
        if avoid:
            shapes = walks(n, m) - shapes
        answers.append(shapes * pow(colours, n, modulus) % modulus)
    print("\n".join(map(str, answers)))


main()
