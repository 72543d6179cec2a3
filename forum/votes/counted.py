"""Votes and verdicts of whoever looks, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from forum.core import counted, targets
from forum.core.counted import Counted, Line
from forum.core.roles import Viewer
from forum.core.stretches import Cursor, Stretch
from forum.core.targets import Shown, Target
from forum.search import recording
from forum.votes.models import Verdict, Vote
from forum.votes.policy import WORDS_DAYS

_CHANGE = lazy_gettext("You can change it on the page where you said it.")


def register() -> None:
    """Both lists."""
    counted.register(
        Counted(
            "votes",
            lazy_gettext("Votes"),
            lazy_gettext("So that each person counts once."),
            lazy_gettext("Kept as long as your account"),
            _votes,
            change=_CHANGE,
        ),
        Counted(
            "verdicts",
            lazy_gettext("“Did this help?”"),
            lazy_gettext("So that each reader counts once, and our texts get better."),
            lazy_gettext(
                "Yes or no: as long as the text. What you wrote with it: %(days)s days.", days=WORDS_DAYS
            ),
            _verdicts,
            change=_CHANGE,
            guests=True,
        ),
    )


def _shown(rows: Sequence[Any], viewer: Viewer) -> dict[Target, Shown]:
    return targets.show_many([Target(row.target_kind, row.target_id) for row in rows], viewer)


def _votes(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    rows = counted.newest(Vote, Vote.person_id == viewer.id, cursor)

    def lines(some: Sequence[Vote]) -> list[Line]:
        shown = _shown(some, viewer)
        made = []
        for row in some:
            found = shown.get(Target(row.target_kind, row.target_id))
            said = _("For: %(what)s") if row.value > 0 else _("Against: %(what)s")
            made.append(Line(row.at, said.replace("%(what)s", _title(found)), found.url if found else ""))
        return made

    return rows.map(lines)


def _verdicts(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    mine = viewer.id is not None
    who = f"p{viewer.id}" if mine else recording.visitor()
    rows = counted.newest(Verdict, Verdict.visitor == who, cursor)

    def lines(some: Sequence[Verdict]) -> list[Line]:
        shown = _shown(some, viewer) if mine else {}
        made = []
        for row in some:
            found = shown.get(Target(row.target_kind, row.target_id))
            said = _("Helped: %(what)s") if row.helped else _("Did not help: %(what)s")
            words = said.replace("%(what)s", _title(found) if mine else _("A page"))
            note = f" · {row.note}" if mine and row.note else ""
            made.append(Line(row.at, words + note, found.url if found else ""))
        return made

    return rows.map(lines)


def _title(found: Shown | None) -> str:
    return found.title if found else str(_("Something that is no longer here"))
