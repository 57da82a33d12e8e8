#!/usr/bin/env python3
"""A run of math500 with the embedded model: grading the run again and grading its completions as a stream give the run's
verdicts, on one thread and on eight; undecided answers have a column of their own; every verdict carries the certified grader."""
from harness import *

require_model()
data = data_directory()
require(data and os.path.isdir(os.path.join(data, 'math')), 'the data sets (RBENCH_DATA)')
LIMIT = int(os.environ.get('RBENCH_TEST_LIMIT', '6'))
TOKENS = os.environ.get('RBENCH_TEST_TOKENS', '128')

with Folder() as top:
    run = os.path.join(top, 'run')
    p = rbench(['eval', '--tasks', 'math500', '--limit', str(LIMIT), '--max-new-tokens', TOKENS, '--data', data, '--out', run, '--quiet'])
    header = next(line for line in p.stdout.splitlines() if 'pass@1' in line)
    check('undecided' in header, 'no column of undecided answers:\n' + p.stdout)
    rows = attempts(run)
    equal(len(rows), LIMIT, 'attempts')
    score = run_scores(run)['math500']
    outcomes = [row['verdict']['outcome'] for row in rows.values()]
    for name in ('undecided', 'ungraded'):
        equal(score['outcomes'][name], outcomes.count(name), name + ' in run.json')
    graders = {row['verdict']['grader'] for row in rows.values()}
    check(len(graders) == 1 and next(iter(graders)).startswith('math/'), 'graders %r' % graders)
    certificate = json.loads(rbench(['certify', '--json']).stdout)['suite_sha256']
    equal(json.load(open(os.path.join(run, 'run.json'), encoding='utf-8'))['certificate']['suite_sha256'], certificate, 'the certificate of the run')

    # The run's own verdicts, again.
    again = rbench(['grade', run, '--data', data]).stdout
    check('%d attempts graded, 0 verdicts changed' % LIMIT in again, 'grading again changed verdicts:\n' + again)

    # The same completions as a stream of answers.
    golds = {row['id']: row['gold'] for row in json_lines(os.path.join(run, 'problems.jsonl'))}
    lines = ''.join(json.dumps({'id': problem, 'gold': golds[problem], 'answer': row['completion']['text'], 'mode': 'lenient'}) + '\n'
                    for (_, problem, _), row in sorted(rows.items()))
    streams = [rbench(['grade', '--jsonl', '--checker', 'math', '--quiet', '--threads', threads], input=lines).stdout for threads in ('1', '8')]
    equal(streams[0], streams[1], 'one thread and eight')
    verdicts = {v['id']: v for v in map(json.loads, streams[0].splitlines())}
    for (_, problem, _), row in rows.items():
        for name in ('outcome', 'score', 'reason', 'extracted'):
            equal(verdicts[problem].get(name), row['verdict'].get(name), '%s of %s' % (name, problem))
    print('%d problems, %s: the run, its second grading and the stream agree' % (LIMIT, ', '.join('%d %s' % (outcomes.count(o), o) for o in sorted(set(outcomes)))))
