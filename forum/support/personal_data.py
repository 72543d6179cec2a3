"""What support keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, YOU, Kept
from forum.core.text import N_
from forum.support.models import Case, CaseNote, CaseWriting, DeskDuty, DeskFilter, TrailLine
from forum.support.queries.trails import still_kept
from forum.support.rules.models import CaseRule

_TO_SOMEBODY = ("assign", "tell")  # deeds of a rule that hold somebody's number


def _export_cases(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Case).where(Case.customer_id == person_id))
    return [
        {
            "case": c.id,
            "question": f"question:{c.question_id}",
            "because": c.because,
            "note": c.note,
            "opened_at": c.opened_at.isoformat(),
            "closed_at": c.closed_at.isoformat() if c.closed_at else None,
            "solved_it": c.solved_it,
        }
        for c in rows
    ]


def _erase_cases(person_id: int) -> None:
    db.session.execute(sa.update(Case).where(Case.customer_id == person_id).values(note=""))


def _export_notes(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(CaseNote).where(CaseNote.by_id == person_id))
    return [{"case": n.case_id, "body": n.body, "at": n.at.isoformat()} for n in rows]


def _trail_of(person_id: int) -> sa.Select[TrailLine]:
    """What was sent along, and what is not a day old: older lines are forgotten, written down nowhere."""
    return sa.select(TrailLine).where(
        TrailLine.person_id == person_id, sa.or_(TrailLine.question_id.is_not(None), still_kept())
    )


def _export_trail(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(_trail_of(person_id))
    return [
        {
            "at": t.at.isoformat(),
            "kind": t.kind,
            "text": t.text,
            "document": t.document,
            "sent": t.question_id is not None,
        }
        for t in rows
    ]


def _erase_trail(person_id: int) -> None:
    db.session.execute(sa.delete(TrailLine).where(TrailLine.person_id == person_id))


def _nothing_more(person_id: int) -> None:
    """The row stays: it is the company's record; the person row it points at is made anonymous."""


def _export_writing(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(CaseWriting).where(CaseWriting.person_id == person_id))
    return [{"case": w.case_id, "at": w.at.isoformat()} for w in rows]


def _erase_writing(person_id: int) -> None:
    db.session.execute(sa.delete(CaseWriting).where(CaseWriting.person_id == person_id))


def _export_filters(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(DeskFilter).where(DeskFilter.owner_id == person_id))
    return [{"name": f.name, "shared": f.shared, "wanted": f.wanted} for f in rows]


def _erase_filters(person_id: int) -> None:
    db.session.execute(sa.delete(DeskFilter).where(DeskFilter.owner_id == person_id))


def _export_duty(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(DeskDuty).where(DeskDuty.person_id == person_id))
    return [{"away_since": d.away_since.isoformat() if d.away_since else None} for d in rows]


def _erase_duty(person_id: int) -> None:
    db.session.execute(sa.delete(DeskDuty).where(DeskDuty.person_id == person_id))


def _export_rules(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(CaseRule).where(CaseRule.made_by_id == person_id))
    return [{"name": r.name, "when": r.when, "changed_at": r.changed_at.isoformat()} for r in rows]


def _forget_rules(person_id: int) -> None:
    """They go on under nobody's name; what they gave or told to her they do no more."""
    db.session.execute(sa.update(CaseRule).where(CaseRule.made_by_id == person_id).values(made_by_id=None))
    for rule in db.session.scalars(sa.select(CaseRule).order_by(CaseRule.id)):
        deeds = {
            name: to
            for name, to in rule.deeds.items()
            if str(to) != str(person_id) or name not in _TO_SOMEBODY
        }
        if deeds != rule.deeds:
            rule.deeds, rule.on = deeds, rule.on and bool(deeds)


WRITING = Kept(
    table="case_writing",
    what=N_("That you are writing a reply on the desk right now."),
    why=N_("So that two colleagues do not answer the same customer."),
    days=1,
    export=_export_writing,
    erase=_erase_writing,
    seen_by=STAFF,
)
FILTERS = Kept(
    table="desk_filter",
    what=N_("Views of the desk that you saved."),
    why=N_("So that you find your cases again."),
    days=None,
    export=_export_filters,
    erase=_erase_filters,
    seen_by=YOU,
)
DUTY = Kept(
    table="desk_duty",
    what=N_("Whether you said that you are away from the desk."),
    why=N_("So that nobody is given cases while away."),
    days=None,
    export=_export_duty,
    erase=_erase_duty,
    seen_by=STAFF,
)
RULES = Kept(
    table="case_rule",
    what=N_("Rules of the desk that you made."),
    why=N_("So that colleagues know whom to ask about them."),
    days=None,
    export=_export_rules,
    erase=_forget_rules,
    seen_by=STAFF,
)
CASES = Kept(
    table="support_case",
    what=N_("Your cases: when a question became one, what you added, whether it was solved."),
    why=N_("So that a person of the company can help you."),
    days=None,
    export=_export_cases,
    erase=_erase_cases,
    seen_by=STAFF,
)
NOTES = Kept(
    table="case_note",
    what=N_("Internal notes that you wrote as a member of staff."),
    why=N_("So that colleagues know what was done."),
    days=None,
    export=_export_notes,
    erase=_nothing_more,
    seen_by=STAFF,
)
TRAIL = Kept(
    table="trail_line",
    what=N_("What you searched, opened and found unhelpful, if you agreed to it."),
    why=N_("So that you need not tell us again what you already tried."),
    days=1,
    export=_export_trail,
    erase=_erase_trail,
    seen_by=STAFF,
)
