"""Members who earned it put others' questions in order: topic and tags, never the words."""

from __future__ import annotations

from collections.abc import Iterable

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean_line
from forum.search import outbox
from forum.threads import forms
from forum.threads.actions.asking import set_tags
from forum.threads.models import PostEdit, Question
from forum.threads.policy import BECAUSE_MAX_CHARS
from forum.threads.queries import locked_question
from forum.threads.tags import policy, queries
from forum.topics.queries import TopicRow
from forum.topics.queries import by_id as topics_by_id


def retag(
    question: Question, by: Person, topic: TopicRow | None, tags: Iterable[str], because: str = ""
) -> bool:
    """Another topic, other tags; what stood before is kept as an edit. False when nothing changes.

    Nothing goes into a group's space or out of it: that changes who may read it. Raises `NotAllowed`, `Invalid`.
    """
    question = locked_question(question.id)
    ensure(policy.can_retag(by, question))
    names = queries.resolve(forms.clean_tags(tags))
    errors = forms.check_tags(names)
    if topic is None or (topic.id != question.topic_id and _in_space(topic, question)):
        errors["topic"] = N_("Choose a topic.")
    if errors or topic is None:
        raise Invalid(N_("Some of it could not be used."), errors)
    before = list(question.tag_names)
    if names == before and topic.id == question.topic_id:
        return False
    if names != before:
        _keep(question, by, before, because)
        set_tags(question, names)
        audit.record(by, "retagged", question.document, because, tags=names, before=before)
    if topic.id != question.topic_id:
        left, question.topic_id = question.topic_id, topic.id
        audit.record(by, "moved", question.document, because, topic=topic.id, before=left)
        events.emit("question.moved", question_id=question.id, topic_id=topic.id, before=left)
    db.session.flush()
    outbox.changed(question.document)
    events.emit("question.edited", question_id=question.id, by_id=by.id)
    return True


def _in_space(topic: TopicRow, question: Question) -> bool:
    here = topics_by_id()[question.topic_id]
    return topic.group_id is not None or here.group_id is not None


def _keep(question: Question, by: Person, tags: list[str], because: str) -> None:
    now = clock.now()
    db.session.add(
        PostEdit(
            post_kind="question",
            post_id=question.id,
            revision=question.revision,
            title=question.title,
            tags=tags,
            body=question.body,
            by_id=by.id,
            at=now,
            because=clean_line(because)[:BECAUSE_MAX_CHARS],
        )
    )
    question.revision += 1
    question.edited_at = now
