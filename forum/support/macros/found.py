"""Macros as targets: who quotes an article lists them too. Staff see them, their own and the team's."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Kind, Shown, Target
from forum.support.macros import policy
from forum.support.macros.models import Macro


def register() -> None:
    """Say that the kind exists."""
    targets.register(Kind("macro", _look_up, place="/desk/macros/"))


def _look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    if not policy.can_write(viewer):
        return {}
    mine = sa.or_(Macro.owner_id.is_(None), Macro.owner_id == viewer.id)
    rows = db.session.execute(
        sa.select(Macro.id, Macro.title, Macro.author_id, Macro.topic_id, Macro.lang).where(
            Macro.id.in_(list(numbers)), mine
        )
    )
    return {
        r.id: Shown(
            Target("macro", r.id),
            r.title,
            f"/desk/macros/{r.id}",
            f"macro:{r.id}",
            r.author_id,
            r.topic_id,
            lang=r.lang or "en",
        )
        for r in rows
    }
