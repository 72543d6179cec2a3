"""Words of an attacker in every text column of every table of a site, as if nothing had looked at them on their way in.

A column is left as it is only where the program itself, and nobody's words, says what stands there: `WHY_NOT`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from forum.core import clock, markdown
from forum.core.db import Base, UtcDateTime, db

_LISTED = "one of a list in the code"
_MADE = "made by us: a key, a hash, a number"
_ADDRESS = "an address or the name of a thing of ours, put together by the code"
_TAKEN_APART = "only letters and digits are taken over from what was written"
_CHECKED = "taken only when it is one of the standard's own (languages, time zones, countries)"

#: Column, or table and column -> why nobody's words can stand there.
WHY_NOT = {
    **dict.fromkeys(("state", "kind", "openness", "role", "via", "part", "cadence", "purpose", "row", "when"), _LISTED),
    **dict.fromkeys(("write_role", "review_role", "publish_role", "target_kind", "post_kind"), _LISTED),
    **dict.fromkeys(("verdict", "outcome", "shown_by", "decision", "priority", "significance", "did"), _LISTED),
    **dict.fromkeys(("became", "not_kept", "off", "mail", "before", "scopes"), _LISTED),
    **dict.fromkeys(("id", "key", "salt", "seal", "nonce", "digest", "credential", "searcher", "visitor"), _MADE),
    **dict.fromkeys(("content", "form_key", "key_hash", "token_hash", "secret_hash", "code_hash", "uid"), _MADE),
    **dict.fromkeys(("password_hash", "fingerprint", "guest", "occasion", "secret", "data"), _MADE),
    **dict.fromkeys(("target", "document", "thing", "about", "place", "url", "search_id", "credited"), _ADDRESS),
    **dict.fromkeys(("similar", "opened", "entries", "documents", "answer_ids", "comment_ids"), _ADDRESS),
    **dict.fromkeys(("joined_ids", "topic_ids", "moderated_topics", "ended_on", "refines"), _ADDRESS),
    **dict.fromkeys(("slug", "normal", "mention_key", "email_key"), _TAKEN_APART),
    **dict.fromkeys(("lang", "language", "zone", "country", "subdivision"), _CHECKED),
}  # fmt: skip
#: Where the name of a column says less than the table.
OF_TABLE = {
    "flag.reason": _LISTED, "verdict.reason": _LISTED, "report.reason": _LISTED, "report.source": _LISTED,
    "expected_search.source": _LISTED, "promotion.document": _ADDRESS, "job.payload": "read by the job alone",
    "weight_trial.step": _LISTED,
    "gap.how": _LISTED, "opening_hours.week": _LISTED, "site_choice.name": _LISTED, "site_choice.value": _LISTED,
    "weight_change.weights": "numbers", "weight_change.before": "numbers", "weight_trial.weights": "numbers",
    "schedule_run.name": _LISTED, "spam_judgement.signs": _LISTED, "notice_choice.before": _LISTED,
    "backup_run.file": _MADE, "picture_use.target": _ADDRESS, "earned_badge.badge": _LISTED,
    "reputation_entry.fact": _LISTED, "search_record.shown": _ADDRESS, "tag.name": _TAKEN_APART,
    "topic_field.key": _MADE, "guide_walk.step": _MADE, "vote_aside.why": _LISTED,
}  # fmt: skip

SEALED = (
    "audit_entry",
    "audit_seal",
)  # the database changes nothing there: what is planted is written as entries are
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T|$)")  # written by the code, read by it as a moment or day

Payload = Callable[[str], str]


def why_not(column: sa.Column[Any]) -> str:
    """The reason for which nothing is planted there; empty when something is."""
    if column.foreign_keys:
        return _ADDRESS
    return OF_TABLE.get(f"{column.table.name}.{column.name}") or WHY_NOT.get(column.name, "")


def texts() -> list[sa.Column[Any]]:
    """Every column of every table that holds text, or JSON with text in it."""
    kinds = (sa.String, sa.JSON)
    return [c for table in Base.metadata.sorted_tables for c in table.c if isinstance(c.type, kinds)]


def plant(payload: Payload) -> set[str]:
    """Put `payload(column)` behind what stands in every text column of every row; returns the columns' names. The caller
    commits.

    What is stored as HTML is written by the renderer alone, so that it gets what the renderer makes of the payload.
    """
    planted = set()
    for column in texts():
        if why_not(column):
            continue
        name, table = f"{column.table.name}.{column.name}", column.table
        if table.name in SEALED:
            continue
        keys = list(table.primary_key)
        for row in db.session.execute(sa.select(*keys, column.label("value")).order_by(*keys)).all():
            which = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            new = _spoilt(column, row.value, payload, name)
            db.session.execute(sa.update(table).where(*which).values({column.name: new}))
            planted.add(name)
    return planted


def _spoilt(column: sa.Column[Any], old: Any, payload: Payload, name: str) -> Any:
    if isinstance(column.type, sa.JSON):
        return _within(old if old is not None else [], lambda: payload(name))
    if column.name == "html" or column.name.endswith("_html"):
        return markdown.render_post(f"{payload(name)}\n\n{payload(name)}")
    return f"{old or ''}{payload(name)}"


def _within(value: Any, words: Callable[[], str]) -> Any:
    """The same JSON with every string in it spoilt."""
    if isinstance(value, str):
        return value if _MOMENT.match(value) else f"{value}{words()}"
    if isinstance(value, list):
        return [_within(each, words) for each in value]
    if isinstance(value, dict):
        return {
            key: each if key in WHY_NOT or key in ("until", "measure") else _within(each, words)
            for key, each in value.items()
        }
    return value


_numbers = itertools.count(1)


def fill(given: dict[str, dict[str, Any]]) -> list[str]:
    """A row for every table that has none, as far as the database takes it: `given` says what the code of a table
    expects, everything else is made by the column's type. Returns the tables that stay empty."""
    empty = []
    for table in Base.metadata.sorted_tables:
        if db.session.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None:
            values = {c.name: _value(c) for c in table.c if not _numbered(c)} | given.get(table.name, {})
            try:
                with db.session.begin_nested():
                    db.session.execute(sa.insert(table).values(values))
            except sa.exc.IntegrityError:
                empty.append(table.name)
    return empty


def _numbered(column: sa.Column[Any]) -> bool:
    table = column.table
    return column.primary_key and column is table.autoincrement_column and not column.foreign_keys


def _value(column: sa.Column[Any]) -> Any:
    if column.foreign_keys:
        there = next(iter(column.foreign_keys)).column
        return db.session.execute(sa.select(there).order_by(there).limit(1)).scalar()
    if isinstance(column.type, sa.JSON):
        return [] if "list" in str(getattr(column.default, "arg", "list")) else {}
    if isinstance(column.type, sa.String):
        return "en" if column.name in ("lang", "language") else f"{column.name}{next(_numbers)}"
    if isinstance(column.type, UtcDateTime):
        return clock.now()
    kinds: dict[type, Any] = {bool: False, int: 1, float: 1.0, bytes: b"x", date: clock.now().date()}
    return kinds[column.type.python_type]
