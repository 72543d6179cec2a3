"""A mail is read by a process of its own, with limits on memory and time (`reading_child`): it is a stranger's."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum.core.text import clean, clean_line

SECONDS = 30.0  # by the wall
CPU_SECONDS = 10  # of the processor; a usual mail takes a hundredth of one
_CHILD = Path(__file__).with_name("reading_child") / "__main__.py"


class Unreadable(Exception):
    """It could not be taken apart within the limits."""


@dataclass(frozen=True, slots=True)
class File:
    """What hung on a mail."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server's report (RFC 3464)."""

    address: str
    action: str  # failed | delayed | delivered | relayed | expanded
    status: str  # "5.1.1"
    said: str
    message_id: str  # of the mail that was not delivered


@dataclass(frozen=True, slots=True)
class Read:
    """A mail as plain values, cleaned as everything that comes in."""

    message_id: str
    senders: tuple[tuple[str, str], ...]  # name, address
    to: tuple[str, ...]
    return_path: str | None
    subject: str
    references: tuple[str, ...]
    machine: dict[str, str]  # headers by which machines say that they are one
    report: str
    bounce: Bounce | None
    text: str
    reply: str
    files: tuple[File, ...]


def read(raw: bytes) -> Read:
    """Take a message apart. Raises `Unreadable`."""
    command = [sys.executable, "-P", str(_CHILD), str(CPU_SECONDS)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        raise Unreadable("it took too long") from None
    head, _, data = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise Unreadable(
            done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200] or "it ended"
        )
    return _told(json.loads(head), data)


def _told(told: dict[str, Any], data: bytes) -> Read:
    files = []
    at = 0
    for each in told["files"]:
        files.append(File(clean_line(each["name"]), each["type"], data[at : at + each["size"]]))
        at += each["size"]
    bounce = told["bounce"]
    return Read(
        message_id=clean_line(told["message_id"]),
        senders=tuple((clean_line(name), clean_line(address)) for name, address in told["from"]),
        to=tuple(clean_line(address) for address in told["to"]),
        return_path=None if told["return_path"] is None else clean_line(told["return_path"]),
        subject=clean_line(told["subject"]),
        references=tuple(clean_line(each) for each in told["references"]),
        machine={name: clean_line(value) for name, value in told["machine"].items()},
        report=told["report"],
        bounce=Bounce(**{name: clean_line(value) for name, value in bounce.items()}) if bounce else None,
        text=clean(told["text"]).strip(),
        reply=clean(told["reply"]).strip("\n").rstrip(),
        files=tuple(files),
    )
