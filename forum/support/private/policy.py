"""Who may read and write in the private compartment of a question: whoever asked it, and staff. Nobody else, ever."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from forum.core.roles import Viewer, is_staff

BODY_MAX_CHARS = 30_000


class Asked(Protocol):
    """What a policy needs to know of a question."""

    @property
    def author_id(self) -> int: ...

    @property
    def hidden_at(self) -> datetime | None: ...

    @property
    def deleted_at(self) -> datetime | None: ...


def can_see(viewer: Viewer, question: Asked) -> bool:
    """Whoever asked, and staff. That they may see the question at all, threads say."""
    return is_staff(viewer) or (viewer.id is not None and viewer.id == question.author_id)


def can_write(viewer: Viewer, question: Asked) -> bool:
    """The same, as long as the question is there. A closed or solved one takes private words all the same."""
    return can_see(viewer, question) and question.deleted_at is None


def writes_as_staff(viewer: Viewer, question: Asked) -> bool:
    """Staff write as the company, but not on what they asked themselves."""
    return is_staff(viewer) and viewer.id != question.author_id


def can_publish(viewer: Viewer, question: Asked) -> bool:
    """Staff sum up for everybody what was solved in private."""
    return is_staff(viewer) and question.deleted_at is None and question.hidden_at is None
