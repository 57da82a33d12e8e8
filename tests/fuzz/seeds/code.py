"""Code problems and what programs say."""
import base64
import gzip
import json
import os
import pickle
import zlib

from seeds.target import ROOT, target, write


@target
def dialogue_fuzz(out, data, model):
    def packet(flags, text):
        return bytes([flags, len(text) & 255, len(text) >> 8]) + text
    write(out, 'whole', bytes([0]) + packet(3, b'i42;'))
    write(out, 'two', bytes([1]) + packet(3, b'i42;') + packet(3, b'l2:i1;i2;'))
    write(out, 'pieces', bytes([1]) + packet(1, b'l2:i1;') + packet(3, b'i2;') + packet(3, b'N'))
    write(out, 'descriptor', bytes([2]) + packet(7, b'N') + packet(4, b'passed'))
    write(out, 'no header', bytes([0]) + packet(0, bytes(40)))
    write(out, 'empty', bytes([3]) + packet(3, b'') + packet(0, b''))
    write(out, 'large', bytes([0]) + packet(3, b's60000:' + b'x' * 60000))
    write(out, 'job', b'\x04\x00\x00\x00call' + b'\x03\x00\x00\x00l0:')


def read_rows(data, path, count):
    """The first rows of a published file: JSON Lines or one array, packed or not."""
    with open(os.path.join(data, path), 'rb') as f:
        raw = f.read()
    if raw[:2] == b'\x1f\x8b':
        raw = gzip.decompress(raw)
    text = raw.decode('utf-8')
    if text.lstrip().startswith('['):
        return json.loads(text)[:count]
    return [json.loads(line) for line in text.splitlines()[:count] if line.strip()]


def code_rows(data):
    """(layout number, rows) in the order of the table of layouts."""
    files = [(0, 'livecodebench/full_record_1873_A.jsonl'),
             (0, 'livecodebench/code_generation_release_v1.subset.jsonl'),
             (1, 'humaneval/HumanEval.jsonl.gz'), (3, 'mbpp/mbpp.jsonl'),
             (4, 'mbpp/sanitized-mbpp.json'), (5, 'mbpp/MbppPlus.jsonl.gz'),
             (6, 'leetcode/LeetCodeDataset-v0.2.0-train.jsonl.gz'),
             (7, 'leetcode/deepseek_leetcode_contest_180.jsonl.gz'),
             (8, 'code_stdin/code_contests_test.subset.json.gz'),
             (9, 'code_stdin/codeforces_test.subset.json'),
             (10, 'code_stdin/sandboxfusion_code_contests.subset.jsonl')]
    return [(layout, read_rows(data, path, 40)) for layout, path in files
            if os.path.exists(os.path.join(data, path))]


@target
def code_value_fuzz(out, data, model):
    """Values in every notation: corners, and arguments of real tests."""
    corners = {
        0: ['N', 'T', 'i-12;', 'f3ff0000000000000', 'c3ff00000000000004000000000000000', 's2:\u00e9',
            'b1:a', 'l2:i1;N', 't0:', 'S1:T', 'Z2:i1;i2;', 'd1:s1:al1:F'],
        1: ['[1,-2.5e3,true,null,"\\ud83d\\ude00\\n"]', '{"a":1,"a":[NaN,-Infinity]}', '1e400'],
        2: ["[1, -2.5e3, True, None, 'a\\n' \"b\"]", "{1: (2,), 'x': {3}}", '0x1f', '1_0.5e-1',
            '1-2j', "set([1])", "float('inf')", "b'\\xff'", "r'''a'''", '((1))', "complex(1, -0.0)"],
        3: ['[1]\0[True]', '{1, 2}\0frozenset({2, 1.0})', "{'a': 1}\0{'a': 1.0}"],
    }
    count = 0
    for mark, texts in corners.items():
        for text in texts:
            write(out, 'corner%03d' % count, bytes([mark]) + text.encode('utf-8'))
            count += 1
    for layout, rows in code_rows(data):
        for row in rows[:10]:
            for key in ('base_input', 'plus_input', 'input_output'):
                for item in list(row.get(key) or [])[:4]:
                    write(out, 'json%03d' % count, b'\1' + json.dumps(item)[:2000].encode('utf-8'))
                    write(out, 'repr%03d' % count, b'\2' + repr(item)[:2000].encode('utf-8'))
                    count += 1


@target
def code_output_fuzz(out, data, model):
    """The cases of the table test, and real expected outputs."""
    cases = os.path.join(ROOT, 'tests', 'tasks', 'code', 'cases', 'output_compare.jsonl')
    with open(cases, encoding='utf-8') as f:
        rows = [json.loads(line) for line in f]
    for i, row in enumerate(rows):
        write(out, 'case%03d' % i, (row['expected'] or '') + '\0' + row['output'])
        write(out, 'rule%03d' % i, row['rule'])
    for layout, real in code_rows(data):
        for i, row in enumerate(real):
            tests = row.get('tests')
            if isinstance(tests, list):
                text = tests[0]['output'][:1000]
                write(out, 'real%d_%03d' % (layout, i), text + '\0' + text.replace('\n', ' \n'))


@target
def code_payload_fuzz(out, data, model):
    """The real payload, and each layer of made ones."""
    tests = [{'input': '1 2\n', 'output': '3', 'testtype': 'stdin'},
             {'input': '[1]\n2', 'output': '[3]', 'testtype': 'functional'}]
    text = json.dumps(tests)
    for protocol in (2, 3, 4, 5):
        pickled = pickle.dumps(text, protocol=protocol)
        packed = zlib.compress(pickled)
        write(out, 'pickle%d' % protocol, b'\1' + pickled)
        write(out, 'zlib%d' % protocol, b'\2' + packed)
        write(out, 'base64%d' % protocol, b'\3' + base64.b64encode(packed))
        write(out, 'payload%d' % protocol, b'\0' + base64.b64encode(packed))
    write(out, 'json', b'\0' + text.encode('utf-8'))
    for layout, rows in code_rows(data):
        for i, row in enumerate(rows):
            if 'private_test_cases' in row:
                write(out, 'real%d' % i, b'\0' + row['private_test_cases'].encode('utf-8'))


@target
def code_source_fuzz(out, data, model):
    """Completions of the table test, and sources of real tests and solutions."""
    cases = os.path.join(ROOT, 'tests', 'tasks', 'code', 'cases', 'code_extraction.jsonl')
    with open(cases, encoding='utf-8') as f:
        for i, line in enumerate(f):
            write(out, 'case%03d' % i, json.loads(line)['text'])
    for layout, rows in code_rows(data):
        for i, row in enumerate(rows):
            for key in ('test', 'response', 'canonical_solution', 'completion', 'code', 'assertion'):
                if isinstance(row.get(key), str):
                    write(out, '%s%d_%03d' % (key, layout, i), row[key][:3000])
            for j, text in enumerate(row.get('test_list', [])):
                write(out, 'assert%d_%03d_%d' % (layout, i, j), text)


@target
def code_readers_fuzz(out, data, model):
    """The first small rows of every published layout."""
    for layout, rows in code_rows(data):
        small = [json.dumps(row) for row in rows]
        small = [text for text in small if len(text) < 6000][:6]
        for i, text in enumerate(small):
            write(out, 'row%d_%d' % (layout, i), bytes([layout]) + text.encode('utf-8'))
        write(out, 'array%d' % layout,
              bytes([layout]) + ('[' + ',\n'.join(small[:2]) + ']').encode('utf-8'))
    write(out, 'apps', b'\x0b{"question": "q", "input_output": {"fn_name": "f", "inputs": [[1]], '
                       b'"outputs": [[2]]}}')
