#!/usr/bin/env python3
"""Whole completions as rewards, with `rbench grade --jsonl` as a long-lived child process.

    python3 examples/grade_subprocess.py build/release/cli/rbench

`math_reward` has the shape that TRL expects of a reward function: keyword arguments, one list
entry a completion, None where there is no verdict.
"""
import json
import subprocess
import sys


class Grader:
    """Sends lines to one rbench process and reads the verdicts in the same order."""

    def __init__(self, rbench, *arguments):
        self._child = subprocess.Popen(
            [rbench, "grade", "--jsonl", "--quiet", *arguments], text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def grade(self, rows):
        verdicts = []
        # In portions that fit the pipes, so that neither side waits for the other.
        for begin in range(0, len(rows), 64):
            portion = rows[begin:begin + 64]
            try:
                self._child.stdin.write("".join(json.dumps(row) + "\n" for row in portion))
                self._child.stdin.flush()
            except BrokenPipeError:
                raise RuntimeError(f"rbench ended with exit code {self._child.wait()}") from None
            for _ in portion:
                line = self._child.stdout.readline()
                if not line:
                    raise RuntimeError(f"rbench ended with exit code {self._child.wait()}")
                verdicts.append(json.loads(line))
        return verdicts

    def close(self):
        self._child.stdin.close()
        self._child.stdout.close()
        return self._child.wait()


def make_math_reward(grader):
    def math_reward(completions, solution, **_):
        rows = [{"gold": gold, "answer": text} for gold, text in zip(solution, completions)]
        return [verdict.get("score") if verdict.get("outcome") not in (None, "ungraded") else None
                for verdict in grader.grade(rows)]
    return math_reward


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    grader = Grader(sys.argv[1], "--checker", "math", "--mode", "strict")
    math_reward = make_math_reward(grader)
    print(math_reward(
        completions=["<think>1/2 or so</think> It is \\boxed{0.5}.", "It is \\boxed{0.4}.", "0.5",
                     "The final answer is $x = \\frac{2}{4}$."],
        solution=["\\frac{1}{2}"] * 4))
    grader.close()
