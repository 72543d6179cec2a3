"""Authors and topics of an import: looked up a batch at a time, made when they are not there."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, upsert
from forum.core.text import slugify
from forum.importing.lines import ArticleLine, ThreadLine
from forum.topics import actions as topics
from forum.topics.models import Topic

PEOPLE_AT_ONCE = 1_000  # statements have a limit of values
IMPORTER = "import"  # the author of what names none


class Places:
    """Ids of people by handle and of topics by category, kept over the batches of one run."""

    def __init__(self) -> None:
        self._people: dict[str, int] = {}
        self._topics: dict[str, int] = {}

    def forget(self) -> None:
        """After a rollback: what was made in it is not there."""
        self._people.clear()
        self._topics.clear()

    def person(self, handle: str) -> int:
        """The id of an author that `prepare` was told of, or ("") of the import itself, for what it changes."""
        if not handle and IMPORTER not in self._people:
            self._find_people([IMPORTER])
        return self._people[handle or IMPORTER]

    def topic(self, category: str) -> int:
        """The id of a topic that `prepare` was told of."""
        return self._topics[slugify(category)]

    def prepare(self, lines: Iterable[ThreadLine | ArticleLine]) -> None:
        """Find or make all authors and topics of these lines, in the current transaction."""
        handles: set[str] = set()
        categories: dict[str, tuple[str, str]] = {}
        for line in lines:
            handles.add(line.author or IMPORTER)
            if isinstance(line, ThreadLine):
                handles.update(answer.author for answer in line.answers)
            categories.setdefault(slugify(line.category), (line.category, line.lang))
        self._find_people(sorted(handles - self._people.keys()))
        self._find_topics({slug: c for slug, c in categories.items() if slug not in self._topics})

    def _find_people(self, handles: list[str]) -> None:
        """Imported authors have a name and nothing else: no address, no password, no way to sign in."""
        now = clock.now()
        for start in range(0, len(handles), PEOPLE_AT_ONCE):
            part = handles[start : start + PEOPLE_AT_ONCE]
            query = sa.select(Person.handle, Person.id).where(Person.handle.in_(part))
            known = {row.handle for row in db.session.execute(query)}
            fresh = [
                {"handle": h, "name": h, "role": "customer", "password_hash": "", "created_at": now}
                for h in part
                if h not in known
            ]
            if fresh:
                db.session.execute(upsert(Person.__table__).values(fresh).on_conflict_do_nothing())
            self._people |= {str(row.handle): row.id for row in db.session.execute(query)}

    def _find_topics(self, wanted: dict[str, tuple[str, str]]) -> None:
        if not wanted:
            return
        query = sa.select(Topic.slug, Topic.id).where(Topic.slug.in_(list(wanted)))
        self._topics |= {row.slug: row.id for row in db.session.execute(query)}
        for slug, (category, lang) in wanted.items():
            if slug not in self._topics:
                self._topics[slug] = topics.create(slug, {lang: _named(category)}).id


def _named(category: str) -> str:
    """ "fix-problems" is "Fix problems"; what is written with spaces or capitals is a name already."""
    if " " in category or category != category.lower():
        return category
    words = category.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
