"""One long-lived `rbench grade --jsonl` process behind a function call, for reward functions.

    grader = Grader("rbench", "--mode", "strict")
    grader.grade([{"checker": "math", "gold": "1/2", "answer": "It is \\boxed{0.5}."}])

Python's standard library only. Any number of threads may call `grade` at once: their rows are in flight together, and
rbench judges them in parallel. Where the process dies it is started again, and what it had not answered is asked again.
"""
import collections
import json
import os
import subprocess
import threading

TRIES = 3  # of a row whose process died before it answered
USAGE_ERROR = 2  # rbench's exit code for arguments that it cannot use: trying again would change nothing


class _Row:
    def __init__(self, row):
        self.line = json.dumps(row) + "\n"
        self.tries = 0
        self.verdict = None
        self.done = threading.Event()

    def finish(self, verdict):
        self.verdict = verdict
        self.done.set()


class _Child:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.waiting = collections.deque()  # rows sent and not answered, in the order of the answers

    def send(self, row):
        row.tries += 1
        self.waiting.append(row)
        try:
            self.process.stdin.write(row.line)
            self.process.stdin.flush()
        except OSError:
            pass  # it is dead: whoever reads its answers finds the row among those that wait


class Grader:
    def __init__(self, rbench="rbench", *arguments):
        self._command = [rbench, "grade", "--jsonl", "--quiet", *arguments]
        self._lock = threading.Lock()  # of the child and of what is written to it
        self._child = None
        self._usage_error = False
        self.starts = 0

    def grade(self, rows):
        """The verdicts of the rows, in their order: objects with "outcome" and "score", or with "error"."""
        sent = [_Row(row) for row in rows]
        for row in sent:
            with self._lock:
                self._send(row)
        for row in sent:
            row.done.wait()
        if self._usage_error:
            raise ValueError("rbench does not take these arguments: " + " ".join(self._command))
        return [row.verdict for row in sent]

    def close(self):
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.process.stdin.close()
            child.process.wait()

    def _send(self, row):
        if self._child is None:
            self._child = _Child(self._command)
            self.starts += 1
            threading.Thread(target=self._read, args=[self._child], daemon=True).start()
        self._child.send(row)

    def _read(self, child):
        for line in child.process.stdout:
            if line.endswith("\n"):  # not cut off in the middle
                child.waiting.popleft().finish(json.loads(line))
        code = child.process.wait()
        with self._lock:
            if self._child is child:
                self._child = None
            try:
                child.process.stdin.close()
            except OSError:
                pass  # what could not be written any more
            self._usage_error = code == USAGE_ERROR
            for row in child.waiting:
                if row.tries < TRIES and not self._usage_error:
                    self._send(row)
                else:
                    row.finish({"outcome": "ungraded", "score": None, "reason": f"rbench ended with exit code {code}"})


def reward_of(verdict):
    """The score, or None where there is no verdict: an ungraded answer, or a row that rbench cannot use."""
    return verdict.get("score")


def as_text(text):
    """What JSON can carry: lone surrogates, which no UTF-8 has, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


_graders = {}
_graders_lock = threading.Lock()


def shared_grader():
    """The grader of this process, which workers that are forked from it do not share. RBENCH_BIN names the binary."""
    with _graders_lock:
        if os.getpid() not in _graders:
            _graders[os.getpid()] = Grader(os.environ.get("RBENCH_BIN", "rbench"), "--mode", "strict")
        return _graders[os.getpid()]
