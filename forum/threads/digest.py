"""What a digest adds to notices: the best of what was solved in topics and under tags that its reader follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.notifications import digests
from forum.notifications.digests import DigestLine, Section
from forum.notifications.models import Follow
from forum.threads import policy
from forum.threads.models import Follower, Question, QuestionTag, question_path
from forum.topics import queries as topics

SHOWN = 3  # a digest is read in a minute


@digests.adds
def solved(person: Person, since: datetime) -> Section | None:
    """Questions solved since the digest before, those found most helpful first; not hers, nor those she follows."""
    followed = db.session.scalars(
        sa.select(Follow.thing)
        .where(Follow.person_id == person.id, Follow.muted_at.is_(None))
        .order_by(Follow.thing)
    ).all()
    in_topics = {each for number in _of("topic", followed) for each in topics.below(number)}
    tags = _of("tag", followed)
    if not in_topics and not tags:
        return None
    tagged = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id.in_(tags))
    hers = sa.select(Follower.question_id).where(Follower.person_id == person.id)
    rows = db.session.execute(
        sa.select(Question.id, Question.slug, Question.title)
        .where(
            policy.met(person),
            Question.solved_at >= since,
            Question.author_id != person.id,
            Question.id.not_in(hers),
            sa.or_(Question.topic_id.in_(in_topics), Question.id.in_(tagged)),
        )
        .order_by(Question.score.desc(), Question.solved_at.desc(), Question.id)
        .limit(SHOWN)
    ).all()
    lines = [DigestLine(title, mail.whole(question_path(number, slug))) for number, slug, title in rows]
    return Section(_("Solved where you follow"), lines) if lines else None


def _of(kind: str, things: Sequence[str]) -> list[int]:
    return [int(number) for name, _sep, number in (each.partition(":") for each in things) if name == kind]
