"""What leads do with guides, and agents with walks."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_
from forum.support.guides import policy, queries
from forum.support.guides.models import Guide, GuideVersion, GuideWalk
from forum.support.guides.policy import Head
from forum.support.guides.steps import Step, facts_of, flaws, step_of
from forum.support.models import Case


def begin(by: Person, head: Head, steps: Sequence[Step]) -> Guide:
    """A new guide with a first draft; what is not sound yet may be saved, not published."""
    ensure(policy.can_make(by))
    _check(head)
    guide = Guide(created_by_id=by.id, created_at=clock.now(), **head._asdict())
    db.session.add(guide)
    db.session.flush()
    version = GuideVersion(guide_id=guide.id, number=1, steps=list(steps), by_id=by.id, at=clock.now())
    db.session.add(version)
    db.session.flush()
    audit.record(by, "began the guide", f"guide:{guide.id}", title=guide.title)
    return guide


def save(guide: Guide, by: Person, head: Head, steps: Sequence[Step], based_on: str) -> GuideVersion:
    """Save the draft; a published version stays as it is, and a new draft begins beside it.

    `based_on`: `mark` of what the form was filled from. Raises `Conflict` when somebody saved meanwhile, `Invalid`.
    """
    ensure(policy.can_make(by))
    _check(head)
    newest = queries.newest(guide.id)
    if mark(newest) != based_on:
        raise Conflict(N_("Somebody changed this meanwhile."))
    for name, value in head._asdict().items():
        setattr(guide, name, value)
    if newest.published_at is not None:
        newest = GuideVersion(guide_id=guide.id, number=newest.number + 1)
        db.session.add(newest)
    newest.steps, newest.by_id, newest.at = list(steps), by.id, clock.now()
    db.session.flush()
    audit.record(by, "changed the guide", f"guide:{guide.id}", number=newest.number)
    return newest


def publish(guide: Guide, by: Person) -> None:
    """Agents walk the newest version from now on; walks that are under way keep the one they began with.

    Raises `Invalid` when it is not sound (`steps.flaws` says where).
    """
    ensure(policy.can_make(by))
    newest = queries.newest(guide.id)
    if flaws(newest.steps):
        raise Invalid(N_("Some of it must be mended before agents can walk it."))
    newest.published_at = newest.published_at or clock.now()
    guide.version_id, guide.retired_at = newest.id, None
    db.session.flush()
    audit.record(by, "published the guide", f"guide:{guide.id}", number=newest.number)


def retire(guide: Guide, by: Person) -> None:
    """It is offered no more; walks under way go on, and its figures stay."""
    ensure(policy.can_make(by))
    guide.retired_at = guide.retired_at or clock.now()
    audit.record(by, "retired the guide", f"guide:{guide.id}")


def bring_back(guide: Guide, by: Person) -> None:
    """It is offered again."""
    ensure(policy.can_make(by))
    guide.retired_at = None
    audit.record(by, "brought back the guide", f"guide:{guide.id}")


def mark(version: GuideVersion) -> str:
    """Which state of which version this is: changes with every save."""
    return f"{version.number}.{version.saved}"


# Walking -------------------------------------------------------------------------------------------------------------


def start(guide: Guide, case: Case, by: Person) -> GuideWalk:
    """Begin to walk the published version beside a case; one that is under way goes on."""
    ensure(policy.can_walk(by) and case.closed_at is None)
    ensure(guide.version_id is not None and guide.retired_at is None)
    going_on = sa.select(GuideWalk).where(
        GuideWalk.case_id == case.id, GuideWalk.guide_id == guide.id, GuideWalk.end == ""
    )
    existing = db.session.scalars(going_on.order_by(GuideWalk.id.desc()).limit(1)).first()
    if existing is not None:
        return existing
    version = db.session.get_one(GuideVersion, guide.version_id)
    walk = GuideWalk(
        guide_id=guide.id,
        version_id=version.id,
        case_id=case.id,
        by_id=by.id,
        started_at=clock.now(),
        step=version.steps[0]["key"],
        path=[],
        end="",
    )
    db.session.add(walk)
    db.session.flush()
    audit.record(by, "began the guide", f"case:{case.id}", guide.title, walk=walk.id)
    _arrive(walk, version, by)
    return walk


def go_on(walk: GuideWalk, by: Person, answer: int, sent: dict[str, str]) -> None:
    """Write down the facts of the step and follow its answer of this place (from 0); at a result, -1 ends the walk.

    Raises `Invalid` with a sentence per missing fact ("fact-0"), nothing changed.
    """
    ensure(policy.can_step(by, walk))
    version = db.session.get_one(GuideVersion, walk.version_id)
    step = _step(walk, version)
    facts = facts_of(step, sent)
    line = {"step": step["key"], "name": step["name"], "facts": facts, "at": clock.now().isoformat()}
    if step["result"]:
        walk.path = [*walk.path, {**line, "answer": ""}]
        _finish(walk, step, by)
        return
    if not 0 <= answer < len(step["answers"]):
        raise Invalid(N_("Choose one of these."), {"answer": N_("Choose one of these.")})
    chosen = step["answers"][answer]
    walk.path = [*walk.path, {**line, "answer": chosen["words"]}]
    walk.step = chosen["to"]
    db.session.flush()
    _arrive(walk, version, by)


def go_back(walk: GuideWalk, by: Person) -> dict[str, str]:
    """One step back, also from the result; returns the facts that were written down there."""
    ensure(policy.can_go_back(by, walk))
    last = walk.path[-1]
    walk.path = walk.path[:-1]
    walk.step, walk.end, walk.ended_at, walk.result = last["step"], "", None, ""
    db.session.flush()
    return dict(last["facts"])


def stop(walk: GuideWalk, by: Person, because: str) -> None:
    """It does not lead anywhere here, and why. Raises `Invalid` without a reason."""
    ensure(policy.can_step(by, walk))
    because = because[: policy.BECAUSE_MAX_CHARS]
    if not because:
        raise Invalid(N_("Say why."), {"because": N_("Say in a few words why it does not fit.")})
    walk.end, walk.ended_at, walk.because = "stopped", clock.now(), because
    db.session.flush()
    audit.record(by, "stopped the guide", f"case:{walk.case_id}", because, walk=walk.id)


def _arrive(walk: GuideWalk, version: GuideVersion, by: Person) -> None:
    """A result that asks for nothing more ends the walk at once: nobody need press for it."""
    step = _step(walk, version)
    if step["result"] and not step["facts"]:
        _finish(walk, step, by)


def _finish(walk: GuideWalk, step: Step, by: Person) -> None:
    walk.end, walk.ended_at, walk.result = "finished", clock.now(), step["result"]
    db.session.flush()
    audit.record(by, "finished the guide", f"case:{walk.case_id}", step["result"], walk=walk.id)


def _step(walk: GuideWalk, version: GuideVersion) -> Step:
    found = step_of(version.steps, walk.step)
    if found is None:
        raise Conflict(N_("Somebody changed this meanwhile."))
    return found


def _check(head: Head) -> None:
    errors = {}
    if not 1 <= len(head.title) <= policy.TITLE_MAX_CHARS:
        errors["title"] = N_("Give it a name of at most %(max)s characters.")
    if len(head.words) > policy.WORDS_MAX_CHARS:
        errors["fits"] = N_("This is too long.")
    if errors:
        error = Invalid(N_("Some of it can't be saved yet."), errors)
        error.details = {"max": policy.TITLE_MAX_CHARS}
        raise error
