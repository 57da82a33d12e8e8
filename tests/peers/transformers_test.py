#!/usr/bin/env python3
"""Random models of every family, saved by transformers and converted with the gguf package: the
log-probabilities of rbench are those of transformers. usage: transformers_test.py RBENCH

Needs the environment that `cmake/setup.sh transformers` makes; skipped (exit 77) without it."""

import json
import os
import subprocess
import sys
import tempfile
import time

from peer_environment import enter

enter()

import gguf  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

TOKENS = 256
TOLERANCE = 2e-3

SMALL = dict(vocab_size=300, hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=512, rms_norm_eps=1e-5, tie_word_embeddings=False,
             attn_implementation='eager')


def rope(theta, kind='default', **numbers):
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=theta, **numbers))


LLAMA3 = dict(factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)

# name, family, changes to SMALL
MODELS = [
    ('llama', 'llama', dict(num_key_value_heads=4, **rope(10000.0))),
    ('llama_tied_grouped', 'llama', dict(tie_word_embeddings=True, **rope(100000.0))),
    ('llama_one_kv_head', 'llama', dict(num_key_value_heads=1, **rope(10000.0))),
    ('llama_head_dim', 'llama', dict(head_dim=32, **rope(10000.0))),
    ('llama_linear', 'llama', rope(10000.0, 'linear', factor=4.0)),
    ('llama3_scaling', 'llama', rope(500000.0, 'llama3', **LLAMA3)),
    ('llama3_scaling_tied', 'llama', dict(tie_word_embeddings=True, head_dim=48, **rope(500000.0, 'llama3', **LLAMA3))),
    ('mistral', 'mistral', dict(sliding_window=None, head_dim=16, **rope(10000.0))),
    ('qwen2', 'qwen2', rope(1000000.0)),
    ('qwen2_tied', 'qwen2', dict(tie_word_embeddings=True, num_key_value_heads=4, rms_norm_eps=1e-6, **rope(1000000.0))),
    ('qwen3', 'qwen3', dict(head_dim=32, **rope(1000000.0))),
    ('qwen3_tied', 'qwen3', dict(head_dim=16, tie_word_embeddings=True, num_key_value_heads=1, **rope(1000000.0))),
]
CLASSES = {
    'llama': (transformers.LlamaConfig, transformers.LlamaForCausalLM),
    'mistral': (transformers.MistralConfig, transformers.MistralForCausalLM),
    'qwen2': (transformers.Qwen2Config, transformers.Qwen2ForCausalLM),
    'qwen3': (transformers.Qwen3Config, transformers.Qwen3ForCausalLM),
}


def make_model(family, changes, seed):
    """A model whose distributions are far from uniform: transformers' own initialisation would hide errors."""
    config_class, model_class = CLASSES[family]
    model = model_class(config_class(**{**SMALL, **changes})).eval().float()
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith('bias'):
                parameter.uniform_(-1, 1)
            elif parameter.dim() == 1:
                parameter.uniform_(0.5, 1.5)
            else:
                parameter.normal_(0, 1.5 / parameter.shape[1]**0.5)
    return model


def expected_logprobs(model, tokens):
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0].double()
    rows = torch.log_softmax(logits, -1)
    return [rows[i, token].item() for i, token in enumerate(tokens[1:])]


def paired(weight, heads):
    """The order of the rows of q and k in files of the architecture llama."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


NAMES = {
    'input_layernorm.weight': 'attn_norm.weight', 'self_attn.q_proj.weight': 'attn_q.weight',
    'self_attn.k_proj.weight': 'attn_k.weight', 'self_attn.v_proj.weight': 'attn_v.weight',
    'self_attn.q_proj.bias': 'attn_q.bias', 'self_attn.k_proj.bias': 'attn_k.bias',
    'self_attn.v_proj.bias': 'attn_v.bias', 'self_attn.o_proj.weight': 'attn_output.weight',
    'self_attn.q_norm.weight': 'attn_q_norm.weight', 'self_attn.k_norm.weight': 'attn_k_norm.weight',
    'post_attention_layernorm.weight': 'ffn_norm.weight', 'mlp.gate_proj.weight': 'ffn_gate.weight',
    'mlp.up_proj.weight': 'ffn_up.weight', 'mlp.down_proj.weight': 'ffn_down.weight',
}
TOP_NAMES = {'model.embed_tokens.weight': 'token_embd.weight', 'model.norm.weight': 'output_norm.weight',
             'lm_head.weight': 'output.weight'}


def gguf_name(name):
    if name in TOP_NAMES:
        return TOP_NAMES[name]
    layer, rest = name.removeprefix('model.layers.').split('.', 1)
    return 'blk.%s.%s' % (layer, NAMES[rest])


def byte_tokens():
    """GPT-2's spelling of the 256 bytes."""
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    rest = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(256 + i) for i in range(len(rest))]


def write_gguf(model, family, path):
    architecture = 'llama' if family == 'mistral' else family
    config = model.config
    head_dim = getattr(config, 'head_dim', None) or config.hidden_size // config.num_attention_heads
    parameters = config.rope_parameters
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(parameters['rope_theta'])
    if parameters['rope_type'] == 'linear':
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(parameters['factor'])
    specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']
    tokens = specials + byte_tokens()
    tokens += ['<unused_%d>' % i for i in range(config.vocab_size - len(tokens))]
    types = [3] * len(specials) + [1] * 256 + [5] * (config.vocab_size - 256 - len(specials))
    writer.add_tokenizer_model('gpt2')
    writer.add_tokenizer_pre('smollm')
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(['a b'])
    tokens[len(specials) + 256] = 'ab'
    types[len(specials) + 256] = 1
    writer.add_eos_token_id(0)
    if parameters['rope_type'] == 'llama3':
        # From the frequencies that transformers really uses.
        plain = 1.0 / parameters['rope_theta']**(torch.arange(0, head_dim, 2).float() / head_dim)
        factors = plain / model.model.rotary_emb.inv_freq.cpu().float()
        writer.add_tensor('rope_freqs.weight', factors.numpy().astype(numpy.float32))
    for name, value in model.state_dict().items():
        if name == 'lm_head.weight' and config.tie_word_embeddings:
            continue
        value = value.numpy().astype(numpy.float32)
        if architecture == 'llama' and 'q_proj.weight' in name:
            value = paired(value, config.num_attention_heads)
        if architecture == 'llama' and 'k_proj.weight' in name:
            value = paired(value, config.num_key_value_heads)
        writer.add_tensor(gguf_name(name), value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def rbench_logprobs(rbench, path, tokens):
    request = json.dumps(dict(tokens=tokens, score_prompt=True, max_new_tokens=1))
    run = subprocess.run([rbench, 'generate', '--jsonl', '--model', path, '--quiet'], input=request + '\n', text=True,
                         capture_output=True)
    if run.returncode != 0:
        sys.exit('rbench ended with %d: %s' % (run.returncode, run.stderr))
    reply = json.loads(run.stdout)
    if 'error' in reply:
        sys.exit('rbench: %s' % reply['error'])
    return reply['prompt_logprobs'][1:]


def main():
    rbench = os.path.abspath(sys.argv[1])
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed, (name, family, changes) in enumerate(MODELS):
            start = time.time()
            model = make_model(family, changes, seed)
            tokens = torch.randint(0, SMALL['vocab_size'], (TOKENS,), generator=torch.Generator().manual_seed(seed)).tolist()
            want = expected_logprobs(model, tokens)
            path = os.path.join(folder, name + '.gguf')
            write_gguf(model, family, path)
            got = rbench_logprobs(rbench, path, tokens)
            worst = max(abs(a - b) for a, b in zip(got, want, strict=True))
            spread = max(want) - min(want)
            good = worst <= TOLERANCE and spread > 3
            failures += not good
            print('%-20s largest difference %.1e over %d tokens, log-probabilities spread over %.1f, %.1f s%s' %
                  (name, worst, len(want), spread, time.time() - start, '' if good else '  FAILED'), flush=True)
    print('torch %s, transformers %s, gguf package: %d of %d models agree within %g' %
          (torch.__version__, transformers.__version__, len(MODELS) - failures, len(MODELS), TOLERANCE))
    sys.exit(1 if failures else 0)


main()
