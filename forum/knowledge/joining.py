"""Two people's edits of one article in one form: base, theirs and mine."""

from __future__ import annotations

from dataclasses import dataclass

from forum.core import merging
from forum.core.merging import Trio
from forum.knowledge.forms import ArticleForm
from forum.knowledge.models import Revision


@dataclass(frozen=True, slots=True)
class Joined:
    """`form` holds both. `conflicts`: places of the text where one has to choose. `beside`: (part, rows) of the parts
    that anybody changed. `title`, `summary`: theirs, where both changed it and the form holds mine; else empty."""

    form: ArticleForm
    conflicts: int
    beside: list[tuple[str, list[Trio]]]
    title: str
    summary: str


def join(base: Revision | None, theirs: Revision, mine: ArticleForm, their_name: str, my_name: str) -> Joined:
    """What `mine` and `theirs` make of `base` together; the next press saves it on top of `theirs`.

    Without a base (a number that never was), everything that differs is a conflict.
    """
    was = (base.title, base.summary, base.body, base.phrasings) if base else ("", "", "", [])
    body = merging.merge(was[2], theirs.body, mine.body, their_name, my_name)
    title, summary = mine.title, mine.summary
    form = mine._replace(
        title=theirs.title if title == was[0] else title,
        summary=theirs.summary if summary == was[1] else summary,
        body=body.text,
        phrasings="\n".join(_ways(was[3], theirs.phrasings, mine.ways)),
        based_on=theirs.number,
    )
    parts = [
        ("title", was[0], theirs.title, title),
        ("summary", was[1], theirs.summary, summary),
        ("phrasings", "\n".join(was[3]), "\n".join(theirs.phrasings), "\n".join(mine.ways)),
        ("body", was[2], theirs.body, mine.body),
    ]
    return Joined(
        form,
        body.conflicts,
        [(name, merging.beside(a, b, c)) for name, a, b, c in parts if not a == b == c],
        theirs.title if theirs.title not in (was[0], form.title) else "",
        theirs.summary if theirs.summary not in (was[1], form.summary) else "",
    )


def _ways(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Phrasings are a set: what either added is in, what either took out is out."""
    kept = [way for way in theirs if way in mine or way not in base]
    return kept + [way for way in mine if way not in theirs and way not in base]
