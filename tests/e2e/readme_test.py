#!/usr/bin/env python3
"""Runs the commands of the README in a new folder, block by block: every fenced block marked `sh` below the line
<!-- commands that CI runs -->, until <!-- end -->."""
import os
import re
from harness import *

require_model()
with open('README.md', encoding='utf-8') as f:
    text = f.read()
parts = re.findall(r'<!-- commands that CI runs -->(.*?)<!-- end -->', text, re.S)
check(parts, 'the README marks no commands')
blocks = [block for part in parts for block in re.findall(r'^```sh\n(.*?)^```', part, re.S | re.M)]
ran = 0
with Folder() as top:
    env = {**os.environ, 'PATH': os.path.dirname(BINARY) + ':' + os.environ['PATH']}
    if data_directory():
        env['RBENCH_DATA'] = data_directory()
    for block in blocks:
        if 'gsm8k' in block and not data_directory():
            continue
        p = subprocess.run(['bash', '-euo', 'pipefail', '-c', block], cwd=top, env=env, capture_output=True, text=True, timeout=900)
        equal(p.returncode, 0, 'exit code of\n%s%s%s' % (block, p.stdout[-1000:], p.stderr[-1000:]))
        ran += 1
print('%d blocks ran' % ran)
