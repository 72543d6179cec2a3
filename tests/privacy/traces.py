"""Somebody who is in every table in which anybody can be, and whatever is left of her afterwards."""

from __future__ import annotations

import gzip
import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum import Askwell
from forum.core import clock
from forum.core.db import Base, UtcDateTime, db
from forum.privacy.erasing import pointing

NAME = "Wilhelmina Quastenflosse"
ADDRESS = "wilma.quast@example.com"
HANDLE = "wquast77"
WORDS = (NAME, ADDRESS, HANDLE, "quastenflosse")
#: Columns in which the program, and nobody's words, says what stands there.
OURS = {
    *(
        "state",
        "kind",
        "role",
        "via",
        "part",
        "cadence",
        "purpose",
        "row",
        "when",
        "decision",
        "verdict",
        "did",
    ),
    *(
        "outcome",
        "significance",
        "became",
        "not_kept",
        "off",
        "mail",
        "before",
        "scopes",
        "reason",
        "source",
        "zone",
    ),
    *(
        "id",
        "key",
        "salt",
        "digest",
        "credential",
        "visitor",
        "form_key",
        "key_hash",
        "token_hash",
        "secret_hash",
    ),
    *(
        "code_hash",
        "uid",
        "secret",
        "data",
        "occasion",
        "guest",
        "target",
        "document",
        "thing",
        "about",
        "place",
    ),
    *(
        "url",
        "search_id",
        "similar",
        "joined_ids",
        "answer_ids",
        "comment_ids",
        "topic_ids",
        "slug",
        "normal",
    ),
    *(
        "weights",
        "against",
        "judged",
        "result",
        "badge",
        "fact",
        "step",
        "why",
        "shown_by",
        "signs",
        "words_of",
    ),
}
_numbers = itertools.count(1)


def put_everywhere(person_id: int, bystander: int) -> dict[str, int]:
    """A row for every column that points at a person and has none that points at her, with her name and address in its
    words. {"table.column": rows}. What can't be made fails: say in `_given` what the table needs."""
    found = {}
    for column in pointing.columns():
        table = column.table
        there = sa.select(sa.func.count()).select_from(table).where(column == person_id)
        if not db.session.scalar(there):
            _insert(table, bystander, {column.name: person_id})
        found[f"{table.name}.{column.name}"] = int(db.session.scalar(there) or 0)
    return found


def _insert(table: sa.Table, bystander: int, said: dict[str, Any]) -> None:
    """A row; where there may be only one beside what it points at, another thing to point at."""
    for made in (False, True):
        values = {c.name: _value(c, bystander, made) for c in table.c if not _numbered(c)}
        try:
            with db.session.begin_nested():
                db.session.execute(sa.insert(table).values(values | _given(table) | said))
            return
        except IntegrityError:
            if made:
                raise


def _given(table: sa.Table) -> dict[str, Any]:
    """What a row of a table can't do without."""
    if "post_kind" in table.c:
        return {"post_kind": "question", "post_id": next(_numbers) + 1000}
    if "target_kind" in table.c:
        return {"target_kind": "question", "target_id": next(_numbers) + 1000}
    if "digest_hour" in table.c:
        return {
            "digest_hour": 8,
            "digest_day": 0,
            "quiet_from": None,
            "quiet_until": None,
            "zone": "Europe/Paris",
        }
    if table.name in ("attachment", "data_export", "picture"):
        return {"key": f"{next(_numbers):032x}"}
    if table.name == "case_rule":
        return {"deeds": {"note": NAME}, "conditions": {}, "on": True}
    return {}


def _numbered(column: sa.Column[Any]) -> bool:
    return column.primary_key and column is column.table.autoincrement_column and not column.foreign_keys


def _value(column: sa.Column[Any], bystander: int, made: bool = False) -> Any:
    if column.foreign_keys:
        there = next(iter(column.foreign_keys)).column
        if there.table.name == "person":
            return bystander if not column.nullable or column.primary_key else None
        first = None if made else db.session.scalar(sa.select(there).order_by(there).limit(1))
        return first if first is not None or (column.nullable and not made) else _made(there, bystander)
    if isinstance(column.type, sa.JSON):
        empty: list[Any] | dict[str, Any] = (
            [] if "list" in str(getattr(column.default, "arg", "list")) else {}
        )
        return empty if column.name in OURS or empty == [] else {"who": NAME, "said": f"I am {ADDRESS}"}
    if isinstance(column.type, sa.String):
        if column.name in ("lang", "language"):
            return "en"
        return (
            f"{column.name}{next(_numbers)}"
            if column.name in OURS
            else f"{NAME}, {ADDRESS}, {next(_numbers)}"
        )
    if isinstance(column.type, UtcDateTime):
        return clock.now()
    kinds: dict[type, Any] = {
        bool: False,
        int: next(_numbers) + 100,
        float: 1.0,
        bytes: b"x",
        date: clock.now().date(),
    }
    return None if column.nullable else kinds[column.type.python_type]


def _made(there: sa.Column[Any], bystander: int) -> Any:
    """A row that others need."""
    table = there.table
    values = {c.name: _value(c, bystander) for c in table.c if not _numbered(c)} | _given(table)
    return db.session.execute(sa.insert(table).values(values).returning(there)).scalar_one()


def in_tables(*words: str) -> tuple[list[str], int]:
    """ "table.column" of every place that holds one of the words, and how many values were looked at."""
    found, looked = [], 0
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            for name, value in row._mapping.items():
                if value is None:
                    continue
                looked += 1
                if any(word.lower() in str(value).lower() for word in words):
                    found.append(f"{table.name}.{name}")
    return found, looked


def pointing_at(number: int) -> list[str]:
    """The columns that still hold the number of an account."""
    return [
        f"{column.table.name}.{column.name}"
        for column in pointing.columns()
        if db.session.scalar(sa.select(sa.func.count()).select_from(column.table).where(column == number))
    ]


def in_files(app: Askwell, *words: str) -> tuple[list[str], int]:
    """The files of the site (database, log, index, uploads, backups) that hold one of the words, and how many there are."""
    found, looked = [], 0
    wanted = [word.lower().encode() for word in words]
    for path in sorted(app.config["SETTINGS"].instance_dir.rglob("*")):
        if path.is_file():
            for name, data in _contents(path):
                looked += 1
                if any(word in data.lower() for word in wanted):
                    found.append(name)
    return found, looked


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    data = path.read_bytes()
    yield path.name, data
    if path.name.endswith(".gz"):
        yield f"{path.name} unpacked", gzip.decompress(data)
    if zipfile.is_zipfile(path):
        packed = zipfile.ZipFile(io.BytesIO(data))
        for name in packed.namelist():
            yield f"{path.name}:{name}", packed.read(name)
