#!/usr/bin/env python3
"""Writes the seed corpora of the fuzz targets from real files.

usage: make_seeds.py TARGET OUT_FOLDER [--data DIR] [--model GGUF]

One function a target; each writes small files into OUT_FOLDER. Python 3 standard library only.
"""
import argparse
import gzip
import importlib.util
import base64
import json
import pickle
import zlib
import os
import random
import struct
import sys


def write(folder, name, data):
    if isinstance(data, str):
        data = data.encode('utf-8')
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)


TARGETS = {}


def target(function):
    TARGETS[function.__name__] = function
    return function


@target
def jsonl_fuzz(out, data, model):
    """First lines of every real JSON and JSON Lines file, and the corners of the grammar."""
    count = 0
    for folder, _, names in sorted(os.walk(data)):
        for name in sorted(names):
            if not name.endswith(('.jsonl', '.json')):
                continue
            with open(os.path.join(folder, name), 'rb') as f:
                head = f.read(6000)
            lines = head.split(b'\n')
            write(out, 'head%03d' % count, b'\n'.join(lines[:2])[:4000])
            count += 1
    for i, text in enumerate([
            '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\ud83d\\ude00\\n"],"b":{}}',
            '123456789012345678901234567890', '{"a":1,"a":2}', '[[[[]]]]', '{"torn":tr',
            '1\n\n{"x":[]}\r\n"y"', '\ufeff{"bom":1}', '-0', '1e308', '18446744073709551616']):
        write(out, 'corner%02d' % i, text)


@target
def yaml_fuzz(out, data, model):
    """The project's own YAML files, and the corners of the grammar."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    count = 0
    for folder, folders, names in sorted(os.walk(root)):
        folders[:] = [f for f in folders if not f.startswith('.git') and f != 'build']
        for name in sorted(names):
            if name.endswith(('.yaml', '.yml')):
                with open(os.path.join(folder, name), 'rb') as f:
                    write(out, 'file%03d' % count, f.read(8000))
                count += 1
    for i, text in enumerate([
            'name: x\nlist:\n  - 1\n  - [a, \'b\']\nmap: {k: v}\nnone:\n', 'a: &x 1\nb: *x\n',
            'a: !!str 5\n', 'a: 1\n---\nb: 2\n', 'a: 1\na: 2\n', 't: |\n  two\n  lines\n',
            't: >-\n  folded\n  text\n', '? [1]\n: 2\n', '"q\\"": \'it\'\'s\'\n', 'n: [017, 1e3, no, ~]\n',
            '%YAML 1.2\n---\na: b # comment\n...\n']):
        write(out, 'corner%02d' % i, text)


GGUF_FORMATS = {0: 'B', 1: 'b', 2: 'H', 3: 'h', 4: 'I', 5: 'i', 6: 'f', 7: 'B', 10: 'Q', 11: 'q', 12: 'd'}
GGUF_BLOCKS = {0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84),
               11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 30: (1, 2)}  # elements, bytes


def gguf_text(text):
    return struct.pack('<Q', len(text)) + text


def gguf_value(kind, value):
    """A value with its type number; lists are arrays of `kind`."""
    if isinstance(value, list):
        head = struct.pack('<IIQ', 9, kind, len(value))
    else:
        head, value = struct.pack('<I', kind), [value]
    if kind == 8:
        return head + b''.join(gguf_text(v) for v in value)
    return head + b''.join(struct.pack('<' + GGUF_FORMATS[kind], v) for v in value)


def gguf_build(values, tensors, version=3, alignment=32, data=True):
    """values: [(key, kind, value)]; tensors: [(name, dims with the fastest first, type)]."""
    out = b'GGUF' + struct.pack('<IQQ', version, len(tensors), len(values))
    for key, kind, value in values:
        out += gguf_text(key) + gguf_value(kind, value)
    offset = 0
    for name, dims, kind in tensors:
        elements, size = GGUF_BLOCKS[kind]
        size *= dims[0] // elements
        for dim in dims[1:]:
            size *= dim
        out += gguf_text(name) + struct.pack('<I%dQIQ' % len(dims), len(dims), *dims, kind, offset)
        offset += (size + alignment - 1) // alignment * alignment
    if not data:
        return out
    out += bytes(-len(out) % alignment)
    return out + bytes(i * 37 % 251 for i in range(offset))


def gguf_read(f):
    """The keys and tensor infos of an open file, as gguf_build takes them."""
    def number(code):
        return struct.unpack('<' + code, f.read(struct.calcsize('<' + code)))[0]

    def text():
        return f.read(number('Q'))

    def item(kind):
        return text() if kind == 8 else number(GGUF_FORMATS[kind])

    f.read(8)
    num_tensors, num_values = number('Q'), number('Q')
    values, tensors = [], []
    for _ in range(num_values):
        key, kind = text(), number('I')
        if kind == 9:
            kind, count = number('I'), number('Q')
            values.append((key, kind, [item(kind) for _ in range(count)]))
        else:
            values.append((key, kind, item(kind)))
    for _ in range(num_tensors):
        name, num_dims = text(), number('I')
        dims = [number('Q') for _ in range(num_dims)]
        tensors.append((name, dims, number('I')))
        number('Q')
    return values, tensors


def gguf_tiny(matrix=0, layers=1, hidden=8, tied=True, vocabulary=4, family=b'llama'):
    tokens = [b'<|endoftext|>', b'<|im_start|>', b'<|im_end|>'] + [b'%c' % (97 + i) for i in range(vocabulary - 3)]
    values = [(b'general.architecture', 8, b'llama'), (b'general.name', 8, b'tiny'),
              (b'llama.block_count', 4, layers), (b'llama.context_length', 4, 64),
              (b'llama.embedding_length', 4, hidden), (b'llama.feed_forward_length', 4, hidden),
              (b'llama.attention.head_count', 4, 2), (b'llama.attention.head_count_kv', 4, 1),
              (b'llama.attention.layer_norm_rms_epsilon', 6, 1e-5), (b'llama.rope.freq_base', 6, 1e4),
              (b'tokenizer.ggml.model', 8, b'gpt2'), (b'tokenizer.ggml.pre', 8, b'smollm'),
              (b'tokenizer.ggml.tokens', 8, tokens), (b'tokenizer.ggml.token_type', 5, [3, 3, 3] + [1] * (vocabulary - 3)),
              (b'tokenizer.ggml.merges', 8, [b'a b']), (b'tokenizer.ggml.eos_token_id', 4, 2),
              (b'tokenizer.chat_template', 8, b'{{ x }}<|im_end|>')]
    tensors = [(b'token_embd.weight', [hidden, vocabulary], matrix)]
    for layer in range(layers):
        for name, rows in ((b'attn_norm', 0), (b'attn_q', hidden), (b'attn_k', hidden // 2), (b'attn_v', hidden // 2),
                           (b'attn_output', hidden), (b'ffn_norm', 0), (b'ffn_gate', hidden), (b'ffn_up', hidden),
                           (b'ffn_down', hidden)):
            dims = [hidden, rows] if rows else [hidden]
            tensors.append((b'blk.%d.%s.weight' % (layer, name), dims, matrix if rows else 0))
        extras = {b'llama': [], b'qwen2': [(b'attn_q.bias', hidden), (b'attn_k.bias', hidden // 2), (b'attn_v.bias', hidden // 2)],
                  b'qwen3': [(b'attn_q_norm.weight', hidden // 2), (b'attn_k_norm.weight', hidden // 2)]}[family]
        tensors += [(b'blk.%d.%s' % (layer, name), [size], 0) for name, size in extras]
    tensors.append((b'output_norm.weight', [hidden], 0))
    if not tied:
        tensors.append((b'output.weight', [hidden, vocabulary], matrix))
    values = [(key.replace(b'llama.', family + b'.', 1), kind, family if value == b'llama' else value)
              for key, kind, value in values]
    return values, tensors


@target
def gguf_fuzz(out, data, model):
    """Tiny whole models of every type, variations of their keys, and the header of the real model, shortened."""
    for kind, (elements, _) in GGUF_BLOCKS.items():
        # Whole files of blocks of 256 would be large: their headers alone.
        large = elements > 32
        write(out, 'type%02d' % kind, gguf_build(*gguf_tiny(kind, hidden=256 if large else 32), data=not large))
    for family in (b'qwen2', b'qwen3'):
        write(out, family.decode(), gguf_build(*gguf_tiny(family=family, layers=2)))
    write(out, 'untied', gguf_build(*gguf_tiny(tied=False, layers=2), version=2))
    write(out, 'aligned', gguf_build([(b'general.alignment', 4, 64)] + gguf_tiny()[0], gguf_tiny()[1], alignment=64))
    for i, extra in enumerate([
            (b'llama.attention.key_length', 4, 4), (b'llama.attention.value_length', 10, 4),
            (b'llama.rope.dimension_count', 2, 4), (b'llama.vocab_size', 0, 4), (b'llama.rope.scaling.type', 8, b'none'),
            (b'llama.rope.scaling.factor', 12, 1.0), (b'llama.rope.scaling.type', 8, b'yarn'),
            (b'llama.attention.sliding_window', 4, 0), (b'llama.expert_count', 1, 0), (b'llama.attention.causal', 7, 1),
            (b'llama.use_parallel_residual', 7, 0), (b'llama.tensor_data_layout', 8, b'Meta AI original pth'),
            (b'llama.logit_scale', 6, 2.0), (b'tokenizer.ggml.add_bos_token', 7, 1),
            (b'tokenizer.ggml.add_eos_token', 7, 1), (b'tokenizer.ggml.bos_token_id', 5, 1),
            (b'tokenizer.ggml.eot_token_id', 11, 0), (b'tokenizer.ggml.eom_token_id', 3, 3),
            (b'tokenizer.ggml.add_space_prefix', 7, 0), (b'tokenizer.ggml.scores', 6, [0.5] * 4),
            (b'general.type', 8, b'model'), (b'split.count', 2, 1), (b'split.count', 2, 3), (b'split.no', 2, 1), (b'general.tags', 8, [b'a', b'b']),
            (b'tokenizer.ggml.fim_pre_token_id', 4, 3), (b'tokenizer.ggml.odd', 4, 3)]):
        values, tensors = gguf_tiny()
        write(out, 'key%02d' % i, gguf_build(values + [extra], tensors))
    for i, (key, kind, value) in enumerate([
            (b'llama.attention.head_count', 4, [2]), (b'llama.block_count', 10, 1),
            (b'tokenizer.ggml.pre', 8, b'default'), (b'general.architecture', 8, b'mamba'),
            (b'llama.rope.freq_base', 12, 5e5), (b'tokenizer.ggml.model', 8, b'llama')]):
        values, tensors = gguf_tiny()
        values = [(key, kind, value) if v[0] == key else v for v in values]
        write(out, 'changed%02d' % i, gguf_build(values, tensors))
    values, tensors = gguf_tiny()
    scored = [(k, t, b'llama' if k == b'tokenizer.ggml.model' else v) for k, t, v in values]
    write(out, 'scored', gguf_build(scored + [(b'tokenizer.ggml.scores', 6, [0.5, -1.0, -2.0, -3.0])], tensors))
    write(out, 'rope_freqs', gguf_build(values, tensors + [(b'rope_freqs.weight', [2], 0)]))
    write(out, 'bias', gguf_build(values, tensors + [(b'blk.0.attn_q.bias', [8], 0)]))
    write(out, 'header', gguf_build(values, tensors, data=False))
    if model:
        with open(model, 'rb') as f:
            values, tensors = gguf_read(f)
        short = {b'llama.vocab_size': 40, b'llama.block_count': 2}
        values = [(k, t, v[:40] if isinstance(v, list) else short.get(k, v)) for k, t, v in values]
        tensors = [(n, [d[0], 40] if n == b'token_embd.weight' else d, t) for n, d, t in tensors
                   if not n.startswith(b'blk.') or n.startswith((b'blk.0.', b'blk.1.'))]
        write(out, 'real_header', gguf_build(values, tensors, data=False))


@target
def tokenizer_fuzz(out, data, model):
    """Strings of the reference file with and without marks, and vocabularies with one thing wrong."""
    path = os.path.join(data, 'model_reference', 'smollm2_tokenizer.jsonl.gz')
    rows = gzip.open(path, 'rt', encoding='utf-8') if os.path.exists(path) else []
    for i, row in enumerate(rows):
        text = json.loads(row)['text'].encode('utf-8')[:3000]
        spans = bytes([i % 4]) + bytes([3 * i % 50, i % 40] * (i % 4))
        write(out, 'text%03d' % i, bytes([0, i % 3]) + spans + text)
    for i, text in enumerate([
            b'\0\0\0<|a|>the<|b|><|a|><|b|>\xe6\x97\xa5', b'\0\1\1\2\5the<|a|> 12<|b|>aaaaabab',
            b'\0\2\2\1\3\2\4<|\xff\xe2\x82<|a|>\0\n\n1', b'\0\0\0' + b'ab' * 100 + b' ' * 80]):
        write(out, 'special%02d' % i, text)
    for i, text in enumerate([
            b'\0text <|a|> \xff', b'\0t0qq\nmq q\nqqqq', b'\0t2<|c|>\nt3<user>\nt4[PAD]\n<|c|><user>[PAD]',
            b'\0u4\nu241\na\x04b\xf1', b'\0t0q', b'\0mq z', b'\0mth e', b'\0m q', b'\0mab', b'\0t7x', b'\0d',
            b'\0pgpt-2\nb5\ne7\no9\nx', b'\0pstarcoder\n 12', b'\0pdefault', b'\0gllama', b'\0b99999',
            b'\0t5<0x41>', b'\0u65\nt5<0x41>\nABBA', b'\1', b'\1t0a', b'\2x', b'\6b1\ne2\nx', b'\0t2\xff',
            b'\0t0a b', b'\0t2the', b'\0t2', b'\0t2' + b'x' * 300, b'\0o-1', b'\0mt t\nt0tt\ntttt']):
        write(out, 'spec%02d' % i, b'\1' + text)


def byte_alphabet():
    """GPT-2's spelling of the 256 bytes."""
    plain = [*range(0x21, 0x7f), *range(0xa1, 0xad), *range(0xae, 0x100)]
    rest = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) if byte in plain else chr(0x100 + rest.index(byte)) for byte in range(256)]


@target
def tokenizer_json_fuzz(out, data, model):
    """A small tokenizer.json of every family with the files beside it, and each with one thing wrong."""
    split = lambda regex: {'type': 'Split', 'pattern': {'Regex': regex}, 'behavior': 'Isolated', 'invert': False}
    level = lambda regex: {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': regex}
    sequence = lambda *members: {'type': 'Sequence', 'pretokenizers': list(members)}
    digits = {'type': 'Digits', 'individual_digits': True}
    words = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
             r"|\s*[\r\n]+|\s+(?!\S)|\s+")
    coder = sequence(split('[\r\n]'), split(r'\s?\p{L}+'), split(r'\s?\p{P}+'), digits, level(False))
    marks = [{'type': 'Prepend', 'prepend': '\u2581'},
             {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '\u2581'}]
    metaspace = {'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': 'first', 'split': False}
    families = {
        'gpt2': (level(True), None), 'smollm': (sequence(digits, level(True)), None), 'coder': (coder, None),
        'llama3': (sequence(split(words), level(False)), None),
        'qwen2': (sequence(split(words.replace('{1,3}', '')), level(False)), {'type': 'NFC'}),
        'llama2': (None, {'type': 'Sequence', 'normalizers': marks}), 'mistral': (metaspace, None)}
    added = lambda id_, text, **flags: dict(
        {'id': id_, 'content': text, 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False,
         'special': True}, **flags)
    for name, (pre, normalizer) in families.items():
        marked = name in ('llama2', 'mistral')
        names = ['<0x%02X>' % byte for byte in range(256)] + list('\u2581the') if marked else byte_alphabet()
        space = '\u2581' if marked else '\u0120'
        merges = [('t', 'h'), ('th', 'e'), (space, 'the')]
        vocab = {text: i for i, text in enumerate(names + [left + right for left, right in merges] + ['<s>'])}
        size = len(vocab)
        begin = [{'SpecialToken': {'id': '<s>', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}]
        file = {
            'version': '1.0', 'truncation': None, 'padding': None,
            'added_tokens': [added(vocab['<s>'], '<s>'), added(size, '<|a|>', lstrip=True), added(
                size + 1, '<think>', normalized=name != 'llama2', special=False, rstrip=True)],
            'normalizer': normalizer, 'pre_tokenizer': pre,
            'post_processor': {'type': 'TemplateProcessing', 'single': begin, 'pair': begin, 'special_tokens': {
                '<s>': {'id': '<s>', 'ids': [vocab['<s>']], 'tokens': ['<s>']}}},
            'decoder': {'type': 'Sequence', 'decoders': [{'type': 'Fuse'}]} if marked else level(True),
            'model': {'type': 'BPE', 'dropout': None, 'unk_token': None, 'continuing_subword_prefix': None,
                      'end_of_word_suffix': None, 'fuse_unk': False, 'byte_fallback': marked,
                      'ignore_merges': name == 'llama3', 'vocab': vocab,
                      'merges': [' '.join(pair) for pair in merges] if name == 'llama3' else merges}}
        text = json.dumps(file, ensure_ascii=False, separators=(',', ':')).encode()
        config = json.dumps({
            'tokenizer_class': 'LlamaTokenizerFast' if marked else 'PreTrainedTokenizerFast', 'add_bos_token': True,
            'bos_token': '<s>', 'eos_token': {'content': '<|a|>'}, 'chat_template': [
                {'name': 'default', 'template': '{{ bos_token }}'}],
            'added_tokens_decoder': {str(size): {'content': '<|a|>', 'single_word': True, 'special': True}}}).encode()
        rest = config + b'\0{"pad_token":"<think>"}\0{"eos_token_id":[%d,%d]}' % (size, size + 1)
        write(out, name, text)
        write(out, name + '_folder', text + b'\0' + rest)
        for i, (good, bad) in enumerate([
                (b'"t",', b'"qq",'), (b'"id":%d' % size, b'"id":%d' % (size + 7)), (b'"BPE"', b'"Unigram"'),
                (b'"merges":[', b'"merges":[3,'), (b'{"<s>":', b'{"<x>":'), (b':0,', b':99999999,'),
                (b'"ByteLevel"', b'"Whitespace"'), (b'"dropout":null', b'"dropout":0.1'),
                (b'"Regex":"', b'"Regex":"(a+)+'), (b'"model"', b'"Model"'), (b'"vocab":{', b'"vocab":{"t":1,')]):
            if good in text:
                write(out, '%s_bad%02d' % (name, i), text.replace(good, bad, 1) + b'\0' + rest)
    write(out, 'deep', '[' * 200)


@target
def manifest_fuzz(out, data, model):
    """The built-in manifests, alone and with the first rows of their data, and one with every key."""
    folder = os.path.join(os.path.dirname(__file__), '..', '..', 'tasks', 'builtin')
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
    cases = os.path.join(os.path.dirname(__file__), '..', 'tasks', 'cases', 'answers.jsonl')
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


def syntax_cases():
    """What is written in the parser's table, with its line ends and tabs."""
    path = os.path.join(os.path.dirname(__file__), '..', 'tasks', 'math', 'cases', 'syntax.txt')
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
    cases = os.path.join(os.path.dirname(__file__), '..', 'tasks', 'math', 'cases', 'known_failures.jsonl')
    certificate = os.path.join(os.path.dirname(__file__), '..', '..', 'tasks', 'math', 'certificate')
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


@target
def template_fuzz(out, data, model):
    """The published chat templates with their contexts, and small templates for each feature."""
    folder = os.path.join(data, 'chat_templates')
    rows = []
    if os.path.isdir(folder):
        with open(os.path.join(folder, 'rendered.json'), encoding='utf-8') as f:
            rows = json.load(f)
    for i, row in enumerate(rows):
        if row['conversation'] in ('multi', 'reasoned', 'specials') and i % 3 == 0:
            with open(os.path.join(folder, row['template'] + '.jinja'), encoding='utf-8') as f:
                write(out, '%s-%d' % (row['template'], i), f.read() + '\0' + json.dumps(row['context'], ensure_ascii=False))
    context = json.dumps({'s': 'a <|x|> \u00e9', 'n': [3, 1, 2.5], 'd': {'k': 'v', 'b': None}, 'r': [{'n': 'x', 'v': 1}],
                          'messages': [{'role': 'user', 'content': 'hi\nyou'}]})
    features = [
        '{% for m in r if m.v %}{{ loop.index }}{% else %}x{% endfor %}',
        '{% for a, b in d.items() %}{{ loop.cycle(a, b) }}{{ loop.changed(a) }}{{ loop.previtem }}{% endfor %}',
        '{% macro m(a, b=2) %}{{ a ~ b }}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{% call m(1, 2, 3, x=4) %}q{% endcall %}',
        '{% set ns = namespace(x=1) %}{% set ns.x = ns %}{{ ns.x is defined }}{% set a, (b, c) = 1, [2, 3] %}{{ a + b ** c // 2 % 5 }}',
        '{% set x | upper %}a{% endset %}{% filter indent(2) %}{{ x }}\nb{% endfilter %}{% with a = 1 %}{{ a }}{% endwith %}',
        '{% raw %}{{ }}{% endraw %}{#- c -#}{%- generation -%}g{%- endgeneration -%}{% print 1, 2 %}',
        '{{ s[::-1] }}{{ s[1:4] }}{{ s.split(" ", 1) }}{{ s.rsplit() }}{{ s.strip("a") }}{{ s.replace("a", "bb", 1) }}{{ s.title() }}',
        '{{ "%s %5.2f %x %r" % (s, 1.5, 255, s) }}{{ "{:>8} {x!r}".format(s, x=1) }}{{ s.center(20, "*") }}{{ s.partition("<") }}',
        '{{ n|sort|join(",") }}{{ n|map("string")|list }}{{ r|selectattr("v", "eq", 1)|map(attribute="n")|first }}{{ n|sum }}{{ n|max }}',
        '{{ d|tojson(indent=2) }}{{ d|dictsort(by="value") }}{{ d|items|list }}{{ [s, none, {1: 2.0}]|tojson(ensure_ascii=true, sort_keys=true) }}',
        '{{ "12"|int + "0x1f"|int(0, 16) }}{{ 2.675|round(2) }}{{ 1 if 0 }}{{ 1 < 2 <= 3 != 4 }}{{ s is string and n is not mapping }}',
        '{{ strftime_now("%Y-%m-%d %-d %j") }}{{ range(1, 9, 2)[1] }}{{ dict(a=1, **d) }}{{ "x" in s }}{{ 3 not in n }}{{ raise_exception("e") }}',
        '{{ n|unique|list|reverse|list }}{{ n|min }}{{ s|wordcount }}{{ s|e }}{{ missing|default("d") }}{{ s|capitalize|trim|length }}',
        '{% for i in range(9) %}{% if i is odd %}{% continue %}{% elif i > 5 %}{% break %}{% else %}{{ i }}{% endif %}{% endfor %}',
        '{{ s.isalpha() }}{{ s.zfill(9) }}{{ s.find("<") }}{{ s.rfind("|") }}{{ s.count("a") }}{{ s.splitlines() }}{{ s.startswith(("a", "b")) }}',
    ]
    for i, feature in enumerate(features):
        write(out, 'feature%02d' % i, feature + '\0' + context)
    # Every method, subscript, filter and test once, and random templates, from the tables of the Jinja2 comparison.
    path = os.path.join(os.path.dirname(__file__), '..', 'models', 'template', 'jinja2_differential.py')
    spec = importlib.util.spec_from_file_location('jinja2_differential', path)
    grammar = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grammar)
    context = '\0' + json.dumps(grammar.CONTEXT, ensure_ascii=False)
    names = {'text': 's', 'number': 'i', 'list': 'recs', 'dict': 'd', 'any': 'missing'}
    expressions = ['%s is %s' % (name, test) for test in grammar.TESTS for name in ('i', 's')]
    for kind, name in names.items():
        expressions += [name + '.' + method for method in grammar.KIND_METHODS[kind]]
        expressions += [name + subscript for subscript in grammar.KIND_SUBSCRIPTS[kind]]
        expressions += [name + '|' + chain for chain in grammar.KIND_FILTERS[kind]]
        expressions += ['words|' + chain for chain in grammar.KIND_FILTERS[kind] if kind == 'list']
    expressions += ['%s %s %s' % (a, op, b) for op in sorted(set(grammar.ALL_OPERATORS)) for a, b in (('i', 'f'), ('i', '3'), ('s', 'e'))]
    expressions += ['strftime_now("%%%s")' % letter for letter in 'aAbBcCdDeFHIjklmMnprRStTuUwWyYxXq']
    expressions += ['"%%%s" %% %s' % pair for pair in (('+08.3f', 'f'), ('-9d', 'i'), ('#x', 'i'), ('o', 'i'), ('e', 'f'), ('G', 'f'), ('c', '65'),
                                                      ('(k)s', 'd'), ('*d', '(4, 2)'), ('.2s', 's'), ('r', 's'))]
    expressions += ['"{:%s}".format(%s)' % pair for pair in (('*^9', 's'), ('+d', 'i'), (',', '1234567'), ('#x', 'i'), ('08.2f', 'f'), ('.1%', 'f'), ('e', 'f'), ('>7.2', 's'))]
    for i, expression in enumerate(expressions):
        write(out, 'expr%03d' % i, '{{ %s }}' % expression + context)
    generator = grammar.Generator(random.Random(1))
    for i in range(150):
        write(out, 'random%03d' % i, generator.template() + context)


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
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    cases = os.path.join(root, 'tests', 'tasks', 'code', 'cases', 'output_compare.jsonl')
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
def parquet_fuzz(out, data, model):
    path = os.path.join(data, 'countdown', 'test.parquet')
    if os.path.exists(path):
        whole = open(path, 'rb').read()
        write(out, 'countdown', whole)
        write(out, 'cut', whole[:1000] + whole[-8000:])
    write(out, 'empty', b'PAR1' + bytes(4) + b'PAR1')


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
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    cases = os.path.join(root, 'tests', 'tasks', 'code', 'cases', 'code_extraction.jsonl')
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


def safetensors_build(tensors, metadata=None, pad=True):
    """tensors: (name, dtype, shape, bytes) in the order of the file."""
    header, data = {}, b''
    if metadata is not None:
        header['__metadata__'] = metadata
    for name, dtype, shape, content in tensors:
        header[name] = {'dtype': dtype, 'shape': shape, 'data_offsets': [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(',', ':')).encode('utf-8')
    if pad:
        text += b' ' * (-len(text) % 8)
    return struct.pack('<Q', len(text)) + text + data


@target
def safetensors_fuzz(out, data, model):
    """Small files of every type, and what a writer could get wrong."""
    write(out, 'empty', safetensors_build([]))
    write(out, 'metadata', safetensors_build([], {'format': 'pt', 'x': ''}))
    for dtype, size in (('F32', 4), ('F16', 2), ('BF16', 2), ('F64', 8), ('I64', 8), ('U8', 1), ('BOOL', 1),
                        ('F8_E4M3', 1), ('F8_E5M2', 1), ('C64', 8), ('Q9', 1)):
        write(out, 'type_' + dtype, safetensors_build([('a', dtype, [2, 3], bytes(6 * size))]))
    three = [('model.norm.weight', 'BF16', [3], bytes(6)), ('scalar', 'F32', [], bytes(4)), ('none', 'F16', [0, 5], b'')]
    write(out, 'three', safetensors_build(three))
    write(out, 'unpadded', safetensors_build(three, pad=False))
    whole = safetensors_build(three)
    for size in (0, 7, 8, 9, 20, len(whole) - 1):
        write(out, 'cut%d' % size, whole[:size])
    write(out, 'longer', whole + b'x')
    write(out, 'length', struct.pack('<Q', 2**63) + whole[8:])
    for i, text in enumerate([
            '{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}',
            '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            '{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            '{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[2],"data_offsets":[1,5]}}',
            '{"\\u0000":{"dtype":"F32","shape":[-1],"data_offsets":[0,1e3]}}', '{"a":[[[[1]]]]}']):
        write(out, 'header%d' % i, struct.pack('<Q', len(text)) + text.encode('utf-8') + bytes(8))


HF_LLAMA = {
    'architectures': ['LlamaForCausalLM'], 'model_type': 'llama', 'hidden_size': 64, 'intermediate_size': 96,
    'num_hidden_layers': 2, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'vocab_size': 300,
    'max_position_embeddings': 512, 'rms_norm_eps': 1e-5, 'rope_theta': 10000.0, 'hidden_act': 'silu',
    'tie_word_embeddings': True, 'bos_token_id': 1, 'eos_token_id': 2, 'torch_dtype': 'bfloat16'}


@target
def hf_config_fuzz(out, data, model):
    """Configurations of every family, and every key that is looked at."""
    llama3 = {'rope_type': 'llama3', 'factor': 8.0, 'low_freq_factor': 1.0, 'high_freq_factor': 4.0,
              'original_max_position_embeddings': 8192}
    changes = [
        {}, {'eos_token_id': [2, 3]}, {'rope_scaling': llama3}, {'rope_scaling': {'type': 'linear', 'factor': 2.0}},
        {'rope_scaling': {'type': 'yarn', 'factor': 2.0}}, {'rope_parameters': dict(llama3, rope_theta=10000.0)},
        {'rope_theta': None, 'rope_parameters': {'rope_type': 'default', 'rope_theta': 5e5}}, {'head_dim': 32},
        {'model_type': 'mistral', 'architectures': ['MistralForCausalLM'], 'sliding_window': None},
        {'model_type': 'mistral', 'architectures': ['MistralForCausalLM'], 'sliding_window': 128},
        {'model_type': 'qwen2', 'architectures': ['Qwen2ForCausalLM'], 'use_sliding_window': False,
         'sliding_window': 128, 'max_window_layers': 1},
        {'model_type': 'qwen3', 'architectures': ['Qwen3ForCausalLM'], 'head_dim': 128,
         'layer_types': ['full_attention', 'full_attention']},
        {'auto_map': {'AutoModel': 'x.Y'}}, {'quantization_config': {'quant_method': 'fp8'}}, {'mlp_bias': False},
        {'partial_rotary_factor': 0.5}, {'pruned_heads': {}}, {'logit_scale': 2}, {'attention_bias': True},
        {'_name_or_path': 'org/name', 'transformers_version': '5.0.0', 'use_cache': True}]
    for i, change in enumerate(changes):
        write(out, 'config%02d' % i, json.dumps({**HF_LLAMA, **change}))
    write(out, 'generation', json.dumps(HF_LLAMA) + '\0' + '{"eos_token_id":[2,5],"temperature":0.6,"top_p":0.95}')
    write(out, 'generation_one', json.dumps(HF_LLAMA) + '\0' + '{"eos_token_id":7}')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('target')
    parser.add_argument('out')
    parser.add_argument('--data', default=os.environ.get('RBENCH_DATA', '../shared/data'))
    parser.add_argument('--model', default='')
    args = parser.parse_args()
    if args.target not in TARGETS:
        sys.exit('unknown target %s; known: %s' % (args.target, ', '.join(sorted(TARGETS))))
    os.makedirs(args.out, exist_ok=True)
    TARGETS[args.target](args.out, args.data, args.model)
    # What once was found stays a seed.
    found = os.path.join(os.path.dirname(__file__), 'regressions', args.target.removesuffix('_fuzz'))
    for name in sorted(os.listdir(found)) if os.path.isdir(found) else []:
        with open(os.path.join(found, name), 'rb') as f:
            write(args.out, 'found_' + name, f.read())
    print('%s: %d seeds' % (args.target, len(os.listdir(args.out))))


if __name__ == '__main__':
    main()
