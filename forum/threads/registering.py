"""What questions and answers are to the features below: targets, search documents, signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core import markdown, targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.core.targets import Kind, Shown, Target
from forum.search import documents, signals
from forum.search.documents import ReadPart, Searchable, ShownDocument
from forum.threads import counting, fields, policy, queries, reporting, same
from forum.threads.models import Answer, Question, question_path
from forum.topics import queries as topics
from search_index import SearchDocument

LANE = 1  # of the two kinds that share the signals file
ANSWERS_INDEXED_MAX = 200  # of one question, the best: more words than that drown it
ANSWERS_READ = 2  # of an unsolved question that is read beside the ask form
BATCH = 500


def register() -> None:
    """Say what there is; called once, when the feature is set up."""
    targets.register(
        Kind(
            "question",
            _questions,
            votable=True,
            verdicts=True,
            place="/questions/",
            changed=counting.question_changed,
            **reporting.of(Question),
        )
    )
    targets.register(
        Kind(
            "answer",
            _answers,
            flaggable=True,
            votable=True,
            place="/answers/",
            changed=counting.answer_changed,
            **reporting.of(Answer),
        )
    )
    documents.register(Searchable("question", LANE, load, all_ids, show, versions, same.same_as, read))
    signals.register(solved)
    signals.register(counting.tried)


# -- targets -------------------------------------------------------------------------------------------------


def _questions(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    rows = db.session.execute(
        sa.select(
            Question.id,
            Question.slug,
            Question.title,
            Question.author_id,
            Question.topic_id,
            Question.solution_id,
            Question.lang,
            Question.score,
        ).where(Question.id.in_(numbers), policy.visible(Question, viewer))
    )
    return {
        r.id: Shown(
            target=Target("question", r.id),
            title=r.title,
            url=question_path(r.id, r.slug),
            document=f"question:{r.id}",
            author_id=r.author_id,
            topic_id=r.topic_id,
            # Readers judge the solution they read: with another one, their verdicts start anew.
            revision_id=r.solution_id,
            lang=r.lang,
            score=r.score,
        )
        for r in rows
    }


def _answers(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    rows = db.session.execute(
        sa.select(
            Answer.id,
            Answer.author_id,
            Answer.question_id,
            Answer.revision,
            Answer.score,
            Question.title,
            Question.topic_id,
            Question.lang,
        )
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.id.in_(numbers), policy.visible(Answer, viewer), policy.visible(Question, viewer))
    )
    return {
        r.id: Shown(
            target=Target("answer", r.id),
            title=r.title,
            url=f"/answers/{r.id}",
            document=f"question:{r.question_id}",
            author_id=r.author_id,
            topic_id=r.topic_id,
            revision_id=r.revision,
            lang=r.lang,
            score=r.score,
        )
        for r in rows
    }


# -- search documents ----------------------------------------------------------------------------------------


def load(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """The documents of those questions that everybody may find."""
    slugs = {number: topic.slug for number, topic in topics.by_id().items()}
    for start in range(0, len(numbers), BATCH):
        part = list(numbers[start : start + BATCH])
        answers = _texts(part)
        rows = db.session.execute(
            sa.select(
                Question.id,
                Question.lang,
                Question.title,
                Question.body_html,
                Question.tag_names,
                Question.topic_id,
                Question.external_id,
                Question.created_at,
                Question.version,
                Question.solution_id,
            ).where(Question.id.in_(part), policy.public(Question))
        ).all()
        more = fields.public_text(part, {r.id: r.lang for r in rows})
        for r in rows:
            mine = answers.get(r.id, [])
            yield SearchDocument(
                id=f"question:{r.id}",
                slot=documents.slot("question", r.id),
                kind="question",
                lang=r.lang,
                title=r.title,
                body=f"{markdown.plain(r.body_html)}\n{more.get(r.id, '')}".strip(),  # words only: a snippet shows no Markdown
                solution=next((body for number, body in mine if number == r.solution_id), ""),
                answers=tuple(body for number, body in mine if number != r.solution_id),
                tags=tuple(r.tag_names),
                topic=slugs.get(r.topic_id, ""),
                external_id=r.external_id,
                created=r.created_at.timestamp(),
                version=r.version,
            )


def _texts(question_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    rows = db.session.execute(
        sa.select(Answer.question_id, Answer.id, Answer.body_html)
        .where(Answer.question_id.in_(question_ids), policy.public(Answer))
        .order_by(Answer.helpfulness.desc(), Answer.created_at, Answer.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for question_id, number, html in rows:
        mine = found.setdefault(question_id, [])
        if len(mine) < ANSWERS_INDEXED_MAX:
            mine.append((number, markdown.plain(html)))
    return found


def all_ids() -> list[int]:
    """All questions that everybody may find."""
    return list(
        db.session.scalars(sa.select(Question.id).where(policy.public(Question)).order_by(Question.id))
    )


def versions() -> Iterable[tuple[int, int]]:
    """What `load` would say of their versions."""
    return [
        (r.id, r.version)
        for r in db.session.execute(sa.select(Question.id, Question.version).where(policy.public(Question)))
    ]


def show(numbers: Sequence[int], viewer: Viewer) -> dict[int, ShownDocument]:
    """What a list of results tells of questions that the viewer may see."""
    found = topics.by_id()
    chosen = _public_shown() if viewer.id is None else _shown(policy.visible(Question, viewer))
    rows = db.session.execute(chosen, {"ids": list(numbers)})
    return {r.id: _shown_document(r, found) for r in rows}


@cache
def _public_shown() -> Any:
    """For guests put together once: each search asks."""
    return _shown(policy.public(Question))


def _shown(visible: sa.ColumnElement[bool]) -> Any:
    return sa.select(
        Question.id,
        Question.slug,
        Question.title,
        Question.lang,
        Question.topic_id,
        Question.solution_id,
        Question.created_at,
        Question.author_id,
        Question.answer_count,
        Question.score,
    ).where(Question.id.in_(sa.bindparam("ids", expanding=True)), visible)


def _shown_document(r: Any, found: dict[int, topics.TopicRow]) -> ShownDocument:
    topic = found.get(r.topic_id)
    return ShownDocument(
        document=f"question:{r.id}",
        kind="question",
        number=r.id,
        title=r.title,
        url=question_path(r.id, r.slug),
        lang=r.lang,
        topic=topic.slug if topic else "",
        solved=r.solution_id is not None,
        created_at=r.created_at,
        author_id=r.author_id,
        answer_count=r.answer_count,
        score=r.score,
    )


def read(number: int, viewer: Viewer) -> Sequence[ReadPart]:
    """The question, and its solution or its best answers."""
    try:
        found = queries.read(number, viewer)
    except NotFound:
        return ()
    shown = [a for a in found.answers if a.public]
    solution = [a for a in shown if a.solution]
    answers = [ReadPart("solution", a.html) for a in solution] or [
        ReadPart("answer", a.html) for a in shown[:ANSWERS_READ]
    ]
    return (ReadPart("text", found.html), *answers)


# -- signals -------------------------------------------------------------------------------------------------


def solved(wanted: Sequence[str]) -> dict[str, dict[str, bool]]:
    """The source of `solved` for `forum.search.signals`."""
    numbers = [number for kind, number in map(documents.split, wanted) if kind == "question"]
    rows = db.session.execute(sa.select(Question.id, Question.solution_id).where(Question.id.in_(numbers)))
    return {f"question:{r.id}": {"solved": r.solution_id is not None} for r in rows}
