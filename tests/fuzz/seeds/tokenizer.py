"""Texts, vocabularies and tokenizer.json."""
import gzip
import json
import os

from seeds.target import target, write


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
