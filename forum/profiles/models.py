"""What people say about themselves."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class About(Base):
    """A few sentences by the person herself; nobody has an empty one."""

    __tablename__ = "about"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str]
    body_html: Mapped[str]
    html_version: Mapped[int]  # forum.core.markdown.VERSION that made body_html
