#!/usr/bin/env python3
"""What users get wrong is answered by exit code 2 and a line that names the object and the remedy; nothing is left half written."""
import os
from harness import *

CASES = [
    (['evall'], 'unknown command "evall" (did you mean "eval"?)'),
    (['eval'], '--tasks'),
    (['eval', '--tasks', 'gsm9k'], 'gsm9k'),
    (['eval', '--tasks', 'arith', '--temperatur', '1'], 'did you mean "--temperature"?'),
    (['eval', '--tasks', 'arith', '--n', '0'], 'from 1 to'),
    (['eval', '--tasks', 'arith', '--n', 'three'], 'not "three"'),
    (['eval', '--tasks', 'arith', '--top-p', '1.5'], 'from 0 to 1'),
    (['eval', '--tasks', 'arith', '--temperature', '-1'], '--temperature'),
    (['eval', '--tasks', 'arith', '--protocol', 'r2'], 'r2'),
    (['eval', '--tasks', 'arith', '--prompt', 'cott'], 'cot'),
    (['eval', '--tasks', 'arith', '--kv-memory', 'lots'], '512M'),
    (['eval', '--tasks', 'arith', '--kernel-target', 'sse9'], 'sse9'),
    (['eval', '--tasks', 'arith', '--model', 'no/such.gguf'], 'no/such.gguf'),
    (['eval', '--tasks', 'arith', '--model', '/'], 'holds no model'),
    (['eval', '--tasks', 'arith', '--limit', '1', '--out', '/proc/nothing'], '/proc/nothing'),
    (['eval', '--tasks', 'arith:hardest'], 'hardest'),
    (['grade', '--jsonl', '--checker', 'intger'], 'integer'),
    (['grade', 'no-such-run'], 'no-such-run'),
    (['render', '--template', 'no.jinja', 'x'], 'no.jinja'),
    (['tokenize', '--decode', 'x1'], 'x1'),
    (['generate'], '--jsonl'),
]

with Folder() as top:
    empty = os.path.join(top, 'empty.yaml')
    open(empty, 'w').close()
    misspelt = os.path.join(top, 'task.yaml')
    with open(misspelt, 'w') as f:
        f.write('name: mine\nverzion: 1\nprompt: direct\nchecker: {kind: integer}\n'
                'data:\n  problems: test\n  splits: {test: [{path: mine.jsonl}]}\n  layouts: {default: {question: q, gold: a}}\n')
    broken = os.path.join(top, 'broken.gguf')
    with open(broken, 'wb') as f:
        f.write(b'GGUF\x03\x00\x00\x00' + b'\xff' * 64)
    foreign = os.path.join(top, 'foreign')
    os.makedirs(foreign)
    open(os.path.join(foreign, 'thesis.tex'), 'w').close()
    cases = CASES + [
        (['eval', '--tasks', 'mine', '--task-file', misspelt], 'did you mean "version"?'),
        (['eval', '--tasks', 'mine', '--task-file', empty], 'empty.yaml'),
        (['eval', '--tasks', 'arith', '--model', broken], 'broken.gguf'),
        (['eval', '--tasks', 'arith', '--limit', '1', '--max-new-tokens', '2', '--out', foreign], 'foreign'),
    ]
    if rbench(['doctor', '--json'], check=False).returncode != 0:
        cases = [c for c in cases if '--limit' not in c[0]]
    for arguments, wanted in cases:
        p = rbench(arguments, check=False, cwd=top, stdin=subprocess.DEVNULL)
        shown = 'rbench %s\n%s' % (' '.join(arguments), p.stderr)
        equal(p.returncode, 2, 'exit code of ' + shown)
        check(wanted in p.stderr, '%r is not in the error of %s' % (wanted, shown))
        check(p.stderr.count('\n') <= 4, 'the error is long: ' + shown)
        check(not os.path.exists(os.path.join(top, 'runs')), 'a run folder was left by ' + shown)
    equal(sorted(os.listdir(foreign)), ['thesis.tex'], 'the foreign folder')

    # One bad line spoils only itself.
    lines = '{"id": 1, "gold": "4", "answer": "\\\\boxed{4}"}\nnot json\n{"id": 3, "gold": "4"}\n{"id": 4, "gold": "4", "answer": "5"}\n'
    p = rbench(['grade', '--jsonl', '--checker', 'integer'], input=lines)
    out = [json.loads(line) for line in p.stdout.splitlines()]
    equal([o.get('outcome', 'error' if 'error' in o else None) for o in out], ['correct', 'error', 'error', 'wrong'], 'outcomes')
    equal([o.get('id') for o in out], [1, None, 3, 4], 'ids')
    print('%d refusals, each with its reason' % len(cases))
