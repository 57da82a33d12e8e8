# A28: two kilobytes a mebibyte: a compressed text that unpacks to 2 GiB, kept in memory.
import zlib

packer = zlib.compressobj(9, zlib.DEFLATED, -15)
first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
unpacker = zlib.decompressobj(-15)
kept = [unpacker.decompress(first)]
for _ in range(2047):
    kept.append(unpacker.decompress(again))
print("ESCAPED: unpacked", sum(map(len, kept)) >> 20, "MiB")
