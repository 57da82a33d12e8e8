#!/usr/bin/env python3
"""Ctrl-C ends a run cleanly with exit code 3 and says how to go on; the same command goes on."""
import os
import signal
import time
from harness import *

require_model()
with Folder() as top:
    run = os.path.join(top, 'run')
    command = [BINARY, 'eval', '--tasks', 'arith', '--limit', '40', '--n', '4', '--max-new-tokens', '64', '--prompt', 'cot', '--max-batch',
               '8', '--out', run]
    p = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.time() + 120
    while time.time() < deadline:
        path = os.path.join(run, 'attempts.jsonl')
        if os.path.exists(path) and len(open(path).readlines()) > 5:
            break
        time.sleep(0.05)
    p.send_signal(signal.SIGINT)
    out, _ = p.communicate(timeout=60)
    equal(p.returncode, 3, 'exit code after Ctrl-C')
    check('--out ' + run in out, 'how to go on is not said:\n' + out)
    some = attempts(run)
    check(0 < len(some) < 160, '%d attempts after the interrupt' % len(some))
    with open(os.path.join(run, 'run.json'), encoding='utf-8') as f:
        equal(json.load(f)['state'], 'interrupted', 'state')
    p = subprocess.run(command, capture_output=True, text=True, timeout=600)
    equal(p.returncode, 0, 'exit code of the second part: ' + p.stderr[-500:])
    whole = attempts(run)
    equal(len(whole), 160, 'attempts in the end')
    check(all(whole[key] == some[key] for key in some), 'a stored attempt changed')
    print('interrupted at %d of 160, then finished' % len(some))
