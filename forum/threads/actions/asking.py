"""Ask a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from forum import hours
from forum.accounts.models import Person
from forum.core import clock, events, link_limit, markdown, text
from forum.core.db import add_once, db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.search import outbox, signals
from forum.threads import fields as said
from forum.threads import forms, policy
from forum.threads.actions.dressing import dress
from forum.threads.actions.following import follow
from forum.threads.models import Answer, Question, QuestionTag, Tag
from forum.threads.queries import kind_of
from forum.threads.tags import queries as tag_queries
from forum.threads.tags import upkeep


def ask(
    by: Person,
    topic: policy.TopicLike | None,
    lang: str,
    title: str,
    body: str,
    tags: Iterable[str] = (),
    form_key: str | None = None,
    created_at: datetime | None = None,
    external_id: str | None = None,
    promised: bool = True,
    fields: Mapping[int, str] | None = None,
    form: Sequence[str] = (),
) -> Question:
    """Post a question; the same form key of the same person gives the first one again.

    `promised`: a person of the company answers within the topic's hours (no promise for what an import brings).
    `fields`: what she says in those of the topic, by their numbers; whether all that is required is there, forms check.
    `form`: what was strange about how the form was filled in (`core.forms.suspicion`). It may be held for a look
    before it is public. Raises `Invalid` with an error a field, `NotAllowed`.
    """
    ensure(policy.can_ask(by))
    before = _posted(by.id, form_key)
    if before is not None:
        return before
    title, body, tag_names = text.clean_line(title), text.clean(body).strip(), forms.clean_tags(tags)
    errors = forms.check_question(title, body, tag_names, topic is not None)
    errors |= link_limit.check(by, body) if external_id is None else {}
    errors |= said.check_for(topic.id, fields) if topic is not None and fields else {}
    if errors or topic is None:
        raise Invalid(N_("Some of it could not be used."), errors)
    ensure(policy.can_ask_in(by, topic))
    now = created_at or clock.now()
    html = markdown.render_post(body)
    question = Question(
        external_id=external_id,
        topic_id=topic.id,
        author_id=by.id,
        lang=text.language(lang),
        title=title,
        slug=text.slugify(title),
        excerpt=excerpt_of(html),
        tag_names=tag_names,
        body=body,
        body_html=html,
        html_version=markdown.VERSION,
        created_at=now,
        active_at=now,
        due_at=hours.deadline(now, topic.promise_hours) if promised else None,
        form_key=form_key,
    )
    question, new = add_once(question, lambda: _posted(by.id, form_key))
    if not new:
        return question
    set_tags(question, tag_names)
    if fields:
        said.keep(question.id, topic.id, fields)
    follow(question, by)
    outbox.changed(question.document)
    signals.changed(question.document)
    events.emit("question.asked", question_id=question.id, by_id=by.id)
    if external_id is None:
        written(question, by, form)
        dress(question, question, by)
    return question


def written(post: Question | Answer, by: Viewer, form: Sequence[str] = (), new: bool = True) -> None:
    """Tell who judges posts that `by` wrote or edited this one; it may be hidden when this returns."""
    db.session.flush()
    question = post if isinstance(post, Question) else db.session.get_one(Question, post.question_id)
    events.emit(
        "post.written",
        target=f"{kind_of(post)}:{post.id}",
        author_id=by.id,
        title=question.title if post is question else "",
        text=post.body,
        lang=question.lang,
        new=new,
        form=tuple(form),
    )


def set_tags(question: Question, names: Sequence[str]) -> None:
    """Make the question's tags exactly these; other words for a tag stand for it."""
    names = tag_queries.resolve(names)
    tagged = QuestionTag.question_id == question.id
    before = db.session.scalars(
        sa.select(QuestionTag.tag_id).where(tagged).order_by(QuestionTag.tag_id)
    ).all()
    db.session.execute(sa.delete(QuestionTag).where(tagged))
    ids: list[int] = []
    if names:
        db.session.execute(
            upsert(Tag.__table__).values([{"name": name} for name in sorted(names)]).on_conflict_do_nothing()
        )
        # Kept still: a moderator who joins two tags just now waits, or was first.
        called = sa.select(Tag.id).where(Tag.name.in_(names)).order_by(Tag.id)
        ids = list(db.session.scalars(called.with_for_update(read=True, key_share=True)))
        rows = [{"question_id": question.id, "tag_id": tag_id} for tag_id in ids]
        db.session.execute(sa.insert(QuestionTag), rows)
    question.tag_names = list(names)
    upkeep.count_soon([*before, *ids])


def excerpt_of(html: str) -> str:
    """The first words of a rendered text, on one line."""
    words = " ".join(markdown.plain(html[: policy.EXCERPT_CHARS * 20]).split())
    if len(words) <= policy.EXCERPT_CHARS:
        return words
    cut = words[: policy.EXCERPT_CHARS]
    # Back to the end of a word, where the language has spaces.
    return (cut.rsplit(" ", 1)[0] if " " in cut[policy.EXCERPT_CHARS // 2 :] else cut) + "…"


def _posted(author_id: int, form_key: str | None) -> Question | None:
    if not form_key:
        return None
    return db.session.scalars(
        sa.select(Question).where(Question.author_id == author_id, Question.form_key == form_key)
    ).one_or_none()
