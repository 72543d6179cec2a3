"""What people may choose about data that is not needed to serve them, and the ledger of what they chose.

A *purpose* is one such use. Features register theirs (`register`), with the sentences that the person reads; nothing
here knows a feature. A purpose keeps its switch where it always was (`read`, `write`), or nowhere else than in the
ledger. Every change is a row of the ledger: what, when, how, and the version of the text that was shown.

Global Privacy Control (https://www.w3.org/TR/gpc/): a request with ``Sec-GPC: 1`` asks for less. `signal` tells; then
features record nothing optional of that request, and what is on from the start ends for this person, until she turns it
on herself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Request, has_request_context
from flask import request as current
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, freshness
from forum.core.db import Base, db
from forum.core.errors import NotFound
from forum.core.roles import Viewer

freshness.unseen("consent")

Words = Any  # a sentence in the reader's language when it is shown: lazy_gettext
#: How it was chosen: by the switch beside its text; on a page with other words; by the signal of her browser.
SWITCH, ELSEWHERE, GPC = "switch", "elsewhere", "gpc"


class Consent(Base):
    """One line of the ledger: never changed, only followed by another."""

    __tablename__ = "consent"
    __table_args__ = (sa.Index("ix_consent_person", "person_id", "purpose", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    given: Mapped[bool]
    version: Mapped[int]  # of the text that was shown: `Purpose.version`
    at: Mapped[datetime]
    how: Mapped[str]  # SWITCH | ELSEWHERE | GPC
    shown: Mapped[str] = mapped_column(
        default=""
    )  # the text itself, in her language; empty where none was shown


def _everybody(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Purpose:
    """One optional use of data about a person. The sentences are lazy ones; raise `version` whenever they change.

    A text that allows more than the one before is a new purpose, off until chosen: `version` alone widens nothing.
    `default`: on before she chose, and then `because` says why. `records`: it writes down what she does, so nothing of
    it in a request with the signal. `guests`: people without an account can choose too. `read(person_id)` (None: she
    chose nothing) and `write(person_id, given)`: where a feature keeps the switch; without them the ledger says it.
    `concerns(viewer)`: whether it is for this person at all. `endpoint`: a page on which more of it can be chosen.
    """

    name: str
    title: Words
    what: Words
    why: Words
    how_long: Words
    gain: Words
    version: int = 1
    default: bool = False
    because: Words = ""
    records: bool = False
    guests: bool = False
    read: Callable[[int], bool | None] | None = None
    write: Callable[[int, bool], None] | None = None
    concerns: Callable[[Viewer], bool] = _everybody
    endpoint: str = ""

    @property
    def text(self) -> str:
        """All that is said of it, in the language of this answer: what the ledger keeps."""
        said = (self.title, self.what, self.why, self.how_long, self.gain, self.because)
        return "\n".join(str(each) for each in said if each)


_purposes: dict[str, Purpose] = {}
_switching: ContextVar[bool] = ContextVar("switching a purpose", default=False)


def register(*purposes: Purpose) -> None:
    """Add purposes; those of a name that is there already take its place."""
    for each in purposes:
        _purposes[each.name] = each


def purposes() -> list[Purpose]:
    """All of them, in the order of registration."""
    return list(_purposes.values())


def _of(name: str) -> Purpose:
    found = _purposes.get(name)
    if found is None:
        raise NotFound()
    return found


def signal(request: Request) -> bool:
    """Does this request ask for less (``Sec-GPC: 1``)? No other value means anything."""
    return request.headers.get("Sec-GPC", "").strip() == "1"


def withheld() -> bool:
    """Is nothing optional to be recorded now: does the request that is being answered carry the signal?"""
    return has_request_context() and signal(current)


def given(person_id: int, purpose: str) -> bool:
    """Does it hold for this person now? Raises `NotFound` for a purpose that nobody registered."""
    said = chosen(person_id, purpose)
    return _of(purpose).default if said is None else said


def chosen(person_id: int, purpose: str) -> bool | None:
    """What holds because she chose it (or her browser's signal did); None: nobody chose anything."""
    found = _of(purpose)
    if found.read is not None:
        return found.read(person_id)
    last = latest(person_id).get(purpose)
    return None if last is None else last.given


def set(person_id: int, purpose: str, given: bool, by_gpc: bool = False) -> None:
    """Switch it, and write that into the ledger, in the current transaction. The same again adds no line.

    `by_gpc`: the signal of her browser says so, not she; it only ever ends what she did not choose herself. Raises
    `NotFound` for a purpose that nobody registered.
    """
    found = _of(purpose)
    note(person_id, purpose, given, GPC if by_gpc else SWITCH)
    if found.write is None or (found.read is not None and found.read(person_id) == given):
        return
    token = _switching.set(True)
    try:
        found.write(person_id, given)
    finally:
        _switching.reset(token)


def note(person_id: int, purpose: str, given: bool, how: str = ELSEWHERE) -> None:
    """Write into the ledger what was chosen, unless its last line says the same of the same text.

    For features that have a switch of their own: called by the action that changes it. What changed nothing there (it
    is as it was before anybody chose) is no line.
    """
    if how == ELSEWHERE and _switching.get():
        return  # `set` wrote it already; a feature may take several steps
    found = _of(purpose)
    last = latest(person_id).get(purpose)
    if how == ELSEWHERE and given == (found.default if last is None else last.given):
        return
    if last is not None and (last.given, last.version, last.how) == (given, found.version, how):
        return
    row = Consent(
        person_id=person_id,
        purpose=purpose,
        given=given,
        version=found.version,
        at=clock.now(),
        how=how,
        shown=found.text if how == SWITCH else "",
    )
    db.session.add(row)
    db.session.flush()


def latest(person_id: int) -> dict[str, Consent]:
    """{purpose: its last line} of one person. One query."""
    newest = (
        sa.select(sa.func.max(Consent.id)).where(Consent.person_id == person_id).group_by(Consent.purpose)
    )
    rows: Sequence[Consent] = db.session.scalars(
        sa.select(Consent).where(Consent.id.in_(newest)).order_by(Consent.id)
    ).all()
    return {row.purpose: row for row in rows}
