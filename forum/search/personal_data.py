"""What searching keeps about a person: nothing by name; what can still be told to be hers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import Base, db
from forum.core.personal_data import NAMELESS, Kept
from forum.core.text import N_
from forum.search import visitors
from forum.search.models import Hit, SearchRecord
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS


def _ids(person_id: int) -> list[str]:
    # The table by name: accounts stand above us.
    person = Base.metadata.tables["person"]
    searcher = db.session.scalar(sa.select(person.c.searcher).where(person.c.id == person_id))
    return visitors.known_as(person_id, searcher)


def _export_searches(person_id: int) -> list[dict[str, Any]]:
    chosen = (
        sa.select(SearchRecord).where(SearchRecord.visitor.in_(_ids(person_id))).order_by(SearchRecord.at)
    )
    return [
        {
            "at": each.at.isoformat(),
            "searched": each.query,
            "found": each.total,
            "shown": each.shown,
            "opened": each.opened,
            "what_came_of_it": each.outcome,
        }
        for each in db.session.scalars(chosen)
    ]


def _export_visits(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(Hit).where(Hit.visitor.in_(_ids(person_id))).order_by(Hit.id)
    return [{"opened": each.document, "day": each.day.isoformat()} for each in db.session.scalars(chosen)]


def _erase(person_id: int) -> None:
    visitors.unlink(_ids(person_id))


ENTRIES = (
    Kept(
        "search_record",
        N_(
            "What you searched, as far as it can be told to be yours: of today and yesterday, or longer if you agreed."
        ),
        N_("So that we see which answers are missing, and learn which ones help."),
        SEARCHES_DAYS,
        _export_searches,
        _erase,
        seen_by=NAMELESS,
        known_by=_ids,
        mine=SearchRecord.visitor.in_,
    ),
    Kept(
        "hit",
        N_("Which answers you opened, as far as it can be told that it was you."),
        N_("So that what helps many stands further up."),
        HITS_DAYS,
        _export_visits,
        _erase,
        seen_by=NAMELESS,
        known_by=_ids,
        mine=Hit.visitor.in_,
    ),
)
