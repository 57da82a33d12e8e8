# E20: output that a checker of little care would choke on: no number, zero bytes, broken UTF-8.
import sys

sys.stdout.buffer.write(b"\x00\xff\xfe1e999999999 nan \xed\xa0\x80\n" + b"[" * 100_000)
