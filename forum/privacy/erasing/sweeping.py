"""The words of others: whoever left is taken out of every text of every table.

What a feature knows to be hers, it deletes itself (`core.personal_data`). What is left is what others wrote of her and what
the program told them: addresses, her whole name, the number of her account, and in the threads where she wrote her first
name too. The walk goes over the tables as they are, so that a table of tomorrow is swept as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.core.db import Base, db
from forum.privacy.erasing.identity import Identity, as_in_json

log = logging.getLogger(__name__)

#: The log has its own way (`core.audit`); the account goes as a whole; the rest holds sums and marks only.
SKIPPED = {
    "audit_entry",
    "audit_seal",
    "person",
    "content_stamp",
    "schedule_run",
    "rate_bucket",
    "visitor_salt",
}
#: Words of their own that may happen to be somebody's name.
NAMES_OF_THINGS = {"tag", "tag_synonym"}
ROWS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Near:
    """Where she took part: posts as (kind, number), questions and cases by their numbers."""

    questions: frozenset[int] = frozenset()
    cases: frozenset[int] = frozenset()
    posts: frozenset[tuple[str, int]] = frozenset()

    def holds(self, table: str, row: Any) -> bool:
        """Does this row stand there?"""
        if table == "question":
            return row.id in self.questions
        if table == "support_case":
            return row.id in self.cases
        columns = row._mapping
        if "post_kind" in columns:
            return (columns["post_kind"], columns["post_id"]) in self.posts
        return columns.get("question_id") in self.questions or columns.get("case_id") in self.cases


def sweep(who: Identity, near: Near) -> set[str]:
    """Take her out of all tables, in the current transaction. Returns the public texts that changed ("question:34")."""
    changed: set[str] = set()
    for table in Base.metadata.sorted_tables:
        texts = columns_of(table)
        if table.name in SKIPPED or not texts:
            continue
        for row, values in _cleaned(table, texts, who, near):
            if _write(table, row, values):
                changed |= _documents(table.name, row)
    return changed


def columns_of(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of a table that hold words: text and JSON."""
    return [column for column in table.c if isinstance(column.type, sa.String | sa.JSON)]


def _cleaned(
    table: sa.Table, texts: list[sa.Column[Any]], who: Identity, near: Near
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows that hold her, with what is to stand in their columns."""
    for row in db.session.execute(
        sa.select(table).where(_suspected(table, texts, who, near)).limit(ROWS_MAX)
    ).all():
        here = near.holds(table.name, row)
        values = {}
        for column in texts:
            before = row._mapping[column.name]
            if before is None or (table.name in NAMES_OF_THINGS and before == who.name):
                continue
            after = who.out_of_value(before, here)
            if after != before:
                values[column.name] = after
        if values:
            yield row, values


def _suspected(
    table: sa.Table, texts: list[sa.Column[Any]], who: Identity, near: Near
) -> sa.ColumnElement[bool]:
    far, close = set(who.everywhere), set(who.nearby)
    found = []
    for column in texts:
        held = sa.cast(column, sa.Text)
        json = isinstance(column.type, sa.JSON)
        for word in far:
            found += [
                held.icontains(form, autoescape=True) for form in (as_in_json(word) if json else (word,))
            ]
        whole = [form for name in (who.name, who.handle) if name for form in as_in_json(name)]
        if json:
            found += [held.contains(f'"{form}"', autoescape=True) for form in whole]
        else:
            found += [column == name for name in (who.name, who.handle) if name]
    places = _places(table, near)
    if places is not None:
        said = [
            sa.cast(column, sa.Text).contains(form, autoescape=True)
            for column in texts
            for word in close
            for form in as_in_json(word)
        ]
        found.append(sa.and_(places, sa.or_(*said)))
    return sa.or_(*found)


def _places(table: sa.Table, near: Near) -> sa.ColumnElement[bool] | None:
    """The rows of a table that stand where she took part; None: it has none."""
    c = table.c
    if table.name == "question":
        return c.id.in_(near.questions)
    if table.name == "support_case":
        return c.id.in_(near.cases)
    if "post_kind" in c:
        kinds = {kind for kind, _ in near.posts}
        return sa.or_(
            sa.false(),
            *(
                sa.and_(c.post_kind == kind, c.post_id.in_([n for k, n in near.posts if k == kind]))
                for kind in sorted(kinds)
            ),
        )
    if "question_id" in c:
        return c.question_id.in_(near.questions)
    return c.case_id.in_(near.cases) if "case_id" in c else None


def _write(table: sa.Table, row: Any, values: dict[str, Any]) -> bool:
    """Put it there, unless it would be the same as another row's that must be the only one: then the row goes."""
    this = sa.and_(*(column == row._mapping[column.name] for column in table.primary_key.columns))
    try:
        with db.session.begin_nested():
            db.session.execute(sa.update(table).where(this).values(values))
    except IntegrityError:
        log.warning("a row of %s went with whoever it named", table.name)
        db.session.execute(sa.delete(table).where(this))
        return False
    return True


def _documents(table: str, row: Any) -> set[str]:
    """What the index has to look at again."""
    columns = row._mapping
    if table in ("question", "article"):
        return {f"{table}:{columns['id']}"}
    if table in ("answer", "comment"):
        return {f"question:{columns['question_id']}"}
    if table == "revision":
        return {f"article:{columns['article_id']}"}
    return set()
