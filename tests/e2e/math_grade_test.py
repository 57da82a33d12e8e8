#!/usr/bin/env python3
"""The math checker from the command line: what it explains, a stream of thousands of lines on any number of threads and
under load, bad lines, stored verdicts of another grader, and the certificate."""
from harness import *

# gold, answer, what the explanation must hold
EXPLAINED = [
    ('\\frac12', '\\boxed{0.5}', ['rule boxed', 'gold: (quotient (number 1) (number 2))', 'answer: (number 0.5)', 'correct (rational)']),
    ('\\sqrt{2}+\\sqrt{3}', '\\boxed{\\sqrt{5+2\\sqrt{6}}}', ['correct (proved)']),
    ('\\{1,2\\}', '\\boxed{\\{2,1\\}}', ['correct (same_form)']),
    ('[0,1)', '\\boxed{[0,1]}', ['verdict: wrong']),
    ('5\\text{ cm}', '\\boxed{5\\text{ kg}}', ['verdict: wrong (unit)']),
    ('5', '\\boxed{5 +}', ['verdict: wrong (unparsed)']),
    ('1', '\\boxed{\\sum_{k=1}^{n}k^k}', ['verdict: wrong (unevaluated)']),
    ('42', 'no idea', ['verdict: no_answer']),
]
for gold, answer, wanted in EXPLAINED:
    said = rbench(['grade', '--gold', gold, '--answer', answer, '--mode', 'strict', '--explain']).stdout
    for piece in wanted:
        check(piece in said, '%r is missing for %s, %s:\n%s' % (piece, gold, answer, said))


def stream(lines, threads):
    p = rbench(['grade', '--jsonl', '--checker', 'math', '--quiet', '--threads', str(threads)],
               input=''.join(line + '\n' for line in lines), check=False)
    return p.stdout


# Thousands of lines: the same bytes on one thread and eight, twice, and beside two busy processes.
cases = []
folder = data_directory()
if folder:
    cases = json_lines(os.path.join(folder, 'checker_vectors', 'math_verify_cases.jsonl'))
rows = [(str(case['gold']), str(case['answer'])) for case in cases if isinstance(case.get('gold'), str) and case.get('answer') is not None]
rows += [('\\frac{%d}{%d}' % (i, i % 7 + 2), '\\boxed{\\sqrt{%d}/%d}' % (i * i, i % 7 + 2)) for i in range(1, 1500)]
rows += [('%d\\pi+\\sqrt{%d}' % (i % 9, i), '\\boxed{\\sqrt{%d}+%d\\pi}' % (i, i % 9 + i % 2)) for i in range(2, 1500)]
lines = [json.dumps({'id': str(i), 'gold': g, 'answer': a, 'mode': 'lenient'}) for i, (g, a) in enumerate(rows)]
check(len(lines) >= 2900, 'too few lines')
one = stream(lines, 1)
equal(len(one.splitlines()), len(lines), 'number of verdicts')
check({'correct', 'wrong'} <= {json.loads(line).get('outcome') for line in one.splitlines()}, 'every verdict is the same')
equal(stream(lines, 8) == one, True, 'eight threads against one')
busy = [subprocess.Popen([sys.executable, '-c', 'while True: pass']) for _ in range(2)]
try:
    equal(stream(lines, 8) == one, True, 'under load')
finally:
    for process in busy:
        process.kill()
        process.wait()

# What is no question is an error of its own line; the others go on.
bad = ['{"gold": "1", "answer": ', '[]', '{"gold": 1}', '{"gold": "1", "answer": 5}', '{"gold": "1", "answer": "' + 'x' * (2 << 20) + '"}']
good = json.dumps({'gold': '2', 'answer': '\\boxed{2}'})
mixed = [good]
for line in bad:
    mixed += [line, good]
answers = [json.loads(line) for line in stream(mixed, 2).splitlines()]
equal(len(answers), len(mixed), 'answers to good and bad lines')
for i, answer in enumerate(answers):
    if i % 2 == 0:
        equal(answer.get('outcome'), 'correct', 'the good line %d' % i)
    else:
        check('error' in answer or answer.get('outcome') != 'correct', 'the bad line %d: %r' % (i, answer))

# A line of more than 64 MB is an error of its own, whatever stands around it; the last line needs no end.
for lines_around in ([good], [good] * 500):
    text = ''.join(line + '\n' for line in lines_around) + 'x' * (70 << 20) + '\n' + '\n'.join(lines_around)
    p = rbench(['grade', '--jsonl', '--checker', 'math', '--quiet', '--threads', '2'], input=text)
    answers = [json.loads(line) for line in p.stdout.splitlines()]
    equal(len(answers), 2 * len(lines_around) + 1, 'answers around a long line')
    wrong = [i for i, answer in enumerate(answers) if answer.get('outcome') != 'correct']
    equal(wrong, [len(lines_around)], 'where the long line was')
    check('longer than' in answers[wrong[0]]['error'], 'the error of a long line: %r' % answers[wrong[0]])

# Stored verdicts of another grader.
with Folder() as top:
    path = os.path.join(top, 'stored.jsonl')
    with open(path, 'w', encoding='utf-8') as f:
        for gold, answer, verdict in [('1/2', '\\boxed{0.5}', True), ('1/2', '\\boxed{0.4}', True), ('3', '\\boxed{3}', False),
                                      ('3', '\\boxed{4}', False)]:
            f.write(json.dumps({'gold': gold, 'answer': answer, 'verdict': verdict}) + '\n')
    said = rbench(['grade', '--compare', path, '--fields', 'gold=gold,answer=answer,verdict=verdict']).stdout
    check('0.4' in said and '4 verdicts' in said.replace('4 stored', '4'), 'the comparison:\n' + said)

# The certificate: passes, and twice the same.
said = rbench(['certify']).stdout
check('0 false positives' in said and 'sha256' in said, 'the certificate:\n' + said)
equal(rbench(['certify', '--json']).stdout, rbench(['certify', '--json']).stdout, 'the certificate, again')

# Wrong usage names what is wrong.
p = rbench(['grade', '--gold', '1'], check=False)
check(p.returncode == 2 and '--answer' in p.stderr, 'a gold without an answer: ' + p.stderr)
p = rbench(['grade', '--gold', '1', '--answer', '1', '--mode', 'strickt'], check=False)
check(p.returncode == 2 and 'strict' in p.stderr, 'an unknown mode: ' + p.stderr)
print('the math checker keeps its word on the command line')
