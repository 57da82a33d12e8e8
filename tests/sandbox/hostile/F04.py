# F04: output that is not UTF-8: lone surrogates, broken sequences, zero bytes, a mark of byte
# order, carriage returns, form feeds, hard spaces. All of it must come back as it was.
import sys

sys.stdout.buffer.write(
    b"\xef\xbb\xbfa\r\n\x00b\x0c\xed\xa0\x80\xc3\x28\xff\xfe\xc2\xa0\xe2\x80\xa8\x85c"
)
