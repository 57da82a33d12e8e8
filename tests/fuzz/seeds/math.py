"""The math checker."""
import json
import os

from seeds.target import ROOT, target, write


def syntax_cases():
    """What is written in the parser's table, with its line ends and tabs."""
    path = os.path.join(ROOT, 'tests', 'tasks', 'math', 'cases', 'syntax.txt')
    with open(path, encoding='utf-8') as f:
        for line in f:
            if '==>' in line and not line.startswith('# '):
                yield line.split('==>')[0].strip().replace('\u2424', '\n').replace('\u2409', '\t')


@target
def math_parser_fuzz(out, data, model):
    """The parser's table."""
    for i, text in enumerate(syntax_cases()):
        write(out, 'syntax%04d' % i, text)


@target
def math_check_fuzz(out, data, model):
    """Known failures of graders, the certificate's pairs, and every answer of the parser's table against itself."""
    cases = os.path.join(ROOT, 'tests', 'tasks', 'math', 'cases', 'known_failures.jsonl')
    certificate = os.path.join(ROOT, 'tasks', 'math', 'certificate')
    files = [cases] + [os.path.join(certificate, name) for name in sorted(os.listdir(certificate)) if name.endswith('.jsonl')]
    number = 0
    for path in files:
        with open(path, encoding='utf-8') as f:
            for line in f:
                if not line.strip():
                    continue
                row = json.loads(line)
                if '\n' not in row['gold']:
                    write(out, 'pair%04d' % number, bytes([number % 128]) + (row['gold'] + '\n' + row['answer']).encode('utf-8'))
                number += 1
    for i, text in enumerate(syntax_cases()):
        if '\n' not in text:
            write(out, 'same%04d' % i, b'\0' + (text + '\n' + text).encode('utf-8'))
