"""Who may use, write and retire macros."""

from __future__ import annotations

from typing import NamedTuple

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.macros.models import Macro

TITLE_MAX_CHARS = 100
BODY_MAX_CHARS = 10_000
TAGS_MAX = 5
STATES = (
    "open",
    "resolved",
)  # where a reply with the macro leaves the case, unless it waits for the customer


class Text(NamedTuple):
    """What a macro is to say and do. `own`: for its writer alone."""

    title: str
    body: str
    lang: str = ""
    topic_id: int | None = None
    own: bool = False
    priority: str = ""
    tags: tuple[str, ...] = ()
    state: str = ""


def can_use(viewer: Viewer, macro: Macro) -> bool:
    """The team's are for everybody of the company, one's own for oneself."""
    return is_staff(viewer) and (macro.owner_id is None or macro.owner_id == viewer.id)


def can_write(viewer: Viewer) -> bool:
    """Everybody who answers."""
    return is_staff(viewer)


def can_change(viewer: Viewer, macro: Macro) -> bool:
    """One's own, and what one wrote for the team; moderators change all that is the team's."""
    if not can_use(viewer, macro):
        return False
    return viewer.id in (macro.owner_id, macro.author_id) or at_least(viewer, "moderator")
