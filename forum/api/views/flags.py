"""Flags of the company on articles and answers."""

from __future__ import annotations

from typing import Any

from forum.api import telling
from forum.api.door import me, token
from forum.api.schemas import asked, told
from forum.api.views import bp
from forum.core import rate_limits, targets
from forum.core.errors import ensure
from forum.flags import actions, policy


@bp.post("/flags")
@token("write")
@bp.arguments(asked.NewFlag)
@bp.response(201, told.FlagMade)
def flag(sent: dict[str, Any]) -> dict[str, Any]:
    """Say what is wrong with a text; keys of staff only. It ranks lower with the next search."""
    by = me()
    ensure(policy.can_flag(by))
    rate_limits.spend_as(rate_limits.WRITE, by, "flag")
    made = actions.flag(
        targets.parse(sent["target"]), by, sent["reason"], sent["note"], sent["passage"], sent["shown_by"]
    )
    return telling.flag(made)
