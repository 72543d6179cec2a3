"""Make links of the names in a post, and tell those who are named: each once."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, trust
from forum.core.db import db
from forum.core.roles import Viewer, is_staff
from forum.notifications.actions import tell
from forum.threads.comments.models import Comment
from forum.threads.mentions import linking, queries
from forum.threads.mentions.models import Mention
from forum.threads.models import Answer, Question
from forum.threads.queries.finding import may_see
from forum.threads.queries.history import kind_of

MENTIONS_MAX = 5  # people named in one post by a member who may name several
MENTIONS_MAX_STAFF = 20

Post = Question | Answer | Comment


def note(post: Post, question: Question, by: Viewer) -> None:
    """Look up the names in a post that was just written or edited (its HTML is rendered and has no links of them yet),
    put links there, and tell who is named for the first time. Nothing is asked of the database when there is no @."""
    if "@" not in post.body:
        return
    db.session.flush()
    kind = kind_of(post)
    before = {
        m.key: m
        for m in db.session.scalars(
            sa.select(Mention).where(Mention.post_kind == kind, Mention.post_id == post.id)
        )
    }
    keys = linking.keys_in(post.body)
    room = _room(by) - len({before[key].person_id for key in keys if key in before})
    found = queries.meant([key for key in keys if key not in before], question.id)
    there = {m.person_id for m in before.values()}
    new: set[int] = set()
    for key in keys:
        person = found.get(key)
        if person is None or (person.id not in there | new and len(new) >= room):
            continue
        new |= {person.id} - there
        told = next((m.told_at for m in before.values() if m.person_id == person.id), None)
        db.session.add(
            Mention(
                post_kind=kind, post_id=post.id, key=key, person_id=person.id, at=clock.now(), told_at=told
            )
        )
    db.session.flush()
    render(post)
    if post.public:  # whoever judges posts may have put it aside: they are told when it is shown
        tell_named(post, question)


def render(post: Post) -> None:
    """Put the links of its names into a post's HTML, which was rendered without them."""
    post.body_html = linking.link(post.body_html, queries.stored(kind_of(post), post.id))


def tell_named(post: Post, question: Question) -> None:
    """Tell all who are named in a post and were not told yet, if they may see it. In the current transaction."""
    kind = kind_of(post)
    waiting = db.session.scalars(
        sa.select(Mention)
        .where(Mention.post_kind == kind, Mention.post_id == post.id, Mention.told_at.is_(None))
        .order_by(Mention.key)
    ).all()
    if not waiting or not question.public:
        return
    author = db.session.get_one(Person, post.author_id)
    told: set[int] = {author.id}
    for mention in waiting:
        mention.told_at = clock.now()
        person = db.session.get_one(Person, mention.person_id)
        if person.id in told or not may_see(person, question.id):
            continue
        told.add(person.id)
        tell(
            person.id,
            "mentioned",
            post.path,
            about=question.document,
            thing=f"{kind}:{post.id}",
            who=author.name,
            title=question.title,
            question_id=question.id,
        )


def told_of(post: Post) -> set[int]:
    """Who was told by being named: who needs no second notice of the same post. One query."""
    if "@" not in post.body:
        return set()
    return set(
        db.session.scalars(
            sa.select(Mention.person_id).where(
                Mention.post_kind == kind_of(post), Mention.post_id == post.id, Mention.told_at.is_not(None)
            )
        )
    )


def _room(by: Viewer) -> int:
    if is_staff(by):
        return MENTIONS_MAX_STAFF
    if trust.may(by, "mentions"):
        return MENTIONS_MAX
    return 1 if trust.may(by, "mention") else 0
