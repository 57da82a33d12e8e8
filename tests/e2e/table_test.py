#!/usr/bin/env python3
"""The table of a real run is right when recomputed from attempts.jsonl alone; a second grading changes no verdict; a top-up reuses."""
import os
import statistics
from harness import *

require_model()
data = data_directory()
require(data, 'the data sets (RBENCH_DATA)')
LIMIT = int(os.environ.get('RBENCH_TEST_LIMIT', '10'))

with Folder() as top:
    run = os.path.join(top, 'run')
    base = ['eval', '--tasks', 'gsm8k', '--limit', str(LIMIT), '--max-new-tokens', '200', '--temperature', '0.5', '--data', data, '--out',
            run, '--quiet']
    rbench(base + ['--n', '1'])
    first = attempts(run)
    p = rbench(base + ['--n', '2'])
    rows = attempts(run)
    equal(len(rows), 2 * LIMIT, 'attempts after the top-up')
    check(all(rows[key] == first[key] for key in first), 'the top-up changed a stored attempt')

    # Everything below is computed from the attempts and nothing else.
    by_problem = {}
    for (task, problem, draw), row in rows.items():
        check(task == 'gsm8k', 'an attempt of another task')
        check(row['verdict']['outcome'] != 'ungraded', 'an ungraded attempt')
        by_problem.setdefault(problem, []).append(row)
    means = [statistics.mean(r['verdict']['score'] for r in group) for group in by_problem.values()]
    score = statistics.mean(means)
    graded = list(rows.values())
    cut = [r for r in graded if r['completion']['finish_reason'] in ('length', 'context_full')]
    scores = run_scores(run)
    equal(list(scores), ['gsm8k'], 'tasks')
    summary = scores['gsm8k']
    equal(summary['problems'], LIMIT, 'n')
    for name, want in [('pass@1', score), ('truncated', len(cut))]:
        check(abs(summary[name] - want) < 1e-12, '%s is %r in run.json and %r recomputed' % (name, summary[name], want))
    low, high = summary['interval_95']
    check(0 <= low <= score <= high <= 1 and low < high, 'interval [%r, %r] around %r' % (low, high, score))
    for line in (p.stdout, open(os.path.join(run, 'summary.md'), encoding='utf-8').read()):
        check('%.1f' % (100 * score) in line, 'the table does not show %.1f:\n%s' % (100 * score, line))

    again = rbench(['grade', run, '--data', data]).stdout
    check('%d attempts graded, 0 verdicts changed' % (2 * LIMIT) in again, 'grading again changed verdicts:\n' + again)
    print('pass@1 %.3f of %d problems x 2 draws, %d truncated: the table is right' % (score, LIMIT, len(cut)))
