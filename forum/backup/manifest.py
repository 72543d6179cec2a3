"""What a backup is: one .tar.gz with a member for each table and each file, and a manifest as its last member.

    tables/<table>.jsonl   a row a line, a JSON list of values in the order of `Manifest.tables[table]`
    uploads/...            pictures and attachments, under the names they have on disk
    keys/<name>            keys that the site made for itself
    manifest.json          format, schema, when, and the SHA-256 and length of every other member

Values are logical, not the database's: what was written from SQLite can be read into PostgreSQL, and the other way round.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from forum.core.db import UtcDateTime

FORMAT = 1
NAME = "manifest.json"
KEYS = ("secret_key", "context_secret")
_MEMBER = re.compile(
    r"tables/[a-z0-9_]{1,63}\.jsonl|keys/(?:secret_key|context_secret)|uploads(?:/[0-9A-Za-z_-][0-9A-Za-z._-]{0,99}){1,4}"
)
MANIFEST_BYTES_MAX = 256 * 1024 * 1024  # a million files have some 150 MB of names and sums


class BadBackup(Exception):
    """A sentence that says what is wrong with a backup, or with the place to restore it into."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its SHA-256 in hex, its length in bytes, for a table its rows."""

    sha256: str
    length: int
    rows: int = 0


@dataclass(slots=True)
class Manifest:
    """The table of contents. `tables`: the columns of each, as (name, kind of value)."""

    schema: str
    made_at: str
    dialect: str
    format: int = FORMAT
    tables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(member.rows for member in self.members.values())

    @property
    def length(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.length for member in self.members.values())

    @property
    def files(self) -> int:
        """Pictures and attachments."""
        return sum(name.startswith("uploads/") for name in self.members)

    def to_json(self) -> bytes:
        """As it stands in the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Read one. Raises `BadBackup` for anything that is not ours, or of a later format."""
        try:
            said = json.loads(data)
            if said["format"] > FORMAT:
                raise BadBackup("This backup is of a newer Askwell: restore it with that one.")
            said["members"] = {name: Member(**member) for name, member in said["members"].items()}
            said["tables"] = {
                name: [(str(column), str(kind)) for column, kind in columns]
                for name, columns in said["tables"].items()
            }
            found = cls(**said)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadBackup("Its table of contents can't be read: this is no backup of Askwell.") from None
        for name in found.members:
            allowed(name)
        if {f"tables/{name}.jsonl" for name in found.tables} != {
            n for n in found.members if n[:7] == "tables/"
        }:
            raise BadBackup("Its table of contents names tables that are not in it.")
        return found


def ours(name: str) -> bool:
    """Is it a name of a member that we write?"""
    return _MEMBER.fullmatch(name) is not None


def allowed(name: str) -> str:
    """The name of a member, if it is one that we write: no way out of the folder, nothing hidden. Raises `BadBackup`."""
    if not ours(name):
        raise BadBackup(f"It holds {name[:80]!r}, which no backup of Askwell does: nothing was restored.")
    return name


#: kind of value -> the column type that reads it back.
TYPES: dict[str, Callable[[], Any]] = {
    "moment": UtcDateTime,
    "date": sa.Date,
    "json": lambda: sa.JSON(none_as_null=True),
    "bytes": sa.LargeBinary,
    "bool": sa.Boolean,
    "int": sa.BigInteger,
    "float": sa.Double,
    "text": sa.Text,
}
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (UtcDateTime, "moment"),
    (sa.Date, "date"),
    (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"),
    (sa.Boolean, "bool"),
    (sa.Integer, "int"),
    (sa.Float, "float"),
    (sa.String, "text"),
)
_WRITE: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.isoformat,
    "date": date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": base64.b64decode,
}


def kind_of(column: sa.Column[Any]) -> str:
    """What kind of value a column holds. Raises `TypeError` for a type that this module was not taught."""
    for known, kind in _KINDS:
        if isinstance(column.type, known):
            return kind
    raise TypeError(f"{column}: say in forum/backup/manifest.py how {column.type!r} is written down")


def written(values: Any, kinds: list[str]) -> bytes:
    """One row as a line of JSON."""
    row = [
        _WRITE[kind](value) if value is not None and kind in _WRITE else value
        for value, kind in zip(values, kinds, strict=True)
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read(line: bytes, columns: list[tuple[str, str]]) -> dict[str, Any]:
    """The row of such a line. Raises `ValueError` for what is none."""
    values = json.loads(line)
    if not isinstance(values, list):
        raise ValueError("not a row")
    return {
        name: _READ[kind](value) if value is not None and kind in _READ else value
        for (name, kind), value in zip(columns, values, strict=True)
    }
