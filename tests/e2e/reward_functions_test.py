#!/usr/bin/env python3
"""The reward functions of examples/ on right, wrong, hostile and ungradable answers, from several threads, and where the
process behind them dies."""
import signal
import threading
from harness import *

os.environ['RBENCH_BIN'] = BINARY
sys.path.insert(0, 'examples')
import rbench_grader
import trl_reward
import verl_reward

DOUBLE = {'inputs': ['2\n', '21\n'], 'outputs': ['4\n', '42\n'], 'time_limit_s': 1, 'memory_limit_mb': 128}
TRIPLE = {'inputs': [[2], [7]], 'outputs': [6, 21], 'fn_name': 'triple', 'time_limit_s': 1}


def code(source):
    return '<think>Hm.</think>\n```python\n' + source + '\n```'


def chat(text):
    return [{'role': 'user', 'content': '?'}, {'role': 'assistant', 'content': text}]


# answer, columns, reward
SAMPLES = [
    ('It is \\boxed{0.5}.', {'solution': '1/2'}, 1.0),
    ('It is \\boxed{0.4}.', {'solution': '1/2'}, 0.0),
    ('0.5', {'solution': '1/2'}, 0.0),  # nothing marked as an answer
    ('<think>\\boxed{0.5}', {'solution': '1/2'}, 0.0),  # thinking never ended
    ('\\boxed{\\{2, 1\\}}', {'solution': '\\{1, 2\\}'}, 1.0),
    (code('print(int(input()) * 2)'), {'tests': DOUBLE}, 1.0),
    (code('print(int(input()) * 2)'), {'tests': json.dumps(DOUBLE)}, 1.0),
    (code('print(4)'), {'tests': DOUBLE}, 0.0),
    (code('def triple(x): return x * 3'), {'tests': TRIPLE}, 1.0),
    (code('def triple(x): return x'), {'tests': TRIPLE}, 0.0),
    (code('print("?")'), {'task': 'lcb_style', 'problem': '0'}, 0.0),
    # Hostile: wrong, never without a verdict, and the next ones are judged as if nothing had been.
    ('\\boxed{' + '9^{' * 200 + '9' + '}' * 200 + '}', {'solution': '1/2'}, 0.0),
    ('$' * 200000 + '\\boxed{', {'solution': '1/2'}, 0.0),
    ('\\boxed{0.5\ud800}', {'solution': '1/2'}, 0.0),  # a lone surrogate
    (code('while True: pass'), {'tests': DOUBLE}, 0.0),
    (code('import os\nwhile True: os.fork()'), {'tests': DOUBLE}, 0.0),
    (code('x = []\nwhile True: x.append(bytearray(1 << 24))'), {'tests': DOUBLE}, 0.0),
    (code('while True: print("4")'), {'tests': DOUBLE}, 0.0),
    (code('import os\nos._exit(0)'), {'tests': DOUBLE}, 0.0),
    (code('import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)'), {'tests': DOUBLE}, 0.0),
    (code('class E:\n    def __eq__(self, other): return True\ndef triple(x): return E()'), {'tests': TRIPLE}, 0.0),
    (code('import sys\ndef triple(x): sys.exit(0)'), {'tests': TRIPLE}, 0.0),
    (code('print(int(input()) * 2)'), {'tests': DOUBLE}, 1.0),
    # No verdict.
    ('\\boxed{1}', {'solution': ''}, None),  # no reference
    (code('print(1)'), {'tests': {'inputs': ['1'], 'outputs': []}}, None),
    (code('print(1)'), {'tests': 'none'}, None),
    (code('print(1)'), {'task': 'no_such_task', 'problem': '0'}, None),
    ('anything', {}, None),
]
wanted = [sample[2] for sample in SAMPLES]
columns = {name: [sample[1].get(name) for sample in SAMPLES] for name in ('solution', 'tests', 'task', 'problem')}
texts = [sample[0] for sample in SAMPLES]

# TRL: strings, conversations, parts of messages; other columns are left alone.
for completions in (texts, [chat(text) for text in texts], [chat([{'type': 'text', 'text': text}]) for text in texts]):
    got = trl_reward.reward(prompts=['?'] * len(texts), completions=completions, trainer_state=None, **columns)
    for sample, one in zip(SAMPLES, got):
        equal(one, sample[2], 'reward of %r for %r' % (sample[0][:80], sample[1]))
equal(trl_reward.reward(completions=['\\boxed{1}', '\\boxed{2}'], solution=['1', '1']), [1.0, 0.0], 'mathematics alone')
equal(trl_reward.reward(completions=[chat(None)], solution=['1']), [0.0], 'a message without content')
equal(trl_reward.reward(completions=[]), [], 'nothing')

# verl: one by one and as a batch.
asked = [sample for sample in SAMPLES if sample[1]]
golds = [sample[1].get('solution') or sample[1].get('tests') for sample in asked]
infos = [{'task': sample[1].get('task'), 'problem': sample[1].get('problem'), 'split': 'train'} for sample in asked]
got = verl_reward.compute_scores(data_sources=['x'] * len(asked), solution_strs=[sample[0] for sample in asked], ground_truths=golds,
                                 extra_infos=infos)
# 'none' is no test object there, but the gold of mathematics: an answer without a mark is wrong.
equal(got, [0.0 if sample[1].get('tests') == 'none' else sample[2] for sample in asked], 'verl, a batch')
equal(verl_reward.compute_score('math', 'It is \\boxed{2}.', '2'), 1.0, 'verl, mathematics')
equal(verl_reward.compute_score('taco', code('print(int(input()) * 2)'), json.dumps(DOUBLE), {'index': 3}), 1.0, 'verl, a program')
equal(verl_reward.compute_score('taco', code('print(4)'), DOUBLE, None), 0.0, 'verl, a wrong program')

# One process did it all.
shared = rbench_grader.shared_grader()
equal(shared.starts, 1, 'processes started')

# From many threads at once.
failures = []


def many(k):
    for i in range(20):
        got = trl_reward.reward([f'\\boxed{{{k}}}', f'\\boxed{{{i}}}', code(f'print({k})')], solution=[str(k), str(i + 1), None],
                                tests=[None, None, {'inputs': [''], 'outputs': [str(k)]}])
        if got != [1.0, 0.0, 1.0]:
            failures.append((k, i, got))


threads = [threading.Thread(target=many, args=[k]) for k in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
equal(failures, [], 'rewards from threads')
equal(shared.starts, 1, 'processes started by threads')

# The process dies: between calls, and again and again under load.
os.kill(shared._child.process.pid, signal.SIGKILL)
equal(trl_reward.reward(texts, **columns), wanted, 'after the process died')
equal(shared.starts, 2, 'processes started after a death')
stop = threading.Event()


def killer():
    for _ in range(2):
        if stop.wait(0.3):
            return
        child = shared._child
        if child:
            os.kill(child.process.pid, signal.SIGKILL)


thread = threading.Thread(target=killer)
thread.start()
simple = [code(f'print({i})') for i in range(60)]
got = trl_reward.reward(simple, tests=[{'inputs': [''], 'outputs': [str(i + i % 2)]} for i in range(60)])
stop.set()
thread.join()
equal(got, [float(i % 2 == 0) for i in range(60)], 'while the process died twice')

# A process that always dies gives no verdict; one that refuses its arguments is an error.
with Folder() as top:
    broken = os.path.join(top, 'broken')
    with open(broken, 'w') as f:
        f.write('#!/bin/sh\nread line\nexit 7\n')
    os.chmod(broken, 0o755)
    grader = rbench_grader.Grader(broken)
    verdicts = grader.grade([{'answer': 'x'}])
    equal((verdicts[0]['outcome'], verdicts[0]['score'], grader.starts), ('ungraded', None, 3), 'a process that always dies')
    alone = os.path.join(top, 'rbench')  # without the programs that run programs
    shutil.copy(BINARY, alone)
    grader = rbench_grader.Grader(alone, '--mode', 'strict')
    verdicts = grader.grade([{'checker': 'program', 'gold': DOUBLE, 'answer': code('print(4)')},
                             {'checker': 'math', 'gold': '1', 'answer': '\\boxed{1}'}])
    equal([rbench_grader.reward_of(verdict) for verdict in verdicts], [None, 1.0], 'rewards without a sandbox')
    grader.close()
for arguments, error in [(['--mode', 'kind'], ValueError), (['--no-such-flag'], ValueError)]:
    try:
        rbench_grader.Grader(BINARY, *arguments).grade([{'answer': 'x'}])
        fail('%r were taken' % arguments)
    except error:
        pass
try:
    rbench_grader.Grader('no-such-rbench').grade([{'answer': 'x'}])
    fail('a binary that is not there was taken')
except FileNotFoundError:
    pass

# What the README shows.
said = subprocess.run([sys.executable, 'examples/trl_reward.py', BINARY], capture_output=True, text=True)
equal((said.stdout, said.returncode), ('[1.0, 0.0, 0.0]\n[1.0, 0.0]\n', 0), 'the demonstration: ' + said.stderr)
shared.close()
print('%d samples, as TRL and verl ask' % len(SAMPLES))
