"""A question as its page shows it: with one page of its answers, in a handful of queries whatever its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import defer

from forum.accounts.models import Person
from forum.accounts.queries import FACE
from forum.attachments import queries as attachments
from forum.attachments.queries import FileRow
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import Moved
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.flags.queries import open_on_targets
from forum.threads import policy
from forum.threads.comments import queries as comments
from forum.threads.comments.queries import Under
from forum.threads.models import Affected, Answer, FieldValue, Follower, Question
from forum.threads.queries.answers import AnswerView, keepers, rendered_again, rows_of_page, view
from forum.threads.queries.finding import gone
from forum.threads.queries.promises import Promise, promise_of
from forum.topics import queries as topics
from forum.topics.fields import queries as topic_fields
from forum.topics.queries import TopicRow
from forum.votes import queries as votes
from forum.votes import trying
from forum.votes.models import Verdict

STAFF_ROLES = ("agent", "moderator", "admin")


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of a question shows."""

    question: Question
    html: str
    author: str
    author_staff: bool
    face: str | None  # the asker's picture
    topic: TopicRow
    answers: Page[AnswerView]
    mine: int
    promise: Promise | None
    following: bool
    affected: bool  # the reader said that she has this too
    # All that was said in the topic's fields: `threads.fields.readable` tells what is for whom.
    values: Mapping[int, str]
    verdict: bool | None  # of somebody signed in: whether its solution helped
    order: str  # of its answers: one of `answers.ORDERS`
    comments: Mapping[str, Under]  # by "question:34" and "answer:12"
    files: Mapping[str, Sequence[FileRow]]  # likewise

    @property
    def has_code(self) -> bool:
        """Does it show code, whose colours need a sheet of their own?"""
        shown = (self.html, *(answer.html for answer in self.answers))
        return any(markdown.CODE_MARK in html for html in shown)


def files_of(question: Question, answer_ids: Sequence[int]) -> Mapping[str, Sequence[FileRow]]:
    """Files that came with the question and these answers. One query, none where there are none."""
    if not question.file_count:
        return {}
    return attachments.at([question.document, *(f"answer:{n}" for n in answer_ids)])


def read(
    question_id: int, viewer: Viewer, page: int = 1, to_work: bool = False, order: str = "best"
) -> Reading:
    """The question and page `page` of its answers: solution first, then the most helpful (`helping`), then the oldest;
    with `order` "newest" the newest first, below the solution.

    Two queries for a guest (what is kept of the whole site may add some, and so do comments, files and answers that many
    keep, where there are any), two more for somebody signed in.
    `to_work` (the desk): with the Markdown, without what the viewer voted and follows. Raises `NotFound`.
    """
    row = db.session.execute(_WHOLE if to_work else _QUESTION, {"question": question_id}).one_or_none()
    if row is None or not policy.can_see(viewer, row.Question):
        raise gone(row.Question if row else None)
    question: Question = row.Question
    if question.merged_into_id is not None and not to_work:
        raise Moved(f"/questions/{question.merged_into_id}")
    found = paginate(
        lambda limit, offset: rows_of_page(question, viewer, limit, offset, order),
        page,
        policy.ANSWERS_PER_PAGE,
        total=question.answer_count if not policy.can_moderate(viewer) else None,
    )
    ids = [a.id for a in found]
    beside = _Beside() if to_work else _beside(question, ids, viewer)
    return Reading(
        question=question,
        html=question.body_html
        if question.html_version == markdown.VERSION
        else markdown.render_post(question.body),
        author=row.name,
        author_staff=row.role in STAFF_ROLES,
        face=row.face,
        topic=topics.by_id()[question.topic_id],
        answers=_views(question, found, ids, viewer, beside, to_work),
        mine=beside.votes.get(Target("question", question.id), 0),
        promise=promise_of(question),
        following=beside.follows,
        affected=beside.affected,
        values=beside.values,
        verdict=beside.verdict,
        order=order,
        comments={} if to_work and not question.comment_count else comments.under(question, ids, viewer),
        files=files_of(question, ids),
    )


def _views(
    question: Question, found: Page[Any], ids: list[int], viewer: Viewer, beside: _Beside, to_work: bool
) -> Page[AnswerView]:
    flags = open_on_targets("answer", ids, viewer)
    rendered, kept = rendered_again(found), keepers(found.items)
    return found.map(
        lambda rows: [
            view(
                r,
                question,
                beside.votes.get(Target("answer", r.id), 0),
                r.id in beside.tried,
                flags.get(r.id, []),
                rendered,
                kept.get(r.id),
            )
            for r in rows
        ]
    )


# Most readers are guests: their statements are put together once, not for each page.
_WHOLE = (
    sa.select(Question, Person.name, Person.role, FACE)
    .join(Person, Person.id == Question.author_id)
    .where(Question.id == sa.bindparam("question"))
)
_QUESTION = _WHOLE.options(defer(Question.body))


class _Beside(NamedTuple):
    follows: bool = False
    affected: bool = False
    values: dict[int, str] = {}
    verdict: bool | None = None
    tried: frozenset[int] = frozenset()
    votes: dict[Target, int] = {}


def _beside(question: Question, answer_ids: Sequence[int], viewer: Viewer) -> _Beside:
    """What stands beside the texts, in one query; none for a guest of a site that asks for no fields."""
    parts: list[Any] = []
    if topic_fields.everything():
        said = sa.select(sa.literal("said").label("what"), FieldValue.field_id, FieldValue.value)
        parts.append(said.where(FieldValue.question_id == question.id))
    if viewer.id is not None:
        for what, row in (("follows", Follower), ("affected", Affected)):
            mine = sa.select(sa.literal(what), sa.literal(0), sa.literal(""))
            parts.append(mine.where(row.question_id == question.id, row.person_id == viewer.id))
        tried = sa.select(sa.literal("tried"), Answer.id, sa.literal(""))
        parts.append(
            tried.where(trying.by(viewer, "answer", Answer.id, Answer.revision), Answer.id.in_(answer_ids))
        )
        judged = sa.select(sa.literal("judged"), sa.cast(Verdict.helped, sa.Integer), sa.literal(""))
        solution = Target("question", question.id), question.solution_id
        parts.append(judged.where(votes.said_by(viewer, *solution)))
    if not parts:
        return _Beside()
    found = db.session.execute(sa.union_all(*parts)).all()
    whats = {row[0] for row in found}
    return _Beside(
        follows="follows" in whats,
        affected="affected" in whats,
        values={row[1]: row[2] for row in found if row[0] == "said"},
        verdict=next((bool(row[1]) for row in found if row[0] == "judged"), None),
        tried=frozenset(row[1] for row in found if row[0] == "tried"),
        votes=votes.mine(
            viewer, [Target("question", question.id), *(Target("answer", i) for i in answer_ids)]
        ),
    )
