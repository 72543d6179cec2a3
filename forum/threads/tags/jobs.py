"""Tags by the clock and by the worker."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import events, jobs
from forum.core.db import db
from forum.threads.models import QuestionTag, Tag, TagSynonym
from forum.threads.tags import actions, upkeep


@jobs.handles("count tags", batch=50)
def count_tags(claimed: Sequence[jobs.Claimed]) -> None:
    """Each tag once, however many questions changed."""
    upkeep.count(sorted({tag for job in claimed for tag in job.payload["tags"]}))


@jobs.handles("rewrite tag")
def rewrite_tag(claimed: Sequence[jobs.Claimed]) -> None:
    """A batch of questions, and the next job for those that are left."""
    for job in claimed:
        tag, old = job.payload["tag"], job.payload["old"]
        last = upkeep.rewrite(tag, old, job.payload["after"])
        if last is not None:
            upkeep.rewrite_soon(tag, old, last)


@events.on("question.withdrawn")
@events.on("question.restored")
@events.on("question.edited")
@events.on("question.moved")
def count_again(question_id: int, **_rest: object) -> None:
    """More or fewer people see it now."""
    upkeep.count_tags_of(question_id)


def mend() -> int:
    """Count all anew and forget tags that nobody uses or described; a tag that came back under a word that means another
    one joins it. For the clock. Returns how many are left."""
    came_back = sa.select(Tag, TagSynonym.tag_id).join(TagSynonym, TagSynonym.name == Tag.name)
    for tag, meant in db.session.execute(came_back.order_by(Tag.id)).all():
        db.session.execute(sa.delete(TagSynonym).where(TagSynonym.name == tag.name))
        if tag.id != meant:
            actions.join(tag, meant, None)
    used = sa.select(QuestionTag.tag_id)
    called = sa.select(TagSynonym.tag_id)
    db.session.execute(
        sa.delete(Tag)
        .where(Tag.id.not_in(used), Tag.id.not_in(called), Tag.described_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    ids = list(db.session.scalars(sa.select(Tag.id).order_by(Tag.id)))
    for start in range(0, len(ids), upkeep.BATCH):
        upkeep.count(ids[start : start + upkeep.BATCH])
    return len(ids)
