#!/usr/bin/env python3
"""The math checker as a reward function, in the trainer's own process through ctypes.

    python3 examples/grade_ctypes.py build/release/tasks/math/embed/librbench_math.so

Bare answers only; whole completions are the job of examples/trl_reward.py.
"""
import ctypes
import json
import sys

EQUAL, NOT_EQUAL, UNDECIDED, UNGRADED = range(4)


class MathChecker:
    def __init__(self, library, policy=None):
        self._lib = ctypes.CDLL(library)
        self._lib.rbench_math_open.restype = ctypes.c_void_p
        self._lib.rbench_math_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]
        self._lib.rbench_math_close.argtypes = [ctypes.c_void_p]
        self._lib.rbench_math_check.argtypes = [
            ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t,
            ctypes.c_char_p, ctypes.c_size_t]
        error = ctypes.create_string_buffer(512)
        text = json.dumps(policy).encode() if policy else None
        self._checker = self._lib.rbench_math_open(text, None, error, len(error))
        if not self._checker:
            raise RuntimeError(error.value.decode())

    def check(self, gold, answer):
        """(decision, reason) of one pair."""
        gold, answer = gold.encode(), answer.encode()
        reason = ctypes.create_string_buffer(24)
        decision = self._lib.rbench_math_check(
            self._checker, gold, len(gold), answer, len(answer), reason, len(reason))
        return decision, reason.value.decode()

    def close(self):
        if self._checker:
            self._lib.rbench_math_close(self._checker)
            self._checker = None


def rewards(checker, golds, answers):
    """1 for equal, 0 for anything decided otherwise or undecided, None where there is no verdict."""
    out = []
    for gold, answer in zip(golds, answers):
        decision, _ = checker.check(gold, answer)
        out.append(None if decision == UNGRADED else float(decision == EQUAL))
    return out


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    checker = MathChecker(sys.argv[1])
    golds = ["\\frac{1}{3}", "\\sqrt{2}+\\sqrt{3}", "10^{100}", "x^2-1"]
    answers = ["0.\\overline{3}", "\\sqrt{5+2\\sqrt{6}}", "10^{100}+1", "(x-1)(x+1)"]
    print(rewards(checker, golds, answers))
    checker.close()
