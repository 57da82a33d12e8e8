#!/usr/bin/env python3
"""Wall time of `rbench grade --jsonl` on 100,000 stored answers by one thread and by two, in turn.

usage: grade_batch_perf.py RBENCH MATH_PERF

MATH_PERF writes the stored answers (tests/perf/stored_answers.h); they are repeated to the number. The best of five
rounds counts, since whatever else runs on the machine only adds. Fails where an output differs from the first in one
byte, where a line is an error, or where two threads are less than 1.8 times as fast.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

ANSWERS = 100000
ROUNDS = 5
GOAL = 1.8


def write_input(math_perf, folder):
    p = subprocess.run([math_perf, '--write-cases', folder], capture_output=True, text=True)
    stored = os.path.join(folder, 'model_outputs.jsonl')
    if p.returncode != 0 or not os.path.exists(stored):
        print(p.stdout + p.stderr, end='')
        sys.exit(p.returncode)
    with open(stored, encoding='utf-8') as f:
        rows = [json.loads(line) for line in f]
    # The published files hold two empty golds, which rbench refuses.
    rows = [row for row in rows if row['gold'].strip()]
    lines = ['{"id": %%d, %s' % json.dumps({'gold': row['gold'], 'answer': row['answer']})[1:].replace('%', '%%')
             for row in rows]
    path = os.path.join(folder, 'answers.jsonl')
    with open(path, 'w', encoding='utf-8') as f:
        for i in range(ANSWERS):
            f.write(lines[i % len(lines)] % i + '\n')
    return path, len(rows)


def grade(rbench, path, out, threads):
    command = [rbench, 'grade', '--jsonl', '--checker', 'math', '--threads', str(threads)]
    with open(path, 'rb') as answers, open(out, 'wb') as verdicts:
        begin = time.monotonic()
        code = subprocess.run(command, stdin=answers, stdout=verdicts, stderr=subprocess.DEVNULL).returncode
        seconds = time.monotonic() - begin
    if code != 0:
        sys.exit('grade_batch_perf: rbench ended with %d' % code)
    with open(out, 'rb') as f:
        text = f.read()
    if text.count(b'\n') != ANSWERS or b'"error":' in text:
        sys.exit('grade_batch_perf: lines are missing or errors')
    return seconds, hashlib.sha256(text).hexdigest()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    rbench, math_perf = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        path, stored = write_input(math_perf, folder)
        out = os.path.join(folder, 'verdicts.jsonl')
        grade(rbench, path, out, 2)  # brings the files into memory
        seconds = {1: [], 2: []}
        hashes = set()
        for _ in range(ROUNDS):
            for threads in (1, 2):
                used, digest = grade(rbench, path, out, threads)
                seconds[threads].append(used)
                hashes.add(digest)
        size = os.path.getsize(path)
    if len(hashes) != 1:
        sys.exit('grade_batch_perf: the verdicts depend on the number of threads')
    one, two = min(seconds[1]), min(seconds[2])
    print('%d answers (%d different, %.0f MB): 1 thread %.2f s (%.0f/s), 2 threads %.2f s (%.0f/s), load %.1f' % (
        ANSWERS, stored, size / 1e6, one, ANSWERS / one, two, ANSWERS / two, os.getloadavg()[0]))
    print('all outputs are the same bytes; 2 threads are %.2f times as fast as 1 (goal %.1f): %s' % (
        one / two, GOAL, 'met' if one / two >= GOAL else 'MISSED'))
    return 0 if one / two >= GOAL else 1


if __name__ == '__main__':
    sys.exit(main())
