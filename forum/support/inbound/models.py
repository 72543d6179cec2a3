"""Mails that came in: kept before anything is done with them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("inbound_mail")

#: waiting: not looked at yet; posted: became words of a question; review: a person must decide; automatic: a machine's;
#: bounce: a report on a mail of ours; discarded: nothing came of it.
STATES = ("waiting", "posted", "review", "automatic", "bounce", "discarded")


class InboundMail(Base):
    """One mail. `raw` is the message as it came; it goes with the row, a month after it was dealt with."""

    __tablename__ = "inbound_mail"
    __table_args__ = (
        sa.Index("ix_inbound_mail_state", "state", "arrived_at"),
        sa.Index("ix_inbound_mail_sender", "from_address", "state", "arrived_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # of Message-ID and content: the same mail is handled once
    arrived_at: Mapped[datetime]
    via: Mapped[str]  # command | imap
    size: Mapped[int]  # bytes as it came; more than `raw` has when it was too large
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(
        default=""
    )  # why it is in review, or nothing came of it (`policy.REASONS`)
    from_address: Mapped[str] = mapped_column(default="")
    from_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")  # what is new in it
    files: Mapped[list[str]] = mapped_column(default=list)  # names of what hung on it
    not_kept: Mapped[list[str]] = mapped_column(default=list)  # those that were not kept
    about: Mapped[str] = mapped_column(
        default=""
    )  # "question:34" | "private:34": what its address was signed for
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)  # ... and for whom
    became: Mapped[str] = mapped_column(default="")  # "answer:7" | "private:7" | "question:7"
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    handled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    raw: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
