"""The site's own regression set grows by itself: what was searched before asking, when the solution cites an article.

Whoever searched these words found nothing, asked, and was answered with a link to an article: so these words should
find that article. Where no search is known, the question's title stands for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum.core import addresses, clock, events, jobs
from forum.core.db import db, upsert
from forum.core.roles import GUEST
from forum.core.settings import of_site
from forum.core.text import clean_line
from forum.knowledge.models import Article
from forum.moderation.tuning import policy, queries
from forum.moderation.tuning.models import ExpectedSearch
from forum.search import documents
from forum.search.models import SearchRecord
from forum.search.recording import without_names
from forum.search.wording import normal
from forum.threads import policy as threads
from forum.threads.models import Answer, Question

KIND = "expected searches"
BATCH = 200
WORDINGS_MAX = 3  # of one question
_LOOPBACK = ("127.0.0.1", "localhost")  # a site without an address of its own is served there
_CITED = re.compile(r"(https?://[^\s/()<>\"']+)?/articles/(\d{1,12})(?![\d])")


def set_up() -> None:
    """Hear of solved questions."""
    events.on("question.solved")(_solved)
    events.on("question.unsolved")(_gone)
    events.on("question.withdrawn")(_gone)


def _solved(question_id: int, **_values: object) -> None:
    jobs.enqueue(KIND, {"question": question_id})


def _gone(question_id: int, **_values: object) -> None:
    """What nobody confirmed goes with the question it came from."""
    db.session.execute(
        sa.delete(ExpectedSearch)
        .where(ExpectedSearch.source == f"question:{question_id}", ExpectedSearch.confirmed_at.is_(None))
        .where(ExpectedSearch.removed_at.is_(None))
        .execution_options(synchronize_session=False)
    )


@jobs.handles(KIND, batch=50)
def _grow(claimed: Iterable[jobs.Claimed]) -> None:
    grow(int(job.payload["question"]) for job in claimed)


def sweep() -> int:
    """Look again at what was solved lately: searches are written a moment after, imports tell nobody."""
    solved = sa.select(Question.id).where(
        Question.solution_id.is_not(None),
        Question.solved_at > clock.now() - timedelta(days=policy.GROWN_DAYS),
    )
    ids = db.session.scalars(solved.order_by(Question.id)).all()
    return sum(grow(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def grow(question_ids: Iterable[int]) -> int:
    """Add what these questions tell, in the current transaction. Returns how many searches are new."""
    room = policy.EXPECTED_MAX - queries.expected_count()
    cited = _cited(list(question_ids)) if room > 0 else {}
    if not cited:
        return 0
    public = documents.show({name for _, names in cited.values() for name in names}, GUEST)
    words = _searched(list(cited))
    now = clock.now()
    rows: list[dict[str, Any]] = []
    for number, (question, names) in cited.items():
        for text, lang in words.get(number) or [(without_names(clean_line(question.title)), question.lang)]:
            form = normal(text)
            if form and len(text) <= policy.WORDS_MAX_CHARS:
                rows += [
                    {
                        "words": text, "normal": form, "lang": lang, "document": name,
                        "source": f"question:{number}", "at": now, "changed_at": now,
                    }
                    for name in names
                    if name in public
                ]  # fmt: skip
    if not rows:
        return 0
    table = ExpectedSearch.__table__
    statement = upsert(table).values(rows[:room]).on_conflict_do_nothing()
    return len(db.session.execute(statement.returning(table.c.id)).all())


def _cited(question_ids: list[int]) -> dict[int, tuple[Any, list[str]]]:
    """{question: (title and language, articles that its solution links to or that was drafted from it)}."""
    rows = db.session.execute(
        sa.select(Question.id, Question.title, Question.lang, Answer.body)
        .join(Answer, Answer.id == Question.solution_id)
        .where(Question.id.in_(question_ids), threads.public(Question), threads.public(Answer))
    ).all()
    drafted: dict[int, list[str]] = defaultdict(list)
    for number, question_id in db.session.execute(
        sa.select(Article.id, Article.question_id).where(Article.question_id.in_([row.id for row in rows]))
    ):
        drafted[question_id or 0].append(f"article:{number}")
    found = {row.id: (row, list(dict.fromkeys(links(row.body) + drafted[row.id]))) for row in rows}
    return {number: each for number, each in found.items() if each[1]}


def links(body: str) -> list[str]:
    """The articles of this site that a text links to: "article:12"."""
    here = of_site().base_url
    ours = (urlsplit(here).hostname,) if here else _LOOPBACK
    return [
        f"article:{int(number)}"
        for address, number in _CITED.findall(body)
        if not address or addresses.split(address).hostname in ours
    ]


def _searched(question_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """What was searched on the way to asking these questions: (words, language), each wording once."""
    names = {f"question:{number}": number for number in question_ids}
    records = db.session.execute(
        sa.select(SearchRecord.query, SearchRecord.normal, SearchRecord.lang, SearchRecord.ended_on)
        .where(SearchRecord.ended_on.in_(list(names)), SearchRecord.outcome.in_(("asked", "solved")))
        .order_by(SearchRecord.asking, SearchRecord.at)
    )
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for query, form, lang, ended_on in records:
        mine = found[names[ended_on]]
        if form and len(mine) < WORDINGS_MAX:
            mine.setdefault(form, (without_names(query), lang))
    return {number: list(each.values()) for number, each in found.items()}
