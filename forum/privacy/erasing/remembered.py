"""Who was erased, without saying who: so that restoring an older backup erases them again.

The list is a file beside the database, not in it, and a copy lies beside the backups. A line holds when, what became of the
posts, and SHA-256 over the salt of the file, the number of the account and the moment it was made: the moment (to the
microsecond) is deleted with the account, so only whoever has a backup from before can tell whom a line means.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from forum.core import clock
from forum.core.settings import of_site

NAME = "erased.txt"
WAITING = "erase-again"
_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (stay|go) ([0-9a-f]{32}) ([0-9a-f]{64})")


def note(number: int, made_at: datetime, posts: str) -> None:
    """Write down that this account was erased, on the disk before the database forgets it. Raises `OSError`."""
    salt = secrets.token_hex(16)
    line = f"{clock.now():%Y-%m-%d} {posts} {salt} {_sum(salt, number, made_at)}\n"
    for folder in places():
        _append(folder, [line])


def places() -> list[Path]:
    """The folders that hold the list: the site's own, and that of its backups."""
    settings = of_site()
    backups = [Path(settings.backup_dir)] if settings.backup_dir else []
    return [settings.instance_dir, *(folder for folder in backups if folder.is_dir())]


def copy_to(folder: Path) -> None:
    """Lay a copy of the site's list into a folder of backups; what it knows already stays. Raises `OSError`."""
    known = _lines(folder)
    _append(folder, [line for line in _lines(of_site().instance_dir) if line not in known])


def take_from(folder: Path) -> None:
    """Before a backup of this folder is restored here: take over its list, and note that it has to be gone through."""
    here = of_site().instance_dir
    known = _lines(here)
    _append(here, [line for line in _lines(folder) if line not in known])
    (here / WAITING).touch()


def unsettled() -> bool:
    """Was a backup restored whose people nobody has compared with the list yet?"""
    return (of_site().instance_dir / WAITING).exists()


def settled() -> None:
    """They were."""
    (of_site().instance_dir / WAITING).unlink(missing_ok=True)


def wanted(accounts: Iterable[tuple[int, datetime]]) -> list[tuple[int, str]]:
    """(account, what becomes of the posts) of those accounts that the site's list holds."""
    lines = _lines(of_site().instance_dir)
    entries = {match.groups() for line in lines if (match := _LINE.match(line))}
    if not entries:
        return []
    found = []
    for number, made_at in accounts:
        for _day, posts, salt, digest in entries:
            if _sum(salt, number, made_at) == digest:
                found.append((number, posts))
                break
    return found


def _sum(salt: str, number: int, made_at: datetime) -> str:
    return hashlib.sha256(f"{salt}\0{number}\0{made_at.isoformat()}".encode()).hexdigest()


def _lines(folder: Path) -> list[str]:
    try:
        text = (folder / NAME).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return []
    return [f"{line}\n" for line in text.splitlines() if _LINE.fullmatch(line)]


def _append(folder: Path, lines: list[str]) -> None:
    if not lines:
        return
    with os.fdopen(os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
