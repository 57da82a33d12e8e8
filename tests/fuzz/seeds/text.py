"""JSON and YAML."""
import os

from seeds.target import ROOT, target, write


@target
def jsonl_fuzz(out, data, model):
    """First lines of every real JSON and JSON Lines file, and the corners of the grammar."""
    count = 0
    for folder, _, names in sorted(os.walk(data)):
        for name in sorted(names):
            if not name.endswith(('.jsonl', '.json')):
                continue
            with open(os.path.join(folder, name), 'rb') as f:
                head = f.read(6000)
            lines = head.split(b'\n')
            write(out, 'head%03d' % count, b'\n'.join(lines[:2])[:4000])
            count += 1
    for i, text in enumerate([
            '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\ud83d\\ude00\\n"],"b":{}}',
            '123456789012345678901234567890', '{"a":1,"a":2}', '[[[[]]]]', '{"torn":tr',
            '1\n\n{"x":[]}\r\n"y"', '\ufeff{"bom":1}', '-0', '1e308', '18446744073709551616']):
        write(out, 'corner%02d' % i, text)


@target
def yaml_fuzz(out, data, model):
    """The project's own YAML files, and the corners of the grammar."""
    count = 0
    for folder, folders, names in sorted(os.walk(ROOT)):
        folders[:] = [f for f in folders if not f.startswith('.git') and f != 'build']
        for name in sorted(names):
            if name.endswith(('.yaml', '.yml')):
                with open(os.path.join(folder, name), 'rb') as f:
                    write(out, 'file%03d' % count, f.read(8000))
                count += 1
    for i, text in enumerate([
            'name: x\nlist:\n  - 1\n  - [a, \'b\']\nmap: {k: v}\nnone:\n', 'a: &x 1\nb: *x\n',
            'a: !!str 5\n', 'a: 1\n---\nb: 2\n', 'a: 1\na: 2\n', 't: |\n  two\n  lines\n',
            't: >-\n  folded\n  text\n', '? [1]\n: 2\n', '"q\\"": \'it\'\'s\'\n', 'n: [017, 1e3, no, ~]\n',
            '%YAML 1.2\n---\na: b # comment\n...\n']):
        write(out, 'corner%02d' % i, text)
