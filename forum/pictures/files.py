"""Where the files of pictures lie: `<instance>/uploads/pictures/ab/<key>.webp`."""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app


def file_of(key: str) -> Path:
    """The file of a picture, whether it is there or not."""
    folder: Path = current_app.config["SETTINGS"].of_database("uploads")
    return folder / "pictures" / key[:2] / f"{key}.webp"


def write(key: str, data: bytes) -> None:
    """Whole or not at all, and on the disk before the row that names it. Raises `OSError` (a full disk)."""
    file = file_of(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    try:
        with fresh.open("wb") as out:
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
