#!/usr/bin/env python3
"""Where no sandbox can be had: nothing is run, with the reason and the remedy; with --unsafe-no-sandbox programs run at level L1
or, where the kernel has no Landlock, L0, held to their limits, and every verdict says so. Such places are made here: a user namespace that may make no others and, for
root, a changed root folder, in which the kernel refuses user namespaces."""
import ctypes
import time
from harness import *

LINES = [
    {'id': 'write', 'language': 'python', 'source': 'import os\nprint(os.path.exists("/etc/passwd"))\nopen("x", "w").write("1")'},
    {'id': 'read', 'language': 'python', 'source': 'import os, signal\ndone = []\nfor act in (lambda: open("/etc/passwd").read(1), '
        'lambda: os.listdir("/home"), lambda: open("TOP/written", "w"), lambda: os.kill(os.getppid(), signal.SIGCONT)):\n'
        '  try: act(); done.append("did")\n  except OSError: done.append("refused")\nprint(*done)'},
    {'id': 'compile', 'language': 'cpp', 'source': '#include <fstream>\nint main() { std::ifstream in("/etc/passwd"); return in ? 3 : 0; }'},
    {'id': 'empty', 'language': 'python', 'source': 'import os\nprint(os.listdir("."))'},
    {'id': 'cpp', 'language': 'cpp', 'source': '#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n; }', 'stdin': '21'},
    {'id': 'loop', 'language': 'python', 'source': 'while True: pass', 'limits': {'cpu_s': 0.5}},
    {'id': 'sleep', 'language': 'python', 'source': 'import time; time.sleep(60)', 'limits': {'cpu_s': 1, 'wall_s': 0.5}},
    {'id': 'memory', 'language': 'python', 'source': 'x = []\nwhile True: x.append(bytearray(1 << 20))', 'limits': {'memory_mb': 64}},
    {'id': 'flood', 'language': 'python', 'source': 'while True: print("x" * 4096)'},
    {'id': 'socket', 'language': 'python', 'source': 'import socket\ntry: socket.socket(); print("open")\nexcept OSError: print("closed")'},
    {'id': 'left', 'language': 'python', 'source': 'import os, time\nfor i in range(3):\n  if os.fork() == 0:\n    os.setsid()\n'
                                                  '    time.sleep(2)\n    open("MARK" + str(i), "w")\n    os._exit(0)'},
]
ENDS = {'read': ('OK', None), 'compile': ('OK', None), 'write': ('OK', 'True\n'), 'empty': ('OK', '[]\n'), 'cpp': ('OK', '42'), 'loop': ('TLE', ''), 'sleep': ('IDLE', ''),
        'memory': ('MLE', ''), 'flood': ('OLE', None), 'socket': ('OK', 'closed\n'), 'left': ('OK', '')}
TESTS = {'inputs': ['21'], 'outputs': ['42']}
ROWS = [{'checker': 'program', 'gold': TESTS, 'answer': '```python\nprint(%s)\n```' % source} for source in ('int(input()) * 2', '4')]
ROOT = '/mnt'
ROWS.append({'checker': 'program', 'gold': {'fn_name': 'f', 'inputs': [[1]], 'outputs': [2]},
             'answer': '```python\ndef f(x): return x + 1\n```'})


# The version of Landlock that this kernel offers; 0: none.
landlock = max(ctypes.CDLL(None).syscall(444, None, 0, 1), 0)


def jsonl(rows):
    return ''.join(json.dumps(row) + '\n' for row in rows)


def as_user(top):
    script = os.path.join(top, 'user.sh')
    with open(script, 'w') as f:
        f.write('echo 0 > /proc/sys/user/max_user_namespaces || exit 77\nexec setpriv --inh-caps=-all --ambient-caps=-all "$@"\n')
    return ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--keep-caps', 'sh', script]


def as_root(top):
    # Not inside of `top`: what is mounted there, in a mount namespace that ends with the test, must never be deleted.
    script = os.path.join(top, 'root.sh')
    with open(script, 'w') as f:
        f.write('mount --rbind / %s || exit 77\nexec chroot %s "$@"\n' % (ROOT, ROOT))
    return ['unshare', '--mount', '--propagation', 'private', 'sh', script]


def try_place(make, blocker):
    with Folder() as top:
        os.chmod(top, 0o755)
        place = make(top)
        if subprocess.run([*place, 'true'], capture_output=True).returncode != 0:
            return False
        env = {**os.environ, 'TMPDIR': top}

        def call(arguments, **keywords):
            return subprocess.run([*place, BINARY, *arguments], capture_output=True, text=True, timeout=300, env=env, **keywords)

        # Refused, with the reason and the remedy.
        p = call(['run', '--jsonl'], input=jsonl(LINES))
        check(p.returncode == 3 and p.stdout == '' and blocker in p.stderr, 'refusal: %r' % p)
        p = call(['grade', '--jsonl'], input=jsonl(ROWS))
        equal([(json.loads(line)['outcome'], json.loads(line)['score']) for line in p.stdout.splitlines()],
              [('ungraded', None)] * len(ROWS), 'verdicts without a sandbox')
        p = call(['doctor', '--sandbox'])
        check(p.returncode == 3 and 'level    L0' in p.stdout and blocker in p.stdout and 'remedy   ' in p.stdout, 'doctor: %r' % p)

        # Allowed: limits hold, nothing stays, and everything says the level.
        lines = json.loads(json.dumps(LINES).replace('MARK', os.path.join(top, 'mark')).replace('TOP', top))
        levels = [(0, ['--no-landlock'], 'WITHOUT A SANDBOX')] + ([(1, [], 'WITHOUT A FULL SANDBOX')] if landlock else [])
        for level, flags, warning in levels:
            p = call(['run', '--jsonl', '--unsafe-no-sandbox', '--threads', '1', *flags], input=jsonl(lines))
            equal(p.returncode, 0, 'exit code: ' + p.stderr)
            check(warning in p.stderr and blocker in p.stderr, 'the warning: ' + p.stderr)
            for line in map(json.loads, p.stdout.splitlines()):
                status, output = ENDS[line['id']]
                if line['id'] == 'compile':
                    status = ('RE', 'OK')[level]
                if line['id'] == 'read':
                    reads, lists, writes, signals = line['stdout'].split()
                    check(level == 1 or reads == lists == 'did', 'L0 walls nothing in: %r' % line)
                    check(level == 0 or reads == lists == writes == 'refused', 'files at L1: %r' % line)
                    check(level == 0 or signals == 'refused' or landlock < 6, 'signals at L1: %r' % line)
                equal((line['status'], line['level']), (status, 'L%d' % level), 'end of %s: %r' % (line['id'], line))
                check(output is None or line['stdout'] == output, 'output of %s: %r' % (line['id'], line))
        p = call(['grade', '--jsonl', '--mode', 'strict', '--unsafe-no-sandbox'], input=jsonl(ROWS))
        equal([(v['reason'], v['tags']) for v in map(json.loads, p.stdout.splitlines())],
              [(word, ['landlock' if landlock else 'unsandboxed']) for word in ('AC', 'WA', 'AC')], 'verdicts: ' + p.stderr)
        check(levels[-1][2] in p.stderr, 'the warning: ' + p.stderr)
        time.sleep(2.5)
        left = [name for name in os.listdir(top) if name.startswith(('rbench-', 'mark'))]
        equal(left, [], 'what programs and slots left')
    return True


tried = []
if try_place(as_user, 'user namespaces are turned off: `sudo sysctl -w user.max_user_namespaces=15000`'):
    tried.append('user')
if os.geteuid() == 0 and try_place(as_root, 'new namespaces: Operation not permitted'):
    tried.append('root')

# Where a sandbox works the flag changes nothing.
p = rbench(['run', '--jsonl', '--unsafe-no-sandbox'], input=jsonl(LINES[:1]))
line = json.loads(p.stdout)
check(line['level'] in ('L2', 'L3') and line['stdout'] == 'False\n' and p.stderr == '', 'the flag beside a sandbox: %r' % p)
if not tried:
    print('no place without namespaces could be made here')
    sys.exit(SKIPPED)
print('without a sandbox, as ' + ' and '.join(tried))
