"""What admins choose in a page, for the whole site: in force at once in every process, each change in the log.

Settings that a site needs before it can start stand in `forum.config` and come from the environment; what people of the
company decide while it runs stands here. A feature defines its choices when it is imported and asks for them by name:

    TASTE = choices.number("kitchen.salt", 3, 0, 10, lazy_gettext("Grams of salt"), lazy_gettext("Why that matters."))
    if TASTE.value > 0: ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import audit, freshness
from forum.core.db import Base, db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer, at_least
from forum.core.text import N_

T = TypeVar("T", bool, int, str)
Words = Any  # a sentence in the reader's language when it is shown: lazy_gettext
TEXT_MAX = 2000
ON, OFF = lazy_gettext("On"), lazy_gettext("Off")


class SiteChoice(Base):
    """What was chosen; a choice nobody made has no row. Who chose it is in the log."""

    __tablename__ = "site_choice"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]  # {"is": the value}: JSON of any kind


@dataclass(frozen=True)
class Choice(Generic[T]):
    """One thing to choose. `check` gives the value of what a form sent (text), or raises `Invalid`."""

    name: str
    default: T
    title: Words
    hint: Words
    check: Callable[[str], T]
    kind: str  # of the field in the form: number | radio | text | textarea
    options: Sequence[tuple[str, Words]] = ()
    least: int | None = None
    most: int | None = None
    page: str = "settings"  # where admins choose it: the general page, or one of the feature's own

    @property
    def value(self) -> T:
        """What is in force."""
        return of(self.name)  # type: ignore[no-any-return]

    @property
    def sent(self) -> str:
        """What is in force, as a form sends it."""
        value = self.value
        return ("1" if value else "0") if isinstance(value, bool) else str(value)

    @property
    def group(self) -> str:
        """The part of the name before the dot: choices of one feature stand together."""
        return self.name.partition(".")[0]


defined: dict[str, Choice[Any]] = {}
groups: dict[str, Words] = {}  # the headings of the page


def group(name: str, title: Words) -> None:
    """Name a group of choices for the page."""
    groups[name] = title


def number(name: str, default: int, least: int, most: int, title: Words, hint: Words = "") -> Choice[int]:
    """A whole number from `least` to `most`; the unit belongs into the title."""

    def check(sent: str) -> int:
        if not sent.strip().lstrip("-").isdecimal() or not least <= int(sent) <= most:
            raise Invalid(N_("A whole number within the limits, please."))
        return int(sent)

    return _define(Choice(name, default, title, hint, check, "number", least=least, most=most))


def one_of(
    name: str, default: str, options: Sequence[tuple[str, Words]], title: Words, hint: Words = ""
) -> Choice[str]:
    """One of a few; `options`: (value, words)."""

    def check(sent: str) -> str:
        if sent not in {value for value, _words in options}:
            raise Invalid(N_("Choose one of these."))
        return sent

    return _define(Choice(name, default, title, hint, check, "radio", options))


def switch(name: str, default: bool, title: Words, hint: Words = "") -> Choice[bool]:
    """On or off. Two buttons, not a box: a box that isn't ticked sends nothing, as a form without it does."""

    def check(sent: str) -> bool:
        if sent not in ("0", "1"):
            raise Invalid(N_("Choose one of these."))
        return sent == "1"

    return _define(Choice(name, default, title, hint, check, "radio", (("1", ON), ("0", OFF))))


def text(
    name: str,
    default: str,
    title: Words,
    hint: Words = "",
    most: int = TEXT_MAX,
    lines: bool = False,
    fits: Callable[[str], str] = str,
    page: str = "settings",
) -> Choice[str]:
    """Words, up to `most` characters; `lines`: several lines. `fits` gives the words as they are kept, or raises `Invalid`."""

    def check(sent: str) -> str:
        sent = sent.replace("\r\n", "\n").strip()
        if len(sent) > most:
            raise Invalid(N_("This is too long."))
        return fits(sent)

    kind = "textarea" if lines else "text"
    return _define(Choice(name, default, title, hint, check, kind, most=most, page=page))


def _define(choice: Choice[T]) -> Choice[T]:
    defined[choice.name] = choice
    return choice


def of(name: str) -> Any:
    """What is in force for a choice: read once, kept while nothing changes. Raises `KeyError` for one nobody defined."""
    choice = defined[name]
    return freshness.kept("site choices", _read).get(name, choice.default)


def _read() -> dict[str, Any]:
    found = db.session.execute(sa.select(SiteChoice.name, SiteChoice.value))
    return {name: value["is"] for name, value in found}


def can_choose(viewer: Viewer) -> bool:
    """Admins choose for the site."""
    return at_least(viewer, "admin")


def change(sent: dict[str, str], by: Viewer) -> list[str]:
    """Take what a form sent, by name; what isn't sent stays. Returns the names of what changed.

    Nothing is changed when something is wrong: raises `Invalid` with a sentence per name, or `NotAllowed`.
    """
    ensure(can_choose(by))
    errors, wanted = {}, {}
    for name, raw in sent.items():
        try:
            wanted[name] = defined[name].check(raw)
        except Invalid as error:
            errors[name] = error.message
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)
    before = _read()
    changed = [name for name, value in wanted.items() if before.get(name, defined[name].default) != value]
    for name in changed:
        row = upsert(SiteChoice.__table__).values(name=name, value={"is": wanted[name]})
        db.session.execute(
            row.on_conflict_do_update(index_elements=["name"], set_={"value": {"is": wanted[name]}})
        )
        was = before.get(name, defined[name].default)
        audit.record(by, "changed the setting", f"setting:{name}", was=was, now=wanted[name])
    return changed
