"""What naming people is to the features below, and what it hears."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import events
from forum.core import personal_data as kept
from forum.core.db import db
from forum.core.targets import Target
from forum.notifications import kinds
from forum.threads.comments.models import Comment
from forum.threads.mentions import actions
from forum.threads.mentions.personal_data import MENTIONS
from forum.threads.models import Answer, Question
from forum.threads.queries import may_see


def register() -> None:
    """Say what there is; called once, when the feature is set up."""
    kept.register(MENTIONS)
    kinds.register("mentioned", _mentioned, row="mentions", still=_may_read)


def _mentioned(v: dict[str, Any]) -> str:
    return str(_("%(who)s named you in “%(title)s”.", who=v["who"], title=v["title"]))


def _may_read(person: Person, values: dict[str, Any]) -> bool:
    return may_see(person, values["question_id"])


@events.on("post.returned")
def _shown_again(target: Target, question_id: int, **_values: Any) -> None:
    """Who was named in a post that was put aside before anybody was told."""
    post: Question | Answer | Comment | None
    if target.kind == "comment":
        post = db.session.get(Comment, target.number)
    elif target.kind == "answer":
        post = db.session.get(Answer, target.number)
    else:
        post = db.session.get(Question, target.number)
    if post is not None and "@" in post.body:
        actions.tell_named(post, db.session.get_one(Question, question_id))
