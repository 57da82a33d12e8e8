#!/usr/bin/env python3
"""Bit-exactness through the front door: the same eval under every switch that may change speed but never a token gives the same
attempts, the same tokens and the same bits of every log-probability; so does `rbench signature`."""
import os
from harness import *

require_model()
BASE = ['eval', '--tasks', 'arith', '--temperature', '0.8', '--top-p', '0.9', '--max-new-tokens', '40', '--prompt', 'cot', '--seed',
        '11', '--log-tokens', '--quiet']
WHOLE = ['--limit', '5', '--n', '3']
PART = ['--limit', '1', '--n', '1']
SWITCHES = [
    ['--threads', '1', '--max-batch', '1'],
    ['--threads', '2', '--max-batch', '7'],
    ['--threads', '2', '--max-batch', '64', '--order-seed', '1'],
    ['--threads', '1', '--max-batch', '64', '--order-seed', '2'],
    ['--threads', '2', '--prefix-sharing', 'off'],
    ['--threads', '2', '--max-batch', '64', '--kv-memory', '24M'],
    ['--threads', '3', '--max-batch', '5', '--order-seed', '3', '--prefix-sharing', 'off', '--kv-memory', '24M'],
]


def kernel_targets():
    state = json.loads(rbench(['doctor', '--json']).stdout)['kernels']['state']
    return [name.strip() for name in state.split('available:')[1].split(',')]


with Folder() as top:
    reference = os.path.join(top, 'reference')
    rbench(BASE + WHOLE + ['--out', reference])
    want = attempts(reference)
    want_tokens = token_frames(reference)
    equal(len(want), 15, 'number of attempts')
    total = sum(count for count, _ in want_tokens.values())
    check(total > 200, 'too few tokens (%d) for a test of bits' % total)

    # The scalar oracle is slow: it redoes a part of the run, every other target all of it.
    switches = SWITCHES + [['--kernel-target', t] for t in kernel_targets() if t != 'scalar']
    switches.append(['--kernel-target', 'scalar'])
    for index, switch in enumerate(switches):
        folder = os.path.join(top, str(index))
        part = 'scalar' in switch
        rbench(BASE + (PART if part else WHOLE) + switch + ['--out', folder])
        got, got_tokens = attempts(folder), token_frames(folder)
        equal(len(got), 1 if part else len(want), 'number of attempts with %s' % ' '.join(switch))
        for key in got:
            equal(got[key], want[key], 'attempt %s with %s' % (key, ' '.join(switch)))
            equal(got_tokens[key], want_tokens[key], 'tokens or log-probabilities of %s with %s' % (key, ' '.join(switch)))
        if not part:
            equal(run_scores(folder), run_scores(reference), 'scores with %s' % ' '.join(switch))

    signatures = {}
    for switch in [[], ['--threads', '1', '--max-batch', '1'], ['--prefix-sharing', 'off', '--order-seed', '5']] + [
            ['--kernel-target', t] for t in kernel_targets()]:
        signatures[' '.join(switch)] = rbench(['signature'] + switch).stdout
    equal(len(set(signatures.values())), 1, 'number of different signatures among %s' % list(signatures))
    print('15 attempts, %d tokens: %d switches change nothing; %s' % (total, len(switches), signatures[''].split()[1]))
