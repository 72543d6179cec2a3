"""A closed-loop HTTP load on loopback: N visitors, each asks again as soon as it has its whole answer.

Plain sockets and one selector, a new connection for each request (gunicorn's sync workers close theirs anyhow). It
shares the machine with the servers, so it must be light: some 60 microseconds a request, where asyncio's streams
take ten times that and would hide the difference between a fast page and a slow one.
"""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 30
FIRST_SECONDS_MAX = 60
HEAD = "Accept: text/html\r\nAccept-Language: en\r\nUser-Agent: Mozilla/5.0 (benchmark)\r\nConnection: close\r\n\r\n"


@dataclass
class Outcome:
    """Whole answers with status 200, their latencies in ms, and what else came back. Outcomes can be added up."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    bytes_body: int = 0
    from_memory: int = 0  # answers that were kept pages
    asked: int = 0  # all answers, also those before and after the clock

    def add(self, other: Outcome) -> None:
        """Count another outcome in."""
        self.seconds += other.seconds
        self.latencies_ms += other.latencies_ms
        self.others += other.others
        self.bytes_body += other.bytes_body
        self.from_memory += other.from_memory
        self.asked += other.asked

    @property
    def answers(self) -> int:
        """How many good answers came."""
        return len(self.latencies_ms)

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        """Latency in ms below which `share` (0..1) of the answers came."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class _Visitor:
    def __init__(self, port: int, head: str) -> None:
        self.port = port
        self.head = head
        self.parts: list[bytes] = []
        self.started = 0.0
        self.socket: socket.socket | None = None

    def ask(self, path: str, selector: selectors.BaseSelector) -> None:
        self.parts = []
        self.started = time.perf_counter()
        self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.head}".encode())
        self.socket.setblocking(False)
        selector.register(self.socket, selectors.EVENT_READ, self)

    def leave(self, selector: selectors.BaseSelector) -> None:
        if self.socket is not None:
            selector.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def read(self) -> bool:
        """Take what came; True when the answer is whole."""
        assert self.socket is not None
        try:
            part = self.socket.recv(1 << 18)
        except BlockingIOError:
            return False
        if part:
            self.parts.append(part)
        return not part

    def judge(self, outcome: Outcome) -> None:
        took = (time.perf_counter() - self.started) * 1000
        answer = b"".join(self.parts)
        head, _, body = answer.partition(b"\r\n\r\n")
        status = head[9:12].decode("latin-1")
        if status != "200":
            outcome.others[f"status {status or 'none'}"] += 1
            return
        outcome.latencies_ms.append(took)
        outcome.bytes_body += len(body)
        outcome.from_memory += b"X-Kept: 1" in head


def run(
    port: int,
    paths: Sequence[str],
    connections: int = 16,
    warmup: float = 0.5,
    duration: float = 2.0,
    first: int = 0,
    head: str = HEAD,
) -> Outcome:
    """Load `paths` in turn for `duration` seconds, after `warmup` seconds and `first` answers. Stops by itself."""
    turn = itertools.cycle(paths)
    outcome = Outcome(duration)
    begin = time.perf_counter() + warmup
    end = begin + duration
    if first:
        end = begin + FIRST_SECONDS_MAX  # moved when they have come
    with selectors.DefaultSelector() as selector:
        visitors = [_Visitor(port, head) for _ in range(connections)]
        for visitor in visitors:
            visitor.ask(next(turn), selector)
        while (now := time.perf_counter()) < end:
            for key, _events in selector.select(min(1.0, end - now)):
                visitor = key.data
                try:
                    if not visitor.read():
                        continue
                    outcome.asked += 1
                    if outcome.asked == first:
                        begin = max(begin, time.perf_counter())
                        end = begin + duration
                    if outcome.asked > first and begin <= time.perf_counter() <= end:
                        visitor.judge(outcome)
                except OSError as error:
                    outcome.others[type(error).__name__] += 1
                visitor.leave(selector)
                visitor.ask(next(turn), selector)
        for visitor in visitors:
            visitor.leave(selector)
    return outcome
