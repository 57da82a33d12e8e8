#!/usr/bin/env python3
"""Folders that transformers saved are read with its log-probabilities; what rbench writes from them is opened by
transformers and by the gguf package, with the same values. usage: export_test.py RBENCH"""

import os
import subprocess
import sys
import tempfile

from peer_environment import enter

enter()

import gguf  # noqa: E402
import numpy  # noqa: E402
import tokenizers  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

from families import (MODELS, TOLERANCE, byte_tokens, expected_logprobs, gguf_name, make_model, paired,  # noqa: E402
                      random_tokens, rbench_logprobs)

transformers.utils.logging.disable_progress_bar()

PRE_TOKENIZERS = {
    # The family's own, so that GGUF has a name for it.
    'llama': r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    'qwen': r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}


def save_tokenizer(folder, family, vocab_size):
    tokens = byte_tokens() + ['ab']
    vocabulary = {token: i for i, token in enumerate(tokens)}
    qwen = family.startswith('qwen')
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=[('a', 'b')], ignore_merges=not qwen))
    if qwen:
        tokenizer.normalizer = tokenizers.normalizers.NFC()
    pattern = PRE_TOKENIZERS['qwen' if qwen else 'llama']
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence([
        tokenizers.pre_tokenizers.Split(tokenizers.Regex(pattern), 'isolated'),
        tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']
    specials += ['<unused_%d>' % i for i in range(vocab_size - len(tokens) - len(specials))]
    tokenizer.add_special_tokens(specials)
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token='<|endoftext|>')
    fast.save_pretrained(folder)
    return tokenizer.token_to_id('<|endoftext|>')


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


def main():
    rbench = os.path.abspath(sys.argv[1])
    failures = 0
    for seed, (name, family, changes) in enumerate(MODELS):
        with tempfile.TemporaryDirectory() as work:
            model = make_model(family, changes, seed)
            folder = os.path.join(work, 'saved')
            end = save_tokenizer(folder, family, model.config.vocab_size)
            model.config.eos_token_id = model.generation_config.eos_token_id = end
            model.config.bos_token_id = model.generation_config.bos_token_id = None
            model.save_pretrained(folder)
            tokens = random_tokens(seed)
            want = expected_logprobs(model, tokens)
            read = rbench_logprobs(rbench, folder, tokens)
            worst = max(abs(a - b) for a, b in zip(read, want, strict=True))
            problems = [] if worst <= TOLERANCE else ['log-probabilities of the folder']
            for form, kind in (('gguf-f32', gguf.GGMLQuantizationType.F32), ('gguf-bf16', gguf.GGMLQuantizationType.BF16),
                               ('gguf-q8_0', gguf.GGMLQuantizationType.Q8_0)):
                out = os.path.join(work, form + '.gguf')
                export(rbench, folder, form, out)
                if compare_tensors(out, model, family, kind) != 0:
                    problems.append('tensors of ' + form)
                again = rbench_logprobs(rbench, out, tokens)
                if form == 'gguf-f32' and again != read:
                    problems.append('log-probabilities of ' + form)
            out = os.path.join(work, 'exported')
            export(rbench, folder, 'safetensors', out)
            opened = transformers.AutoModelForCausalLM.from_pretrained(out, attn_implementation='eager').eval().float()
            back = expected_logprobs(opened, tokens)
            distance = max(abs(a - b) for a, b in zip(back, want, strict=True))
            if distance > TOLERANCE:
                problems.append('log-probabilities of the exported folder')
            failures += bool(problems)
            print('%-20s folder %.1e, exported folder %.1e%s' %
                  (name, worst, distance, '  FAILED: ' + ', '.join(problems) if problems else ''), flush=True)
    print('%d of %d models' % (len(MODELS) - failures, len(MODELS)))
    sys.exit(1 if failures else 0)


main()
