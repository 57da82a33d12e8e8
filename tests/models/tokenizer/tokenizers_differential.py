#!/usr/bin/env python3
"""Compares our tokenizers with the tokenizers package. usage: tokenizers_differential.py DRIVER [--count N] [--seed S]

For every family a small vocabulary is trained by the package with the family's own pipeline; the embedded model's real
one is written by DRIVER. Both sides encode the texts of the reference corpus and N generated strings; ids must be
equal, and so must the way back, which is the text itself where the pipeline loses nothing. Exit status 77 = skipped:
no package (cmake/setup.sh test installs it).
"""
import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata

SPECIALS = ['<|begin|>', '<|end|>', '<|im_start|>', '<|im_end|>', '<think>', '</think>', '<|begin|><|end|>']
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r'\p{N}{1,3}', r'\p{N}')
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
DEEPSEEK3 = ('[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+'
             '| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+')
# Letters with a case, as ranges of code points.
CASED = (
    '41-5a 61-7a b5 c0-d6 d8-f6 f8-1ba 1bc-1bf 1c4-293 295-2af 370-373 376 377 37b-37d 37f 386 388-38a 38c 38e-3a1 '
    '3a3-3f5 3f7-481 48a-52f 531-556 10a0-10c5 13a0-13f5 13f8-13fd 1c90-1cba 1cbd-1cbf 1d00-1d2b 1d6b-1d77 1d79-1d9a '
    '1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe 1fc2-1fc4 '
    '1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec 1ff2-1ff4 1ff6-1ffc 2102 2107 210a-2113 2115 2119-211d 2124 2126 2128 '
    '212a-212d 212f-2134 2139 213c-213f 2145-2149 214e 2183 2184 2c00-2c7b 2c7e-2ce4 2ceb-2cee 2cf2 2cf3 a640-a66d '
    'a680-a69b a722-a76f a771-a787 a78b-a78e ab70-abbf fb00-fb06 fb13-fb17 ff21-ff3a ff41-ff5a 10400-1044f 104b0-104d3 '
    '104d8-104fb 10c80-10cb2 10cc0-10cf2 118a0-118df 1e900-1e943')
CASED = ''.join('-'.join(chr(int(end, 16)) for end in part.split('-')) for part in CASED.split())
CJK_WIDE = '[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+'


def cache_folder():
    return os.environ.get('RBENCH_CACHE') or os.path.join(
        os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'rbench')


def find_package():
    """Runs this script again under the interpreter of the package's own environment."""
    folder = os.path.join(cache_folder(), 'peers', 'tokenizers')
    python = os.path.join(folder, 'bin', 'python')
    if os.path.abspath(sys.executable) == python:
        return
    if os.access(python, os.X_OK) and os.path.exists(os.path.join(folder, 'complete')):
        os.execv(python, [python] + sys.argv)
    if os.environ.get('RBENCH_REQUIRE_DATA') == '1':
        sys.exit('required: the tokenizers package; run cmake/setup.sh test')
    print('skipped: no tokenizers package; cmake/setup.sh test installs it')
    sys.exit(77)


def split(regex):
    return {'type': 'Split', 'pattern': {'Regex': regex}, 'behavior': 'Isolated', 'invert': False}


def sequence(*members):
    return {'type': 'Sequence', 'pretokenizers': list(members)}


def byte_level(use_regex=False):
    return {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': use_regex}


DIGITS = {'type': 'Digits', 'individual_digits': True}
NFC = {'type': 'NFC'}
PREPEND = {'type': 'Sequence', 'normalizers': [
    {'type': 'Prepend', 'prepend': '\u2581'}, {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '\u2581'}]}


def metaspace(scheme):
    return {'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': scheme, 'split': False}


def family(pre, normalizer=None, bos=False, ignore_merges=False, pairs=True, flags=None, marked=False):
    return {'pre': pre, 'normalizer': normalizer, 'bos': bos, 'ignore_merges': ignore_merges, 'pairs': pairs,
            'flags': flags or {}, 'marked': marked}


FAMILIES = {
    'gpt-2': family(byte_level(True), pairs=False),
    'smollm2': family(sequence(DIGITS, byte_level(True))),
    'smollm gguf': family(sequence(split(GPT2), DIGITS, byte_level())),
    'llama-3': family(sequence(split(LLAMA3), byte_level()), bos=True, ignore_merges=True, pairs=False),
    'llama-3 without ignore_merges': family(sequence(split(LLAMA3), byte_level()), bos=True),
    'qwen2': family(sequence(split(QWEN2), byte_level()), NFC),
    'deepseek-r1-qwen': family(sequence(split(QWEN2), byte_level()), {'type': 'Sequence', 'normalizers': [NFC]}, bos=True),
    'deepseek-llm': family(sequence(
        split('[\r\n]'), split(r'\s?[%s]+' % CASED),
        split('\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+'), split(r'\s+$'), split(CJK_WIDE),
        DIGITS, byte_level()), {'type': 'Sequence', 'normalizers': []}, bos=True),
    'deepseek-coder': family(sequence(
        split('[\r\n]'), split(r'\s?\p{L}+'), split(r'\s?\p{P}+'), split(CJK_WIDE), DIGITS, byte_level())),
    'deepseek-v3': family(sequence(
        split(r'\p{N}{1,3}'), split('[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+'), split(DEEPSEEK3), byte_level()),
        {'type': 'Sequence', 'normalizers': []}, bos=True),
    'flags': family(sequence(split(GPT2), byte_level()), flags={
        '<|begin|>': ['lstrip'], '<|end|>': ['rstrip'], '<|im_start|>': ['lstrip', 'rstrip'],
        '<|im_end|>': ['single_word'], '<think>': ['normalized'], '</think>': ['normalized', 'lstrip', 'rstrip']}),
    'flags after NFC': family(sequence(split(QWEN2), byte_level()), NFC, flags={
        '<|begin|>': ['lstrip', 'normalized'], '<|end|>': ['normalized'], '<|im_end|>': ['single_word', 'normalized'],
        '<think>': ['normalized']}),
    'llama-2': family(None, PREPEND, bos=True, marked=True),
    'mistral': family(metaspace('first'), bos=True, marked=True),
    'metaspace always': family(metaspace('always'), marked=True),
    'metaspace never': family(metaspace('never'), marked=True),
}


def train(name, rules, corpus):
    """A tokenizer.json of the family with about 1,500 tokens."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    bytes_ = ['<0x%02X>' % byte for byte in range(256)]
    if rules['marked']:
        tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token='<unk>'))
        # Words apart: training on whole texts would take minutes. Encoding then crosses words.
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme='always', split=True)
        trainer = trainers.BpeTrainer(vocab_size=1500, show_progress=False, limit_alphabet=120,
                                      special_tokens=['<unk>'] + SPECIALS + bytes_)
    else:
        shape = json.loads(Tokenizer(models.BPE()).to_str())
        shape.update(pre_tokenizer=rules['pre'], normalizer=rules['normalizer'])
        tokenizer = Tokenizer.from_str(json.dumps(shape))
        trainer = trainers.BpeTrainer(vocab_size=1500, show_progress=False,
                                      initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=SPECIALS)
    tokenizer.train_from_iterator(corpus, trainer)
    shape = json.loads(tokenizer.to_str())
    shape.update(pre_tokenizer=rules['pre'], normalizer=rules['normalizer'])
    model = shape['model']
    model['ignore_merges'] = rules['ignore_merges']
    if not rules['pairs']:
        model['merges'] = [' '.join(merge) for merge in model['merges']]
    shape['added_tokens'] = [token for token in shape['added_tokens'] if token['content'] not in bytes_]
    for token in shape['added_tokens']:
        for flag in rules['flags'].get(token['content'], []):
            token[flag] = True
        token['special'] = not token['content'].endswith('think>')
    if rules['ignore_merges']:
        # A word that no merge makes.
        model['vocab']['\u0120zebra'] = len(model['vocab'])
    if rules['marked']:
        strip = [{'type': 'Strip', 'content': ' ', 'start': 1, 'stop': 0}]
        shape['decoder'] = {'type': 'Sequence', 'decoders': [
            {'type': 'Replace', 'pattern': {'String': '\u2581'}, 'content': ' '}, {'type': 'ByteFallback'},
            {'type': 'Fuse'}] + ([] if name == 'metaspace never' else strip)}
    else:
        shape['decoder'] = byte_level(True)
    shape['post_processor'] = None
    if rules['bos']:
        begin = {'SpecialToken': {'id': '<|begin|>', 'type_id': 0}}
        shape['post_processor'] = {
            'type': 'TemplateProcessing', 'single': [begin, {'Sequence': {'id': 'A', 'type_id': 0}}],
            'pair': [begin, {'Sequence': {'id': 'A', 'type_id': 0}}, {'Sequence': {'id': 'B', 'type_id': 1}}],
            'special_tokens': {'<|begin|>': {'id': '<|begin|>', 'ids': [model['vocab']['<|begin|>']],
                                             'tokens': ['<|begin|>']}}}
    if name == 'llama-3':  # as published
        shape['post_processor'] = {'type': 'Sequence', 'processors': [byte_level(), shape['post_processor']]}
    return json.dumps(shape, ensure_ascii=False)


class Strings:
    """Random strings of what decides where text is cut."""

    def __init__(self, seed, corpus):
        self.random = random.Random(seed)
        self.corpus = corpus
        # Characters that all libraries at hand know alike: of Unicode up to 13, combining marks up to 9 (the package's
        # normaliser is that old). What came later is left out by its place.
        later = [(0x7fd, 0x7fe), (0x8d3, 0x8d4), (0x9fe, 0x9ff), (0xd3b, 0xd3d), (0xeba, 0xebb), (0x1df6, 0x1dfa),
                 (0x61d, 0x61e), (0x170d, 0x170e), (0x1715, 0x1716), (0x171f, 0x1720), (0x180f, 0x1810), (0x1b4c, 0x1b4d),
                 (0x1b7d, 0x1b7f), (0x870, 0x8b5), (0x8c8, 0x8d2), (0xc3c, 0xc3d), (0xc5d, 0xc5e), (0xcdd, 0xcde), (0x1abf, 0x1aff), (0xa82c, 0xa82d),
                 (0x1dfa, 0x1dfb), (0x20c0, 0x20c1), (0x2c2f, 0x2c30), (0x2c5f, 0x2c60), (0x2e53, 0x2e60),
                 (0x9ffd, 0xa000), (0xa7c0, 0xa7c2), (0xa7d0, 0xa7f5), (0xfbc2, 0xfbc3), (0xfd40, 0xfd50),
                 (0xfdcf, 0xfdd0), (0xfdfe, 0xfe00)]
        self.characters = [chr(c) for c in range(0x10000) if unicodedata.category(chr(c)) not in ('Cn', 'Cs', 'Co')
                           and not any(low <= c < high for low, high in later)]
        self.characters += [chr(c) for low, high in ((0x10000, 0x1005e), (0x10400, 0x10450), (0x1d400, 0x1d455),
                                                     (0x1f130, 0x1f190), (0x1f300, 0x1f600), (0x20000, 0x20100))
                            for c in range(low, high) if unicodedata.category(chr(c)) not in ('Cn', 'Cs', 'Co')]
        self.by_category = {}
        for character in self.characters:
            self.by_category.setdefault(unicodedata.category(character), []).append(character)
        self.spaces = [' ', ' ', ' ', '  ', '    ', '\t', '\n', '\n\n', '\r\n', '\r', '\v', '\f', '\x85', '\xa0', '\u1680',
                       '\u180e', '\u2003', '\u2028', '\u2029', '\u202f', '\u3000', '\u200b', ' \n', '\n ', ' \n \n ']
        self.fixed = ["'s", "'T", "'re", "'VE", "'m", "'lL", "'d", "'\u017f", "don't", "I'LL", '\u2019s', '123', '1234567',
                      '3.14', '\u0663\u0664', '\u00bd', '\u2167', '\u00b2', 'x_1', 'Hello', 'world', ' zebra', 'zebra', '!!!',
                      '://', '...', '{}', '\\frac{1}{2}', '\u65e5\u672c\u8a9e', '\u3072\u3089\u304c\u306a', '\u30ab\u30ca',
                      '\ud55c\uad6d\uc5b4', '\u1112\u1161\u11ab', '\u1100\u1161', 'e\u0301', 'a\u0323\u0307', 'a\u0307\u0323',
                      '\u212b', '\u2126', '\u0958', '\u1f71', '\u0344', 'q\u0307\u0323', '\u0301', '\u0338', '>\u0338',
                      '\U0001f600', '\U0001f468\u200d\U0001f469', '\ufe0f', '\u2581', '\u2581the', '<0x41>', '\x00', '\x04',
                      '\x7f', '\ufeff', '\ufffd', '\U0010ffff', 'the', 'The', 'THE', 'ing', 'aaaaaaaa', '========', '----']
        self.specials = SPECIALS + [s[:-1] for s in SPECIALS] + [s[1:] for s in SPECIALS] + ['<|', '|>', '<think>\u0338']

    def piece(self):
        roll = self.random.random()
        if roll < 0.2:
            text = self.random.choice(self.corpus)
            begin = self.random.randrange(len(text))
            return text[begin:begin + self.random.randint(1, 30)]
        if roll < 0.4:
            return self.random.choice(self.spaces) * (1 if self.random.random() < 0.8 else self.random.randint(2, 5))
        if roll < 0.65:
            return self.random.choice(self.fixed)
        if roll < 0.75:
            return self.random.choice(self.specials)
        if roll < 0.9:
            return self.random.choice(self.by_category[self.random.choice(sorted(self.by_category))])
        return ''.join(self.random.choice(self.characters) for _ in range(self.random.randint(1, 4)))

    def text(self):
        return ''.join(self.piece() for _ in range(self.random.randint(0, 12)))


def ours(driver, folder, texts):
    lines = ''.join(json.dumps(text) + '\n' for text in texts)
    done = subprocess.run([driver, 'encode', folder], input=lines.encode(), capture_output=True)
    if done.returncode != 0:
        sys.exit('the driver failed: ' + done.stderr.decode())
    return [json.loads(line) for line in done.stdout.split(b'\n') if line]


def compare(name, driver, shape, texts, lossless):
    """The number of texts that differ; the first are shown. Those that are `lossless` must come back as they were."""
    from tokenizers import Tokenizer
    theirs = Tokenizer.from_str(shape)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'tokenizer.json'), 'w', encoding='utf-8') as f:
            f.write(shape)
        # Read and written by us it must mean the same.
        rewritten = subprocess.run([driver, 'rewrite', folder], stdout=subprocess.PIPE, check=True).stdout.decode()
        again = Tokenizer.from_str(rewritten)
        mine = ours(driver, folder, texts)
    added = len(theirs.encode('').ids)  # the begin token
    wrong = 0
    for text, row, want, second in zip(texts, mine, theirs.encode_batch(texts), again.encode_batch(texts)):
        ids = want.ids
        back = theirs.decode(ids[added:], skip_special_tokens=False)
        good = row['ids'] == ids == second.ids
        if lossless(text):
            good = good and row['text'] == text
        # The package decodes token by token: a special token after a cut character is another text there.
        elif '\ufffd' not in back:
            good = good and row['text'] == back
        if not good:
            wrong += 1
            if wrong <= 3:
                print('%s: %r\n  ours   %s %r\n  theirs %s %r\n  rewritten %s' %
                      (name, text, row['ids'], row['text'], ids, back, second.ids))
    tokens = sum(len(row['ids']) for row in mine)
    print('%s: %d texts, %d tokens, %d differ' % (name, len(texts), tokens, wrong), flush=True)
    return wrong


def lossless_texts(rules):
    exact = not rules['marked'] and not rules['flags'] and 'NFC' not in json.dumps(rules['normalizer'])
    return lambda text: exact


def texts_of_known_bytes(shape):
    """Real vocabularies lack tokens of some bytes (of control characters), which are left out of a text."""
    from tokenizers import pre_tokenizers
    known = json.loads(shape)['model']['vocab']
    spelling = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return lambda text: all(letter in known for word, _ in spelling.pre_tokenize_str(text) for letter in word)


def main():
    find_package()
    parser = argparse.ArgumentParser()
    parser.add_argument('driver')
    parser.add_argument('--count', type=int, default=10000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only')
    options = parser.parse_args()
    data = os.environ.get('RBENCH_DATA') or '../shared/data'
    path = os.path.join(data, 'model_reference', 'smollm2_tokenizer.jsonl.gz')
    if not os.path.exists(path):
        if os.environ.get('RBENCH_REQUIRE_DATA') == '1':
            sys.exit('required: ' + path)
        print('skipped: no ' + path)
        sys.exit(77)
    with gzip.open(path, 'rt', encoding='utf-8') as f:
        corpus = [json.loads(line)['text'] for line in f]
    print('seed %d' % options.seed)
    strings = Strings(options.seed, corpus)
    wrong = 0
    for name, rules in FAMILIES.items():
        if options.only not in (None, name):
            continue
        texts = corpus + [strings.text() for _ in range(options.count)]
        wrong += compare(name, options.driver, train(name, rules, corpus), texts, lossless_texts(rules))
    model = os.environ.get('RBENCH_MODEL') or os.path.join(cache_folder(), 'models', 'SmolLM2-135M-Instruct.Q4_1.gguf')
    if options.only in (None, 'embedded model') and os.path.exists(model):
        shape = subprocess.run([options.driver, 'write', model], stdout=subprocess.PIPE, check=True).stdout.decode()
        texts = corpus + [strings.text() for _ in range(options.count)]
        wrong += compare('embedded model', options.driver, shape, texts, texts_of_known_bytes(shape))
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
