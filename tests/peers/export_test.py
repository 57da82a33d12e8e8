#!/usr/bin/env python3
"""Folders that transformers saved are read with its log-probabilities and tokens; what rbench writes from them is opened
by transformers and by the gguf package, with the same values. The embedded model is written too. usage: export_test.py
RBENCH"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

from peer_environment import enter

enter()

import gguf  # noqa: E402
import tokenizers  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

from families import (MODELS, TOKENS, TOLERANCE, byte_tokens, expected_logprobs, gguf_name, make_model,  # noqa: E402
                      paired, random_tokens, rbench_ids, rbench_logprobs, replies)

transformers.utils.logging.disable_progress_bar()

PRE_TOKENIZERS = {
    # The family's own, so that GGUF has a name for it.
    'llama': r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    'qwen': r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}


SPECIALS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']
TEXTS = ['', ' ', 'abc', ' the hat and  then\nthat', 'a\tb\r\n\n12345 6.7', "I'll don't", 'Caf\u00e9 e\u0301 \u65e5\u672c\u8a9e',
         '\U0001f600\u200d', '\u2581the', 'x<|im_start|>user\nhat<|im_end|> the', '<|endoftext|><|endoftext|>']


def byte_level_tokenizer(qwen):
    tokens = byte_tokens() + ['ab']
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=[('a', 'b')], ignore_merges=not qwen))
    if qwen:
        tokenizer.normalizer = tokenizers.normalizers.NFC()
    pattern = PRE_TOKENIZERS['qwen' if qwen else 'llama']
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence([
        tokenizers.pre_tokenizers.Split(tokenizers.Regex(pattern), 'isolated'),
        tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    return tokenizer, len(tokens)


def sentencepiece_tokenizer():
    """As transformers converts the vocabulary of Llama 2 or Mistral: every way to make a piece, best piece first."""
    pieces = ['th', '\u2581the', 'he', 'the', '\u2581a', 'an', 'and', '\u2581and', 'at', '\u2581t', 'hat', '\u2581', 't', 'h', 'e',
              'a', 'n', 'd', '\u00e9']
    tokens = ['<unk>'] + ['<0x%02X>' % byte for byte in range(256)] + pieces
    vocabulary = {token: i for i, token in enumerate(tokens)}
    merges = []
    for piece in pieces:
        splits = [(piece[:i], piece[i:]) for i in range(1, len(piece))]
        merges += sorted(((left, right) for left, right in splits if left in pieces and right in pieces),
                         key=lambda split: (len(split[0]), len(split[1])), reverse=True)
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=merges, byte_fallback=True,
                                                           fuse_unk=True, unk_token='<unk>'))
    tokenizer.normalizer = tokenizers.normalizers.Sequence([tokenizers.normalizers.Prepend('\u2581'),
                                                            tokenizers.normalizers.Replace(' ', '\u2581')])
    decoders = tokenizers.decoders
    tokenizer.decoder = decoders.Sequence([decoders.Replace('\u2581', ' '), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(' ', 1, 0)])
    return tokenizer, len(tokens)


def save_tokenizer(folder, family, vocab_size):
    """The family's kind of tokenizer; returned with the id of its end token."""
    if family == 'mistral':
        tokenizer, size = sentencepiece_tokenizer()
    else:
        tokenizer, size = byte_level_tokenizer(family.startswith('qwen'))
    unused = ['<unused_%d>' % i for i in range(vocab_size - size - len(SPECIALS))]
    tokenizer.add_special_tokens([tokenizers.AddedToken(text, normalized=False) for text in SPECIALS + unused])
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token='<|endoftext|>')
    fast.chat_template = ("{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
                          "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
    fast.save_pretrained(folder)
    return tokenizer, tokenizer.token_to_id('<|endoftext|>')


def export(rbench, folder, form, out):
    run = subprocess.run([rbench, 'model', 'export', '--model', folder, '--format', form, '--out', out], text=True,
                         capture_output=True)
    if run.returncode != 0:
        sys.exit('rbench model export ended with %d: %s' % (run.returncode, run.stderr))


def compare_tensors(path, model, family, kind):
    """The number of tensors that are not what the gguf package makes of the model's weights."""
    llama = family in ('llama', 'mistral')
    config = model.config
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    different = 0
    expected = 0
    for name, value in model.state_dict().items():
        if name == 'lm_head.weight' and config.tie_word_embeddings:
            continue
        value = value.float().numpy()
        if llama and 'q_proj.weight' in name:
            value = paired(value, config.num_attention_heads)
        if llama and 'k_proj.weight' in name:
            value = paired(value, config.num_key_value_heads)
        want = kind if value.ndim == 2 else gguf.GGMLQuantizationType.F32
        data = gguf.quants.quantize(value, want)
        tensor = stored[gguf_name(name)]
        expected += 1
        same = tensor.tensor_type == want and tensor.data.tobytes() == data.tobytes()
        if not same:
            print('    %s differs' % name)
        different += not same
    extra = set(stored) - {'rope_freqs.weight'}
    return different + (len(extra) != expected)


def compare_tokenizers(rbench, folder, gguf_path, exported, tokenizer):
    """What of the four sides cuts some text in another way."""
    want = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    opened = transformers.AutoTokenizer.from_pretrained(exported)
    problems = []
    for name, got in (('folder', rbench_ids(rbench, folder, TEXTS)), ('GGUF', rbench_ids(rbench, gguf_path, TEXTS)),
                      ('exported folder', opened(TEXTS, add_special_tokens=False).input_ids)):
        if got != want:
            problems.append('tokens of the ' + name)
    if transformers.AutoTokenizer.from_pretrained(folder).chat_template != opened.chat_template:
        problems.append('chat template of the exported folder')
    fields = gguf.GGUFReader(gguf_path).fields
    tokens = [bytes(fields['tokenizer.ggml.tokens'].parts[i]).decode() for i in fields['tokenizer.ggml.tokens'].data]
    if tokens != [tokenizer.id_to_token(i) for i in range(len(tokens))] or len(tokens) != tokenizer.get_vocab_size():
        problems.append('vocabulary of the GGUF')
    return problems


def differ(a, b):
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def open_model(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, attn_implementation='eager', dtype=torch.float32).eval()


def check_model(rbench, model, family, seed, work):
    """Problems of one model, and two distances to show."""
    folder = os.path.join(work, 'saved')
    tokenizer, end = save_tokenizer(folder, family, model.config.vocab_size)
    model.config.eos_token_id = model.generation_config.eos_token_id = end
    model.config.bos_token_id = model.generation_config.bos_token_id = None
    model.save_pretrained(folder)
    tokens = random_tokens(seed)
    want = expected_logprobs(model, tokens)
    read = rbench_logprobs(rbench, folder, tokens)
    problems = [] if differ(read, want) <= TOLERANCE else ['log-probabilities of the folder']
    for form, kind in (('gguf-f32', gguf.GGMLQuantizationType.F32), ('gguf-bf16', gguf.GGMLQuantizationType.BF16),
                       ('gguf-q8_0', gguf.GGMLQuantizationType.Q8_0)):
        out = os.path.join(work, form + '.gguf')
        export(rbench, folder, form, out)
        if compare_tensors(out, model, family, kind) != 0:
            problems.append('tensors of ' + form)
        again = rbench_logprobs(rbench, out, tokens)
        if form == 'gguf-f32' and again != read:
            problems.append('log-probabilities of ' + form)
    exported = os.path.join(work, 'exported')
    export(rbench, folder, 'safetensors', exported)
    back = expected_logprobs(open_model(exported), tokens)
    if back != want:  # the same numbers, so the same bits
        problems.append('log-probabilities of the exported folder')
    # The 16-bit types, in several files; computed from the rounded weights in float32.
    for dtype in (torch.bfloat16, torch.float16):
        saved = os.path.join(work, str(dtype))
        shutil.copytree(folder, saved, ignore=shutil.ignore_patterns('*.safetensors'))
        model.to(dtype).save_pretrained(saved, max_shard_size='60KB')
        if len(glob.glob(saved + '/model-*.safetensors')) < 2:
            problems.append('%s is not in several files' % dtype)
        if differ(rbench_logprobs(rbench, saved, tokens), expected_logprobs(open_model(saved), tokens)) > TOLERANCE:
            problems.append('log-probabilities of %s' % dtype)
        model = open_model(folder)
    problems += compare_tokenizers(rbench, folder, os.path.join(work, 'gguf-f32.gguf'), exported, tokenizer)
    return problems, differ(read, want), differ(back, want)


def check_embedded(rbench, work):
    """SmolLM2 as it is shipped, opened by transformers: log-probabilities, tokens and the rendered template."""
    folder = os.path.join(work, 'embedded')
    export(rbench, 'smollm2', 'safetensors', folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = open_model(folder)
    with open(__file__, encoding='utf-8') as file:
        tokens = tokenizer(file.read()).input_ids[:TOKENS]
    distance = differ(rbench_logprobs(rbench, 'smollm2', tokens), expected_logprobs(model, tokens))
    problems = [] if distance <= TOLERANCE else ['log-probabilities']
    if rbench_ids(rbench, 'smollm2', TEXTS) != tokenizer(TEXTS, add_special_tokens=False).input_ids:
        problems.append('tokens')
    messages = [dict(role='user', content='What is 2+2?')]
    request = dict(messages=messages, add_generation_prompt=True)
    rendered = replies([rbench, 'render', '--jsonl', '--model', 'smollm2'], [request])[0]['rendered']
    if rendered != tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False):
        problems.append('chat template')
    return problems, distance


def show(name, problems, text):
    print('%-20s %s%s' % (name, text, '  FAILED: ' + ', '.join(problems) if problems else ''), flush=True)
    return bool(problems)


def main():
    rbench = os.path.abspath(sys.argv[1])
    failures = 0
    for seed, (name, family, changes) in enumerate(MODELS):
        with tempfile.TemporaryDirectory() as work:
            problems, read, back = check_model(rbench, make_model(family, changes, seed), family, seed, work)
            failures += show(name, problems, 'folder %.1e, exported folder %.1e' % (read, back))
    print('%d of %d models' % (len(MODELS) - failures, len(MODELS)))
    if subprocess.run([rbench, 'model', 'show', 'smollm2'], capture_output=True).returncode == 0:
        with tempfile.TemporaryDirectory() as work:
            problems, distance = check_embedded(rbench, work)
            failures += show('embedded model', problems, 'exported folder %.1e over %d tokens' % (distance, TOKENS - 1))
    else:
        print('the embedded model is not installed, and not compared')
    sys.exit(1 if failures else 0)


main()
