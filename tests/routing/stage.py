"""What the tests of routing share: Bob solved questions about cards, Eve one, Dan one about parcels; all is in the index."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.routing import actions
from forum.routing.models import Invitation
from tests import factories
from tests.factories import Cast, site
from tests.search.stage import work


def solvers(app: Askwell, cast: Cast) -> None:
    """People who know something, and the index that knows what."""
    everybody = [getattr(cast, name) for name in ("carla", "bob", "dan", "eve", "gus", "ana", "mo", "root")]
    assert everybody
    for who, title in (
        (cast.bob, "Card declined abroad when I pay in a shop"),
        (cast.bob, "My card was declined in Spain, payment refused"),
        (cast.eve, "Card payment refused in a foreign country"),
        (cast.ana, "Card declined while paying abroad in Norway"),
        (cast.dan, "Where is my parcel, the tracking stands still"),
    ):
        number = factories.question(app, cast.gus, title, f"{title}. What can I do?", hours_ago=400)
        factories.answer(app, number, who, "Switch on payments abroad in the app of the bank.", accepted=True)
    work(app)


def wait(app: Askwell, hours: float = 0) -> None:
    """Let the clock look for people, and invite, `hours` from now."""
    with clock.moved(timedelta(hours=hours)), site(app):
        actions.match_new()
        actions.invite_due()


def ask(app: Askwell, cast: Cast, title: str = "Card declined abroad on holiday", **values: object) -> int:
    """Carla asks what Bob and Eve could answer."""
    return factories.question(app, cast.carla, title, "It was refused in a shop in Italy.", **values)  # type: ignore[arg-type]


def invited(app: Askwell, question_id: int, standing: bool = True) -> list[str]:
    """Names of those who are invited to a question, in the order of invitation."""
    with app.app_context():
        rows = db.session.query(Invitation, Person.name).join(Person, Person.id == Invitation.person_id)
        found = rows.filter(Invitation.question_id == question_id).order_by(Invitation.id).all()
        return [name for each, name in found if each.stands or not standing]


def number(app: Askwell, question_id: int, person: Person) -> int:
    """The number of somebody's invitation."""
    with app.app_context():
        return (
            db.session.query(Invitation.id).filter_by(question_id=question_id, person_id=person.id).scalar()
        )
