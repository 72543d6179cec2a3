"""What the other systems know about the customer of a case."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.context import client, memory, shape
from forum.support.context.client import NotAvailable, Provider
from forum.support.context.shape import Section, WrongShape
from forum.support.models import Case

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """The site's provider, and whether it is told e-mail addresses. `site` tells sites of one process apart."""

    provider: Provider
    sends_email: bool
    site: str


def context(case: Case, viewer: Viewer, source: Source, lang: str) -> tuple[Section, ...] | None:
    """The sections for staff who read `lang`; None: not available. Empty: nothing is known.

    Takes two seconds at most. Ends the transaction before it asks, so that nothing is held meanwhile. Raises `NotFound`
    for everybody but staff.
    """
    if not policy.can_work(viewer):
        raise NotFound()
    customer = db.session.get(Person, case.customer_id)
    if customer is None or customer.erased_at is not None:
        memory.forget(case.customer_id)
        return ()
    try:
        return memory.get(source.site, customer.id, lang)
    except memory.Missing:
        pass
    number, question = customer.id, _question(customer, source, lang)
    db.session.rollback()
    answer = _asked(source.provider, question)
    memory.put(source.site, number, lang, answer)
    return answer


def _question(customer: Person, source: Source, lang: str) -> dict[str, Any]:
    who: dict[str, Any] = {"id": customer.id}
    if source.sends_email and customer.email and customer.verified_at:
        who["email"] = (
            customer.email
        )  # proven: else anybody could see somebody else's orders put beside their case
    return {"customer": who, "lang": lang}


def _asked(provider: Provider, question: dict[str, Any]) -> tuple[Section, ...] | None:
    try:
        return shape.read(client.ask(provider, question))
    except (NotAvailable, WrongShape) as error:
        log.warning("context provider: %s", error)
        return None
