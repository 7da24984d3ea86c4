"""Measures awaiting in asyncio or trio: await.py LIBRARY METRIC prints nanoseconds for each, or bytes."""
import asyncio
import gc
import os
import sys
import time

PENDING = 100_000


async def add(i):
    return i + 1


async def each(n, f):
    best = None
    for r in range(12):
        start = time.process_time_ns()
        await f(n)
        took = (time.process_time_ns() - start) / n
        if r and (best is None or took < best):
            best = took
    return best


def resident():
    gc.collect()
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def main(metric, sleep, gather, spawn):
    async def trivial(n):
        for i in range(n):
            await add(i)

    async def suspend(n):
        for i in range(n):
            await sleep(0)

    async def change(n):
        async def player():
            for i in range(n // 2):
                await sleep(0)
        await gather([player, player])

    async def one():
        await sleep(0)

    async def many(n):
        await gather([one] * n)

    if metric == "trivial":
        return await each(100_000, trivial)
    if metric == "suspend":
        return await each(100_000, suspend)
    if metric == "switch":
        return await each(100_000, change)
    if metric == "gather10k":
        return await each(10_000, many)
    if metric == "gather100k":
        return await each(100_000, many)
    before = resident()
    kept = await spawn(lambda: sleep(3600), PENDING)
    used = resident() - before
    print(used / PENDING, flush=True)
    os._exit(0)


async def by_asyncio(metric):
    async def gather(fs):
        await asyncio.gather(*[f() for f in fs])

    async def spawn(f, n):
        tasks = [asyncio.create_task(f()) for _ in range(n)]
        await asyncio.sleep(0.5)
        return tasks

    return await main(metric, asyncio.sleep, gather, spawn)


async def by_trio(metric):
    import trio

    async def gather(fs):
        async with trio.open_nursery() as nursery:
            for f in fs:
                nursery.start_soon(f)

    async with trio.open_nursery() as outer:
        async def spawn(f, n):
            for _ in range(n):
                outer.start_soon(f)
            await trio.sleep(0.5)

        return await main(metric, trio.sleep, gather, spawn)


if sys.argv[1] == "asyncio":
    print(asyncio.run(by_asyncio(sys.argv[2])))
else:
    import trio
    print(trio.run(by_trio, sys.argv[2]))
