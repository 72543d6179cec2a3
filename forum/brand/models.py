"""The logo, as a file of ours."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class BrandFile(Base):
    """A picture of the brand, drawn anew as WebP; in the database, so that a backup and a second server have it."""

    __tablename__ = "brand_file"
    version: Mapped[str] = mapped_column(
        primary_key=True
    )  # 16 hex digits of its SHA-256 and its size: "...-480x120"
    content: Mapped[bytes]
