"""Comments: short words under a question or one of its answers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Comment(Base):
    """Words under a question (`answer_id` is None) or under one of its answers. States are moments, as of posts."""

    __tablename__ = "comment"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "form_key"),
        sa.Index("ix_comment_post", "question_id", "answer_id", "created_at"),
        sa.Index("ix_comment_author", "author_id", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answer.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    form_key: Mapped[str | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    html_version: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    body_html: Mapped[str]

    __mapper_args__ = {"version_id_col": version}

    @property
    def public(self) -> bool:
        """May everybody see it (when they may see the post it stands under)?"""
        return self.hidden_at is None and self.deleted_at is None

    @property
    def on(self) -> str:
        """The post it stands under: "question:34" or "answer:12"."""
        return f"question:{self.question_id}" if self.answer_id is None else f"answer:{self.answer_id}"

    @property
    def path(self) -> str:
        """The address that leads to it, wherever it stands now."""
        return f"/comments/{self.id}"
