"""What the demo's agents answer with: macros and guides."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.demo.load import Site
from forum.support.guides.models import Guide, GuideVersion
from forum.support.macros.models import Macro
from forum.topics.models import Topic

WRITTEN_DAYS_AGO = 40


def macros(site: Site, lines: list[dict[str, Any]]) -> None:
    """The team's texts."""
    topics = _topics()
    for place, line in enumerate(lines):
        macro = Macro(
            title=line["title"],
            lang=line["lang"],
            topic_id=topics.get(line["topic"]),
            author_id=site.people["ana"],
            body=line["body"],
            priority=line["priority"],
            tags=line["tags"],
            state=line["state"],
            uses=line["uses"],
            changed_at=site.ago(WRITTEN_DAYS_AGO),
            used_at=site.ago(1 + place),
        )
        db.session.add(macro)
    db.session.flush()


def guides(site: Site, lines: list[dict[str, Any]]) -> None:
    """Published ones, by Mo."""
    topics, at = _topics(), site.ago(WRITTEN_DAYS_AGO)
    for line in lines:
        guide = Guide(
            title=line["title"],
            words=line["words"],
            lang=line["lang"],
            topic_id=topics.get(line["topic"]),
            created_at=at,
            created_by_id=site.people["mo"],
        )
        db.session.add(guide)
        db.session.flush()
        version = GuideVersion(
            guide_id=guide.id, number=1, steps=line["steps"], at=at, by_id=site.people["mo"], published_at=at
        )
        db.session.add(version)
        db.session.flush()
        guide.version_id = version.id
    db.session.flush()


def _topics() -> dict[str, int]:
    return {row.slug: row.id for row in db.session.execute(sa.select(Topic.slug, Topic.id))}
