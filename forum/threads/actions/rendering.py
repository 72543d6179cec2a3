"""Stored HTML after the renderer changed."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import markdown
from forum.core.db import db
from forum.threads.models import Answer, Question

BATCH = 2000  # posts a run: under a second, so that nobody waits long for the write lock


def render_old(limit: int = BATCH) -> int:
    """Render posts again that an older renderer wrote. Returns how many. Run by the schedule."""
    done = 0
    for model in (Question, Answer):
        rows = db.session.execute(
            sa.select(model.id, model.body).where(model.html_version != markdown.VERSION).limit(limit - done)
        ).all()
        for row in rows:
            db.session.execute(
                sa.update(model)
                .where(model.id == row.id, model.body == row.body)
                .values(body_html=markdown.render_post(row.body), html_version=markdown.VERSION)
                .execution_options(synchronize_session=False)
            )
        done += len(rows)
    return done
