"""Pictures and where they are used."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Picture(Base):
    """One picture, drawn anew as WebP; the file lies in the instance folder under its key."""

    __tablename__ = "picture"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # 128 random bits in hex: the address can't be guessed
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes
    created_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def path(self) -> str:
        """Its address on this site."""
        return path(self.key)


class PictureUse(Base):
    """A public text that shows the picture ("article:12"). Whoever may see one of them may see the picture."""

    __tablename__ = "picture_use"
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("picture.id", ondelete="CASCADE"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True, index=True)


def path(key: str) -> str:
    """The address of a picture."""
    return f"/pictures/{key}.webp"
