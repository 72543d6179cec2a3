"""Questions, answers, their edits and tags."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Question(Base):
    """A thread. States are moments: `hidden_at` (by a moderator), `deleted_at`, `closed_at` (no new answers)."""

    __tablename__ = "question"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "form_key"),
        sa.Index("ix_question_newest", "created_at", "id"),
        sa.Index("ix_question_topic_newest", "topic_id", "created_at"),
        sa.Index("ix_question_unanswered", "answer_count", "created_at"),
        sa.Index("ix_question_promise", "solved_at", "due_at"),
        sa.Index("ix_question_author", "author_id", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    lang: Mapped[str]
    title: Mapped[str]
    slug: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    active_at: Mapped[datetime] = mapped_column(index=True)  # last question, answer or edit
    edited_at: Mapped[datetime | None]
    answer_count: Mapped[int] = mapped_column(default=0)  # answers that everybody sees
    score: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)  # brought by an import; own reads are hits
    solution_id: Mapped[int | None]
    solved_at: Mapped[datetime | None]
    staff_answered_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # the promise: until then a person answers
    escalated_at: Mapped[datetime | None]
    form_key: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    article_id: Mapped[int | None]  # the article that was drafted from it, once published
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def solved(self) -> bool:
        """Has its asker accepted a solution?"""
        return self.solution_id is not None

    @property
    def public(self) -> bool:
        """May everybody see it?"""
        return self.hidden_at is None and self.deleted_at is None


class Answer(Base):
    """One answer. `staff`: written by a person of the company, as such."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "form_key"),
        sa.Index("ix_answer_question", "question_id", "created_at"),
        sa.Index("ix_answer_author", "author_id", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    body: Mapped[str]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    score: Mapped[int] = mapped_column(default=0)
    staff: Mapped[bool] = mapped_column(default=False)
    form_key: Mapped[str | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def public(self) -> bool:
        """May everybody see it (when they may see the question)?"""
        return self.hidden_at is None and self.deleted_at is None


class PostEdit(Base):
    """How a post stood before an edit; `title` only for questions."""

    __tablename__ = "post_edit"
    __table_args__ = (sa.Index("ix_post_edit_post", "post_kind", "post_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_kind: Mapped[str]  # question | answer
    post_id: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    because: Mapped[str] = mapped_column(default="")


class Tag(Base):
    """A word that questions share."""

    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class QuestionTag(Base):
    """Which question has which tag."""

    __tablename__ = "question_tag"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(
        sa.ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Follower(Base):
    """Who is told when something happens on a question (its asker and answerers from the start)."""

    __tablename__ = "follower"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime]
