"""A closed-loop HTTP load on loopback: N connections, each asks again as soon as it has its whole answer."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Answers with status 200 a second, their latencies in ms, and what else came back."""

    seconds: float
    latencies_ms: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    bytes_body: int = 0

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile(self, share: float) -> float:
        """Latency in ms below which `share` (0..1) of the answers came."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, int, bool]:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
    length = int(headers.get("content-length", "0"))
    await reader.readexactly(length)
    return status, length, headers.get("connection", "").lower() == "close"


async def _run(port: int, paths: Sequence[str], connections: int, warmup: float, duration: float) -> Outcome:
    loop = asyncio.get_running_loop()
    outcome = Outcome(duration)
    turn = itertools.cycle(paths)
    begin = loop.time() + warmup
    end = begin + duration

    async def visitor() -> None:
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while loop.time() < end:
            path = next(turn)
            request = (
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nAccept-Language: en\r\n"
                "User-Agent: Mozilla/5.0 (benchmark)\r\n\r\n"
            ).encode()
            started = loop.time()
            try:
                if streams is None:
                    streams = await asyncio.open_connection("127.0.0.1", port)
                status, length, closing = await asyncio.wait_for(_ask(*streams, request), 30)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                streams = None
                if loop.time() >= begin:
                    outcome.others[type(error).__name__] += 1
                continue
            finished = loop.time()
            if closing:
                streams[1].close()
                streams = None
            if begin <= finished <= end:
                if status == 200:
                    outcome.latencies_ms.append((finished - started) * 1000)
                    outcome.bytes_body += length
                else:
                    outcome.others[f"status {status}"] += 1
        if streams is not None:
            streams[1].close()

    await asyncio.gather(*(visitor() for _ in range(connections)))
    return outcome


def run(
    port: int, paths: Sequence[str], connections: int = 16, warmup: float = 1.5, duration: float = 6.0
) -> Outcome:
    """Load `paths` in turn for `duration` seconds after `warmup`. Stops by itself."""
    return asyncio.run(_run(port, paths, connections, warmup, duration))
