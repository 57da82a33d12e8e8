#!/usr/bin/env python3
"""Writes the seed corpora of the fuzz targets from real files.

usage: make_seeds.py TARGET OUT_FOLDER [--data DIR] [--model GGUF]

The functions are in seeds/, a file for each family of formats. Python 3 standard library only.
"""
import argparse
import os
import sys

import seeds.code
import seeds.gguf
import seeds.hf
import seeds.math
import seeds.tasks
import seeds.template
import seeds.text
import seeds.tokenizer
from seeds.target import FUZZ, TARGETS, write


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('target')
    parser.add_argument('out')
    parser.add_argument('--data', default=os.environ.get('RBENCH_DATA', '../shared/data'))
    parser.add_argument('--model', default='')
    args = parser.parse_args()
    if args.target not in TARGETS:
        sys.exit('unknown target %s; known: %s' % (args.target, ', '.join(sorted(TARGETS))))
    os.makedirs(args.out, exist_ok=True)
    TARGETS[args.target](args.out, args.data, args.model)
    # What once was found stays a seed.
    found = os.path.join(FUZZ, 'regressions', args.target.removesuffix('_fuzz'))
    for name in sorted(os.listdir(found)) if os.path.isdir(found) else []:
        with open(os.path.join(found, name), 'rb') as f:
            write(args.out, 'found_' + name, f.read())
    print('%s: %d seeds' % (args.target, len(os.listdir(args.out))))


if __name__ == '__main__':
    main()
