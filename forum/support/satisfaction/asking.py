"""The address of a mail in which a customer gives her mark: signed, used once, for one case, no signing in."""

from __future__ import annotations

from forum.accounts import links
from forum.accounts.models import MailLink, Person
from forum.core import consents
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.links import external
from forum.support import queries as cases
from forum.support.models import Case
from forum.support.satisfaction import choices, policy, queries
from forum.threads.models import Question

PURPOSE = "mark"
HOURS = 24 * 30


def address(case: Case) -> str:
    """A new address for the case's customer."""
    secret = links.make(PURPOSE, case.customer_id, HOURS, case=case.id)
    return external("support.mark_by_mail", secret=links.seal(secret, PURPOSE))


def address_after(question: Question, person: Person) -> str | None:
    """Where to ask her right away, when saying that it solved it ended her case; None when there is nothing to ask."""
    case = cases.latest_case_of(question.id)
    if case is None or not choices.ASK.value or not policy.can_mark(person, case):
        return None
    if not consents.given(person.id, "satisfaction"):
        return None
    known = queries.of_case(case.id)
    return None if known is not None and known.mark is not None else address(case)


def find(secret: str) -> tuple[Case, Person]:
    """The case and its customer, without using the address. Raises `NotFound`."""
    return _case(links.find(links.unseal(secret, PURPOSE), PURPOSE))


def use(secret: str) -> tuple[Case, Person]:
    """The same, used up in this transaction."""
    return _case(links.use(links.unseal(secret, PURPOSE), PURPOSE))


def _case(link: MailLink) -> tuple[Case, Person]:
    case = db.session.get(Case, link.payload["case"])
    person = db.session.get(Person, link.person_id) if link.person_id else None
    if case is None or person is None or not person.is_active or not policy.can_mark(person, case):
        raise NotFound()
    return case, person
