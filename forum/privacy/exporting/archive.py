"""What the file holds: JSON for programs, a page for people, and the files themselves.

index.html           everything, to be read in any browser without a network, in the language of whoever it is about
style.css
data/<family>.json   one for each part of the site ("threads", "support"): its tables with what, why, until when, rows
schema.json          JSON Schema (2020-12) of those
files/...            the files and pictures that she sent
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

import sqlalchemy as sa
from flask import render_template
from flask_babel import gettext

from forum.accounts.models import Person
from forum.attachments import files as attachments
from forum.attachments.models import Attachment
from forum.config import LANGUAGES
from forum.core import clock
from forum.core.db import db
from forum.core.settings import of_site
from forum.pictures import files as pictures
from forum.pictures.models import Picture
from forum.privacy import queries
from forum.privacy.exporting import words

FORMAT = 1
_UNSAFE = re.compile(r"[^\w.() -]+")


def write(person: Person, out: IO[bytes]) -> None:
    """Write the ZIP into `out`. Needs the language of the person to be in force."""
    made_at = clock.now()
    families = by_family(person.id)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        names = []
        for path, data in _files(person.id):
            packed.writestr(path, data, zipfile.ZIP_STORED)
            names.append(path)
        for family, tables in families.items():
            said = {"format": FORMAT, "family": family, "made_at": made_at.isoformat(), "tables": tables}
            packed.writestr(f"data/{family}.json", json.dumps(said, ensure_ascii=False, indent=1))
        packed.writestr("schema.json", json.dumps(schema(), indent=1))
        packed.writestr("style.css", render_template("privacy/export.css"))
        packed.writestr("index.html", _page(person, families, names, made_at))


def by_family(person_id: int) -> dict[str, dict[str, Any]]:
    """{family: {table: {what, why, kept_days, until, where, seen_by, rows}}}; the account first."""
    found: dict[str, dict[str, Any]] = {}
    tables = everything_of(person_id)
    for entry in queries.kept():
        family = entry.export.__module__.split(".")[1]
        found.setdefault(family, {})[entry.table] = tables[entry.table]
    return found


def everything_of(person_id: int) -> dict[str, dict[str, Any]]:
    """{table: what is said of it, and all rows about this person} as plain values that JSON can hold."""
    return {
        entry.table: {
            "what": gettext(str(entry.what)),
            "why": gettext(str(entry.why)),
            "kept_days": entry.kept_days,
            "until": gettext(entry.until) if entry.until else "",
            "where": [gettext(place) for place in entry.where],
            "seen_by": gettext(entry.seen_by),
            "rows": [_plain(row) for row in entry.export(person_id)],
        }
        for entry in queries.kept()
    }


def size_of(person_id: int) -> int:
    """Bytes of the files that belong into it."""
    sent = sa.select(sa.func.sum(Attachment.size)).where(Attachment.by_id == person_id)
    drawn = sa.select(sa.func.sum(Picture.size)).where(Picture.by_id == person_id)
    return int(db.session.scalar(sent) or 0) + int(db.session.scalar(drawn) or 0)


def schema() -> dict[str, Any]:
    """JSON Schema of `data/<family>.json`."""
    sentence = {"type": "string"}
    table = {
        "type": "object",
        "properties": {
            "what": sentence,
            "why": sentence,
            "kept_days": {"type": ["integer", "null"], "description": "null: as long as the account"},
            "until": {"type": "string", "description": "when it ends, where days do not say it"},
            "where": {"type": "array", "items": sentence},
            "seen_by": sentence,
            "rows": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["what", "why", "kept_days", "until", "where", "seen_by", "rows"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything that is kept about one person, one part of the site a file",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "family": {"type": "string", "pattern": "^[a-z_]+$"},
            "made_at": {"type": "string", "format": "date-time"},
            "tables": {"type": "object", "additionalProperties": table},
        },
        "required": ["format", "family", "made_at", "tables"],
        "additionalProperties": False,
    }


def _files(person_id: int) -> Iterator[tuple[str, bytes]]:
    """(path in the ZIP, bytes): what she sent, under its name; the number before it tells equal ones apart."""
    sent = sa.select(Attachment).where(Attachment.by_id == person_id).order_by(Attachment.id)
    for each in db.session.scalars(sent):
        data = attachments.read(each.key)
        if data is not None:
            name = _UNSAFE.sub("_", each.name).lstrip(". ") or "file"
            yield f"files/{each.id}-{name[-80:]}", data
    for drawn in db.session.scalars(
        sa.select(Picture).where(Picture.by_id == person_id).order_by(Picture.id)
    ):
        data = pictures.read(drawn.key)
        if data is not None:
            yield f"files/picture-{drawn.id}.webp", data


def _page(person: Person, families: dict[str, Any], names: list[str], made_at: Any) -> str:
    tables = [
        {**table, "name": name, "rows": [words.readable(row) for row in table["rows"]]}
        for family in families.values()
        for name, table in family.items()
    ]
    return render_template(
        "privacy/export.html",
        person=person,
        lang=person.language if person.language in LANGUAGES else of_site().default_language,
        site=of_site().site_name,
        made_at=made_at,
        full=[table for table in tables if table["rows"]],
        empty=[table for table in tables if not table["rows"]],
        files=names,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(v) for v in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
