"""Questions, answers, their edits and tags."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base
from forum.threads import helping

freshness.unseen("similar_question")  # a kept page may show them some seconds late


def question_path(number: int, slug: str) -> str:
    """The address of a question. Letters of other scripts are escaped, so that it can stand in a header."""
    return f"/questions/{number}-{slug if slug.isascii() else quote(slug)}"


_PUBLIC = "hidden_at IS NULL AND deleted_at IS NULL"


def _public_index(name: str, *columns: str, only: str = "") -> sa.Index:
    """An index of what lists show: public questions, newest last, read without touching the table.

    (SQLite looks into the table for columns that only the condition names, so they stand in the index too.)
    """
    where = sa.text(_PUBLIC + (f" AND {only}" if only else ""))
    named = ["created_at", "id", "hidden_at", "deleted_at", *([only.split()[0]] if only else [])]
    named += [] if "topic_id" in columns else ["topic_id"]  # whether it is a space of a closed group
    return sa.Index(name, *columns, *named, sqlite_where=where, postgresql_where=where)


class Question(Base):
    """A thread. States are moments: `hidden_at` (by a moderator), `deleted_at`, `closed_at` (no new answers).

    `version` grows with every change of the thread (the index compares it); `revision` with every edit of
    title or text (an edit form says which one it was written from). The long texts stand last: SQLite reads a
    row from its start, and lists need all the others.
    """

    __tablename__ = "question"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "form_key"),
        _public_index("ix_question_newest"),
        _public_index("ix_question_topic_newest", "topic_id"),
        _public_index("ix_question_lang_newest", "lang"),
        _public_index("ix_question_unanswered", only="answer_count = 0"),
        _public_index("ix_question_unsolved", only="solution_id IS NULL"),
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
    excerpt: Mapped[str] = mapped_column(default="")  # the first words as plain text, for lists
    tag_names: Mapped[list[str]] = mapped_column(default=list)  # as in question_tag, for reading in one go
    created_at: Mapped[datetime]
    active_at: Mapped[datetime] = mapped_column(index=True)  # last question, answer or edit
    edited_at: Mapped[datetime | None]
    answer_count: Mapped[int] = mapped_column(default=0)  # answers that everybody sees
    affected_count: Mapped[int] = mapped_column(default=0)  # people who have this too, see `Affected`
    comment_count: Mapped[int] = mapped_column(default=0)  # comments in the whole thread that stand
    file_count: Mapped[int] = mapped_column(default=0)  # files that came with it and its answers
    score: Mapped[int] = mapped_column(default=0)
    score_brought: Mapped[int] = mapped_column(default=0)  # by an import; votes given here are added to it
    views: Mapped[int] = mapped_column(default=0)  # brought by an import; own reads are hits
    solution_id: Mapped[int | None]
    solved_at: Mapped[datetime | None]
    staff_answered_at: Mapped[datetime | None]
    solved_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id")
    )  # the asker, or staff for her
    probable_at: Mapped[datetime | None]  # inferred, never accepted: support.loop says by which rule
    due_at: Mapped[datetime | None]  # the promise: until then a person answers
    paused_at: Mapped[
        datetime | None
    ]  # since then the promise's clock stands still: we wait for whoever asked
    escalated_at: Mapped[datetime | None]
    form_key: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    article_id: Mapped[int | None]  # the article that was drafted from it, once published
    first_post: Mapped[bool] = mapped_column(default=False)  # the first its author ever wrote; see `welcome`
    merged_into_id: Mapped[int | None] = mapped_column(
        index=True
    )  # hidden meanwhile; its address leads there
    purged_at: Mapped[datetime | None]  # deleted long ago: its words are gone for good, only the row stays
    similar_at: Mapped[datetime | None] = mapped_column(index=True)  # when `SimilarQuestion` was made
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    html_version: Mapped[int] = mapped_column(default=0)  # of the renderer (core.markdown.VERSION)
    body: Mapped[str]
    body_html: Mapped[str]

    __mapper_args__ = {"version_id_col": version}

    @property
    def solved(self) -> bool:
        """Has its asker accepted a solution?"""
        return self.solution_id is not None

    @property
    def confirmed(self) -> bool:
        """Did somebody of the company accept the solution on the asker's behalf?"""
        return self.solution_id is not None and self.solved_by_id not in (None, self.author_id)

    @property
    def public(self) -> bool:
        """May everybody see it?"""
        return self.hidden_at is None and self.deleted_at is None

    @property
    def path(self) -> str:
        """Its address on this site."""
        return question_path(self.id, self.slug)

    @property
    def document(self) -> str:
        """Its name in the index."""
        return f"question:{self.id}"


def _helpfulness_of_new(context: Any) -> float:
    return helping.brought(context.get_current_parameters().get("score_brought") or 0)


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
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    score: Mapped[int] = mapped_column(default=0)
    score_brought: Mapped[int] = mapped_column(default=0)
    helpfulness: Mapped[float] = mapped_column(
        default=_helpfulness_of_new
    )  # the order of answers, see `helping`
    tried_count: Mapped[int] = mapped_column(default=0)  # people who tried it as it stands, without success
    accepted_at: Mapped[
        datetime | None
    ]  # kept while hidden, so that showing it again makes it the solution again
    staff: Mapped[bool] = mapped_column(default=False)
    first_post: Mapped[bool] = mapped_column(default=False)  # the first its author ever wrote
    wiki_at: Mapped[datetime | None]  # since then trusted members may keep it up to date
    wiki_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    form_key: Mapped[str | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    purged_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    html_version: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    body_html: Mapped[str]

    __mapper_args__ = {"version_id_col": version}

    @property
    def public(self) -> bool:
        """May everybody see it (when they may see the question)?"""
        return self.hidden_at is None and self.deleted_at is None

    @property
    def path(self) -> str:
        """The address that leads to it, on whichever page of its question it stands now."""
        return f"/answers/{self.id}"


class Rearrangement(Base):
    """Answers that went from one question to another, so that it can be undone as one deed.

    `kind` "merge": `question_id` asked the same as `into_id`; "split": `into_id` was made of what stood in `question_id`
    (`first_answer_id` became its text). `solution_id`: the answer that solved `question_id` before.
    """

    __tablename__ = "rearrangement"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    answer_ids: Mapped[list[Any]] = mapped_column(default=list)
    comment_ids: Mapped[list[Any]] = mapped_column(default=list)  # those under the question itself
    joined_ids: Mapped[list[Any]] = mapped_column(default=list)  # people counted as having the same trouble
    first_answer_id: Mapped[int | None] = mapped_column(index=True)
    solution_id: Mapped[int | None]
    accepted_at: Mapped[datetime | None]  # that solution, before
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    because: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]


class PostEdit(Base):
    """How a post stood before an edit: its `revision`. Title, tags only for questions."""

    __tablename__ = "post_edit"
    __table_args__ = (sa.Index("ix_post_edit_post", "post_kind", "post_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_kind: Mapped[str]  # question | answer | comment
    post_id: Mapped[int]
    revision: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    body: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    because: Mapped[str] = mapped_column(default="")
    withheld_at: Mapped[datetime | None]  # a moderator took the older text out of the history


class Tag(Base):
    """A word that questions share. `description` by language code, as a topic's.

    `question_count`: public questions that carry it, counted by a job a moment after they change: for orders of lists.
    Whether anybody may know of a tag that nobody described is asked of its questions each time.
    """

    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    described_at: Mapped[datetime | None]  # when a moderator last said what it is for
    question_count: Mapped[int] = mapped_column(default=0, index=True)


class TagSynonym(Base):
    """Another word for a tag: who types it gets the tag, and its address leads there. Never a tag's own name."""

    __tablename__ = "tag_synonym"
    name: Mapped[str] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tag.id", ondelete="CASCADE"), index=True)


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


class Affected(Base):
    """Somebody who has the same trouble as the question's asker, and said so in place of asking again."""

    __tablename__ = "affected"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


class SimilarQuestion(Base):
    """What search finds for the words of a question, best first; made by a job, shown beside it to whoever may see it."""

    __tablename__ = "similar_question"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)  # from 0
    similar_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"), index=True)


class FieldValue(Base):
    """What a question's asker said in a field that its topic asks for (`topics.models.TopicField`)."""

    __tablename__ = "field_value"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    field_id: Mapped[int] = mapped_column(
        sa.ForeignKey("topic_field.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[str]
