"""Who is named in which post."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Mention(Base):
    """Somebody named in a post. `key` as it stands behind the @, folded; it means this person in this post for good, even
    when others of that name come. A row stays when an edit takes the name out, so that nobody is told twice."""

    __tablename__ = "mention"
    post_kind: Mapped[str] = mapped_column(primary_key=True)  # question | answer | comment
    post_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
