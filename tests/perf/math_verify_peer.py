#!/usr/bin/env python3
"""Grades cases with math-verify and writes what each cost. usage: math_verify_peer.py CASES.jsonl OUT.jsonl

In: {"id", "gold", "answer", "config"?} a line, `config` as in the peer's own tests. Out: {"id", "cpu_us", "correct"}.
Timed is what a user calls: parse the gold, parse the answer (with extraction), verify, with the timeouts it ships with.
Import and the compiling of its regular expressions are not: it keeps those of one configuration, so cases are taken
by configuration, each begun with a call that does not count. Nothing else of its caches is touched.
"""
import json
import logging
import sys
import time

from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

# What it uses for model outputs where nothing is said.
DEFAULT = {'match_types': ['latex', 'expr']}


def targets(config):
    latex = {key: config[key] for key in ('boxed_match_priority',) if key in config}
    make = {'latex': lambda: LatexExtractionConfig(**latex), 'expr': lambda: ExprExtractionConfig()}
    return [make[name]() for name in config['match_types']]


def grade(case, config, extraction):
    options = {key: config[key] for key in ('float_rounding', 'strict', 'allow_set_relation_comp') if key in config}
    return verify(parse(case['gold'], extraction), parse(case['answer'], extraction), **options)


def main():
    # Its warnings about timeouts would be written a thousand times.
    logging.disable(logging.CRITICAL)
    with open(sys.argv[1], encoding='utf-8') as f:
        cases = [json.loads(line) for line in f]
    for case in cases:
        # It reads LaTeX between delimiters only; golds of model outputs have none.
        if 'config' not in case:
            case['gold'] = '$' + case['gold'] + '$'
    groups = {}
    for case in cases:
        groups.setdefault(json.dumps(case.get('config', DEFAULT), sort_keys=True), []).append(case)
    rows = {}
    for key, group in groups.items():
        config = json.loads(key)
        extraction = targets(config)
        grade({'gold': '$1$', 'answer': 'It is $\\boxed{1}$.'}, config, extraction)
        for case in group:
            begin = time.process_time_ns()
            correct = grade(case, config, extraction)
            used = time.process_time_ns() - begin
            rows[case['id']] = {'id': case['id'], 'cpu_us': used / 1e3, 'correct': bool(correct)}
    with open(sys.argv[2], 'w', encoding='utf-8') as f:
        for case in cases:
            f.write(json.dumps(rows[case['id']]) + '\n')


if __name__ == '__main__':
    main()
