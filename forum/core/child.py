"""A process of our own for work that hostile text can make long: it answers, or ends, and takes nobody along."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
from pathlib import Path

WAIT_SECONDS = 20.0  # by the clock, when not even the seconds of the processor were to be had


class Child:
    """One process of this process, started when first needed, and anew after it ended.

    `script`, a file beside this one, reads requests on stdin and answers on stdout, the length (8 digits) before each; a
    request says after its length how many milliseconds of the processor it may take (8 digits).
    """

    def __init__(self, script: str) -> None:
        self._script = Path(__file__).with_name(script)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, data: bytes, seconds: float) -> bytes | None:
        """What it answers, or None when that took more than `seconds` of the processor or the process failed."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            try:
                process.stdin.write(b"%08d%08d" % (len(data), seconds * 1000) + data)
                process.stdin.flush()
                return self._read(process, int(self._read(process, 8)))
            except (OSError, TimeoutError, ValueError):
                self._kill()
                return None

    def _running(self) -> subprocess.Popen[bytes]:
        # After a fork the child belongs to the parent: two processes must not share one pipe.
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-P", str(self._script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            self._owner = os.getpid()
        return self._process

    def _read(self, process: subprocess.Popen[bytes], size: int) -> bytes:
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        chunks = b""
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(chunks) < size:
                if not selector.select(WAIT_SECONDS):
                    raise TimeoutError
                chunk = os.read(descriptor, size - len(chunks))
                if not chunk:
                    raise OSError("the process ended")
                chunks += chunk
        return chunks

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
