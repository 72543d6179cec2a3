"""Threads in bulk. The same rules as `forum.threads.actions` (cleaned, rendered once, counted, solved, tagged, told to
the index and the signals), with a few statements a batch instead of some for each post, and without what is for the
living: no promise, no followers, no mail, no limit. A change here and there must go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from forum.core import clock, markdown
from forum.core.db import db, upsert
from forum.core.targets import Target
from forum.core.text import slugify
from forum.importing.lines import AnswerLine, ThreadLine
from forum.importing.places import Places
from forum.quotes import actions as quotes
from forum.threads import counting
from forum.threads.actions.asking import excerpt_of, set_tags
from forum.threads.models import Answer, PostEdit, Question, QuestionTag, Tag
from forum.threads.tags import queries as tags
from forum.threads.tags import upkeep


@dataclass(frozen=True, slots=True)
class Rendered:
    """A thread with the HTML of all its posts, made before the transaction begins."""

    line: ThreadLine
    html: str
    answers: tuple[str, ...]


def render(line: ThreadLine) -> Rendered:
    """Render all posts of a thread: milliseconds, outside of any transaction."""
    return Rendered(
        line,
        markdown.render_post(line.body),
        tuple(markdown.render_post(answer.body) for answer in line.answers),
    )


def insert(threads: Sequence[Rendered], places: Places) -> list[int]:
    """New questions with answers and tags, in the current transaction; their ids, in order."""
    if not threads:
        return []
    meant = tags.synonyms()
    ids = list(
        db.session.execute(
            sa.insert(Question).returning(Question.id, sort_by_parameter_order=True),
            [_question(thread, places, _tags(thread, meant)) for thread in threads],
        ).scalars()
    )
    answers: list[dict[str, Any]] = []
    accepted: list[tuple[int, int, Any]] = []  # question, place in `answers`, when
    for id_, thread in zip(ids, threads, strict=True):
        for answer, html in zip(thread.line.answers, thread.answers, strict=True):
            if answer.accepted:
                accepted.append((id_, len(answers), answer.created))
            answers.append(_answer(answer, html, id_, places))
    if answers:
        answer_ids = list(
            db.session.execute(
                sa.insert(Answer).returning(Answer.id, sort_by_parameter_order=True), answers
            ).scalars()
        )
        solved = [{"q": id_, "solution": answer_ids[place], "at": at} for id_, place, at in accepted]
        if solved:
            db.session.connection().execute(_SOLVE, solved)
        for number, row in zip(answer_ids, answers, strict=True):
            _quotes(number, row["question_id"], row["body_html"])
    _tag({id_: _tags(thread, meant) for id_, thread in zip(ids, threads, strict=True)})
    return ids


_SOLVE = (
    sa.update(Question.__table__)  # type: ignore[arg-type]
    .where(Question.__table__.c.id == sa.bindparam("q"))
    .values(solution_id=sa.bindparam("solution"), solved_at=sa.bindparam("at"))
)


def _tags(thread: Rendered, meant: Mapping[str, str]) -> list[str]:
    return tags.resolve(thread.line.tags, meant)


def _question(thread: Rendered, places: Places, tag_names: Sequence[str]) -> dict[str, Any]:
    line = thread.line
    staff_answers = [answer.created for answer in line.answers if answer.staff]
    return {
        "external_id": line.id,
        "topic_id": places.topic(line.category),
        "author_id": places.person(line.author),
        "lang": line.lang,
        "title": line.title,
        "slug": slugify(line.title),
        "excerpt": excerpt_of(thread.html),
        "tag_names": list(tag_names),
        "created_at": line.created,
        "active_at": max([line.created, *(answer.created for answer in line.answers)]),
        "answer_count": len(line.answers),
        "score": line.score,
        "score_brought": line.score,
        "views": max(0, line.views),
        "staff_answered_at": min(staff_answers, default=None),
        "due_at": None,  # nobody was promised an answer here: thousands of old questions must not escalate
        "revision": 1,
        "version": 1,
        "html_version": markdown.VERSION,
        "body": line.body,
        "body_html": thread.html,
    }


def _answer(line: AnswerLine, html: str, question_id: int, places: Places) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "author_id": places.person(line.author),
        "created_at": line.created,
        "score": line.score,
        "score_brought": line.score,
        "accepted_at": line.created if line.accepted else None,
        "staff": line.staff,
        "revision": 1,
        "version": 1,
        "html_version": markdown.VERSION,
        "body": line.body,
        "body_html": html,
    }


def _tag(tags_of: Mapping[int, Sequence[str]]) -> None:
    names = sorted({name for tags in tags_of.values() for name in tags})
    if not names:
        return
    rows = [{"name": name} for name in names]
    db.session.execute(upsert(Tag.__table__).values(rows).on_conflict_do_nothing())
    found = db.session.execute(sa.select(Tag.name, Tag.id).where(Tag.name.in_(names)))
    ids = {row.name: row.id for row in found}
    pairs = [{"question_id": q, "tag_id": ids[name]} for q, tags in tags_of.items() for name in tags]
    db.session.execute(sa.insert(QuestionTag), pairs)
    upkeep.count_soon(ids.values())


def update(id_: int, thread: Rendered, places: Places) -> None:
    """Bring one question to what its changed line says. What it said before is kept; nothing written here is lost.

    An answer is recognised by its author and moment; one that the line has no more stays. A solution accepted here
    stays accepted.
    """
    line = thread.line
    question = db.session.get_one(Question, id_, with_for_update=True)
    tag_names = tags.resolve(line.tags)
    if (line.title, line.body, tag_names) != (question.title, question.body, list(question.tag_names)):
        _keep_edit(question, places)
        question.title, question.slug = line.title, slugify(line.title)
        question.body, question.body_html = line.body, thread.html
        question.html_version = markdown.VERSION
        question.excerpt = excerpt_of(thread.html)
        set_tags(question, tag_names)
    question.topic_id, question.lang = places.topic(line.category), line.lang
    question.score += line.score - question.score_brought
    question.score_brought, question.views = line.score, max(0, line.views)
    known = {
        (answer.author_id, answer.created_at): answer
        for answer in db.session.scalars(
            sa.select(Answer).where(Answer.question_id == id_).order_by(Answer.id)
        )
    }
    for answer, html in zip(line.answers, thread.answers, strict=True):
        mine = known.get((places.person(answer.author), answer.created))
        if mine is None:
            mine = Answer(**_answer(answer, html, id_, places))
            db.session.add(mine)
            db.session.flush()
            _quotes(mine.id, id_, html)
        else:
            _update_answer(mine, answer, html, places)
        if answer.accepted and question.solution_id is None and mine.public:
            question.solution_id, question.solved_at, mine.accepted_at = (
                mine.id,
                answer.created,
                answer.created,
            )
    db.session.flush()
    public = sa.select(sa.func.count()).where(
        Answer.question_id == id_, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None)
    )
    question.answer_count = int(db.session.scalar(public) or 0)
    question.active_at = max([question.active_at, *(answer.created for answer in line.answers)])
    flag_modified(question, "title")  # so that its version grows whatever changed: the index compares that
    db.session.flush()


def _update_answer(mine: Answer, line: AnswerLine, html: str, places: Places) -> None:
    if mine.body != line.body:
        _keep_edit(mine, places)
        mine.body, mine.body_html, mine.html_version = line.body, html, markdown.VERSION
        quotes.remember(Target("answer", mine.id), f"question:{mine.question_id}", html)
    mine.score += line.score - mine.score_brought
    mine.score_brought = line.score
    db.session.flush()
    counting.answer_changed(mine.id)


def _quotes(answer_id: int, question_id: int, html: str) -> None:
    """Few answers of an import link articles of this site: the others cost no query."""
    if "/articles/" in html:
        quotes.remember(Target("answer", answer_id), f"question:{question_id}", html)


def _keep_edit(post: Question | Answer, places: Places) -> None:
    now = clock.now()
    is_question = isinstance(post, Question)
    db.session.add(
        PostEdit(
            post_kind="question" if is_question else "answer",
            post_id=post.id,
            revision=post.revision,
            title=post.title if isinstance(post, Question) else "",
            tags=list(post.tag_names) if isinstance(post, Question) else [],
            body=post.body,
            by_id=places.person(""),
            at=now,
            because="import",
        )
    )
    post.revision += 1
    post.edited_at = now
