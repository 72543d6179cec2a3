"""An answer links an article. When the article is in doubt or says something else, the answer's readers are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forum import Askwell
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.flags.models import Flag
from forum.importing.actions import Run
from forum.quotes import queries
from forum.quotes.models import Quote
from forum.threads import actions as threads
from forum.threads.models import Answer
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.quotes.stage import TITLE, quoted, revise

CHANGED = "The article quoted here has changed a lot since"
DOUBTED = "The article quoted here is under review since"


def read(app: Askwell, question: int) -> str:
    """What a guest reads."""
    return Browser(app).get(f"/questions/{question}-when-do-i-get-my-money-back").text


def quotes(app: Askwell) -> list[Quote]:
    with app.app_context():
        found = list(db.session.query(Quote).order_by(Quote.id))
        db.session.expunge_all()
        return found


def test_a_major_change_is_said_above_the_answer(app: Askwell, cast: Cast) -> None:
    article, question, _ = quoted(app, cast)
    assert CHANGED not in read(app, question)
    revise(app, cast, article, "Within 14 days.", "major")
    page = read(app, question)
    assert f"{CHANGED}: {TITLE}" in page
    assert DOUBTED not in page


@pytest.mark.parametrize("significance", ["typo", "medium"])
def test_a_small_change_is_not(app: Askwell, cast: Cast, significance: str) -> None:
    article, question, _ = quoted(app, cast)
    revise(app, cast, article, "Within 30 days.", significance)
    assert CHANGED not in read(app, question)
    revise(app, cast, article, "Within 14 days.", "major")
    assert CHANGED in read(app, question)


def test_while_the_article_is_flagged_the_answer_says_so(app: Askwell, cast: Cast) -> None:
    article, question, _ = quoted(app, cast)
    with site(app):
        flag = flags.flag(Target("article", article), cast.ana, "inaccurate", "The limit is 14 days.").id
    assert f"{DOUBTED}" in read(app, question)
    with site(app):
        flags.reject(db.session.get_one(Flag, flag), cast.mo, "It is 30 days.")
    assert DOUBTED not in read(app, question)


def test_an_answer_written_after_the_change_quotes_the_new_text(app: Askwell, cast: Cast) -> None:
    article, _, _ = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    question = factories.question(app, cast.dan, "When do I get my money back?")
    factories.answer(app, question, cast.ana, f"See /articles/{article} or [refunds](/articles/{article})")
    assert CHANGED not in read(app, question)


def test_whoever_edits_the_answer_vouches_for_it_anew(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, question, answer = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    browser.sign_in(cast.ana)
    edit = browser.get(f"/answers/{answer}/edit")
    browser.submit(edit, "Save", body=f"Within 14 days, see [refunds](/articles/{article}).")
    assert CHANGED not in read(app, question)
    assert len(quotes(app)) == 1


def test_an_edit_that_takes_the_link_out_forgets_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, question, answer = quoted(app, cast)
    browser.sign_in(cast.ana)
    browser.submit(browser.get(f"/answers/{answer}/edit"), "Save", body="Write to us.")
    assert quotes(app) == []
    revise(app, cast, article, "Within 14 days.", "major")
    assert CHANGED not in read(app, question)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[here](/articles/{0})", True),
        ("[here](/articles/{0}-any-slug?lang=fr#s-fees 'title')", True),
        ("See [it][1].\n\n[1]: /articles/{0}-x", True),
        ("See http://localhost/articles/{0}-x for more", True),
        ("[here](http://localhost/articles/{0})", True),
        ("[here](https://elsewhere.example/articles/{0})", False),
        ("[here](//elsewhere.example/articles/{0})", False),
        ("`[here](/articles/{0})`", False),
        ("[here](/articles/{0}999)", False),
        ("[here](/questions/{0})", False),
        ("[here](/articles/new)", False),
        ("/articles/{0}", False),
    ],
)
def test_what_is_a_link_to_an_article(
    app: Askwell, cast: Cast, browser: Browser, body: str, found: bool
) -> None:
    article = factories.article(app, cast, TITLE)
    question = factories.question(app, cast.carla)
    browser.sign_in(cast.ana)
    page = browser.get(f"/questions/{question}-card-declined-abroad")
    browser.submit(page, "Post the answer", body=body.format(article))
    assert [q.article_id for q in quotes(app)] == ([article] if found else [])


def test_what_readers_can_not_see_is_not_quoted_and_its_title_not_told(app: Askwell, cast: Cast) -> None:
    from forum.knowledge import actions as articles
    from forum.knowledge.models import Article

    article, question, _ = quoted(app, cast)
    draft = factories.article(app, cast, "A secret plan", published=False)
    factories.answer(app, question, cast.ana, f"[draft](/articles/{draft})")
    assert [q.article_id for q in quotes(app)] == [article]
    revise(app, cast, article, "Within 14 days.", "major")
    with site(app):
        articles.archive(db.session.get_one(Article, article), cast.mo, "Old.")
    assert TITLE not in read(app, question)


def test_the_desk_shows_it_in_the_case_too(app: Askwell, cast: Cast, browser: Browser) -> None:
    from forum.support import actions as support
    from forum.threads.models import Question

    article, question, _ = quoted(app, cast)
    with site(app):
        case = support.escalate(db.session.get_one(Question, question), "agent", by=cast.ana)
        db.session.flush()
        number = case.id
    revise(app, cast, article, "Within 14 days.", "major")
    assert CHANGED in browser.sign_in(cast.ana).get(f"/desk/cases/{number}").text


@pytest.mark.parametrize(("kept", "queries_of_quotes"), [(2000, 0), (1, 1)], ids=["few in doubt", "many"])
def test_many_quotations_cost_a_page_at_most_one_query(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch, kept: int, queries_of_quotes: int
) -> None:
    from tests.architecture.test_query_counts import counting

    monkeypatch.setattr(queries, "KEPT_MAX", kept)
    article, question, _ = quoted(app, cast)
    for number in range(15):
        factories.answer(app, question, cast.bob, f"No. {number}: [refunds](/articles/{article})")
    revise(app, cast, article, "Within 14 days.", "major")
    app.config["SETTINGS"].keep_guest_pages = False
    path = f"/questions/{question}-when-do-i-get-my-money-back"
    browser = Browser(app)
    browser.get(path)
    with counting(app) as sent:
        page = browser.get(path)
    assert page.text.count(CHANGED) == 16
    assert len([s for s in sent if "FROM quote" in s]) == queries_of_quotes
    assert len(sent) <= 12


def test_only_so_many_links_of_one_post_are_remembered(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.quotes import policy

    monkeypatch.setattr(policy, "LINKS_MAX", 2)
    numbers = [factories.article(app, cast, f"Article {n}") for n in range(3)]
    question = factories.question(app, cast.carla)
    factories.answer(app, question, cast.ana, " ".join(f"[a](/articles/{n})" for n in numbers))
    assert [q.article_id for q in quotes(app)] == numbers[:2]


def test_a_macro_can_be_remembered_as_well(app: Askwell, cast: Cast) -> None:
    """The hook for kinds of posts that other features keep."""
    from forum.core import markdown
    from forum.quotes import actions

    article, _, _ = quoted(app, cast)
    with site(app):
        assert (
            actions.remember(Target("macro", 5), "macro:5", markdown.render_post(f"[a](/articles/{article})"))
            == 1
        )
    revise(app, cast, article, "Within 14 days.", "major")
    with site(app):
        told = queries.notices("macro:5")[Target("macro", 5)]
        assert [n.title for n in told] == [TITLE]
        assert told[0].outdated_at is not None


def test_a_hidden_answer_says_nothing(app: Askwell, cast: Cast) -> None:
    article, question, answer = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    with site(app):
        threads.hide(db.session.get_one(Answer, answer), cast.mo, because="rude")
    assert CHANGED not in read(app, question)


def test_of_two_articles_that_became_one_the_other_is_quoted(app: Askwell, cast: Cast) -> None:
    from forum.knowledge import actions as articles
    from forum.knowledge.models import Article

    article, question, _ = quoted(app, cast)
    other = factories.article(app, cast, "Refunds")
    both = factories.answer(app, question, cast.ana, f"[a](/articles/{article}) [b](/articles/{other})")
    with site(app):
        one, into = (db.session.get_one(Article, number) for number in (article, other))
        articles.merge(one, into, cast.mo)
    later = factories.answer(app, question, cast.ana, f"[a](/articles/{article})")
    assert {(q.post_id, q.article_id) for q in quotes(app)} == {(1, other), (both, other), (later, other)}
    assert CHANGED not in read(app, question)
    revise(app, cast, other, "Within 14 days.", "major")
    assert read(app, question).count(f"{CHANGED}: Refunds") == 3


def test_answers_that_an_import_brings_are_looked_at_too(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    article = factories.article(app, cast, TITLE)
    file = tmp_path / "threads.jsonl"
    line: dict[str, Any] = {
        "type": "thread", "id": "t-1", "lang": "en", "category": "orders", "title": "When do I get my money back?",
        "body": "I sent it back.", "author": "somebody", "created": "2026-05-01T10:00:00+00:00", "tags": [], "views": 0,
        "answers": [
            {"author": "other", "body": f"See [refunds](/articles/{article}).", "created": "2026-05-01T11:00:00+00:00", "score": 0, "accepted": False},
            {"author": "third", "body": "No idea.", "created": "2026-05-01T12:00:00+00:00", "score": 0, "accepted": False},
        ],
    }  # fmt: skip
    for words, found in ((f"See [refunds](/articles/{article}).", [article]), ("Write to us.", [])):
        line["answers"][0]["body"] = words
        file.write_text(json.dumps(line) + "\n", encoding="utf-8")
        with site(app):
            Run(lambda *bad: pytest.fail(str(bad))).take(file)
        assert [q.article_id for q in quotes(app)] == found
