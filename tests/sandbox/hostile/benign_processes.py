# Honest: children with pipes, and an event loop.
import asyncio
import os

ends = []
for n in range(4):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, str(n * n).encode())
        os._exit(0)
    os.close(writer)
    ends.append(reader)
print(sum(int(os.read(reader, 16)) for reader in ends))
for _ in ends:
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 0


async def tick(n):
    await asyncio.sleep(0.01)
    return n


async def main():
    print(sum(await asyncio.gather(*(tick(n) for n in range(10)))))


asyncio.run(main())
