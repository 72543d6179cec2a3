"""Passkeys (WebAuthn level 3): what the browser is asked, and what its answer is worth.

A challenge is a signed moment, so that showing a page writes nothing; answering it writes down that it was answered.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from itsdangerous import BadSignature, URLSafeTimedSerializer
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from forum.accounts.models import Person
from forum.accounts.second import once
from forum.accounts.second.models import Passkey, UsedChallenge
from forum.core import brand, clock, links
from forum.core.db import db
from forum.core.settings import of_site

ANSWER_SECONDS = 600  # from the page to the answer: the phone has to be found
PASSKEYS_MAX = 20
_KEPT_HOURS = 1  # longer than a challenge can be answered


class Refused(Exception):
    """The browser's answer proves nothing."""


def options_to_make(person: Person, known: list[Passkey]) -> str:
    """What `navigator.credentials.create` is asked, as JSON. Keys that she has are not made twice."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=brand.name(),
        user_id=_handle(person.id),
        user_name=person.email or person.name,
        user_display_name=person.name,
        challenge=_challenge("make", person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[_descriptor(each) for each in known],
    )
    return webauthn.options_to_json(options)


def options_to_prove(person_id: int | None, known: list[Passkey]) -> str:
    """What `navigator.credentials.get` is asked: for one person's keys, or (None) for whoever the browser knows."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=_challenge("prove", person_id),
        allow_credentials=[_descriptor(each) for each in known],
        user_verification=UserVerificationRequirement.PREFERRED
        if person_id is not None
        else UserVerificationRequirement.REQUIRED,  # a key alone, without a password, has to be two things
    )
    return webauthn.options_to_json(options)


def made(answer: str, person: Person, name: str) -> Passkey:
    """The passkey that the browser made. Raises `Refused`."""
    credential, challenge = _read(answer)
    _use(challenge, "make", person.id)
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise Refused(str(wrong)) from None
    identifier = bytes_to_base64url(verified.credential_id)
    if db.session.scalar(sa.select(Passkey.id).where(Passkey.credential == identifier)) is not None:
        raise Refused("somebody has this passkey already")
    key = Passkey(
        person_id=person.id,
        credential=identifier,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        name=name,
        since=clock.now(),
    )
    db.session.add(key)
    return key


def proved(answer: str, person_id: int | None) -> Person:
    """Whose passkey signed it: of `person_id`, or (None, without a password before) anybody's. Raises `Refused`."""
    credential, challenge = _read(answer)
    _use(challenge, "prove", person_id)
    key = db.session.scalars(
        sa.select(Passkey).where(Passkey.credential == str(credential.get("id", ""))).with_for_update()
    ).first()
    if key is None or person_id not in (None, key.person_id):
        raise Refused("unknown passkey")
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=person_id is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise Refused(str(wrong)) from None
    key.sign_count, key.used_at = verified.new_sign_count, clock.now()
    return db.session.get_one(Person, key.person_id)


def of(person_id: int) -> list[Passkey]:
    """A person's passkeys, oldest first."""
    return list(
        db.session.scalars(sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    )


def forget_challenges() -> int:
    """Delete what nobody could answer any more."""
    old = sa.delete(UsedChallenge).where(UsedChallenge.at < clock.now() - timedelta(hours=_KEPT_HOURS))
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def _challenge(purpose: str, person_id: int | None) -> bytes:
    return str(_signer().dumps([secrets.token_urlsafe(16), purpose, person_id])).encode()


def _use(challenge: bytes, purpose: str, person_id: int | None) -> None:
    """One answer for each challenge, for what and whom it was made. Raises `Refused`."""
    try:
        nonce, meant, whose = _signer().loads(challenge, max_age=ANSWER_SECONDS)
    except (BadSignature, ValueError, TypeError):
        raise Refused("not a challenge of ours, or too old") from None
    if (meant, whose) != (purpose, person_id):
        raise Refused("a challenge for somebody or something else")
    if not once.take(nonce):
        raise Refused("answered before")


def _read(answer: str) -> tuple[dict[str, Any], bytes]:
    """The credential, and the challenge that it says it answers (the signature shows whether it does)."""
    try:
        credential = json.loads(answer)
        said = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return credential, base64url_to_bytes(said["challenge"])
    except (ValueError, KeyError, TypeError):
        raise Refused("not an answer of a browser") from None


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential))


def _handle(person_id: int) -> bytes:
    """What the browser calls her: says nothing about her to anybody else (WebAuthn, section 14.6.1)."""
    return hashlib.sha256(f"{of_site().secret_key}\0passkeys of {person_id}".encode()).digest()


def _origin() -> str:
    """The address of this site as browsers name it in what they sign."""
    where = urlsplit(links.external("home.show"))
    return f"{where.scheme}://{where.netloc}"


def _host() -> str:
    return cast(str, urlsplit(_origin()).hostname)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(of_site().secret_key, salt="passkey challenge")
