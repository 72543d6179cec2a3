"""Ports for servers that tests start."""

from __future__ import annotations

import os
import random
import socket

HOST = "127.0.0.1"
# Below what systems give to outgoing connections (Linux from 32768): none of those can take the port before its server does.
FIRST, LAST = 12_000, 32_000
_chance = random.Random(
    f"{os.getpid()} {os.urandom(8).hex()}"
)  # the suite seeds the other one, in all its processes alike


def free_port() -> int:
    """A loopback port that nobody listens on, and that nobody is likely to take."""
    while True:
        port = _chance.randrange(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
