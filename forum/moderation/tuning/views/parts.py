"""What the pages of ranking share."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages
from forum.core.access import viewer
from forum.core.errors import Invalid
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.moderation import policy as desk
from forum.moderation.tuning import policy, saying


def page(here: str, template: str, errors: dict[str, str] | None = None, **values: Any) -> Response:
    """A page with the desk's tabs; 422 when there are errors."""
    full = desk.can_moderate(viewer())
    return pages.answer(
        f"moderation/tuning/{template}.html",
        status=422 if errors else 200,
        here="tuning",
        part=here,
        full=full,
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        saying=saying,
        may_change=policy.can_curate(viewer()),
        can_try=policy.can_try(viewer()),
        can_change=policy.can_change_weights(viewer()),
        errors=errors or {},
        **values,
    )


def said(error: Invalid) -> dict[str, str]:
    """The sentences of an error, by field, in the reader's language."""
    values = {name: value for name, value in error.details.items() if isinstance(value, str | int)}
    found = error.errors or {"because": error.message}
    return {name: str(_(sentence, **values)) for name, sentence in found.items()}
