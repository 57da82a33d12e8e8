#!/usr/bin/env python3
"""rbench's math checker beside math-verify, in turn and in one run. usage: peers.py MATH_PERF [--rounds N]

`make peers` builds MATH_PERF and installs the peer (cmake/setup.sh peers). Both grade the cases of the peer's own
tests and stored outputs of models, extraction included, one thread each, a fresh process a round; what counts is CPU
time. Prints the median of the rounds; ends with an error where a goal is missed.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# Every 3rd stored output (the peer would take minutes a round for all): not the same system of a row each time.
SAMPLE = 3
SETS = ('math_verify_cases', 'model_outputs')
RATIO_GOAL = 200
GOALS = {'mean': 100, 'p99': 3000, 'max': 100000}  # microseconds, ours


def peer_python():
    cache = os.environ.get('RBENCH_CACHE') or os.path.join(
        os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'rbench')
    path = os.path.join(cache, 'peers', 'math_verify', 'bin', 'python')
    if not os.access(path, os.X_OK):
        sys.exit('peers.py: no math-verify at %s; run cmake/setup.sh peers' % path)
    return path


def run(command):
    p = subprocess.run(command, capture_output=True, text=True)
    return p.returncode, p.stdout + p.stderr


def rows(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def figures(times):
    ordered = sorted(times)
    return {'mean': statistics.fmean(times), 'p50': ordered[len(ordered) // 2],
            'p99': ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 'max': ordered[-1]}


def agreement(cases, verdicts):
    labelled = [case for case in cases if 'expected' in case]
    agree = sum(case['expected'] == verdicts[case['id']] for case in labelled)
    return '%d of %d published verdicts' % (agree, len(labelled))


def measure(math_perf, python, rounds, folder):
    """Times and verdicts by set and side: {set: {side: [rows of a round]}}."""
    results = {name: {'math-verify': [], 'rbench': []} for name in SETS}
    for number in range(rounds):
        print('round %d of %d' % (number + 1, rounds), file=sys.stderr)
        code, text = run([math_perf, '--sample', str(SAMPLE), '--times', folder])
        # A missed goal of one round is no error yet: the median counts. A fault is.
        if 'FAULT' in text or (code != 0 and 'MISSED' not in text):
            sys.exit('peers.py: %s ended with %d\n%s' % (math_perf, code, text))
        for name in SETS:
            cases = os.path.join(folder, name + '.jsonl')
            out = os.path.join(folder, name + '.peer.jsonl')
            code, text = run([python, os.path.join(HERE, 'math_verify_peer.py'), cases, out])
            if code != 0:
                sys.exit('peers.py: math-verify ended with %d\n%s' % (code, text[-2000:]))
            ours = rows(os.path.join(folder, name + '.times.jsonl'))
            theirs = rows(out)
            if [row['id'] for row in ours] != [row['id'] for row in theirs]:
                sys.exit('peers.py: the two sides graded different cases')
            results[name]['rbench'].append(ours)
            results[name]['math-verify'].append(theirs)
    return results


def report(name, cases, sides):
    """Prints one set; False where a goal is missed."""
    print('%s: %d answers' % (name, len(cases)))
    print('  %-12s %10s %10s %10s %10s %10s   %s' % ('CPU us', 'mean', 'p50', 'p99', 'max', 'checks/s', 'agrees with'))
    medians = {}
    for side, runs in sides.items():
        each = [figures([row['cpu_us'] for row in run_rows]) for run_rows in runs]
        median = {key: statistics.median(one[key] for one in each) for key in each[0]}
        medians[side] = median
        verdicts = {row['id']: row['correct'] for row in runs[0]}
        print('  %-12s %10.1f %10.1f %10.1f %10.1f %10.0f   %s' % (
            side, median['mean'], median['p50'], median['p99'], median['max'], 1e6 / median['mean'],
            agreement(cases, verdicts)))
    ratios = [sum(row['cpu_us'] for row in theirs) / sum(row['cpu_us'] for row in ours)
              for theirs, ours in zip(sides['math-verify'], sides['rbench'])]
    ratio = statistics.median(ratios)
    missed = ['ratio'] if ratio < RATIO_GOAL else []
    missed += [key for key, goal in GOALS.items() if medians['rbench'][key] > goal]
    print('  rbench checks %.0f times as many a second (rounds: %s); goals: ratio >= %d, mean <= 100 us, p99 <= 3 ms, '
          'max <= 100 ms: %s' % (ratio, ', '.join('%.0f' % one for one in ratios), RATIO_GOAL,
                                 'MISSED ' + ', '.join(missed) if missed else 'met'))
    return not missed


def cpu_name():
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        for line in f:
            if line.startswith('model name'):
                return line.split(':', 1)[1].strip()
    return 'unknown CPU'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('math_perf')
    parser.add_argument('--rounds', type=int, default=5)
    args = parser.parse_args()
    python = peer_python()
    with tempfile.TemporaryDirectory() as folder:
        code, text = run([args.math_perf, '--sample', str(SAMPLE), '--write-cases', folder])
        if code != 0:
            sys.exit('peers.py: %s' % text)
        if not all(os.path.exists(os.path.join(folder, name + '.jsonl')) for name in SETS):
            print(text, end='')
            return 0
        versions = 'import importlib.metadata as m, sys; print("math-verify %s, sympy %s, Python %s" % (' \
                   'm.version("math-verify"), m.version("sympy"), sys.version.split()[0]))'
        print('%s; %s; one thread, median of %d rounds in turn' % (cpu_name(), run([python, '-c', versions])[1].strip(),
                                                                  args.rounds))
        print('model_outputs: every %drd of the stored outputs' % SAMPLE)
        results = measure(args.math_perf, python, args.rounds, folder)
        met = [report(name, rows(os.path.join(folder, name + '.jsonl')), results[name]) for name in SETS]
    return 0 if all(met) else 1


if __name__ == '__main__':
    sys.exit(main())
