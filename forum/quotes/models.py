"""Which post quotes which revision of which article."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Quote(Base):
    """One post's link to one article, with the text that the article had when somebody vouched for it."""

    __tablename__ = "quote"
    __table_args__ = (
        sa.UniqueConstraint("post_kind", "post_id", "article_id"),
        sa.Index("ix_quote_article", "article_id", "outdated_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    post_kind: Mapped[str]  # a kind of `core.targets`: answer, macro
    post_id: Mapped[int]
    document: Mapped[str] = mapped_column(index=True)  # where it is read: an answer's is "question:34"
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id", ondelete="CASCADE"))
    revision_id: Mapped[int]  # that the public read when the post was written, edited or checked
    at: Mapped[datetime]
    outdated_at: Mapped[datetime | None]  # a major revision took its place
    outdated_by: Mapped[int | None]  # its id
    checked_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id")
    )  # says that the post is still right
    told_at: Mapped[datetime | None]  # when those who had been told the old text were told that it changed
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
