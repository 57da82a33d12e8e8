#!/usr/bin/env python3
"""One model as a GGUF file, as an exported folder and in a Hugging Face cache: the same scores and tokens; and what is
said where a model is not found or not whole."""
import os
import shutil
from harness import *

require_model()
COMMIT = '0123456789abcdef0123456789abcdef01234567'


def attempts(folder):
    with open(os.path.join(folder, 'attempts.jsonl')) as f:
        rows = [json.loads(line) for line in f.read().splitlines()[1:]]
    return sorted((json.dumps(row['id']), row['completion']['text'], row['verdict']['outcome']) for row in rows)


with Folder() as top:
    exported = os.path.join(top, 'exported')
    rbench(['model', 'export', 'smollm2', '--out', exported])
    home = os.path.join(top, 'home')
    make_hf_cache(exported, home, COMMIT)
    env = {k: v for k, v in os.environ.items() if k not in ('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE')}
    env['HF_HOME'] = home

    shown = [json.loads(rbench(['model', 'show', model, '--json'], env=env).stdout)
             for model in ('smollm2', exported, 'hf:org/tiny', 'hf:org/tiny@' + COMMIT)]
    for key in ('parameters', 'tokenizer_fingerprint', 'template_sha256', 'stop_ids', 'rope_theta', 'kv_bytes_per_token'):
        for other in shown[1:]:
            equal(other[key], shown[0][key], key)
    equal(len({s['sha256'] for s in shown[1:]}), 1, 'number of identities of one folder')

    runs = {}
    for i, model in enumerate(('smollm2', exported, 'hf:org/tiny')):
        out = os.path.join(top, 'run%d' % i)
        rbench(['eval', '--model', model, '--tasks', 'arith:easy', '--limit', '4', '--max-new-tokens', '24', '--quiet',
                '--out', out], env=env)
        runs[model] = attempts(out)
    equal(runs[exported], runs['smollm2'], 'attempts with the folder')
    equal(runs['hf:org/tiny'], runs['smollm2'], 'attempts with the cache')
    check(len(runs['smollm2']) == 4, 'four attempts')

    # float32 holds the expanded weights exactly.
    model, out = os.path.join(top, 'f32.gguf'), os.path.join(top, 'run_f32')
    rbench(['model', 'export', exported, '--format', 'gguf-f32', '--out', model])
    rbench(['eval', '--model', model, '--tasks', 'arith:easy', '--limit', '4', '--max-new-tokens', '24', '--quiet', '--out', out])
    equal(attempts(out), runs['smollm2'], 'attempts with an exported GGUF file')
    equal(run_scores(out), run_scores(os.path.join(top, 'run0')), 'scores with an exported GGUF file')
    os.remove(model)

    check('all finite' in rbench(['model', 'verify', exported]).stdout, 'a whole folder is verified')

    # The template's turns end with <|im_end|>; here nothing says that an answer ends there.
    careless = os.path.join(top, 'careless')
    shutil.copytree(exported, careless)
    for name in ('config.json', 'generation_config.json', 'tokenizer_config.json'):
        with open(os.path.join(careless, name)) as f:
            content = json.load(f)
        for key, value in (('eos_token_id', 0), ('eos_token', '<|endoftext|>')):
            if key in content:
                content[key] = value
        with open(os.path.join(careless, name), 'w') as f:
            json.dump(content, f)
    said = "ends a turn with token 2 (<|im_end|>), which is not among the model's stop tokens"
    check(said in rbench(['model', 'verify', careless]).stdout, 'verify warns of the end of a turn')
    p = rbench(['eval', '--model', careless, '--tasks', 'arith:easy', '--limit', '1', '--max-new-tokens', '1', '--quiet',
                '--out', os.path.join(top, 'careless_run')])
    check(said in p.stderr, 'eval warns of the end of a turn')
    shutil.rmtree(careless)

    def refused(model, *words):
        p = rbench(['model', 'verify', model], check=False, env=env)
        equal(p.returncode, 2, 'exit code for ' + model)
        for word in words:
            check(word in p.stderr, '%r is missing in the error for %s: %s' % (word, model, p.stderr))

    refused('hf:org/absent', os.path.join(home, 'hub', 'models--org--absent'), 'never downloads', 'hf download org/absent')
    refused('hf:org/tiny@v9', 'refs/v9', COMMIT)
    refused('hf:../tiny', 'is no name of a model')
    refused(os.path.join(top, 'nowhere'), 'does not exist')
    os.remove(os.path.join(exported, 'tokenizer.json'))
    refused(exported, 'tokenizer.json', 'is missing')
    weights = os.path.join(exported, 'model.safetensors')
    os.truncate(weights, os.path.getsize(weights) - 1)
    refused(exported, 'model.safetensors', 'the file is cut')
    os.rename(weights, os.path.join(exported, 'pytorch_model.bin'))
    refused(exported, 'pickle', 'safe_serialization=True')
print('a GGUF file, a folder and a cache give the same %d attempts' % len(runs['smollm2']))
