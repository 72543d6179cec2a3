"""What can be told, and the table in which members choose how.

Features register their kinds with the sentence that the inbox shows. Each kind belongs to a row of the member's table
(/my/notices/choices); the row says whether it is shown in the inbox, and when it is mailed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from forum.accounts.models import Person
from forum.core.errors import NotFound

#: Makes the sentence, in the language of whoever reads it now: ``lambda v: _("%(who)s answered ...", **v)``.
Sentence = Callable[[dict[str, Any]], str]
#: The sentence of several of one bundle: ``lambda v, count: ngettext(...)``; `v` are the newest one's values.
Many = Callable[[dict[str, Any], int], str]
#: Is it still true, and may this person know it? Asked again before a mail or a digest goes.
Still = Callable[[Person, dict[str, Any]], bool]

AT_ONCE, DAILY, WEEKLY, OFF = "at once", "daily", "weekly", "off"
CADENCES = (AT_ONCE, DAILY, WEEKLY, OFF)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the member's table: `inbox` and `mail` are what holds until she chooses.

    `digest`: the one it comes in once she turns digests on, "daily" or "weekly"; nobody gets one before.
    """

    name: str
    title: Any  # lazy_gettext
    inbox: bool = True
    mail: str = AT_ONCE
    must_know: bool = False  # decisions on her own posts and account: told in any case
    staff: bool = False  # concerns people of the company only
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice."""

    name: str
    sentence: Sentence
    row: str
    many: Many | None = None
    still: Still | None = None
    mails: bool = (
        True  # False: never mailed by itself, whatever its row says; another mail tells it, or none need
    )


_rows: dict[str, Row] = {}
_kinds: dict[str, Kind] = {}


def row(
    name: str,
    title: Any,
    inbox: bool = True,
    mail: str = AT_ONCE,
    must_know: bool = False,
    staff: bool = False,
    digest: str = "",
) -> None:
    """Add one line to the member's table. `title`: lazy_gettext; `mail`: "at once" or "off"; `digest`: "daily", "weekly" or ""."""
    _rows[name] = Row(name, title, inbox, mail, must_know, staff, digest)


def register(
    kind: str,
    sentence: Sentence,
    row: str = "answers",
    many: Many | None = None,
    still: Still | None = None,
    mails: bool = True,
) -> None:
    """Say how notices of `kind` read, and in which row of the table members choose about them.

    `many(values, count)`: one sentence for several notices of one `group`. `still(person, values)`: asked again before a
    mail goes: False when it was undone, or when this person may not know it any more.
    """
    _kinds[kind] = Kind(kind, sentence, row, many, still, mails)


def sentence(kind: str, values: dict[str, Any], count: int = 1) -> str:
    """The sentence of one notice, or of `count` of one bundle; the bare kind when its feature is gone."""
    found = _kinds.get(kind)
    if found is None:
        return kind
    if count > 1 and found.many is not None:
        return found.many(values, count)
    return found.sentence(values)


def of(kind: str) -> Kind:
    """The register's entry; one that is never mailed for a kind whose feature is gone."""
    return _kinds.get(kind) or Kind(kind, lambda _values: kind, "answers", mails=False)


def row_of(kind: str) -> Row:
    """The line of the table that a kind belongs to."""
    return _rows.get(of(kind).row) or Row(of(kind).row, of(kind).row, mail=OFF)


def row_called(name: str) -> Row:
    """A line of the table. Raises `NotFound`."""
    try:
        return _rows[name]
    except KeyError:
        raise NotFound() from None


def rows(staff: bool = False) -> list[Row]:
    """The lines of the table as this reader sees them; `staff`: with those for people of the company."""
    return [each for each in _rows.values() if staff or not each.staff]


def of_row(name: str) -> list[str]:
    """The kinds of a line."""
    return sorted(kind.name for kind in _kinds.values() if kind.row == name)


row("answers", lazy_gettext("Answers and solutions to my questions, and mine accepted"))
row("comments", lazy_gettext("Comments on my posts and in conversations I take part in"))
row("mentions", lazy_gettext("Mentions of my name"))
row("votes", lazy_gettext("Others found what I wrote helpful"), mail=OFF, digest=WEEKLY)
row("followed", lazy_gettext("News of questions, topics, tags and people I follow"), mail=OFF, digest=DAILY)
row("invitations", lazy_gettext("Questions I could answer"))
row("badges", lazy_gettext("Badges and levels of trust"), mail=OFF, digest=WEEKLY)
row("cases", lazy_gettext("My cases with the team"))
row("incidents", lazy_gettext("Known problems that concern me"))
row("problems", lazy_gettext("Known problems in topics I follow"), mail=OFF)
row("weekly", lazy_gettext("The page of the week"), inbox=False, mail=OFF)
row("moderation", lazy_gettext("Decisions about my posts and my account"), must_know=True)
row("articles", lazy_gettext("Articles and flags I work on"), mail=OFF, staff=True)
row("desk", lazy_gettext("Cases I hold, and notes that name me"), mail=OFF, staff=True)
