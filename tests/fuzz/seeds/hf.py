"""Checkpoints in the layout of transformers."""
import json
import struct

from seeds.target import target, write


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


@target
def shard_index_fuzz(out, data, model):
    """Indexes for the folder that the target makes: 1 holds a and b, 2 holds c; same and link are links."""
    third = safetensors_build([('d', 'BF16', [2, 2], bytes(8)), ('e', 'F16', [0], b'')])
    two = {'a': '1.safetensors', 'b': '1.safetensors', 'c': '2.safetensors'}
    three = dict(two, d='3.safetensors', e='3.safetensors')
    index = lambda places, **more: json.dumps(dict({'weight_map': places}, **more)).encode('utf-8')
    write(out, 'two', index(two, metadata={'total_size': 12}))
    write(out, 'three', index(three, metadata={'total_size': 20}) + b'\0' + third)
    for size in (0, 7, 9, len(third) - 1):
        write(out, 'three_cut%d' % size, index(three) + b'\0' + third[:size])
    write(out, 'same_tensor', index(dict(two, d='3.safetensors')) + b'\0' + safetensors_build(
        [('a', 'F32', [1], bytes(4)), ('d', 'F32', [1], bytes(4))]))
    for i, (tensor, name) in enumerate([
            ('c', 'same.safetensors'), ('c', 'link.safetensors'), ('c', 'folder.safetensors'), ('c', '../out.safetensors'),
            ('c', '/etc/x.safetensors'), ('c', '.safetensors'), ('c', 'sub/2.safetensors'), ('c', '2.safetensors\0'),
            ('c', '2.bin'), ('c', '9.safetensors'), ('x', '2.safetensors'), ('c', '1.safetensors'), ('c', 2)]):
        write(out, 'place%02d' % i, index(dict(two, **{tensor: name})))
    for i, text in enumerate([
            '{', '[]', '{"weight_map":{}}', '{"weight_map":[]}', '{"weight_map":{"a":"1.safetensors","a":"2.safetensors"}}',
            '{"metadata":{"total_size":12.0},"weight_map":' + json.dumps(two) + '}',
            '{"metadata":{"total_size":18446744073709551616},"weight_map":' + json.dumps(two) + '}',
            '{"metadata":[],"weight_map":' + json.dumps(two) + '}', '{"a":[[[[[1]]]]]}', '{"weight_map":{"\ud800":"1"}}']):
        write(out, 'text%02d' % i, text.encode('utf-8', 'surrogatepass'))


@target
def model_folder_fuzz(out, data, model):
    """Caches as the Hugging Face library makes them, and with links that lead elsewhere."""
    home = 'models--o--m'
    base = ['d %s' % home, 'f %s/refs/main c1' % home, 'd %s/snapshots/c1' % home, 'f %s/blobs/b {}' % home,
            'l %s/snapshots/c1/config.json ../../blobs/b' % home]
    write(out, 'cache', '\n'.join(base + ['o/m', 'config.json', 'a', '../c1/config.json']))
    for i, name in enumerate(['o/m@main', 'o/m@c1', 'o/m@pr/1', 'm', 'o/m@..', '../o/m', 'o--m', 'o/m@', '/o/m', 'o/M']):
        write(out, 'name%02d' % i, '\n'.join(base + ['f %s/refs/pr/1 c1\n' % home, name, 'config.json']))
    for i, lines in enumerate([
            ['l HOME/snapshots/c1/a /etc/passwd'], ['l HOME/snapshots/c1/a a'], ['l HOME/snapshots/c1/a absent'],
            ['l HOME/snapshots/c1/a ../../refs/main'], ['l HOME/snapshots/c1/a ../../../../outside/config.json'],
            ['d HOME/snapshots/c1/a'], ['l HOME/snapshots/c1/a ../../blobs'], ['l HOME/snapshots/c1/a ../../blobs/../refs/main'],
            ['f models--x--y/blobs/b {}', 'l HOME/snapshots/c1/a ../../../models--x--y/blobs/b'],
            ['f HOME/snapshots/c2/a 2', 'l HOME/snapshots/c1/a ../c2/a'], ['l HOME/snapshots/c1/a b', 'f HOME/snapshots/c1/b 1'],
            ['l HOME/blobs/x ../../../outside/config.json', 'l HOME/snapshots/c1/a ../../blobs/x'],
            ['f HOME/snapshots/c1/model.safetensors ' + chr(0) * 8, 'f HOME/snapshots/c1/pytorch_model.bin x']]):
        write(out, 'link%02d' % i, '\n'.join(base + [line.replace('HOME', home) for line in lines] + ['o/m', 'a', 'b']))
    for i, lines in enumerate([
            ['f HOME/refs/main ../../..', 'd HOME/snapshots'], ['l HOME/refs/main ../../outside/config.json'],
            ['f HOME/refs/main c1', 'l HOME/snapshots/c1 ../../../outside'],
            ['f HOME/refs/main c1', 'l HOME/snapshots ../../outside'], ['l HOME/refs ../../outside', 'd HOME/snapshots/c1'],
            ['f HOME/refs/main ' + 'c' * 300], ['f HOME/refs/main c1', 'f HOME/snapshots/c1 x'], ['l HOME ../outside'],
            ['l HOME models--x--y', 'f models--x--y/refs/main c1', 'f models--x--y/snapshots/c1/a 1'], []]):
        write(out, 'place%02d' % i, '\n'.join([line.replace('HOME', home) for line in lines] + ['o/m', 'config.json']))
    write(out, 'gguf', '\n'.join(base[:3] + ['f %s/snapshots/c1/x.gguf GGUF' % home, 'f %s/snapshots/c1/y-00002-of-00002.gguf z' % home, 'o/m']))


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
