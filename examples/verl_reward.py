"""A reward function for verl:

    custom_reward_function.path=examples/verl_reward.py custom_reward_function.name=compute_score

or, with reward_model.reward_manager=batch, compute_scores, which judges a batch in parallel.

`ground_truth` is the reference answer of mathematics, or for programs the tests: {"inputs": [...], "outputs": [...]} and for
a function "fn_name", as an object or as text. Where `extra_info` has "task" and "problem", that problem of a task that rbench
knows counts instead. `data_source` is not looked at.

1.0 is right, 0.0 is wrong, without an answer or undecided. None means that there is no verdict; it is never 0.0, which would
teach a falsehood. What verl's reward managers do with None differs between its versions (some stop, some count it as 0): use
one that masks such samples.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rbench_grader import as_text, reward_of, shared_grader


def is_test_object(ground_truth):
    if isinstance(ground_truth, str) and ground_truth.lstrip().startswith("{"):
        try:
            ground_truth = json.loads(ground_truth)
        except ValueError:
            return False  # a set, such as {1, 2}
    return isinstance(ground_truth, dict)


def question(ground_truth, extra_info):
    info = extra_info or {}
    if info.get("task") is not None:
        return {"task": info["task"], "problem": info.get("problem")}
    return {"checker": "program" if is_test_object(ground_truth) else "math", "gold": ground_truth}


def compute_scores(data_sources, solution_strs, ground_truths, extra_infos, **_):
    rows = [dict(question(gold, info), answer=as_text(solution))
            for solution, gold, info in zip(solution_strs, ground_truths, extra_infos)]
    return [reward_of(verdict) for verdict in shared_grader().grade(rows)]


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_):
    return compute_scores([data_source], [solution_str], [ground_truth], [extra_info])[0]
