"""Edit a post. What it said before is kept, and of two people who edit at once nobody loses a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import sqlalchemy as sa
from rapidfuzz import fuzz

from forum.accounts.models import Person
from forum.core import audit, clock, events, link_limit, markdown, text
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.core.text import N_
from forum.flags import actions as flags
from forum.search import outbox, signals
from forum.threads import counting, forms, policy
from forum.threads import fields as said
from forum.threads.actions.asking import excerpt_of, set_tags, written
from forum.threads.actions.dressing import dress
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, PostEdit, Question
from forum.threads.queries import Version, base_of, kind_of, locked_answer, locked_question, version_of
from forum.threads.tags import queries as tag_queries
from forum.votes.carrying import carry_over

SAME_PERCENT = 90  # alike: a slip was mended, and who tried it without success tried what stands there now


class EditConflict(Conflict):
    """Somebody else edited meanwhile. `base`: what this edit began with (None when it can't be known), `theirs`: as
    it stands now, at `revision`; `mine`: what was to be saved."""

    def __init__(self, base: Version | None, theirs: Version, mine: Version, revision: int) -> None:
        super().__init__(N_("Somebody else edited this while you were writing. Nothing is lost."))
        self.base, self.theirs, self.mine, self.revision = base, theirs, mine, revision


def edit_question(
    question: Question,
    by: Viewer,
    version: int,
    title: str,
    body: str,
    tags: Iterable[str],
    topic: policy.TopicLike | None,
    lang: str,
    because: str = "",
    withhold: bool = False,
    fields: Mapping[int, str] | None = None,
    form: Sequence[str] = (),
) -> Question:
    """Change a question. `version`: the `revision` this edit was written from.

    `withhold`: take all older texts out of the history (moderators: names, numbers that should not stand there).
    Raises `NotAllowed`, `Invalid`, `EditConflict`.
    """
    question = locked_question(question.id)
    ensure(policy.can_edit(by, question))
    names = tag_queries.resolve(forms.clean_tags(tags))
    mine = Version(text.clean_line(title), text.clean(body).strip(), tuple(names))
    errors = forms.check_question(mine.title, mine.body, names, topic is not None)
    errors |= link_limit.check(by, mine.body, question.body)
    if errors or topic is None:
        raise Invalid(N_("Some of it could not be used."), errors)
    ensure(policy.can_place(by, question, topic))
    before = question.body
    changed = keep_before(question, by, version, mine, because, withhold)
    if changed:
        question.title, question.slug = mine.title, text.slugify(mine.title)
        question.body, question.body_html = mine.body, markdown.render_post(mine.body)
        question.html_version = markdown.VERSION
        question.excerpt = excerpt_of(question.body_html)
        set_tags(question, names)
    if (question.topic_id, question.lang) != (topic.id, text.language(lang)):
        audit.record(
            by, "moved", question.document, because, topic=topic.id, lang=lang, before=question.topic_id
        )
        question.topic_id, question.lang = topic.id, text.language(lang)
    if fields is not None and said.keep(question.id, topic.id, fields) and not policy.is_author(by, question):
        audit.record(by, "changed the fields of", question.document, because)
    outbox.changed(question.document)
    events.emit("question.edited", question_id=question.id, by_id=by.id)
    if changed:
        written(question, by, form, new=False)
        dress(question, question, by, before)
    return question


def edit_answer(
    answer: Answer,
    by: Viewer,
    version: int,
    body: str,
    because: str = "",
    withhold: bool = False,
    mends: bool = False,
    form: Sequence[str] = (),
) -> Answer:
    """Change an answer; see `edit_question`. `mends`: a moderator says that it corrects what was flagged."""
    question, answer = locked_answer(answer.id)
    ensure(policy.can_edit(by, answer, question) and policy.can_see(by, question))
    mine = Version("", text.clean(body).strip())
    errors = forms.check_body(mine.body) | link_limit.check(by, mine.body, answer.body)
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    before = answer.body
    if keep_before(answer, by, version, mine, because, withhold):
        answer.body, answer.body_html = mine.body, markdown.render_post(mine.body)
        answer.html_version = markdown.VERSION
        question.active_at = clock.now()  # so that the thread's version grows: the index compares that
        outbox.changed(question.document)
        # Readers judged another text of the solution: its verdicts start anew.
        signals.changed(question.document)
        db.session.flush()
        events.emit("answer.edited", answer_id=answer.id, question_id=question.id, by_id=by.id)
        if mends and policy.can_moderate(by, question.topic_id):
            flags.clear_by_revision(Target("answer", answer.id), cast(Person, by), answer.revision, because)
        written(answer, by, form, new=False)
        dress(answer, question, by, before)
        if fuzz.ratio(before, answer.body) >= SAME_PERCENT:
            carry_over(Target("answer", answer.id), answer.revision - 1, answer.revision)
        counting.answer_changed(answer.id)
    return answer


def keep_before(
    post: Question | Answer | Comment,
    by: Viewer,
    version: int,
    mine: Version,
    because: str,
    withhold: bool = False,
) -> bool:
    """Keep the old text and count the edit; False when there is nothing to change. The post is locked. Raises
    `EditConflict`."""
    theirs = version_of(post)
    if withhold and policy.can_see_withheld(by):
        _withhold(post, by, because)
    if mine == theirs:
        return False
    if version != post.revision:
        base = base_of(post, version)
        if mine == base:
            return False  # this form was sent unchanged: the other edit stands
        raise EditConflict(base, theirs, mine, post.revision)
    assert by.id is not None
    now = clock.now()
    db.session.add(
        PostEdit(
            post_kind=kind_of(post),
            post_id=post.id,
            revision=post.revision,
            title=theirs.title,
            tags=list(theirs.tags),
            body=theirs.body,
            by_id=by.id,
            at=now,
            because=text.clean_line(because)[: policy.BECAUSE_MAX_CHARS],
            withheld_at=now if withhold and policy.can_see_withheld(by) else None,
        )
    )
    post.revision += 1
    post.edited_at = now
    if not policy.is_author(by, post):
        audit.record(by, "edited", f"{kind_of(post)}:{post.id}", because, revision=post.revision)
    return True


def _withhold(post: Question | Answer | Comment, by: Viewer, because: str) -> None:
    db.session.execute(
        sa.update(PostEdit)
        .where(
            PostEdit.post_kind == kind_of(post), PostEdit.post_id == post.id, PostEdit.withheld_at.is_(None)
        )
        .values(withheld_at=clock.now())
    )
    audit.record(by, "withheld older texts of", f"{kind_of(post)}:{post.id}", because)
