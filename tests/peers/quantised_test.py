#!/usr/bin/env python3
"""Every quantised type expands to the values of the gguf package, bit for bit, on random blocks; and the committed
vectors are those of the package. usage: quantised_test.py DRIVER [--write]"""

import hashlib
import os
import subprocess
import sys

from peer_environment import enter

enter()

import gguf  # noqa: E402
import numpy  # noqa: E402

TYPES = ['Q8_0', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K']
VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'models', 'kernels', 'quantised_vectors.txt')


def random_bytes(seed, count):
    """The low bytes of std::mt19937 with this seed."""
    return (numpy.random.RandomState(seed)._bit_generator.random_raw(count) & 255).astype(numpy.uint8)


def expand(type_name, data):
    with numpy.errstate(all='ignore'):
        values = gguf.quants.dequantize(data, gguf.GGMLQuantizationType[type_name]).astype(numpy.float32)
    # The payload of a NaN is left open.
    values[numpy.isnan(values)] = numpy.float32('nan')
    return values.view(numpy.uint32)


def digests():
    for type_name in TYPES:
        size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[type_name]][1]
        yield type_name, hashlib.sha256(expand(type_name, random_bytes(31, 256 * size)).tobytes()).hexdigest()


def main():
    driver = os.path.abspath(sys.argv[1])
    if '--write' in sys.argv:
        with open(VECTORS, 'w') as out:
            out.writelines('%s %s\n' % row for row in digests())
    failures = 0
    for type_name in TYPES:
        size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[type_name]][1]
        blocks = 4000
        data = random_bytes(7 + TYPES.index(type_name), blocks * size)
        want = expand(type_name, data)
        run = subprocess.run([driver, type_name], input=data.tobytes(), capture_output=True, check=True)
        got = numpy.frombuffer(run.stdout, numpy.float32).copy()
        got[numpy.isnan(got)] = numpy.float32('nan')
        different = int((got.view(numpy.uint32) != want).sum()) if got.size == want.size else want.size
        failures += different != 0
        print('%s: %d of %d values of %d random blocks differ' % (type_name, different, want.size, blocks))
    with open(VECTORS) as file:
        if dict(line.split() for line in file) != dict(digests()):
            failures += 1
            print('%s is not what the gguf package gives; --write makes it anew' % os.path.normpath(VECTORS))
    sys.exit(1 if failures else 0)


main()
