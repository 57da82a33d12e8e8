#!/usr/bin/env python3
"""Every command explains itself, its examples work, and both spellings and the environment twins of flags are understood."""
import os
import re
from harness import *

listing = rbench(['--help']).stdout
commands = re.findall(r'^  (\w+) {2,}\S', listing, re.M)
check(len(commands) >= 9, 'commands listed: %s' % commands)
has_model = rbench(['doctor', '--json'], check=False).returncode == 0
ran = 0
with Folder() as top:
    env = {**os.environ, 'PATH': os.path.dirname(BINARY) + ':' + os.environ['PATH'], 'RBENCH_QUIET': 'true', 'RBENCH_LIMIT': '1',
           'RBENCH_MAX_NEW_TOKENS': '8'}
    if data_directory():
        env['RBENCH_DATA'] = data_directory()
    with open(os.path.join(top, 'stored.jsonl'), 'w') as f:
        f.write('{"id": 1, "gt": "1/2", "output": "so it is \\\\boxed{0.5}", "score": true}\n')
    with open(os.path.join(top, 'stored.json'), 'w') as f:
        f.write('{"one half": {"answer": "1/2", "responses": {"0.0": {"content": "0.5", "correctness": true}}}}')
    for name, content in [('solution.py', 'print(int(input()) * 2)\n'), ('input.txt', '21\n'),
                          ('solution.cc', '#include <cstdio>\nint main() { std::puts("42"); }\n')]:
        with open(os.path.join(top, name), 'w') as f:
            f.write(content)
    words = [[command] for command in commands]
    words += [['model', word] for word in re.findall(r'^  (\w+) {2,}\S', rbench(['model', '--help']).stdout, re.M)]
    for command in words:
        text = rbench(command + ['--help']).stdout
        command = command[0]
        examples = text.split('\nexamples:\n')[1].strip('\n').split('\n')
        check(examples, 'no example of ' + command)
        for example in examples:
            example = example.strip()
            # Names of files and folders that only the user has.
            if re.search(r'model\.gguf|/data/benchmarks', example) or (not data_directory() and 'gsm8k' in example):
                continue
            if not has_model and command not in ('grade', 'certify', 'tasks', 'run'):
                continue
            if 'runs/first' in example and command == 'grade' and not os.path.exists(os.path.join(top, 'runs/first')):
                continue
            example = re.sub(r'--limit \d+', '--limit 1', example)
            p = subprocess.run(['bash', '-c', example], cwd=top, env=env, capture_output=True, text=True, timeout=600)
            equal(p.returncode, 0, 'exit code of `%s`: %s' % (example, p.stderr[-500:]))
            check(p.stdout.strip(), 'no output of `%s`' % example)
            ran += 1
    a = rbench(['grade', '--gold', '7', '--answer', '#### 7', '--checker', 'integer', '--log_format', 'text']).stdout
    b = rbench(['grade', '--gold', '7', '--answer', '#### 7'], env={**os.environ, 'RBENCH_CHECKER': 'integer'}).stdout
    equal(a, b, 'flag and twin')
print('%d commands, %d examples ran' % (len(commands), ran))
