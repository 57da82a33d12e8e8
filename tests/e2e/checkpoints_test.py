#!/usr/bin/env python3
"""Bit-exactness for every family in every format: small random checkpoints, each evaluated under other batches, threads and
orders, without prefix sharing, in little memory, and after kill -9. All formats of the same values agree too.
usage: checkpoints_test.py RBENCH WRITE_CHECKPOINTS [MODEL...]"""
import os
import random
import time
from harness import *

WRITER = os.path.abspath(sys.argv[2])
SEED = int(os.environ.get('RBENCH_TEST_SEED', '6'))
# What WRITER makes, by the type of the matrices; files of one type hold the same values.
FORMATS = {
    'F32': ['F32.gguf', 'parts-00001-of-00003.gguf', 'folder-F32', 'sharded', 'hf:org/tiny'],
    'F16': ['F16.gguf', 'folder-F16'],
    'BF16': ['BF16.gguf', 'folder-BF16'],
    **{type_: [type_ + '.gguf'] for type_ in 'Q8_0 Q4_0 Q4_1 Q5_0 Q5_1 Q2_K Q3_K Q4_K Q5_K Q6_K'.split()},
}
DRAWS = 12
EVAL = ['eval', '--tasks', 'arith:easy', '--limit', '4', '--n', '3', '--temperature', '0.8', '--max-new-tokens', '40',
        '--no-repetition-stop', '--seed', '7', '--log-tokens', '--log-format', 'json']
SWITCHES = [
    ['--threads', '1', '--max-batch', '1'],
    ['--threads', '2', '--max-batch', '5', '--order-seed', '1'],
    ['--threads', '2', '--max-batch', '64', '--order-seed', '2', '--prefix-sharing', 'off'],
]
# One draw at a time, so that there is something to interrupt.
SLOW = ['--threads', '1', '--max-batch', '1', '--order-seed', '3']
PAGE_TOKENS = 16
FEW_PAGES = 9  # the draws together need four times as many


def results(folder):
    return attempts(folder), token_frames(folder), run_scores(folder)


def lines_in(path):
    try:
        with open(path, 'rb') as f:
            return f.read().count(b'\n')
    except FileNotFoundError:
        return 0


def was_killed(arguments, folder, count):
    """Starts a run and kills it after `count` attempts; false where it ended before."""
    p = subprocess.Popen([BINARY] + arguments + ['--out', folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while p.poll() is None and lines_in(os.path.join(folder, 'attempts.jsonl')) <= count:
        time.sleep(0.0005)
    p.kill()
    return p.wait() == -9


def run_interrupted(arguments, folder):
    """A run killed at a place that chance chooses, and finished under other switches."""
    for _ in range(20):
        if was_killed(arguments + SLOW, folder, random.randint(1, DRAWS - 4)):
            break
        shutil.rmtree(folder)
    else:
        fail('20 runs ended before they were killed: ' + ' '.join(arguments))
    p = rbench(arguments + ['--out', folder])
    reused = int(p.stdout.split(' reused)')[0].split()[-1])
    check(0 < reused < DRAWS, '%d of %d draws were reused after kill -9' % (reused, DRAWS))


def check_checkpoint(model, top):
    """The results of an evaluation, which no switch changes."""
    shown = json.loads(rbench(['model', 'show', model, '--json']).stdout)
    arguments = EVAL + ['--model', model]
    few = ['--kv-memory', str(FEW_PAGES * PAGE_TOKENS * shown['kv_bytes_per_token'])]
    want = None
    for index, switch in enumerate([[]] + SWITCHES + [few]):
        folder = os.path.join(top, str(index))
        p = rbench(arguments + switch + ['--out', folder])
        if switch is few:
            check('"preemptions"' in p.stderr, 'nothing was preempted with ' + ' '.join(few))
        got = results(folder)
        want = want or got
        equal(got, want, '%s with %s' % (model, ' '.join(switch)))
    equal(len(want[0]), DRAWS, 'number of attempts')
    folder = os.path.join(top, 'killed')
    run_interrupted(arguments, folder)
    equal(results(folder), want, '%s after kill -9' % model)
    return want


def check_model(name):
    """Every format of one model; the number of checkpoints."""
    with Folder() as top:
        subprocess.run([WRITER, name, top], check=True)
        make_hf_cache(os.path.join(top, 'folder-F32'), os.path.join(top, 'home'))
        os.environ['HF_HOME'] = os.path.join(top, 'home')
        tokens = set()
        for type_, places in FORMATS.items():
            want = None
            for place in places:
                with Folder() as runs:
                    got = check_checkpoint(place if place.startswith('hf:') else os.path.join(top, place), runs)
                want = want or got
                equal(got, want, '%s of %s beside %s' % (place, name, places[0]))
            tokens.add(str(want[1]))
        equal(len(tokens), len(FORMATS), 'number of types of %s with results of their own' % name)
        return sum(map(len, FORMATS.values()))


print('seed', SEED)
random.seed(SEED)
for variable in ('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE'):
    os.environ.pop(variable, None)
models = sys.argv[3:] or subprocess.run([WRITER], capture_output=True, text=True, check=True).stdout.split()
checkpoints = sum(check_model(name) for name in models)
print('%d models in %d checkpoints: %d runs of each give the same bits' % (len(models), checkpoints, len(SWITCHES) + 3))
