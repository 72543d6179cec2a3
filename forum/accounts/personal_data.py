"""What accounts (and the core below) keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.accounts.federated.models import FederatedIdentity
from forum.accounts.links import HOURS
from forum.accounts.models import ApiToken, MailLink, Person, SignInSession
from forum.accounts.second.models import Authenticator, Passkey, RecoveryCode
from forum.accounts.session_rows import ABSOLUTE_DAYS
from forum.core import audit, clock, drafts, personal_data
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.drafts import Draft
from forum.core.personal_data import DATABASE, MAIL, MODERATORS, NAME_ONLY, NOBODY, YOU, Kept
from forum.core.settings import of_site


def erased_name() -> str:
    """What somebody who left is called from then on, in the language of the site."""
    with force_locale(of_site().default_language):
        return str(_("Former member"))


def _rows(model: Any, *which: Any, hide: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    columns = [c for c in model.__table__.c if c.name not in hide]
    return [dict(row._mapping) for row in db.session.execute(sa.select(*columns).where(*which))]


def _delete(model: Any, *which: Any) -> None:
    db.session.execute(sa.delete(model).where(*which))


def _erase_person(person_id: int) -> None:
    """The row stays, for the posts that stay: without a name, an address or a way in."""
    db.session.execute(
        sa.update(Person)
        .where(Person.id == person_id)
        .values(
            email=None,
            email_key=None,
            name=erased_name(),
            mention_key="",
            handle=None,
            role="customer",
            trust_level=0,
            title="",
            picture=None,
            password_hash="",
            language=None,
            verified_at=None,
            suspended_at=None,
            suspended_until=None,
            suspended_because="",
            silenced_until=None,
            moderated_topics=None,
            vouched_at=None,
            trail_consent_at=None,
            searches_agreed_at=None,
            searcher=None,
            second_since=None,
            erased_at=clock.now(),
            leaving_at=None,
        )
    )


def _forget_in_log(person_id: int) -> None:
    """The entry stays; who it was does not (the person's row has no name any more), nor how they named things."""
    audit.redact(AuditEntry.by_id == person_id, AuditEntry.target == f"person:{person_id}")


ENTRIES = (
    Kept(
        "person",
        _l("Your account: name, e-mail address, language, role and when you joined."),
        _l("To sign you in, to write to you, and to show others who wrote a post."),
        None,
        lambda person_id: _rows(
            Person, Person.id == person_id, hide=("password_hash", "email_key", "searcher")
        ),
        _erase_person,
        seen_by=NAME_ONLY,
        where=(DATABASE, MAIL),
    ),
    Kept(
        "sign_in_session",
        _l("The browsers you are signed in with: what they and you call them, since when, last seen."),
        _l("To keep you signed in, and to let you end a session you do not know."),
        ABSOLUTE_DAYS,
        lambda person_id: _rows(
            SignInSession, SignInSession.person_id == person_id, hide=("key_hash", "data", "id_token")
        ),
        lambda person_id: _delete(SignInSession, SignInSession.person_id == person_id),
        seen_by=YOU,
    ),
    Kept(
        "federated_identity",
        _l("Your accounts at other sites that you sign in with: which site, who you are there, since when."),
        _l("To know you again when you come from there."),
        None,
        lambda person_id: _rows(FederatedIdentity, FederatedIdentity.person_id == person_id),
        lambda person_id: _delete(FederatedIdentity, FederatedIdentity.person_id == person_id),
        seen_by=YOU,
    ),
    Kept(
        "mail_link",
        _l("Links sent to you by mail: what for, until when, whether used."),
        _l("So that each works once, and only for you."),
        1 + max(HOURS.values()) // 24,
        lambda person_id: _rows(MailLink, MailLink.person_id == person_id, hide=("token_hash", "payload")),
        lambda person_id: _delete(MailLink, MailLink.person_id == person_id),
        seen_by=YOU,
        where=(DATABASE, MAIL),
    ),
    Kept(
        "api_token",
        _l("Your keys to the programming interface: name, what they may do, when last used."),
        _l("To let your programs in."),
        None,
        lambda person_id: _rows(ApiToken, ApiToken.person_id == person_id, hide=("token_hash",)),
        lambda person_id: _delete(ApiToken, ApiToken.person_id == person_id),
        seen_by=YOU,
    ),
    Kept(
        "authenticator",
        _l(
            "That codes of an app are asked of you at sign-in, since when, and the secret that they follow from."
        ),
        _l("So that whoever learns your password still does not come in."),
        None,
        lambda person_id: _rows(Authenticator, Authenticator.person_id == person_id, hide=("secret",)),
        lambda person_id: _delete(Authenticator, Authenticator.person_id == person_id),
        seen_by=NOBODY,
    ),
    Kept(
        "passkey",
        _l("Your passkeys: the name you gave them, their public half, when made and last used."),
        _l("So that whoever learns your password still does not come in."),
        None,
        lambda person_id: _rows(Passkey, Passkey.person_id == person_id, hide=("public_key", "credential")),
        lambda person_id: _delete(Passkey, Passkey.person_id == person_id),
        seen_by=YOU,
    ),
    Kept(
        "recovery_code",
        _l("Which of your recovery codes were used, and when; the codes themselves only as sums."),
        _l("So that you come in when phone and passkey are lost."),
        None,
        lambda person_id: _rows(RecoveryCode, RecoveryCode.person_id == person_id, hide=("code_hash",)),
        lambda person_id: _delete(RecoveryCode, RecoveryCode.person_id == person_id),
        seen_by=NOBODY,
    ),
    Kept(
        "draft",
        _l("What you began to write and have not sent."),
        _l("So that nothing you type is lost."),
        drafts.KEPT_DAYS,
        lambda person_id: _rows(Draft, Draft.person_id == person_id),
        lambda person_id: _delete(Draft, Draft.person_id == person_id),
        seen_by=YOU,
    ),
    Kept(
        "audit_entry",
        _l(
            "Decisions you took here that concern others, with the reason, and what you were refused: what and when."
        ),
        _l("So that decisions can be checked later. It stays when you leave, under no name."),
        None,
        lambda person_id: _rows(AuditEntry, AuditEntry.by_id == person_id),
        _forget_in_log,
        seen_by=MODERATORS,
    ),
)


def set_up() -> None:
    """Register one entry a table."""
    personal_data.register(*ENTRIES)
