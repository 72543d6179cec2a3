"""What is known of a question after it was answered, before its asker says whether that solved it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("question_loop")


class QuestionLoop(Base):
    """One question's. `read_at`: when its asker first read it after what was last written there, signed in."""

    __tablename__ = "question_loop"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    read_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]  # once, never more
    refused_at: Mapped[datetime | None]  # she said that nothing until then solved it
    answer_id: Mapped[int | None]  # the answer that probably solved it (`Question.probable_at`)
