"""What may be reported of questions and answers: `forum.reviews` hides and shows them by these, knowing neither."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from forum.core.db import db
from forum.core.roles import Viewer
from forum.threads import actions
from forum.threads.models import Answer, Question


def of(model: type[Question] | type[Answer]) -> dict[str, Any]:
    """The fields of a `targets.Kind` that make it reportable."""

    def post(number: int) -> Question | Answer:
        return cast("Question | Answer", db.session.get_one(model, number))

    def hide(number: int, by: Viewer | None, because: str) -> bool:
        return actions.hide(post(number), by, because)

    def show(number: int, by: Viewer | None, because: str) -> bool:
        return actions.show(post(number), by, because)

    def author_of(number: int) -> int | None:
        return db.session.scalar(sa.select(model.author_id).where(model.id == number))

    def text_of(number: int) -> str:
        found = post(number)
        return f"{found.title}\n\n{found.body}" if isinstance(found, Question) else found.body

    return {"reportable": True, "hide": hide, "show": show, "author_of": author_of, "text_of": text_of}
