"""How a post stood before, and what each edit changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.threads import policy
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, PostEdit, Question

EDITS_SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a post's words."""

    title: str
    body: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """One edit: `before` and `after`; both None when a moderator took the older words out of the history."""

    revision: int
    by: str
    at: datetime
    because: str
    before: Version | None
    after: Version | None


def version_of(post: Question | Answer | Comment) -> Version:
    """The words as they stand."""
    if isinstance(post, Question):
        return Version(post.title, post.body, tuple(post.tag_names))
    return Version("", post.body)


def history(post: Question | Answer | Comment, viewer: Viewer) -> list[Edited]:
    """All edits, newest first. Two queries at most."""
    rows = db.session.execute(
        sa.select(PostEdit, Person.name)
        .join(Person, Person.id == PostEdit.by_id)
        .where(PostEdit.post_kind == kind_of(post), PostEdit.post_id == post.id)
        .order_by(PostEdit.revision.desc())
        .limit(EDITS_SHOWN_MAX)
    ).all()
    edits: list[Edited] = []
    after: Version | None = version_of(post)
    for edit, who in rows:
        shown = edit.withheld_at is None or policy.can_see_withheld(viewer)
        before = Version(edit.title, edit.body, tuple(edit.tags)) if shown else None
        both = before is not None and after is not None
        edits.append(
            Edited(
                edit.revision + 1,
                who,
                edit.at,
                edit.because,
                before if both else None,
                after if both else None,
            )
        )
        after = before
    return edits


def base_of(post: Question | Answer | Comment, revision: int) -> Version | None:
    """How the post stood at `revision`; None when there never was such a one (or it is withheld)."""
    if revision == post.revision:
        return version_of(post)
    edit = db.session.scalars(
        sa.select(PostEdit).where(
            PostEdit.post_kind == kind_of(post),
            PostEdit.post_id == post.id,
            PostEdit.revision == revision,
            PostEdit.withheld_at.is_(None),
        )
    ).first()
    return Version(edit.title, edit.body, tuple(edit.tags)) if edit else None


def kind_of(post: Question | Answer | Comment) -> str:
    """ "question", "answer" or "comment"."""
    return post.__tablename__
