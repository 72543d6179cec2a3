"""What follows when tags or their questions change, in the background: counts, and the names that questions say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from forum.core import jobs
from forum.core.db import db
from forum.search import outbox
from forum.threads import policy
from forum.threads.models import Question, QuestionTag, Tag, TagSynonym

BATCH = 200  # questions that get another tag, or tags that are counted, in one transaction


def count_soon(tag_ids: Iterable[int]) -> None:
    """Count their questions anew, a moment after this transaction."""
    wanted = sorted(set(tag_ids))
    if wanted:
        jobs.enqueue("count tags", {"tags": wanted})


def count(tag_ids: Sequence[int]) -> None:
    """The number of public questions of each. Not told to kept pages: an order of tags may be some seconds old."""
    with_it = (
        sa.select(sa.func.count())
        .select_from(QuestionTag)
        .join(Question, Question.id == QuestionTag.question_id)
        .where(QuestionTag.tag_id == Tag.id.expression, policy.public(Question))
        .scalar_subquery()
    )
    counted = sa.update(Tag).where(Tag.id.in_(list(tag_ids))).values(question_count=with_it)
    db.session.connection().execute(counted)


def rewrite(tag_id: int, old: str, after: int = 0) -> int | None:
    """Put the tag's name in place of `old`, and of other words for it, where questions say their tags.

    Returns the number to go on after, None when all is done. A tag that joined another one meanwhile is done with: the
    words for it are words for the other one now, whose questions are gone through then.
    """
    name = db.session.scalar(sa.select(Tag.name).where(Tag.id == tag_id))
    if name is None:
        return None
    words = {old, *db.session.scalars(sa.select(TagSynonym.name).where(TagSynonym.tag_id == tag_id))} - {name}
    chosen = sa.select(Question.id, Question.tag_names).join(
        QuestionTag, QuestionTag.question_id == Question.id
    )
    rows = db.session.execute(
        chosen.where(QuestionTag.tag_id == tag_id, Question.id > after).order_by(Question.id).limit(BATCH)
    ).all()
    told = [row for row in rows if words & set(row.tag_names)]
    for row in told:
        names = list(dict.fromkeys(name if each in words else each for each in row.tag_names))
        db.session.execute(
            sa.update(Question)
            .where(Question.id == row.id)
            .values(tag_names=names, version=Question.version + 1)
            .execution_options(synchronize_session=False)
        )
    if told:
        outbox.changed_many(f"question:{row.id}" for row in told)
    return rows[-1].id if len(rows) == BATCH else None


def rewrite_soon(tag_id: int, old: str, after: int = 0) -> None:
    """`rewrite`, a moment after this transaction."""
    jobs.enqueue("rewrite tag", {"tag": tag_id, "old": old, "after": after})


def count_tags_of(question_id: int) -> None:
    """`count_soon` for a question that more or fewer people see now."""
    chosen = sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == question_id)
    count_soon(db.session.scalars(chosen.order_by(QuestionTag.tag_id)))
