"""Where attachments lie: `<instance>/uploads/attachments/ab/<key>`. No name that anybody gave stands in a path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

_KEY = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """The folder of all of them."""
    uploads: Path = current_app.config["SETTINGS"].of_database("uploads")
    return uploads / "attachments"


def file_of(key: str) -> Path:
    """The file of an attachment, whether it is there or not. Raises `ValueError` for what is no key of ours."""
    if not _KEY.fullmatch(key):
        raise ValueError("not a key")
    return folder() / key[:2] / key


def write(key: str, data: bytes) -> None:
    """Whole or not at all, readable by this user alone, and on the disk before the row that names it. Raises `OSError`."""
    file = file_of(key)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_suffix(".new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read(key: str) -> bytes | None:
    """The file's bytes; None when it is lost."""
    try:
        return file_of(key).read_bytes()
    except FileNotFoundError:
        return None


def delete(key: str) -> None:
    """Twice is once."""
    file_of(key).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[str]:
    """The keys of files that were written before this moment (seconds since 1970)."""
    for file in folder().glob("*/*"):
        if _KEY.fullmatch(file.name) and file.stat().st_mtime < seconds:
            yield file.name
