"""People, how they prove who they are, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from forum.core import clock, freshness
from forum.core.db import Base
from forum.core.text import slugify

freshness.unseen("sign_in_session", "mail_link", "api_token")


def _key_of_new(context: Any) -> str:
    """For rows that are inserted without an object (imports)."""
    return slugify(str(context.get_current_parameters()["name"]))


class Person(Base):
    """Somebody with a name here. Imported authors have no e-mail address and can't sign in."""

    __tablename__ = "person"
    __table_args__ = (
        # Looked up by the beginning too; PostgreSQL needs to be told, whatever its collation.
        sa.Index("ix_person_mention_key", "mention_key", postgresql_ops={"mention_key": "text_pattern_ops"}),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(unique=True)  # normalised: one account an address
    name: Mapped[str]
    # The name as it is typed behind an @, folded: others may have the same one.
    mention_key: Mapped[str] = mapped_column(default=_key_of_new, server_default="")
    handle: Mapped[str | None] = mapped_column(unique=True)  # of an import: stable over repeated imports
    role: Mapped[str] = mapped_column(default="customer")
    # 0 to 4, earned: `forum.reputation` sets it, `trust` is what counts. `core.trust` says what each needs and allows.
    trust_level: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(default="")  # of a person of the company: what she does
    picture: Mapped[str | None]  # the key of her face among the pictures
    password_hash: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    verified_at: Mapped[datetime | None]  # the e-mail address was proven
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]  # None: without an end
    suspended_because: Mapped[str] = mapped_column(default="")  # told to this person alone
    silenced_until: Mapped[datetime | None]  # may read and sign in until then, not write
    # The topics that a moderator looks after, with those below them; None: all.
    moderated_topics: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_at: Mapped[datetime]
    second_since: Mapped[datetime | None]  # a second proof is asked of her at sign-in since then
    vouched_at: Mapped[
        datetime | None
    ]  # the operator made the account: it is Known (core.trust) from the start
    trail_consent_at: Mapped[datetime | None]  # agreed that the search trail is kept for 24 hours
    # Agreed that own searches belong together for longer than a day: under a random id, not the account's.
    searches_agreed_at: Mapped[datetime | None]
    searcher: Mapped[str | None] = mapped_column(unique=True)
    erased_at: Mapped[datetime | None]
    # She asked to be erased then: until then the account is shut, and the link in her mail brings it back.
    leaving_at: Mapped[datetime | None]

    is_anonymous = False

    @validates("name")
    def _named(self, _column: str, name: str) -> str:
        self.mention_key = slugify(name)
        return name

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login's question."""
        return True

    @property
    def is_active(self) -> bool:
        """May this account be used now?"""
        return not self.suspended and self.erased_at is None

    @property
    def suspended(self) -> bool:
        """Is the account shut now? The clock opens it when its time is over; until it does, the date counts."""
        if self.suspended_at is None:
            return False
        return self.suspended_until is None or self.suspended_until > clock.now()

    @property
    def is_staff(self) -> bool:
        """A person of the company: agent, moderator or admin."""
        return self.role in ("agent", "moderator", "admin")

    @property
    def is_moderator(self) -> bool:
        """Moderator or admin."""
        return self.role in ("moderator", "admin")

    @property
    def is_admin(self) -> bool:
        """Admin."""
        return self.role == "admin"

    @property
    def trust(self) -> int:
        """How far the site relies on her, 0 to 4: people of the company wholly."""
        return 4 if self.is_staff else self.trust_level

    def get_id(self) -> str:
        """Flask-Login's question for the key kept in the session."""
        return str(self.id)


class SignInSession(Base):
    """One browser that is signed in (or holds something for a guest). The cookie's value is stored hashed."""

    __tablename__ = "sign_in_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    browser: Mapped[str] = mapped_column(default="")
    name: Mapped[str | None]  # what its owner calls it: "Kitchen tablet"
    # Came by an account elsewhere: who she is there, the provider's name of the session, its token (encrypted), with which
    # the session there is ended too.
    identity_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federated_identity.id", ondelete="SET NULL"), index=True
    )
    provider_session: Mapped[str | None]
    id_token: Mapped[str | None]
    second_there: Mapped[bool | None]  # the second proof was asked for there, and an admin lets that count
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class MailLink(Base):
    """A link sent by mail: proves an address, resets a password, signs in to post. Stored hashed, used once."""

    __tablename__ = "mail_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    # None: an address that nobody has an account for yet (`payload["email"]`)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]  # one of links.HOURS
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A key to the JSON API, shown once, stored hashed."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


from forum.accounts.federated import models as federated  # noqa: E402 - accounts elsewhere
from forum.accounts.second import models as second  # noqa: E402 - the tables of a second proof

__all__ = ["ApiToken", "MailLink", "Person", "SignInSession", "federated", "second"]
