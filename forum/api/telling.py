"""Rows and readings as plain values for `schemas.told`."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from forum.api import queries
from forum.core.pagination import Page
from forum.core.roles import Viewer
from forum.flags.models import Flag
from forum.flags.queries import Review
from forum.knowledge.queries import ArticleRow, Reading
from forum.search.finding import Found, FoundItem
from forum.support.queries import QueueRow
from forum.threads import queries as threads
from forum.threads.fields import readable
from forum.threads.queries import AnswerView, QuestionRow
from forum.topics import queries as topics
from forum.topics.fields import queries as topic_fields


def found(what: Found, explained: bool) -> dict[str, Any]:
    """A search."""
    return {
        "query": what.words,
        "total": what.total,
        "took_ms": round(what.took_ms, 2),
        "results": [_result(item, explained) for item in what.items],
        "did_you_mean": what.did_you_mean,
    }


def _result(item: FoundItem, explained: bool) -> dict[str, Any]:
    return {
        "id": item.document.document,
        "kind": item.document.kind,
        "external_id": item.result.external_id,
        "title": item.document.title,
        "url": item.document.url,
        "lang": item.document.lang,
        "snippet": " ".join("".join(words for words, _found in item.snippet).split()),
        "score": item.result.score,
        "solved": item.document.solved,
        "under_review": item.signals.under_review_since is not None,
        "why": dict(item.result.why) if explained else {},
    }


def listed(page: Page[Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A page of a list, with the address of the next one."""
    following = None
    if page.has_next:
        values: dict[str, Any] = {k: v for k, v in request.args.items() if k != "page"}
        following = url_for(str(request.endpoint), **values, page=page.number + 1)
    return {"page": page.number, "has_next": page.has_next, "next": following, "results": rows}


def question_line(row: QuestionRow) -> dict[str, Any]:
    """A question of a list."""
    return {
        "id": row.document,
        "kind": "question",
        "number": row.id,
        "title": row.title,
        "url": row.url,
        "excerpt": row.excerpt,
        "lang": row.lang,
        "topic": _topic(row.topic_id),
        "tags": list(row.tags),
        "author": {"number": row.author_id, "name": row.author, "staff": row.author_staff},
        "created_at": row.created_at,
        "active_at": row.active_at,
        "answer_count": row.answer_count,
        "score": row.score,
        "solved": row.solved,
        "closed": row.closed,
        "promise": row.promise,
    }


def question(number: int, viewer: Viewer, page: int = 1) -> dict[str, Any]:
    """A question with a page of its answers. Raises `NotFound`."""
    read = threads.read(number, viewer, page)
    asked = read.question
    texts = queries.answer_texts([a.id for a in read.answers])
    return {
        "id": asked.document,
        "kind": "question",
        "number": asked.id,
        "external_id": asked.external_id,
        "title": asked.title,
        "url": asked.path,
        "excerpt": asked.excerpt,
        "body": asked.body,
        "html": read.html,
        "lang": asked.lang,
        "topic": read.topic.slug,
        "tags": list(asked.tag_names),
        "author": {"number": asked.author_id, "name": read.author, "staff": read.author_staff},
        "created_at": asked.created_at,
        "active_at": asked.active_at,
        "fields_said": {each.field.key: each.value for each in readable(asked, read.values, viewer)},
        "edited_at": asked.edited_at,
        "due_at": asked.due_at,
        "answer_count": asked.answer_count,
        "score": asked.score,
        "solved": asked.solved,
        "solution": f"answer:{asked.solution_id}" if asked.solution_id else None,
        "article": f"article:{asked.article_id}" if asked.article_id else None,
        "closed": asked.closed_at is not None,
        "promise": read.promise.state if read.promise else None,
        "answers": [answer(a, asked.id, texts.get(a.id, "")) for a in read.answers],
        "page": read.answers.number,
        "has_next": read.answers.has_next,
    }


def answer(row: AnswerView, question_id: int, body: str) -> dict[str, Any]:
    """An answer."""
    return {
        "id": f"answer:{row.id}",
        "kind": "answer",
        "number": row.id,
        "question": f"question:{question_id}",
        "url": f"/answers/{row.id}",
        "body": body,
        "html": row.html,
        "author": {"number": row.author_id, "name": row.author, "staff": row.staff},
        "staff": row.staff,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "score": row.score,
        "solution": row.solution,
        "under_review": row.review is not None,
    }


def article_line(row: ArticleRow) -> dict[str, Any]:
    """An article of a list."""
    return {
        "id": row.document,
        "kind": "article",
        "number": row.id,
        "title": row.title,
        "url": row.path,
        "summary": row.summary,
        "lang": row.lang,
        "topic": _topic(row.topic_id),
        "published_at": row.published_at,
        "pinned": row.pinned_at is not None,
    }


def article(read: Reading, text: queries.ArticleText, review: Review | None) -> dict[str, Any]:
    """An article with its text."""
    return {
        "id": read.document,
        "kind": "article",
        "number": read.id,
        "external_id": text.external_id,
        "title": read.title,
        "url": read.path,
        "summary": read.summary,
        "body": text.body,
        "html": read.body_html,
        "phrasings": text.phrasings,
        "lang": read.lang,
        "topic": read.topic_slug,
        "published_at": read.published_at,
        "pinned": read.pinned_at is not None,
        "revision": read.revision_number,
        "public": read.public,
        "helped": read.helped,
        "not_helped": read.not_helped,
        "under_review": review is not None,
        "review_reasons": list(review.reasons) if review else [],
    }


def topic(row: topics.TopicRow) -> dict[str, Any]:
    """A topic."""
    above = topics.by_id().get(row.parent_id) if row.parent_id is not None else None
    return {
        "id": f"topic:{row.id}",
        "slug": row.slug,
        "parent": above.slug if above else None,
        "name": dict(row.name),
        "description": dict(row.description),
        "promise_hours": row.promise_hours,
        "asks_for": [
            {
                "key": field.key,
                "name": dict(field.name),
                "kind": field.kind,
                "options": list(field.options),
                "required": field.required,
                "public": field.public,
            }
            for field in topic_fields.of_topic(row.id)
        ],
    }


def flag(made: Flag) -> dict[str, Any]:
    """A flag, for whoever made it."""
    return {
        "id": f"flag:{made.id}",
        "target": f"{made.target_kind}:{made.target_id}",
        "document": made.document,
        "reason": made.reason,
        "note": made.note,
        "passage": made.passage,
        "shown_by": made.shown_by,
        "at": made.at,
        "open": made.open,
    }


def case(row: QueueRow, staff: bool) -> dict[str, Any]:
    """A case: staff find it on the desk, the customer in the thread."""
    thread = url_for("threads.show", question_id=row.question_id, slug=row.slug)
    return {
        "id": f"case:{row.id}",
        "number": row.id,
        "question": f"question:{row.question_id}",
        "title": row.title,
        "url": url_for("support.case", case_id=row.id) if staff else thread,
        "lang": row.lang,
        "topic": _topic(row.topic_id),
        "state": row.state,
        "because": row.because,
        "customer": row.customer,
        "agent": row.agent,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "first_reply_at": row.first_reply_at,
        "closed_at": row.closed_at,
        "solved_it": row.solved_it,
        "overdue": row.overdue and row.closed_at is None,
    }


def _topic(number: int) -> str:
    known = topics.by_id().get(number)
    return known.slug if known else ""
