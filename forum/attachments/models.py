"""Files that somebody sent along with words that only some may read."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("attachment")

WAITING = "waiting"  # the place of a file whose words were not taken yet


class Attachment(Base):
    """One file. It lies in the instance folder under `key`; its name is only ever told, never used as a path."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # 128 random bits in hex
    place: Mapped[str] = mapped_column(index=True)  # "private:34": who may read that may have the file
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    name: Mapped[str]
    kind: Mapped[str]  # an extension of `policy.KINDS`; "webp" is a picture that was drawn anew
    size: Mapped[int]  # bytes
    created_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def path(self) -> str:
        """Its address on this site."""
        return path(self.id, self.name)

    @property
    def picture(self) -> bool:
        """Was it drawn anew by us, so that it may be shown in a page?"""
        return self.kind == "webp"


def path(number: int, name: str) -> str:
    """The address of an attachment."""
    return f"/attachments/{number}/{quote(name, safe='')}"
