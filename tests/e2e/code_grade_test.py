#!/usr/bin/env python3
"""Programs from the command line: bytes that are no text, verdicts as a live stream, answers in parallel, tests inside of the
line, a stored run graded again, what is said where no program can be run, and what doctor says of the sandbox."""
import base64
import time
from harness import *

DOUBLE = {'inputs': ['2\n', '21\n'], 'outputs': ['4\n', '42\n'], 'time_limit_s': 1}
TRIPLE = {'inputs': [[2], [7]], 'outputs': [6, 21], 'fn_name': 'triple', 'time_limit_s': 1}
BIG = 10 ** 30


def program(source):
    return 'Here it is.\n```python\n' + source + '\n```\n'


def row(source, gold=DOUBLE, **more):
    return dict({'checker': 'program', 'gold': gold, 'answer': program(source)}, **more)


class Stream:
    """A live `rbench grade --jsonl`."""

    def __init__(self, *arguments, binary=BINARY):
        self.child = subprocess.Popen([binary, 'grade', '--jsonl', '--quiet', *arguments], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)

    def send(self, *rows):
        self.child.stdin.write(''.join(json.dumps(one) + '\n' for one in rows))
        self.child.stdin.flush()

    def read(self):
        return json.loads(self.child.stdout.readline())

    def ask(self, one):
        self.send(one)
        return self.read()

    def close(self):
        self.child.stdin.close()
        rest = self.child.stdout.read()
        equal((rest, self.child.wait()), ('', 0), 'the end of a stream')


# --- rbench run: what is no UTF-8 comes as it is beside the text
raw = b'caf\xe9 \xff\n'
source = 'import sys\nsys.stdout.buffer.write(%r)\nsys.stderr.buffer.write(b"\\xfe")' % raw
lines = [{'id': 1, 'language': 'python', 'source': source}, {'id': 2, 'language': 'python', 'source': 'print("caf\u00e9")'}]
p = rbench(['run', '--jsonl'], input=''.join(json.dumps(line) + '\n' for line in lines))
first, second = [json.loads(line) for line in p.stdout.splitlines()]
equal(first['stdout'], raw.decode('utf-8', 'replace'), 'text of bytes that are none')
equal(base64.b64decode(first['stdout_base64']), raw, 'bytes of stdout')
equal((first['stderr'], base64.b64decode(first['stderr_base64'])), ('\ufffd', b'\xfe'), 'stderr')
equal((second['stdout'], 'stdout_base64' in second, 'stderr_base64' in second), ('caf\u00e9\n', False, False), 'plain text')

# --- a live stream: every line is answered before the next is sent
stream = Stream('--mode', 'strict')
out = stream.ask(row('print(int(input()) * 2)', id='a'))
equal((out['id'], out['outcome'], out['score'], out['reason'], out['detail']['mode'], out.get('tags')),
      ('a', 'correct', 1.0, 'AC', 'strict', None), 'a right program')
equal([test['verdict'] for test in out['detail']['ran']], ['AC', 'AC'], 'its tests')
for source, word in [('print(4)', 'WA'), ('print(1 // 0)', 'RE'), ('while True: pass', 'TLE'), ('x = = 1', 'CE'),
                     ('import sys; sys.exit(3)', 'RE'), ('while True: print("x" * 65536)', 'OLE'),
                     ('x = []\nwhile True: x.append(bytearray(1 << 24))', 'MLE')]:
    out = stream.ask(row(source))
    equal((out['outcome'], out['score'], out['reason']), ('wrong', 0.0, word), 'verdict of ' + source)
    if word == 'TLE':
        equal(out.get('tags'), ['near_limit'], 'tags of a program at its limit')
equal(stream.ask({'checker': 'program', 'gold': DOUBLE, 'answer': 'no code'})['outcome'], 'no_answer', 'no code')
for source in ['def triple(x): return 3 * x', 'class Solution:\n    def triple(self, x): return 3 * x']:
    equal(stream.ask(row(source, TRIPLE))['reason'], 'AC', 'a function: ' + source)
equal(stream.ask(row('def triple(x): return x', TRIPLE))['reason'], 'WA', 'a wrong function')
equal(stream.ask(row('def triple(x): return 3 * x', dict(TRIPLE, inputs=[[BIG]], outputs=[3 * BIG])))['reason'], 'AC', 'large integers')
equal(stream.ask(row('def triple(x): return 3.0 * x', dict(TRIPLE, inputs=[[BIG]], outputs=[3 * BIG])))['reason'], 'WA', 'a float')
equal(stream.ask(row('print(int(input()) * 2)', json.dumps(DOUBLE, indent=1)))['reason'], 'AC', 'tests as a text')
equal(stream.ask(row('print(int(input()) * 2)', mode='lenient'))['detail']['mode'], 'faithful', 'mode of evaluation')
cpp = '```cpp\n#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n; }\n```'
equal(stream.ask({'checker': 'program', 'policy': {'language': 'cpp'}, 'gold': DOUBLE, 'answer': cpp})['reason'], 'AC', 'C++')
for gold in [None, {}, 'no tests', {'inputs': ['1'], 'outputs': []}, {'layout': 'mbpq'}]:
    out = stream.ask(row('print(1)', gold))
    check('error' in out and 'outcome' not in out, 'unusable tests %r gave %r' % (gold, out))

# A problem of a task, and mathematics between programs: one stream serves all, in the order of the input.
mixed = [{'id': 1, 'task': 'lcb_style', 'problem': '0', 'answer': program('print("?")')},
         {'id': 2, 'checker': 'math', 'gold': '1/2', 'answer': '\\boxed{0.5}'},
         {'id': 3, 'task': 'lcb_style', 'problem': 'no such', 'answer': 'x'}, row('print(int(input()) * 2)', id=4)]
stream.send(*mixed)
answers = [stream.read() for _ in mixed]
equal([(a['id'], a.get('reason') if a['id'] != 3 else 'error' in a) for a in answers],
      [(1, answers[0]['reason']), (2, 'rational'), (3, True), (4, 'AC')], 'a mixed stream')
check(answers[0]['reason'] in ('WA', 'RE'), 'a program that prints a question mark: %r' % answers[0])
stream.close()

# --- several at once, and the first answer before the last is there
stream = Stream('--mode', 'strict', '--threads', '4')
once = {'inputs': [''], 'outputs': ['']}
slow = 'import time; time.sleep(1.5)'
stream.ask(row('pass', once))  # everything has started
if json.loads(rbench(['doctor', '--sandbox', '--json']).stdout)['slots'] > 1:
    start = time.monotonic()
    stream.send(*([row('pass', once)] + [row(slow, once)] * 4))
    stream.read()
    to_first = time.monotonic() - start
    for _ in range(4):
        equal(stream.read()['reason'], 'AC', 'a program that sleeps')
    to_last = time.monotonic() - start
    check(to_first < to_last - 1.0, 'the first answer came after %.2f s, the last after %.2f s' % (to_first, to_last))
    check(to_last < 5.5, '4 programs that sleep 1.5 s took %.2f s, one after the other' % to_last)
stream.close()

# --- a file of answers
with Folder() as top:
    path = os.path.join(top, 'answers.jsonl')
    with open(path, 'w') as f:
        f.write(''.join(json.dumps(row('print(int(input()) * %d)' % (1 + i % 2))) + '\n' for i in range(20)))
    out = os.path.join(top, 'verdicts.jsonl')
    said = rbench(['grade', path, '--out', out]).stdout
    check('correct    10' in said and 'wrong      10' in said, 'counts of a file:\n' + said)
    equal([one['reason'] for one in json_lines(out)], ['WA', 'AC'] * 10, 'verdicts in the order of the file')

# --- no sandbox: nothing is graded, nothing is zero
with Folder() as top:
    alone = os.path.join(top, 'rbench')  # without the programs that run programs
    shutil.copy(BINARY, alone)
    stream = Stream(binary=alone)
    out = stream.ask(row('print(4)'))
    equal((out['outcome'], out['score'], out['reason']), ('ungraded', None, 'IE'), 'a program that cannot be run')
    check('sandbox' in out['detail']['fault'], 'the reason: %r' % out)
    stream.close()
    p = subprocess.run([alone, 'grade', '--jsonl', '--checker', 'program'], input='', capture_output=True, text=True)
    check(p.returncode != 0 and 'sandbox' in p.stderr, 'a stream of programs without a sandbox: %r' % p)
    p = subprocess.run([alone, 'doctor', '--sandbox', '--json'], capture_output=True, text=True)
    said = json.loads(p.stdout)
    equal((p.returncode, said['level'], said['works'], bool(said['blocker']), bool(said['remedy'])), (3, 'L0', False, True, True),
          'doctor without a sandbox')

# --- doctor
said = json.loads(rbench(['doctor', '--sandbox', '--json']).stdout)
equal((said['works'], all(one['held'] and one['wall_ms'] > 0 for one in said['canaries'])), (True, True), 'doctor: %r' % said)
check(len(said['canaries']) >= 10 and said['level'] in ('L2', 'L3'), 'doctor: %r' % said)
text = rbench(['doctor', '--sandbox']).stdout
for wanted in ['level    ' + said['level'], 'cgroups  ', 'canary   network', '%d of %d canaries held' % ((len(said['canaries']),) * 2)]:
    check(wanted in text, '%r is missing:\n%s' % (wanted, text))

# --- a stored run of a code task, graded again: with its own programs, and with others in their place
require_model()
require(data_directory(), 'the folder of the data sets')
with Folder() as top:
    run = os.path.join(top, 'run')
    env = {**os.environ, 'RBENCH_DATA': data_directory()}
    rbench(['eval', '--tasks', 'humaneval', '--limit', '2', '--n', '3', '--temperature', '0.6', '--max-new-tokens', '16', '--out', run,
            '--quiet'], env=env)
    said = rbench(['grade', run], env=env).stdout
    check('6 attempts graded, 0 verdicts changed, 0 of them flips' in said, 'the same verdicts again:\n' + said)
    # On a machine that has become slow a run keeps its time factor, and a new one takes the machine's.
    identity = json.load(open(os.path.join(run, 'run.json')))['identity']
    check(identity['sandbox']['level'] in (2, 3) and identity['sandbox']['time_factor'] > 0, 'identity: %r' % identity['sandbox'])
    cache = os.environ.get('RBENCH_CACHE') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'rbench')
    slow = os.path.join(top, 'cache')
    os.makedirs(slow)
    os.symlink(os.path.join(cache, 'models'), os.path.join(slow, 'models'))
    speed = json.load(open(os.path.join(cache, 'machine_speed.json')))
    json.dump({**speed, 'kernel_s': 100 * speed['kernel_s']}, open(os.path.join(slow, 'machine_speed.json'), 'w'))
    slow_env = {**env, 'RBENCH_CACHE': slow}
    more = ['eval', '--tasks', 'humaneval', '--limit', '2', '--temperature', '0.6', '--max-new-tokens', '16', '--quiet']
    rbench([*more, '--n', '4', '--out', run], env=slow_env)
    equal(json.load(open(os.path.join(run, 'run.json')))['identity'], identity, 'the identity of a continued run')
    fresh = os.path.join(top, 'fresh')
    rbench([*more, '--n', '1', '--out', fresh], env=slow_env)
    equal(json.load(open(os.path.join(fresh, 'run.json')))['identity']['sandbox']['time_factor'], 4, 'a slow machine')
    import gzip
    with gzip.open(os.path.join(data_directory(), 'humaneval/HumanEval.jsonl.gz'), 'rt') as f:
        published = [json.loads(line) for line in f]
    by_name = {one['task_id']: one for one in published}
    names = {one['id']: one['aliases'][0] for one in json_lines(os.path.join(run, 'problems.jsonl'))}
    path = os.path.join(run, 'attempts.jsonl')
    rows = json_lines(path)
    for one in rows[1:]:
        task = by_name[names[one['id']['problem']]]
        draw = one['id']['draw']
        body = task['canonical_solution'] if draw == 0 else '    return "?"\n' if draw == 1 else '    raise SystemExit\n'
        one['completion']['text'] = program(task['prompt'] + body)
    with open(path, 'w') as f:
        f.write(''.join(json.dumps(one) + '\n' for one in rows))
    for mode, word in [([], 'faithful'), (['--mode', 'strict'], 'strict')]:
        out = os.path.join(top, 'again.jsonl')
        said = rbench(['grade', run, '--out', out, *mode], env=env).stdout
        check('8 attempts graded' in said and '2 of them flips' in said, 'other programs:\n' + said)
        again = json_lines(out)
        equal([one['id'] for one in again], [one['id'] for one in rows[1:]], 'the order of the attempts')
        for one in again:
            verdict = one['verdict']
            equal(verdict['outcome'], 'correct' if one['id']['draw'] == 0 else 'wrong', 'verdict of %r' % one)
            equal(verdict['detail']['mode'], word, 'mode')
            check(verdict['reason'] in ('AC', 'WA', 'RE'), 'word: %r' % verdict)
print('programs are graded as they should be')
