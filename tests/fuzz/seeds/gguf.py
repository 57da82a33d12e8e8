"""GGUF files, whole and in parts."""
import struct

from seeds.target import target, write

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


def gguf_parts(count, **options):
    """A tiny model as gguf-split cuts it: (keys, tensors) of each part, the keys of the model in the first."""
    values, tensors = gguf_tiny(**options)
    cuts = [len(tensors) * i // count for i in range(count + 1)]
    split = lambda number: [(b'split.no', 2, number), (b'split.count', 2, count), (b'split.tensors.count', 5, len(tensors))]
    return [((values if i == 0 else []) + split(i), tensors[cuts[i]:cuts[i + 1]]) for i in range(count)]


@target
def gguf_parts_fuzz(out, data, model):
    """Tiny models in parts, one part after the other, and what could be wrong between them."""
    join = lambda parts: b''.join(gguf_build(*part) for part in parts)
    for count in (2, 3, 6):
        write(out, 'parts%d' % count, join(gguf_parts(count, layers=count // 2)))
    write(out, 'untied', join(gguf_parts(3, tied=False, family=b'qwen2')))
    three = gguf_parts(3)
    write(out, 'whole', gguf_build(*gguf_tiny()))
    write(out, 'without_last', join(three[:2]))
    write(out, 'exchanged', join([three[0], three[2], three[1]]))
    write(out, 'twice', join([three[0], three[1], three[1]]))
    write(out, 'first_twice', join([three[0], three[0], three[2]]))
    write(out, 'no_tensors', join([(three[0][0], []), *three[1:]]))
    write(out, 'aligned', gguf_build(*three[0]) + gguf_build(
        [(b'general.alignment', 4, 64)] + three[1][0], three[1][1], alignment=64) + gguf_build(*three[2], version=2))
    for size in (1, 40, 200):
        write(out, 'cut%d' % size, join(three)[:-size])
        write(out, 'cut_first%d' % size, gguf_build(*three[0])[:-size] + join(three[1:]))
    for i, (key, kind, value) in enumerate([(b'split.no', 2, 7), (b'split.count', 2, 2), (b'split.count', 4, 70000),
                                            (b'split.tensors.count', 5, 3), (b'split.no', 8, b'1'), (b'split.count', 2, 0)]):
        for part in range(2):
            changed = [(v if k != key else value) for k, _, v in three[part][0]]
            values = [(k, kind if k == key else t, v) for (k, t, _), v in zip(three[part][0], changed)]
            write(out, 'key%d_%d' % (i, part), join(three[:part] + [(values, three[part][1])] + three[part + 1:]))
