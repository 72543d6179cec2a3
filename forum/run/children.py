"""Child processes that belong together: started, restarted when they die, ended together."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from forum.run.preparation import CannotStart

GRACE_SECONDS = 3.0  # how long a child may finish what it does after Ctrl-C; all is over within 5
STEADY_SECONDS = 5.0  # a child that lived this long is restarted at once, others after a growing pause
PAUSE_MAX_SECONDS = 10.0
OPEN_SECONDS = 180.0  # a site that has not answered by then will not, on the slowest machine
ASK_SECONDS = 0.1  # between two questions whether it answers
FIRST_TRIES = 3  # deaths before the site ever answered, after which starting is given up
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None


def _die_with_parent() -> None:
    """In the child: end when this supervisor is killed, so that no server without a keeper holds the port."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program to keep running. `name` stands before each line it prints.

    `after_opening`: not needed for the first answer, so it leaves the processor to those that are.
    """

    name: str
    command: list[str]
    after_opening: bool = False
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    forwarding: threading.Thread | None = None

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C reaches the supervisor alone, which ends all in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            self.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.forwarding = threading.Thread(target=self._forward, args=(self.process.stdout,), daemon=True)
        self.forwarding.start()

    def _forward(self, lines: IO[str]) -> None:
        for line in lines:
            say(f"{self.name:6} | {line.rstrip()}")

    def dead(self) -> bool:
        """Whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """End what a dead child left behind (the workers of a killed server), and plan its next start."""
        self.signal_group(signal.SIGKILL)
        lived = time.monotonic() - self.started
        self.deaths = 0 if lived > STEADY_SECONDS else self.deaths + 1
        pause = 0.0 if self.deaths == 0 else min(PAUSE_MAX_SECONDS, 0.25 * 2**self.deaths)
        self.process, self.next_start = None, time.monotonic() + pause

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to all that it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


def say(line: str) -> None:
    """Print one whole line at once, whatever other threads print. A closed terminal is no reason to fail."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        return


class Supervisor:
    """Keeps children running until a signal says stop."""

    def __init__(
        self,
        children: list[Child],
        *,
        open_seconds: float = OPEN_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self.children = children
        self.open_seconds = open_seconds
        self.grace_seconds = grace_seconds
        self.stopping = False
        self._wake, self._waker = os.pipe()
        for end in (self._wake, self._waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        for number in ENDING:
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, *_: object) -> None:
        if self.stopping:  # a second Ctrl-C: no more patience
            for child in self.children:
                child.signal_group(signal.SIGKILL)
        self.stopping = True

    def run(self, is_open: Callable[[], bool], when_open: Callable[[], None]) -> None:
        """Run until asked to stop; `when_open` is called once, after `is_open` first said yes.

        Raises CannotStart when a child dies again and again before the site ever answered, or it never answers.
        """
        opened = False
        began = time.monotonic()
        try:
            while not self.stopping:
                self._tend(opened)
                if not opened and is_open():
                    opened = True
                    when_open()
                if not opened and time.monotonic() - began > self.open_seconds:
                    raise CannotStart(
                        f"The site did not answer within {self.open_seconds:.0f} seconds: "
                        "the lines above say why; mend that and start again."
                    )
                self._sleep(1.0 if opened else ASK_SECONDS)
        finally:
            self._end()

    def _tend(self, opened: bool) -> None:
        for child in self.children:
            if child.dead() and child.process is not None:
                status = child.process.returncode
                child.bury()
                if not opened and child.deaths >= FIRST_TRIES:
                    raise CannotStart(
                        f"The {child.name} process ended {FIRST_TRIES} times right after its start: "
                        "its last words above say why; mend that and start again."
                    )
                say(f"{child.name:6} | ended ({_reason(status)}), starting it again")
            waits = child.after_opening and not opened
            if child.process is None and not waits and time.monotonic() >= child.next_start:
                child.start()

    def _sleep(self, seconds: float) -> None:
        pauses = [
            c.next_start - time.monotonic() for c in self.children if c.process is None and c.next_start
        ]
        select.select([self._wake], [], [], max(0.0, min([seconds, *pauses])))
        try:
            while os.read(self._wake, 512):
                pass
        except BlockingIOError:
            return

    def _end(self) -> None:
        self.stopping = True
        for child in self.children:
            if child.process is not None and not child.dead():
                child.process.terminate()
        until = time.monotonic() + self.grace_seconds
        while time.monotonic() < until and not all(c.process is None or c.dead() for c in self.children):
            self._sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            for _ in range(10):  # in steps: a machine that stands still meanwhile uses up only one of them
                with suppress(subprocess.TimeoutExpired):
                    if child.process is not None:
                        child.process.wait(timeout=0.1)
                    if child.forwarding is not None:
                        child.forwarding.join(timeout=0.1)  # its last words come before ours
                        if child.forwarding.is_alive():
                            continue
                    break


def _reason(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"
