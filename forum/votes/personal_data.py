"""What votes keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import MODERATORS, NAMELESS, SUMS, Kept
from forum.core.text import N_
from forum.votes.models import Verdict, Vote, VoteAside


def _votes(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Vote).where(Vote.person_id == person_id).order_by(Vote.id))
    return [{"on": f"{v.target_kind}:{v.target_id}", "value": v.value, "at": v.at.isoformat()} for v in rows]


def _erase_votes(person_id: int) -> None:
    db.session.execute(sa.delete(Vote).where(Vote.person_id == person_id))


def _asides(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(VoteAside).where(VoteAside.person_id == person_id).order_by(VoteAside.id)
    )
    return [{"on": f"{v.target_kind}:{v.target_id}", "value": v.value, "at": v.at.isoformat()} for v in rows]


def _erase_asides(person_id: int) -> None:
    db.session.execute(sa.delete(VoteAside).where(VoteAside.person_id == person_id))


def _verdicts(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Verdict).where(sa.or_(Verdict.visitor == f"p{person_id}", Verdict.read_by_id == person_id))
    )
    return [
        {
            "on": f"{v.target_kind}:{v.target_id}",
            "helped": v.helped,
            "reason": v.reason,
            "note": v.note,
            "searched_for": v.words,
            "at": v.at.isoformat(),
        }
        if v.visitor == f"p{person_id}"
        else {
            "on": f"{v.target_kind}:{v.target_id}",
            "read_by_you_at": v.read_at.isoformat() if v.read_at else None,
        }
        for v in rows
    ]


def _erase_verdicts(person_id: int) -> None:
    """The verdict goes on to count; that it was this person's is forgotten, and so is what they wrote."""
    rows = db.session.scalars(sa.select(Verdict).where(Verdict.visitor == f"p{person_id}"))
    for verdict in rows:
        verdict.visitor, verdict.note, verdict.words = f"gone {verdict.id}", "", ""
        verdict.said_at = None
    db.session.execute(sa.update(Verdict).where(Verdict.read_by_id == person_id).values(read_by_id=None))


ENTRIES = (
    Kept(
        table="vote",
        what=N_("Which answers and questions you voted for or against."),
        why=N_("So that each person counts once."),
        days=None,
        export=_votes,
        erase=_erase_votes,
        seen_by=SUMS,
    ),
    Kept(
        table="vote_aside",
        what=N_("Votes of yours that moderators took out."),
        why=N_("So that they can be put back as they were."),
        days=None,
        export=_asides,
        erase=_erase_asides,
        seen_by=MODERATORS,
    ),
    Kept(
        table="verdict",
        what=N_(
            "Whether an article or a solution helped you, and what you wrote with it; which readers' words you read."
        ),
        why=N_("So that each reader counts once, and our texts get better."),
        days=None,
        export=_verdicts,
        erase=_erase_verdicts,
        seen_by=NAMELESS,
    ),
)
