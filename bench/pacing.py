"""How late are answers at a given rate? Sixteen connections, each asking at its own times.

A request that waits for the one before it counts from when it was due, not from when it was sent.
"""

from __future__ import annotations

import asyncio
import time

CONNECTIONS = 16


async def _ask(port: int, paths: list[str], due: list[float], late: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path, at in zip(paths, due, strict=True):
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        late.append(time.perf_counter() - at)
    writer.close()


async def _run(port: int, paths: list[str], rate: float, seconds: float) -> list[float]:
    start = time.perf_counter() + 0.2
    count = int(rate * seconds)
    late: list[float] = []
    tasks = []
    for one in range(CONNECTIONS):
        turns = range(one, count, CONNECTIONS)
        asked = [paths[turn % len(paths)] for turn in turns]
        tasks.append(_ask(port, asked, [start + turn / rate for turn in turns], late))
    await asyncio.gather(*tasks)
    return late


def p99_ms(port: int, paths: list[str], rate: float, seconds: float = 3.0) -> float:
    """Give the 99th percentile of the delay at so many requests a second, in milliseconds."""
    late = sorted(asyncio.run(_run(port, paths, rate, seconds)))
    return late[int(len(late) * 0.99)] * 1000
