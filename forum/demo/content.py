"""The demo's articles with their revisions, and its threads in all their states."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import markdown
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.demo.load import Site
from forum.importing import articles as bulk_articles
from forum.importing import threads as bulk_threads
from forum.importing.lines import AnswerLine, ArticleLine, ThreadLine
from forum.importing.places import Places
from forum.knowledge.models import Article, FaqPlace, FaqSection, Revision
from forum.threads.models import Answer, Follower, Question
from forum.topics.models import Topic
from forum.votes.models import Vote

MENDED = "demo-kb-28-"  # its English flag is settled: the first revision had not named WPA3
MENDED_WORD = "WPA3"
GREW_EVERY = 7  # each seventh article was published without its last section first
#: A section of the FAQ put together by hand: topic, title by language, numbers of its articles in their order.
SECTION = "orders-delivery"
SECTION_TITLES = {
    "en": "Once your parcel is on its way",
    "sv": "När paketet är på väg",
    "fr": "Une fois le colis en route",
    "zh": "包裹发出之后",
    "ja": "発送されたあと",
}
SECTION_ARTICLES = ("demo-kb-2-", "demo-kb-5-", "demo-kb-4-")
GREW_BECAUSE = "Added the last section: customers kept asking for it."


def articles(site: Site, lines: list[dict[str, Any]]) -> None:
    """All articles; most published, some with an older revision, some waiting for review."""
    places = Places()
    parsed = [
        ArticleLine(
            id=line["id"],
            lang=line["lang"],
            category=line["category"],
            title=line["title"],
            summary=line["summary"],
            body=line["body"],
            phrasings=tuple(line["phrasings"]),
            author=line["author"],
            created=site.ago(line["created_days_ago"]),
        )
        for line in lines
    ]
    places.prepare(parsed)
    ids = bulk_articles.insert([bulk_articles.render(line) for line in parsed], places)
    site.articles = {line.id: id_ for line, id_ in zip(parsed, ids, strict=True)}
    rows = db.session.execute(sa.select(Revision.article_id, Revision.id))
    revisions = {row.article_id: row.id for row in rows}
    site.revisions = {id_: revisions[number] for id_, number in site.articles.items()}
    mo = site.people["mo"]
    for place, line in enumerate(lines):
        number = site.articles[line["id"]]
        article = db.session.get_one(Article, number)
        if line["translation_of"]:
            article.family_id = site.articles[line["translation_of"]]
        if line.get("pinned"):
            article.pinned_at, article.pinned_by_id = site.ago(line["created_days_ago"] / 2), mo
            _log(site, mo, "pinned", number, line["created_days_ago"] / 2)
        if line["state"] != "published":
            _take_back(article, site.revisions[line["id"]], line["state"])
        else:
            before = _before(place, line)
            if before is not None:
                _had_before(site, article, line, *before)
            _log(site, mo, "published", number, line["created_days_ago"])
    _section(site)
    db.session.flush()


def _section(site: Site) -> None:
    """One group of the FAQ, in each language that has its articles."""
    topic = db.session.scalars(sa.select(Topic).where(Topic.slug == SECTION)).one()
    for lang, title in SECTION_TITLES.items():
        section = FaqSection(topic_id=topic.id, lang=lang, title=title, position=1)
        db.session.add(section)
        db.session.flush()
        there = [site.articles[name + lang] for name in SECTION_ARTICLES if name + lang in site.articles]
        db.session.add_all(
            FaqPlace(article_id=number, section_id=section.id, position=place)
            for place, number in enumerate(there, 1)
        )


def _take_back(article: Article, revision: int, state: str) -> None:
    """Not public yet: a draft, or waiting for a moderator."""
    article.published_revision_id = article.published_at = None
    db.session.execute(
        sa.update(Revision)
        .where(Revision.id == revision)
        .values(state=state, published_at=None, published_by_id=None)
    )


def _before(place: int, line: dict[str, Any]) -> tuple[str, str, bool] | None:
    """(body of the first revision, why it changed, whether that mended a flag), for articles that have two."""
    body: str = line["body"]
    if line["id"].startswith(MENDED) and MENDED_WORD in body:
        kept = [text for text in body.split("\n") if MENDED_WORD not in text]
        return "\n".join(kept), f"Names {MENDED_WORD}, the usual reason with new routers.", True
    sections = re.split(r"\n(?=## )", body)
    if place % GREW_EVERY == 0 and len(sections) > 2:
        return "\n".join(sections[:-1]), GREW_BECAUSE, False
    return None


def _had_before(
    site: Site, article: Article, line: dict[str, Any], body: str, because: str, mends: bool
) -> None:
    """Put a superseded first revision before the one there is."""
    current = db.session.get_one(Revision, site.revisions[line["id"]])
    current.number, current.based_on, current.because, current.mends = 2, 1, because, mends
    current.created_at = site.ago(line["created_days_ago"] / 3)
    current.published_at = current.created_at + timedelta(hours=5)
    current.published_by_id = current.reviewed_by_id = site.people["mo"]
    current.reviewed_at = article.published_at = current.published_at
    db.session.flush()
    db.session.add(
        Revision(
            article_id=article.id,
            number=1,
            state="superseded",
            title=current.title,
            summary=current.summary,
            body=body,
            body_html=markdown.render_article(body),
            html_version=markdown.VERSION,
            phrasings=list(current.phrasings),
            author_id=article.author_id,
            created_at=article.created_at,
            published_by_id=site.people["mo"],
            published_at=article.created_at,
        )
    )


def threads(site: Site, lines: list[dict[str, Any]]) -> None:
    """All questions with answers, followers, votes and states."""
    places = Places()
    parsed = [_thread(site, line) for line in lines]
    places.prepare(parsed)
    ids = bulk_threads.insert([bulk_threads.render(line) for line in parsed], places)
    site.questions = {line.id: id_ for line, id_ in zip(parsed, ids, strict=True)}
    site.answers = {line.id: [] for line in parsed}
    names = {number: id_ for id_, number in site.questions.items()}
    rows = db.session.execute(sa.select(Answer.question_id, Answer.id).order_by(Answer.id))
    for row in rows:
        site.answers[names[row.question_id]].append(row.id)
    promises = {
        row.slug: row.promise_hours for row in db.session.execute(sa.select(Topic.slug, Topic.promise_hours))
    }
    for line in lines:
        question = db.session.get_one(Question, site.questions[line["id"]])
        question.due_at = question.created_at + timedelta(hours=promises[line["category"]])
        _state(site, question, line)
        _follow(site, question, line)
        _vote(site, "question", question, line)
        for number, answer in zip(site.answers[line["id"]], line["answers"], strict=True):
            _vote(site, "answer", db.session.get_one(Answer, number), answer)
    db.session.flush()


def _thread(site: Site, line: dict[str, Any]) -> ThreadLine:
    return ThreadLine(
        id=line["id"],
        lang=line["lang"],
        category=line["category"],
        title=line["title"],
        body=line["body"],
        author=line["author"],
        created=site.ago(line["created_days_ago"]),
        tags=tuple(line["tags"]),
        views=line["views"],
        score=line["score"],
        answers=tuple(
            AnswerLine(
                answer["author"],
                answer["body"],
                site.ago(answer["created_days_ago"]),
                answer["score"],
                answer["accepted"],
                answer["staff"],
            )
            for answer in line["answers"]
        ),
    )


def _state(site: Site, question: Question, line: dict[str, Any]) -> None:
    then = min(question.active_at + timedelta(hours=2), site.now)
    mo = site.people["mo"]
    if line["state"] == "closed":
        question.closed_at, question.closed_by_id = then, mo
    elif line["state"] == "hidden":
        question.hidden_at, question.hidden_by_id = then, mo
        db.session.add(
            AuditEntry(at=then, by_id=mo, did="hid", target=question.document, because="Spam.", detail={})
        )
    elif line["state"] == "deleted":
        question.deleted_at, question.deleted_by_id = then, question.author_id


def _follow(site: Site, question: Question, line: dict[str, Any]) -> None:
    handles = [line["author"], *(answer["author"] for answer in line["answers"]), *line.get("followers", ())]
    rows = [
        {"question_id": question.id, "person_id": site.people[handle], "since": question.created_at}
        for handle in dict.fromkeys(handles)
    ]
    db.session.execute(sa.insert(Follower), rows)


def _vote(site: Site, kind: str, post: Question | Answer, line: dict[str, Any]) -> None:
    """Real votes by customers for most of the score; the rest came from elsewhere."""
    voters = [id_ for handle, id_ in site.people.items() if handle != line["author"]]
    chosen = site.chance.sample(voters, min(max(0, line["score"]), len(voters) * 2 // 3))
    post.score_brought = post.score - len(chosen)
    rows = [
        {
            "target_kind": kind,
            "target_id": post.id,
            "person_id": person,
            "value": 1,
            "at": post.created_at + (site.now - post.created_at) * site.chance.random(),
        }
        for person in chosen
    ]
    if rows:
        db.session.execute(sa.insert(Vote), rows)


def _log(site: Site, by: int, did: str, article: int, days_ago: float) -> None:
    entry = AuditEntry(
        at=site.ago(days_ago), by_id=by, did=did, target=f"article:{article}", because="", detail={}
    )
    db.session.add(entry)
