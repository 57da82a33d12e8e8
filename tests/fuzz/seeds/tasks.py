"""Manifests, answers and data files of tasks."""
import gzip
import json
import os

from seeds.target import ROOT, target, write


@target
def manifest_fuzz(out, data, model):
    """The built-in manifests, alone and with the first rows of their data, and one with every key."""
    folder = os.path.join(ROOT, 'tasks', 'builtin')
    rows = {
        'gsm8k': 'gsm8k/test.jsonl.gz', 'svamp': 'svamp/SVAMP.json', 'gsm_hard': 'gsm_hard/test.jsonl.gz',
        'aime_2024': 'aime/aime_2024.json', 'aime_2025': 'aime/aime_2025_I.jsonl', 'amc23': 'amc23/test.jsonl',
        'aqua': 'aqua/test.json', 'aime_1983_2023': 'aime/aime_1983_2023.json.gz'}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), 'rb') as f:
            manifest = f.read()
        write(out, name, manifest)
        path = os.path.join(data, rows.get(name[:-5], 'absent'))
        if os.path.isfile(path):
            opener = gzip.open if path.endswith('.gz') else open
            with opener(path, 'rt', encoding='utf-8') as f:
                text = f.read()
            if text.lstrip().startswith('['):
                text = json.dumps(json.loads(text)[:3], ensure_ascii=False, indent=1)
            else:
                text = '\n'.join(text.split('\n')[:4])
            write(out, name + '.rows', manifest + b'\n===\n' + text.encode('utf-8'))
    every = """name: t
version: 2
prompt: direct
fewshot: 1
checker: {kind: number, options: {rounding: gold, approx_digits: 3, tolerance: 1/9}, extraction: [boxed, number]}
sampling: {temperature: 0.6, top_p: 0.95, max_new_tokens: 9, draws: 2, stop: ["x"]}
metrics: [pass@1, cons@64]
subsets: {easy: {level: [1, "2"]}}
data:
  problems: test
  shots: test
  splits: {test: [{path: a/*/b.csv}, {path: c, layout: two}]}
  layouts:
    default:
      format: auto
      columns: [q, r, A, B, a, level]
      question: [q, r]
      gold: a
      gold_steps: [trim, {after_last: "="}, {before_last: ";"}, {remove: ","}, {remove_between: ["<", ">"]}, float_as_decimal]
      options: [A, B]
      strip_option_letters: true
      reasoning: r
      reasoning_steps: [trim]
      aliases: ["{level|1=I|2=II}-{q}"]
      extra: [level]
    two: {question: q, gold: a}
  skip: [{reason: picture, field: level, unless: ["1", "2"]}]
"""
    csv = '"What, ""is"" it",2,A) one,B) two,x=1;0,1\r\n"two\nlines",3,(A) o,B. t,=<x>2;,2\nq,r,A) x,B) y,=3;,3\nq,,A) x,B) y,,1\n'
    write(out, 'every', every)
    write(out, 'every.csv', every + '\n===\n' + csv)
    row = {'q': 'a', 'r': 'b', 'A': 'A) 1', 'B': 'B) 2', 'a': '=4;', 'level': 1.0}
    write(out, 'every.jsonl', every + '\n===\n' + json.dumps(row) + '\n\n' + json.dumps(dict(row, a=None)))
    write(out, 'every.json', every + '\n===\n' + json.dumps([row, dict(row, a=7.25, level=True)]))
    for i, line in enumerate(['a,b\n1,2', 'q,a\n"x,1', 'q,a\n"x"y,1', 'q,a\nx"y,1', 'q,q\n1,2', '\ufeffq,a\n1,2\n', '{"q": 1, "a": 2}',
                              '[{"q": "1", "a": 2.5}]', '[1]', '{"q": "x", "a": [1]}', '{"q": "x", "a": true}', '{"a": 1}']):
        small = 'name: t\nchecker: {kind: exact}\ndata:\n  problems: s\n  splits: {s: [{path: p}]}\n  layouts: {d: {question: q, gold: a}}\n'
        write(out, 'small%02d' % i, small + '\n===\n' + line)


@target
def extraction_fuzz(out, data, model):
    """The cases of tests/tasks and real completions."""
    kinds = {'exact': 0, 'choice': 1, 'integer': 2, 'number': 3}
    modes = {'strict': 0, 'lenient': 1, 'bare': 2}
    cases = os.path.join(ROOT, 'tests', 'tasks', 'cases', 'answers.jsonl')
    with open(cases, encoding='utf-8') as f:
        for i, row in enumerate(json.loads(line) for line in f):
            # checker = byte % 6, mode = byte / 8 % 3
            for byte in range(64):
                if byte % 6 == kinds[row['checker']] and byte // 8 % 3 == modes[row['mode']]:
                    break
            byte |= 0x80 if 'choices' in row else 0
            text, times = row.get('answer_repeat', ['', 0])
            answer = row['answer'] + text * min(times, 200)
            write(out, 'case%03d' % i, bytes([byte]) + (row['gold'] + '\n' + answer).encode('utf-8'))
    # The rules by themselves: the last byte chooses which of them, and whether boxes join (bit 3).
    with open(os.path.join(os.path.dirname(cases), 'extraction.jsonl'), encoding='utf-8') as f:
        for i, row in enumerate(json.loads(line) for line in f):
            choice = b'\x09' if row.get('join') else b'\x00'
            write(out, 'rule%03d' % i, b'\x0a42\n' + row['text'].encode('utf-8') + choice)
    for name, field in [('aime24_qwen2.5-14b-instruct', 'gt'), ('amc23_llama-3.1-8b-base', 'gt')]:
        path = os.path.join(data, 'model_outputs_math', name + '.jsonl')
        if not os.path.exists(path):
            continue
        with open(path, encoding='utf-8') as f:
            for i, row in enumerate(json.loads(line) for line in f):
                if i < 10:
                    write(out, '%s%02d' % (name[:5], i), b'\x0a' + (row[field] + '\n' + row['code'][0][-3000:]).encode('utf-8'))


@target
def parquet_fuzz(out, data, model):
    path = os.path.join(data, 'countdown', 'test.parquet')
    if os.path.exists(path):
        whole = open(path, 'rb').read()
        write(out, 'countdown', whole)
        write(out, 'cut', whole[:1000] + whole[-8000:])
    write(out, 'empty', b'PAR1' + bytes(4) + b'PAR1')
