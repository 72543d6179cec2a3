"""What waits for Mo: flags, revisions, drafts, questions worth an article."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, targets
from forum.core.db import db
from forum.flags import actions as flags
from forum.knowledge import actions, queries
from forum.search import readers
from forum.search.models import Hit
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def _flag(
    app: Askwell, cast: Cast, target: str, reason: str = "inaccurate", note: str = "It is wrong."
) -> None:
    ana = cast.ana
    with site(app):
        flags.flag(targets.parse(target), db.session.get_one(Person, ana.id), reason, note)


def _read_by(app: Askwell, document: str, count: int) -> None:
    with site(app):
        for n in range(count):
            db.session.add(Hit(document=document, visitor=f"v{n}", day=clock.now().date()))
        readers.count()


def test_what_most_people_read_stands_on_top(app: Askwell, browser: Browser, cast: Cast) -> None:
    quiet = factories.article(app, cast, "A quiet article")
    famous = factories.article(app, cast, "A famous article")
    question = factories.question(app, cast.carla, "A question with a wrong answer")
    answer = factories.answer(app, question, cast.bob)
    _flag(app, cast, f"article:{quiet}", note="The price changed.")
    _flag(app, cast, f"article:{famous}", "outdated")
    _flag(app, cast, f"answer:{answer}", "unsafe", "Do not open the battery.")
    _read_by(app, f"article:{famous}", 9)
    _read_by(app, f"question:{question}", 4)
    page = browser.sign_in(cast.mo).get("/moderation")
    order = [
        page.text.index(t) for t in ("A famous article", "A question with a wrong answer", "A quiet article")
    ]
    assert order == sorted(order)
    assert "Do not open the battery." in page.text
    only = browser.get("/moderation?reason=unsafe")
    assert "A question with a wrong answer" in only.text
    assert "A famous article" not in only.text


def test_flagged_texts_and_reviews_are_narrowed_down_by_language_and_owner(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    titles = ("Anas own text", "En annan text", "A question in English")
    own, swedish = factories.article(app, cast, titles[0]), factories.article(app, cast, titles[1], lang="sv")
    question = factories.question(app, cast.carla, titles[2])
    for target in (
        f"article:{own}",
        f"article:{swedish}",
        f"answer:{factories.answer(app, question, cast.bob)}",
    ):
        _flag(app, cast, target)
    with site(app):
        actions.give_owner(queries.article(own, cast.mo), cast.ana.id, cast.mo)
        for number in (own, swedish):
            article = queries.article(number, cast.ana)
            actions.edit(article, cast.ana, 1, article.title, "", "A better text.", because="Better.")
            actions.submit(queries.newest(number, cast.ana), cast.ana)

    def shown(address: str, by: Person) -> list[str]:
        page = browser.sign_in(by).get(address)
        browser.sign_out()
        return [title for title in titles if title in page.text]

    assert shown("/moderation?lang=sv", cast.mo) == ["En annan text"]
    assert shown("/moderation?lang=en", cast.mo) == ["Anas own text", "A question in English"]
    assert shown("/moderation?owner=me", cast.ana) == ["Anas own text"]
    assert shown("/moderation?owner=none&reason=inaccurate", cast.mo) == ["En annan text"]
    assert shown("/moderation?owner=none&reason=unsafe", cast.mo) == []
    assert shown("/moderation/reviews?lang=sv", cast.mo) == ["En annan text"]
    assert shown("/moderation/reviews?owner=me", cast.mo) == []


def test_mo_rejects_with_a_reason_and_confirms_in_place(app: Askwell, browser: Browser, cast: Cast) -> None:
    first, second = factories.article(app, cast, "First"), factories.article(app, cast, "Second")
    _flag(app, cast, f"article:{first}")
    browser.sign_in(cast.mo)
    page = browser.submit(browser.get("/moderation"), "/rejection", because="We checked it: it is right.")
    assert page.path == "/moderation"
    assert "Nothing is flagged" in page.text
    assert "We checked it" in Browser(app).sign_in(cast.ana).get("/my/notices").text
    _flag(app, cast, f"article:{second}")
    page = browser.submit(browser.get("/moderation"), "/confirmation")
    assert "Confirmed" in page.text


def test_mo_reviews_what_ana_handed_in(app: Askwell, browser: Browser, cast: Cast) -> None:
    good, bad = (factories.article(app, cast, t, published=False) for t in ("A good text", "A poor text"))
    ana = cast.ana
    with site(app):
        for number in (good, bad):
            actions.submit(queries.newest(number, ana), db.session.get_one(Person, ana.id))
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/reviews")
    browser.submit(page, f"/articles/{good}/revisions/1/publication")
    assert Browser(app).get(f"/articles/{good}-a-good-text").status == 200
    browser.submit(page, f"/articles/{bad}/revisions/1/rejection", because="The fees are missing.")
    assert "Nothing to review" in browser.get("/moderation/reviews").text
    assert "The fees are missing." in Browser(app).sign_in(cast.ana).get("/my/notices").text
    drafts = browser.get("/moderation/drafts")
    assert "A poor text" in drafts.text
    assert "A good text" not in drafts.text


def test_a_solved_question_becomes_an_article_in_one_step(app: Askwell, browser: Browser, cast: Cast) -> None:
    wanted = factories.question(app, cast.carla, "Refund is late")
    factories.answer(app, wanted, cast.bob, "It takes five days.", accepted=True)
    rare = factories.question(app, cast.carla, "Lamp hums softly")
    factories.answer(app, rare, cast.bob, accepted=True)
    open_one = factories.question(app, cast.dan, "Still open question")
    hidden = factories.question(app, cast.dan, "Hidden but solved")
    factories.answer(app, hidden, cast.bob, accepted=True)
    with site(app):
        from forum.search import signals
        from forum.threads.models import Question

        signals.add_hits([(f"question:{wanted}", clock.now().timestamp())] * 5)
        db.session.get_one(Question, hidden).hidden_at = clock.now()
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/candidates")
    assert page.text.index("Refund is late") < page.text.index("Lamp hums softly")
    assert "Still open question" not in page.text
    assert "Hidden but solved" not in page.text
    assert open_one
    edit = browser.submit(page, "Draft an article")
    assert edit.status == 200
    assert "It takes five days." in edit.html
    assert "Refund is late" not in browser.get("/moderation/candidates").text


def test_pages_of_the_desk_make_few_queries(app: Askwell, cast: Cast) -> None:
    from sqlalchemy import event

    for n in range(25):
        number = factories.question(app, cast.carla, f"Question number {n}")
        factories.answer(app, number, cast.bob, accepted=True)
        factories.question(app, cast.carla, f"Hidden number {n}", hidden_at=clock.now())
        if n < 6:
            _flag(app, cast, f"answer:{factories.answer(app, number, cast.bob)}")
            _flag(app, cast, f"article:{factories.article(app, cast, f'Article number {n}')}")
    browser = Browser(app).sign_in(cast.mo)
    counted = {}
    with app.app_context():
        engine = db.engine
    for path in ("", "/reviews", "/drafts", "/candidates", "/posts", "/log"):
        statements: list[str] = []
        browser.get(f"/moderation{path}")  # a new connection asks for more, once

        def note(
            _c: object, _cu: object, statement: str, *_rest: object, said: list[str] = statements
        ) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                said.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        assert browser.get(f"/moderation{path}").status == 200
        event.remove(engine, "before_cursor_execute", note)
        counted[path] = len(statements)
    print(f"queries: {counted}")
    assert max(counted.values()) <= 12
    assert min(counted.values()) > 0
