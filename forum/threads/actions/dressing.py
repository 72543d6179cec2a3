"""What a post's text names beside its words: people and pictures. Done whenever a text was written or changed."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from forum.core.db import db
from forum.core.roles import Viewer
from forum.pictures import actions as pictures
from forum.threads.comments.models import Comment
from forum.threads.mentions import actions as mentions
from forum.threads.models import Answer, PostEdit, Question
from forum.threads.queries import kind_of

_PICTURE = "/pictures/"


def dress(post: Question | Answer | Comment, question: Question, by: Viewer, before: str = "") -> None:
    """Link and tell who is named; say which pictures everybody may see who may see this post.

    `before`: the Markdown that stood there until now. Its HTML is rendered; nothing is asked of the database for plain text.
    """
    mentions.note(post, question, by)
    if _PICTURE in post.body or _PICTURE in before:
        pictures.shown_in(f"{kind_of(post)}:{post.id}", post.body_html)


def named(keys: Collection[str]) -> set[str]:
    """Those of these keys of pictures that some post names, or named before an edit."""
    found: set[str] = set()
    for key in keys:
        for model in (Question, Answer, PostEdit):
            if key not in found and db.session.scalar(
                sa.select(sa.exists().where(model.body.contains(key, autoescape=True)))
            ):
                found.add(key)
    return found


def came_with(post: Question | Answer, files: int) -> None:
    """So many files came with a post. (Pages ask for files only where some came.)"""
    number = post.id if isinstance(post, Question) else post.question_id
    db.session.execute(
        sa.update(Question)
        .where(Question.id == number)
        .values(file_count=Question.file_count + files, version=Question.version)
        .execution_options(synchronize_session=False)
    )
