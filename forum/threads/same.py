"""Which questions say the same as something else: those whose solution leads to one article."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import links, targets
from forum.core.db import db
from forum.threads import policy
from forum.threads.models import Answer, Question

_LINK = re.compile(r'href="([^"]+)"')
PLACE = "article"  # the kind whose pages count: a question that leads to another question asks something else


def same_as(numbers: Sequence[int]) -> dict[int, str]:
    """{question: "article:12"} of those whose solution leads to one article of this site, not to several; one query."""
    found = db.session.execute(
        sa.select(Question.id, Answer.body_html)
        .join(Answer, Answer.id == Question.solution_id)
        .where(Question.id.in_(list(numbers)), policy.public(Question), policy.public(Answer))
        .where(Answer.body_html.contains("href="))
    )
    told = {row.id: cited(row.body_html) for row in found}
    return {number: articles[0] for number, articles in told.items() if len(articles) == 1}


def cited(body_html: str) -> list[str]:
    """The articles of this site that a text leads to, each once: ["article:12"]."""
    home = links.base()
    found: dict[str, None] = {}
    for address in _LINK.findall(body_html):
        path = html.unescape(address).removeprefix(home)
        target = targets.at(path) if path.startswith("/") else None
        if target is not None and target.kind == PLACE:
            found[str(target)] = None
    return list(found)
