"""What the scene has of reports, measures and appeals. Part of `tests.security.scene`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.models import Person
from forum.core import targets
from forum.core.db import db
from forum.moderation.cleaning import actions as cleaning
from forum.moderation.discipline import actions as discipline
from forum.moderation.discipline import links
from forum.reviews import actions as reviews
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene

#: canary -> who may see it, as in the scene. Who reported, and what colleagues note, is not for whom it concerns.
CANARIES: dict[str, set[str]] = {
    "zorreport": {"dan", "mo", "root"},
    "zormeasurewhy": {"bob", "mo", "root"},
    "zormeasurenote": {"mo", "root"},
    "zorappealwords": {"bob", "mo", "root"},
}


def add(scene: Scene, common: str) -> None:
    """Dan reported Bob's answer; Mo warned Bob, who asks to look at it again; Mo cleaned up after Bob once."""
    n = scene.numbers
    with site(scene.app):
        dan, bob, mo = (db.session.get_one(Person, scene.people[name].id) for name in ("dan", "bob", "mo"))
        answer = targets.Target("answer", n["answer"])
        n["review item"] = reviews.report(answer, dan, "other", f"zorreport {common}").id
        measure = discipline.take(
            bob, "warning", mo, f"zormeasurewhy {common}", note=f"zormeasurenote {common}"
        )
        n["measure"] = measure.id
        n["appeal"] = discipline.appeal(measure, f"zorappealwords {common}").id
        # Whoever holds a signed address reads what it is about: these are about measures without a canary.
        for name in ("appeal", "appeal of none"):
            other = discipline.take(bob, "warning", mo, "Once more.")
            scene.secrets[name] = links.appeal_path(other.id).rpartition("/")[2]
            if name == "appeal":
                discipline.appeal(other, "Look again.")
        clean = cleaning.clean_up(bob, ["answer:999"], "hiding", mo, "Nothing.")
        n["clean-up"] = clean.id
