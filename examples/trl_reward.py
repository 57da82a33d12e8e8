#!/usr/bin/env python3
"""A reward function for TRL (GRPOTrainer(reward_funcs=reward)): mathematics and programs.

    python3 examples/trl_reward.py build/release/cli/rbench      # a small demonstration

The columns of the data set say what is right:
    solution        mathematics: the reference answer
    tests           programs: {"inputs": [...], "outputs": [...]} and, for a function, "fn_name" (or such an object as text)
    task, problem   a problem of a task that rbench knows: "humaneval", "HumanEval/0"
A row without any of these (None in all of them) has no reward. 1.0 is right, 0.0 is wrong, without an answer or undecided;
None means that there is no verdict, and TRL leaves the sample out.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rbench_grader import as_text, reward_of, shared_grader


def completion_text(completion):
    """The text of a completion: a string, or the last message of a conversation."""
    if not isinstance(completion, str):
        completion = completion[-1]["content"] or ""
    if not isinstance(completion, str):  # parts of a message
        completion = "".join(part.get("text") or "" for part in completion)
    return as_text(completion)


def question(columns, i):
    """What rbench needs beside the answer of sample i; None where the columns do not say."""
    def column(name):
        values = columns.get(name)
        return None if values is None else values[i]

    if column("task") is not None:
        return {"task": column("task"), "problem": column("problem")}
    if column("tests") is not None:
        return {"checker": "program", "gold": column("tests")}
    if column("solution") is not None:
        return {"checker": "math", "gold": column("solution")}
    return None


def reward(completions, **columns):
    rewards = [None] * len(completions)
    questions = [(i, question(columns, i)) for i in range(len(completions))]
    asked = [(i, dict(row, answer=completion_text(completions[i]))) for i, row in questions if row is not None]
    for (i, _), verdict in zip(asked, shared_grader().grade([row for _, row in asked])):
        rewards[i] = reward_of(verdict)
    return rewards


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ["RBENCH_BIN"] = sys.argv[1]
    print(reward(["<think>1/2 or so</think> It is \\boxed{0.5}.", "It is \\boxed{0.4}.", "0.5"], solution=["\\frac{1}{2}"] * 3))
    doubling = {"inputs": ["2\n", "21\n"], "outputs": ["4\n", "42\n"]}
    programs = ["```python\nprint(int(input()) * 2)\n```", "```python\nprint(4)\n```"]
    print(reward([[{"role": "assistant", "content": program}] for program in programs], tests=[doubling] * 2))
    shared_grader().close()
