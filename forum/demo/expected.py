"""Searches of the demo whose right answer is known: those that ended on an article that helped. Mo confirmed most."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.demo.load import Site
from forum.moderation.tuning.models import ExpectedSearch
from forum.search.wording import normal

NOT_LOOKED_AT = 4  # the last ones


def searches(site: Site, lines: list[dict[str, Any]], threads: list[dict[str, Any]]) -> None:
    """One for each wording; the last ones come from solved questions in the same language."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for line in lines:
        if not line["helped"] or line["opened"] not in site.articles:
            continue
        at, document = site.ago(line["days_ago"]), site.document(line["opened"])
        rows[normal(line["q"]), line["lang"], document] = {
            "words": line["q"], "normal": normal(line["q"]), "lang": line["lang"], "document": document,
            "source": "", "at": at, "changed_at": at, "confirmed_at": at, "by_id": site.people["mo"],
        }  # fmt: skip
    solved = [line for line in threads if any(answer["accepted"] for answer in line["answers"])]
    for row in list(rows.values())[-NOT_LOOKED_AT:]:
        asked = next((line["id"] for line in solved if line["lang"] == row["lang"]), None)
        if asked is not None:
            row["source"] = site.document(asked)
            row["confirmed_at"] = row["by_id"] = None
    db.session.execute(sa.insert(ExpectedSearch), list(rows.values()))
