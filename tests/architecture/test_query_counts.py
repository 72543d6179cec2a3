"""No page asks the database more than a dozen times, however much stands on it.

Pages are not kept here. Parts of the whole site (topics, what is needed most) are kept while content stands still; the
first look after a change makes those it shows anew, which is counted as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import request_finished

from benchmarks import corpus
from forum import Askwell
from forum.accounts.models import Person
from forum.core import audit, clock, guest_pages
from forum.core.db import db
from forum.flags.models import Flag
from forum.importing.actions import Run
from forum.knowledge.models import Article, Revision
from forum.notifications.models import Notice
from forum.support.models import Case, TrailLine
from forum.threads.models import Answer, Follower, Question, question_path
from tests.api.stage import key_of
from tests.architecture import busy_moderation, busy_support
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import work

QUERIES_MAX = 12
CASE_MAX = 20  # an agent works a whole day on the page of a case: it shows what other pages show apart
ANEW_MAX = 9  # parts of the whole site that one page shows: topics, groups, fields, settings, incidents, tags, counts
THREADS, ARTICLES, MANY = 90, 60, 40  # more than one page of each list
ANSWERS_OF_ONE = 300


@contextmanager
def counting(app: Askwell) -> Iterator[list[str]]:
    """The statements sent to the database until the answer is ready; what is written afterwards does not count."""
    sent: list[str] = []
    ready: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    def finished(_app: object, **_values: object) -> None:
        ready.append(len(sent))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    request_finished.connect(finished, app)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
        request_finished.disconnect(finished, app)
        del sent[ready[0] if ready else 0 :]


@pytest.fixture
def busy(app: Askwell, cast: Cast, tmp_path: Path) -> dict[str, str]:
    """A site with many rows of everything; the addresses of the pages that show most."""
    people = {name: getattr(cast, name).id for name in ("carla", "bob", "dan", "ana", "mo", "root")}
    file = tmp_path / "many.jsonl"
    corpus.write(file, THREADS, 2, ARTICLES)
    with file.open("a", encoding="utf-8") as more:
        more.write(json.dumps(_famous()) + "\n")
    with site(app):
        Run(lambda *bad: pytest.fail(str(bad))).take(file)
    with site(app):
        _fill(people)
    work(app)
    with app.app_context():
        famous = db.session.scalars(sa.select(Question).where(Question.title == "Famous")).one()
        assert famous.answer_count == ANSWERS_OF_ONE
        article = db.session.scalars(sa.select(Article).order_by(Article.id)).first()
        case = db.session.scalars(sa.select(Case).order_by(Case.id)).first()
        questions = db.session.query(Question).filter_by(author_id=people["carla"]).all()
        more = busy_support.fill(people, questions)
        others = sa.select(Question).where(Question.author_id.not_in(list(people.values())))
        some = db.session.scalars(others.order_by(Question.id).limit(40)).all()
        more |= busy_moderation.fill(people, some)
        db.session.commit()
        assert article is not None
        assert case is not None
        return {
            "question": question_path(famous.id, famous.slug),
            "mine": db.session.get_one(Question, case.question_id).path,
            "question_id": str(famous.id),
            "article": article.path,
            "article_id": str(article.id),
            "case": f"/desk/cases/{case.id}",
            "carla": f"/people/{people['carla']}",
            **more,
        }


def _famous() -> dict[str, object]:
    now = clock.now()
    answers = [
        {
            "author": f"user-{n}",
            "body": f"Answer **{n}**.",
            "created": (now - timedelta(hours=n)).isoformat(),
            "score": n % 9,
            "accepted": n == 7,
        }
        for n in range(ANSWERS_OF_ONE)
    ]
    return {
        "type": "thread",
        "id": "famous",
        "lang": "en",
        "category": "orders",
        "title": "Famous",
        "body": "Everybody knows the answer.",
        "author": "user-1",
        "created": (now - timedelta(days=20)).isoformat(),
        "tags": ["card", "abroad"],
        "views": 9,
        "answers": answers,
    }


def _fill(people: dict[str, int]) -> None:
    now = clock.now()
    questions = list(db.session.scalars(sa.select(Question).order_by(Question.id)))
    for number, question in enumerate(questions[:MANY]):
        question.author_id = people["carla"]
        db.session.add(Follower(question_id=question.id, person_id=people["carla"], since=now))
        closed = now if number % 4 == 0 else None
        db.session.add(
            Case(
                question_id=question.id,
                customer_id=people["carla"],
                because="asked",
                state="closed" if closed else "open" if number % 3 else "new",
                opened_at=now,
                due_at=now + timedelta(hours=number - 10),
                claimed_by_id=people["ana"] if number % 3 else None,
                closed_at=closed,
            )
        )
        question.escalated_at = now
        db.session.add(
            Notice(
                person_id=people["carla"],
                kind="answered",
                values={"who": "Bob", "title": question.title},
                url=question_path(question.id, question.slug),
                at=now,
            )
        )
        trail = {"person_id": people["carla"], "at": now, "question_id": questions[0].id}
        db.session.add(TrailLine(**trail, kind="search", text=f"words {number}"))
        audit.record(db.session.get_one(Person, people["mo"]), "closed", f"question:{question.id}", "Order.")
    answers = db.session.scalars(sa.select(Answer.id).order_by(Answer.id.desc()).limit(MANY)).all()
    famous = questions[-1].id
    articles = list(db.session.scalars(sa.select(Article).order_by(Article.id)))
    for number, article in enumerate(articles[:MANY]):
        for kind, target, document in (
            ("article", article.id, f"article:{article.id}"),
            ("answer", answers[number], f"question:{famous}"),
        ):
            db.session.add(
                Flag(
                    target_kind=kind,
                    target_id=target,
                    document=document,
                    reason="outdated",
                    note="It moved.",
                    by_id=people["ana"],
                    at=now,
                )
            )
        article.review_from = now - timedelta(days=400)
        article.behind_since, article.behind_article_id, article.outdated = now, articles[-1].id, True
        db.session.add(
            Revision(
                article_id=article.id,
                number=2,
                state="in_review",
                title="Better",
                summary="",
                body="Better.",
                body_html="<p>Better.</p>",
                phrasings=[],
                author_id=people["ana"],
                created_at=now,
            )
        )


#: What each of them looks at; "" is a guest.
PAGES = {
    "": """/ /questions /questions?filter=unanswered&tag=card&topic=orders /questions?topic=orders /questions?filter=read /tags /tags/card
        /feeds/questions?tag=card /feeds/questions/{question_id} /sitemap.xml /sitemaps/questions-0.xml /sitemaps/pages.xml {question} {question}?page=9
        /badges /badges/solver {article} /faq /faq/orders /faq?lang=fr /search?q=card+order /search /search/suggest?q=ca
        /ask /ask/suggestions?title=card+order&body=refund {carla} /privacy /incidents {incident}""",
    "carla": """/ /questions {question} {mine} {article} /faq/orders /search?q=card /my/questions /my/questions?filter=followed /tags/card /my/cases
        /my/notices /my/account /my/data /ask {carla} /my/standing /my/profile /my/reports /my/decisions {incident} {call}""",
    "ana": """/ {question} {article} /moderation/articles/due?owner=me /moderation?lang=en&owner=me {article}/history {article}/edit /faq/orders /desk /desk?q=order&view=all /desk?view=open&tag=late&holder=me&lang=en /desk/counts /desk/rules /desk/mail /desk/mail/outgoing /desk?page=2 {case} {case}/context {case}/writing
        /desk/calls?who=all /incidents {incident_work} {incident_work}?q=card
        /search?q=card&explain=1 {carla}""",
    "mo": """/ {question} {question}?page=2 {mine} {article} {article}/changes {article}/edit
        {article}/changes?view=inline /articles/{article_id}/revisions/2 /moderation /moderation/reviews
        /moderation/drafts /moderation/candidates /moderation/log /moderation/posts /desk /my/notices
        /moderation/weights /moderation/searches /moderation/why?q=card+order
        /moderation/review {review} {account} {account}/clean-up /moderation/appeals /moderation/questions/{question_id}""",
    "root": "/ {article} /moderation/tags/1 /admin/people /admin/topics /admin/topics/orders",
}
API = ("/articles", "/articles/{article_id}", "/questions", "/questions/{question_id}", "/cases", "/topics")


def test_no_page_asks_the_database_more_than_a_dozen_times(
    app: Askwell, cast: Cast, busy: dict[str, str]
) -> None:
    app.config["SETTINGS"].keep_guest_pages = False
    Browser(app).get(busy["article"])  # the first visit of a day makes the day's salt
    counts: dict[str, list[str]] = {}
    for who, paths in PAGES.items():
        browser = Browser(app)
        if who:
            browser.sign_in(getattr(cast, who))
        for path in paths.split():
            counts[f"{who or 'guest'} {path}"] = _count(app, browser, path.format(**busy))
    headers = {"Authorization": f"Bearer {key_of(app, cast.ana)}"}
    for path in (*API, "/search?q=card"):
        browser = Browser(app)
        address = "/api/v1" + path.format(**busy)
        counts[f"API {path}"] = _count(app, browser, address, headers)
    for page, sent in counts.items():
        print(f"{len(sent):3} {page}")
    assert len(counts) > 50
    too_many = {
        page: sent
        for page, sent in counts.items()
        if len(sent) > (CASE_MAX if page == "ana {case}" else QUERIES_MAX)
    }
    for page, sent in too_many.items():
        print(page, *sent, sep="\n  ")
    assert not too_many.keys()


def _count(app: Askwell, browser: Browser, path: str, headers: dict[str, str] | None = None) -> list[str]:
    """The statements of the second look; the first makes what is kept of the whole site."""
    guest_pages.clear()
    looks: list[list[str]] = []
    for _ in range(2):
        with counting(app) as sent:
            answer = browser.client.get(path, headers=headers or {"User-Agent": "Mozilla/5.0"})
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert "X-Kept" not in answer.headers
        looks.append(sent)
    assert len(looks[0]) <= len(looks[1]) + ANEW_MAX, [path, *looks[0]]
    return looks[1]


def test_a_kept_page_asks_once_whether_content_changed(app: Askwell, busy: dict[str, str]) -> None:
    browser = Browser(app)
    for _ in range(2):
        browser.get(busy["article"])  # the first visit of a day makes the day's salt, the second reads it
    for path in ("/", "/questions", "/faq", "/faq/orders", busy["question"], busy["article"]):
        browser.get(path)
        with counting(app) as sent:
            assert browser.get(path).response.headers["X-Kept"] == "1"
        assert len(sent) == 1
