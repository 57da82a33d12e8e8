#!/usr/bin/env python3
"""kill -9 at random moments of a real run, each followed by a resume, ends in the attempts and scores of an undisturbed run."""
import os
import random
import signal
from harness import *

require_model()
KILLS = int(os.environ.get('RBENCH_TEST_KILLS', '20'))
SEED = int(os.environ.get('RBENCH_TEST_SEED', '20'))
print('seed', SEED)
random.seed(SEED)
BASE = [BINARY, 'eval', '--tasks', 'arith', '--limit', '30', '--n', '4', '--temperature', '0.7', '--max-new-tokens', '96', '--prompt',
        'cot', '--max-batch', '16', '--seed', '3', '--log-tokens', '--quiet']

with Folder() as top:
    whole, broken = os.path.join(top, 'whole'), os.path.join(top, 'broken')
    p = subprocess.run(BASE + ['--out', whole], capture_output=True, text=True, timeout=900)
    check(p.returncode == 0, 'the undisturbed run ended with %d: %s' % (p.returncode, p.stderr[-500:]))
    killed = 0
    for _ in range(KILLS):
        p = subprocess.Popen(BASE + ['--out', broken], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            p.communicate(timeout=random.uniform(0.05, 2.5))
        except subprocess.TimeoutExpired:
            p.send_signal(signal.SIGKILL)
            p.communicate()
            killed += 1
    p = subprocess.run(BASE + ['--out', broken], capture_output=True, text=True, timeout=900)
    check(p.returncode == 0, 'the last resume ended with %d: %s' % (p.returncode, p.stderr[-500:]))
    equal(attempts(broken), attempts(whole), 'the set of attempts')
    equal(token_frames(broken), token_frames(whole), 'tokens and log-probabilities')
    equal(run_scores(broken), run_scores(whole), 'the scores')
    print('%d attempts equal after %d kills' % (len(attempts(whole)), killed))
