"""What the end-to-end tests share: the binary, runs of it, and independent readers of a run's files."""
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(os.environ.get('RBENCH_BIN', sys.argv[1] if len(sys.argv) > 1 else 'build/release/cli/rbench'))
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def data_directory():
    path = os.environ.get('RBENCH_DATA', '../shared/data')
    return os.path.abspath(path) if os.path.isdir(path) else None


def require(condition, what):
    """Skips the test where `what` is absent, or fails where RBENCH_REQUIRE_DATA=1."""
    if condition:
        return
    print('absent:', what)
    sys.exit(1 if os.environ.get('RBENCH_REQUIRE_DATA') == '1' else SKIPPED)


def require_model():
    p = rbench(['doctor'], check=False)
    if p.returncode != 0:
        print(p.stdout + p.stderr)
    require(p.returncode == 0, 'the embedded model (run make setup) or another thing that doctor names above')


def rbench(arguments, check=True, **keywords):
    keywords.setdefault('capture_output', True)
    keywords.setdefault('text', True)
    keywords.setdefault('timeout', 900)
    p = subprocess.run([BINARY] + arguments, **keywords)
    if check and p.returncode != 0:
        fail('rbench %s ended with %d\n%s\n%s' % (' '.join(arguments), p.returncode, p.stdout[-2000:], p.stderr[-2000:]))
    return p


def fail(message):
    print('FAILED:', message)
    sys.exit(1)


def check(condition, message):
    if not condition:
        fail(message)


def equal(got, want, what):
    if got != want:
        fail('%s differs:\n  got  %r\n  want %r' % (what, got, want))


class Folder:
    """A temporary folder as a context."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix='rbench-e2e-')
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def json_lines(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f if line.strip()]


def attempts(folder):
    """Attempt lines by id, without their timings."""
    out = {}
    for row in json_lines(os.path.join(folder, 'attempts.jsonl')):
        if 'run' in row:
            continue
        row.pop('timings')
        i = row['id']
        out[(i['task'], i['problem'], i['draw'])] = row
    return out


def token_frames(folder):
    """tokens.bin by id: tokens and the bytes of both log-probability rows."""
    with open(os.path.join(folder, 'tokens.bin'), 'rb') as f:
        data = f.read()
    out = {}
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from('<I', data, at)
        payload = data[at + 12:at + 12 + length]
        at += 12 + length
        task_size, = struct.unpack_from('<I', payload, 0)
        task = payload[4:4 + task_size].decode()
        p = 4 + task_size
        problem_size, = struct.unpack_from('<I', payload, p)
        problem = payload[p + 4:p + 4 + problem_size].decode()
        p += 4 + problem_size
        draw, count, flag = struct.unpack_from('<iII', payload, p)
        out[(task, problem, draw)] = (count, payload[p + 12:])
        check(flag == 1 or count == 0, 'a frame without log-probabilities')
    return out


def run_scores(folder):
    with open(os.path.join(folder, 'run.json'), encoding='utf-8') as f:
        return json.load(f)['scores']


def make_hf_cache(folder, home, commit='0123456789abcdef0123456789abcdef01234567'):
    """Puts a model's folder below `home` as the Hugging Face libraries keep org/tiny there."""
    repository = os.path.join(home, 'hub', 'models--org--tiny')
    snapshot = os.path.join(repository, 'snapshots', commit)
    for name in ('refs', 'blobs'):
        os.makedirs(os.path.join(repository, name))
    os.makedirs(snapshot)
    with open(os.path.join(repository, 'refs', 'main'), 'w') as f:
        f.write(commit)
    for name in os.listdir(folder):
        os.link(os.path.join(folder, name), os.path.join(repository, 'blobs', name))
        os.symlink(os.path.join('..', '..', 'blobs', name), os.path.join(snapshot, name))
