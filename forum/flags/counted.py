"""Flags that whoever looks set, line by line: people of the company only."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from forum.core import counted, targets
from forum.core.counted import Counted, Line
from forum.core.roles import Viewer, is_staff
from forum.core.stretches import Cursor, Stretch
from forum.core.targets import Target
from forum.flags.models import Flag


def register() -> None:
    """The list."""
    counted.register(
        Counted(
            "flags",
            lazy_gettext("Flags"),
            lazy_gettext("So that what is wrong is mended by who knows it."),
            lazy_gettext("As long as the text, in its history"),
            _flags,
            concerns=is_staff,
        )
    )


def _flags(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    rows = counted.newest(Flag, Flag.by_id == viewer.id, cursor)

    def lines(some: Sequence[Flag]) -> list[Line]:
        shown = targets.show_many([Target(row.target_kind, row.target_id) for row in some], viewer)
        made = []
        for row in some:
            found = shown.get(Target(row.target_kind, row.target_id))
            title = found.title if found else _("Something that is no longer here")
            made.append(Line(row.at, f"{title} · {row.note}", found.url if found else ""))
        return made

    return rows.map(lines)
