"""What articles do by the clock."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import markdown
from forum.core.db import db
from forum.knowledge.models import Article, Revision

BATCH = 200  # an hourly run renders no more: each text may take its deadline


def render_again() -> int:
    """Store the HTML of published texts that an older renderer wrote. Returns how many."""
    old = db.session.execute(
        sa.select(Revision.id, Revision.body)
        .join(Article, Article.published_revision_id == Revision.id)
        .where(Revision.html_version != markdown.VERSION)
        .limit(BATCH)
    ).all()
    for row in old:
        db.session.execute(
            sa.update(Revision)
            .where(Revision.id == row.id)
            .values(body_html=markdown.render_article(row.body), html_version=markdown.VERSION)
        )
    return len(old)
