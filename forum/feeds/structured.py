"""What a page says, for machines (schema.org as JSON-LD): the same words that stand on it, and nothing more.

Properties as the vocabulary's types QAPage, Article and BreadcrumbList define them, with those that search engines
document as required: of a question its name, how many answers it has and at least one of them with its text; of a
breadcrumb its position, name and address.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forum.core import markdown
from forum.feeds import atom
from forum.knowledge.queries import Reading as ArticleReading
from forum.threads.queries import AnswerView
from forum.threads.queries import Reading as QuestionReading

TEXT_CHARS = 5000  # of one text: what a reader takes in, and a page with twenty long answers stays light
HEADLINE_CHARS = 110
Told = dict[str, Any]


def qa_page(found: QuestionReading, url: str, base: str) -> Told | None:
    """A question with the answers that stand on this page; None while it has none that everybody sees."""
    question = found.question
    answers = [answer for answer in found.answers if answer.public]
    if not answers or not question.answer_count:
        return None
    accepted = [_answer(each, url, base) for each in answers if each.solution]
    others = [_answer(each, url, base) for each in answers if not each.solution]
    entity = {
        "@type": "Question",
        "name": question.title,
        "text": plain(found.html),
        "url": url,
        "inLanguage": question.lang,
        "answerCount": question.answer_count,
        "upvoteCount": max(0, question.score),
        "datePublished": atom.moment(question.created_at),
        **_changed(question.edited_at),
        "author": _person(found.author, question.author_id, base),
    }
    if accepted:
        entity["acceptedAnswer"] = accepted[0]
    if others:
        entity["suggestedAnswer"] = others
    return _about("QAPage", mainEntity=entity)


def article(found: ArticleReading, url: str, site: str, base: str) -> Told:
    """An article of the FAQ, written and published by the site itself."""
    company = {"@type": "Organization", "name": site, "url": base + "/"}
    told = {
        "headline": found.title[:HEADLINE_CHARS],
        "inLanguage": found.lang,
        "mainEntityOfPage": url,
        "url": url,
        "author": company,
        "publisher": company,
    }
    if found.summary:
        told["description"] = found.summary
    if found.published_at:
        told["dateModified"] = atom.moment(found.published_at)
        told["datePublished"] = atom.moment(found.published_at)
    return _about("Article", **told)


def breadcrumbs(way: Sequence[tuple[str, str]]) -> Told:
    """The way to a page: (name, whole address), the page itself last."""
    return _about(
        "BreadcrumbList",
        itemListElement=[
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(way, 1)
        ],
    )


def _answer(each: AnswerView, url: str, base: str) -> Told:
    return {
        "@type": "Answer",
        "text": plain(each.html),
        "url": f"{url}#answer-{each.id}",
        "upvoteCount": max(0, each.score),
        "datePublished": atom.moment(each.created_at),
        **_changed(each.edited_at),
        "author": _person(each.author, each.author_id, base),
    }


def _person(name: str, number: int, base: str) -> Told:
    return {"@type": "Person", "name": name or "?", "url": f"{base}/people/{number}"}


def _changed(at: datetime | None) -> Told:
    return {"dateModified": atom.moment(at)} if at else {}


def plain(html: str) -> str:
    """The words of a rendered text, on one line and not endless."""
    return atom.sayable(" ".join(markdown.plain(html).split()))[:TEXT_CHARS] or "…"


def _about(type_: str, **told: Any) -> Told:
    return {"@context": "https://schema.org", "@type": type_, **told}
