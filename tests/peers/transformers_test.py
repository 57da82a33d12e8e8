#!/usr/bin/env python3
"""Random models of every family, converted with the gguf package: the log-probabilities of rbench are those of
transformers. usage: transformers_test.py RBENCH

Needs the environment that `cmake/setup.sh transformers` makes; skipped (exit 77) without it."""

import os
import sys
import tempfile
import time

from peer_environment import enter

enter()

import gguf  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

from families import (MODELS, TOLERANCE, byte_tokens, expected_logprobs, gguf_name, make_model, paired,  # noqa: E402
                      random_tokens, rbench_logprobs)


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


def main():
    rbench = os.path.abspath(sys.argv[1])
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed, (name, family, changes) in enumerate(MODELS):
            start = time.time()
            model = make_model(family, changes, seed)
            tokens = random_tokens(seed)
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
