"""Small random models of every family, and what transformers and rbench say of them."""

import json
import subprocess
import sys

import numpy
import torch
import transformers

TOKENS = 257  # 256 log-probabilities: the first token has none
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
    ('mistral_tied', 'mistral', dict(sliding_window=None, tie_word_embeddings=True, **rope(1000000.0))),
    ('qwen2', 'qwen2', rope(1000000.0)),
    ('qwen2_linear', 'qwen2', rope(1000000.0, 'linear', factor=2.5)),
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


def random_tokens(seed):
    return torch.randint(0, SMALL['vocab_size'], (TOKENS,), generator=torch.Generator().manual_seed(seed)).tolist()


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


def replies(arguments, requests):
    """The answers of a command of rbench that reads and writes JSON Lines."""
    run = subprocess.run(arguments, input=''.join(json.dumps(request) + '\n' for request in requests), text=True,
                         capture_output=True)
    if run.returncode != 0:
        sys.exit('%s ended with %d: %s' % (' '.join(arguments), run.returncode, run.stderr))
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    for row in rows:
        if 'error' in row:
            sys.exit('%s: %s' % (' '.join(arguments), row['error']))
    return rows


def rbench_logprobs(rbench, path, tokens):
    request = dict(tokens=tokens, score_prompt=True, max_new_tokens=1)
    return replies([rbench, 'generate', '--jsonl', '--model', path, '--quiet'], [request])[0]['prompt_logprobs'][1:]


def rbench_ids(rbench, path, texts):
    rows = replies([rbench, 'tokenize', '--jsonl', '--model', path], [dict(text=text) for text in texts])
    return [row['tokens'] for row in rows]
