"""Reading a backup: every byte is checked against its table of contents before anything is believed."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from forum.backup import manifest
from forum.backup.manifest import BadBackup, Manifest, Member


@contextmanager
def members(path: Path) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Name, length and content of each member, in order, without unpacking anything to disk. Raises `BadBackup`."""
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield _plain(tar)
            while packed.read(1 << 20):  # to its end, where gzip's own sum stands
                pass
    except gzip.BadGzipFile as wrong:
        raise BadBackup(f"{path.name} is damaged, or no backup of Askwell ({wrong}).") from None
    except (tarfile.TarError, EOFError, zlib.error) as wrong:
        raise BadBackup(f"{path.name} is damaged or cut short ({wrong}).") from None
    except FileNotFoundError:
        raise BadBackup(f"There is no file {path}.") from None


def _plain(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    for info in tar:
        content = tar.extractfile(info) if info.isreg() else None
        if content is None:
            raise BadBackup(f"It holds {info.name[:80]!r}, which is no plain file: nothing was restored.")
        yield info.name, info.size, content


def contents(path: Path) -> Manifest:
    """The table of contents, after every member was compared with it. Raises `BadBackup` with what differs."""
    found: dict[str, Member] = {}
    last = b""
    with members(path) as each:
        for name, length, content in each:
            if name == manifest.NAME:
                if length > manifest.MANIFEST_BYTES_MAX:
                    raise BadBackup("Its table of contents is too long to be one.")
                last = content.read()
                continue
            if manifest.allowed(name) in found or last:
                raise BadBackup(f"It holds {name} twice, or after its end.")
            found[name] = _sum(name, content)
    if not last:
        raise BadBackup(f"{path.name} has no end: the backup was not finished.")
    said = Manifest.from_json(last)
    for name in sorted({*said.members, *found}):
        if name not in found:
            raise BadBackup(f"{name} is missing from it.")
        if said.members.get(name) != found[name]:
            raise BadBackup(f"{name} is not what was written: the backup is damaged.")
    return said


def _sum(name: str, content: IO[bytes]) -> Member:
    sums, length, rows = hashlib.sha256(), 0, 0
    if name.startswith("tables/"):
        for line in content:
            sums.update(line)
            length += len(line)
            rows += 1
            try:
                json.loads(line)
            except ValueError:
                raise BadBackup(f"{name}: line {rows} can't be read.") from None
    else:
        while block := content.read(1 << 20):
            sums.update(block)
            length += len(block)
    return Member(sums.hexdigest(), length, rows)
