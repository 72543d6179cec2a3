"""Mo works through what needs somebody, always what most readers meet first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.moderation.curating import queries as curating
from forum.moderation.curating.queries import PRIOR_VERDICTS
from forum.search import readers, signals
from forum.search.models import DocumentDay, Hit, LearnedQuery
from forum.search.wording import normal
from forum.votes import actions as votes
from forum.votes.models import Verdict
from tests import factories
from tests.factories import site


def read_by(app, number, count, days_ago=0):
    with site(app):
        day = clock.now().date() - timedelta(days=days_ago)
        db.session.add_all(
            Hit(document=f"article:{number}", visitor=f"{n}-{days_ago}", day=day) for n in range(count)
        )
        db.session.flush()
        readers.count()


def judged(app, number, yes, no):
    from forum.core.roles import GUEST

    with site(app):
        for n in range(yes + no):
            votes.give_verdict(Target("article", number), GUEST, f"visitor{n}", n < yes)


def order(page, *titles):
    return sorted((t for t in titles if t in page.text), key=lambda title: page.text.index(title))


def test_what_leaves_most_readers_without_an_answer_stands_on_top(app, cast, browser):
    good = factories.article(app, cast, "Good for all")
    rare = factories.article(app, cast, "Bad and seldom read")
    often = factories.article(app, cast, "Middling and often read")
    one = factories.article(app, cast, "One unlucky reader")
    judged(app, good, 40, 1)
    judged(app, rare, 1, 9)
    judged(app, often, 9, 8)
    judged(app, one, 0, 1)
    for number, count in ((good, 50), (rare, 3), (often, 60), (one, 1)):
        read_by(app, number, count)
    browser.sign_in(cast.ana)
    page = browser.get("/moderation/articles/unhelpful")
    titles = ("Middling and often read", "Bad and seldom read", "One unlucky reader", "Good for all")
    assert order(page, *titles) == list(titles[:3])
    with site(app):
        mean = curating.usual_share()
        assert mean == pytest.approx(50 / 69)
        (first, *_rest) = curating.articles(cast.ana, "unhelpful", 1)
        assert first.score == pytest.approx((PRIOR_VERDICTS * mean + 9) / (PRIOR_VERDICTS + 17))
        assert first.concerned == round(60 * (1 - first.score))


def test_the_trend_compares_this_month_with_the_one_before(app, cast):
    number = factories.article(app, cast, "Getting worse")
    judged(app, number, 1, 3)
    with site(app):
        now = clock.now()
        for verdict in db.session.query(Verdict).order_by(Verdict.id):
            verdict.at = now - timedelta(days=40) if verdict.helped or verdict.id % 2 else now
    factories.article(app, cast, "Liked")
    judged(app, number + 1, 5, 0)
    with site(app):
        (row,) = curating.articles(cast.ana, "unhelpful", 1)
        assert row.trend is not None
        assert row.trend < 0


def test_verdicts_on_an_earlier_text_do_not_count(app, cast):
    number = factories.article(app, cast, "Mended")
    judged(app, number, 0, 5)
    judged(app, factories.article(app, cast, "Other"), 5, 0)
    with site(app):
        assert [row.title for row in curating.articles(cast.ana, "unhelpful", 1)] == ["Mended"]
        article = queries.article(number, cast.mo)
        actions.edit(
            article, cast.mo, 1, "Mended", "", "Quite another text.", because="New.", significance="major"
        )
        actions.publish(queries.newest(number, cast.mo), cast.mo)
    with site(app):
        assert [row.title for row in curating.articles(cast.ana, "unhelpful", 1)] == []


def test_translations_and_overdue_articles_by_readers_and_narrowed_down(app, cast, browser):
    many = factories.article(app, cast, "Read by many")
    few = factories.article(app, cast, "Read by few")
    french = factories.article(app, cast, "En français", lang="fr")
    with site(app):
        long_ago = clock.now() - timedelta(days=800)
        for number in (many, few, french):
            article = db.session.get_one(Article, number)
            article.behind_since = article.review_from = long_ago
            article.owner_id = cast.ana.id if number == few else None
    read_by(app, many, 5)
    read_by(app, french, 3)
    read_by(app, few, 1)
    browser.sign_in(cast.ana)
    titles = ("Read by many", "En français", "Read by few")
    for name in ("translations", "due"):
        address = f"/moderation/articles/{name}"
        assert order(browser.get(address), *titles) == list(titles)
        assert order(browser.get(f"{address}?lang=fr"), *titles) == ["En français"]
        assert order(browser.get(f"{address}?owner=me"), *titles) == ["Read by few"]
        assert order(browser.get(f"{address}?owner=none"), *titles) == ["Read by many", "En français"]
        assert order(browser.get(f"{address}?topic=nowhere&lang=xx"), *titles) == list(titles)


def test_one_press_for_all_that_were_chosen(app, cast, browser):
    numbers = [factories.article(app, cast, f"Old {n}") for n in range(3)]
    with site(app):
        for number in numbers:
            db.session.get_one(Article, number).review_from = clock.now() - timedelta(days=800)
    browser.sign_in(cast.ana)
    page = browser.get("/moderation/articles/due")
    done = browser.submit(page, "Give it an owner", "Still correct", article=[numbers[0], numbers[1], 999])
    assert "Done for 2 articles." in done.text
    assert "One was left as it is" in done.text
    assert order(done, "Old 0", "Old 1", "Old 2") == ["Old 2"]
    browser.submit(done, "Give it an owner", article=[numbers[2]], owner=cast.ana.id)
    with site(app):
        assert db.session.get_one(Article, numbers[2]).owner_id == cast.ana.id
    assert (
        "Choose some first."
        in browser.submit(browser.get("/moderation/articles/due"), "Give it an owner").text
    )


def test_reviews_are_published_together_and_by_readers(app, cast, browser):
    numbers = [factories.article(app, cast, title) for title in ("Seldom", "Often")]
    with site(app):
        for number in numbers:
            article = queries.article(number, cast.ana)
            actions.edit(article, cast.ana, 1, article.title, "", "A better text.", because="Better.")
            actions.submit(queries.newest(number, cast.ana), cast.ana)
    read_by(app, numbers[1], 7)
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/reviews")
    assert order(page, "Seldom", "Often") == ["Often", "Seldom"]
    done = browser.submit(page, "Publish all that you chose", article=numbers)
    assert "Done for 2 articles." in done.text
    with site(app):
        assert all(queries.published(queries.article(n, cast.mo), cast.mo).number == 2 for n in numbers)


def test_visitors_are_counted_by_day_and_stay_counted_when_visits_are_forgotten(app, cast):
    number = factories.article(app, cast, "Read")
    document = f"article:{number}"
    read_by(app, number, 2, days_ago=40)
    read_by(app, number, 3, days_ago=10)
    read_by(app, number, 1)
    with site(app):
        assert signals.row(document).hits == 0  # hits are another matter
        assert [r.readers for r in curating.articles(cast.ana, "due", 1)] == []
        db.session.query(Hit).delete()
        readers.count()
        today = clock.now().date()
        assert readers.by_day(document, today - timedelta(days=60)) == {
            today - timedelta(days=40): 2, today - timedelta(days=10): 3, today: 1,
        }  # fmt: skip
        assert db.session.query(DocumentDay).count() == 3


def test_the_numbers_of_an_article_show_reads_verdicts_revisions_and_flags(app, cast, browser):
    number = factories.article(app, cast, "Watched")
    read_by(app, number, 4)
    judged(app, number, 3, 1)
    with site(app):
        flags.flag(Target("article", number), cast.ana, "outdated", "It moved.")
    browser.sign_in(cast.ana)
    page = browser.get(f"/moderation/articles/{number}")
    assert "4 readers" in page.html
    assert "3 of 4" in page.text
    assert "Revision 1" in page.html
    assert 'class="band"' in page.html
    browser.sign_in(cast.carla)
    assert browser.get(f"/moderation/articles/{number}").status == 403


def test_candidates_for_articles_are_narrowed_down(app, cast, browser):
    for title, lang in (("Where is it?", "en"), ("Où est-il ?", "fr")):
        asked = factories.question(app, cast.carla, title, lang=lang)
        factories.answer(app, asked, cast.bob, "There.", accepted=True)
    browser.sign_in(cast.mo)
    assert len(order(browser.get("/moderation/candidates"), "Where is it?", "Où est-il ?")) == 2
    assert order(browser.get("/moderation/candidates?lang=fr"), "Where is it?", "Où est-il ?") == [
        "Où est-il ?"
    ]
    assert order(browser.get("/moderation/candidates?topic=orders&lang=en"), "Où est-il ?") == []
    assert order(browser.get("/moderation/candidates?topic=orders"), "Où est-il ?") == ["Où est-il ?"]


def test_other_ways_people_ask_are_accepted_or_unlearned_with_one_press(app, cast, browser):
    number = factories.article(app, cast, "How do refunds work?", phrasings=["money back"])
    with site(app):
        for words, seen in (("cash return", 9), ("money back", 20), ("free gold", 4), ("rare", 1)):
            db.session.add(
                LearnedQuery(
                    document=f"article:{number}",
                    normal=normal(words),
                    words=words,
                    weight=5.0,
                    seen=seen,
                    last_at=clock.now(),
                )
            )
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/phrasings")
    assert order(page, "cash return", "free gold", "money back", "rare") == ["cash return", "free gold"]
    page = browser.submit(page, "Accept as phrasing")
    assert order(page, "cash return", "free gold") == ["free gold"]
    with site(app):
        now = queries.published(queries.article(number, cast.mo), cast.mo)
        assert now.phrasings == ["money back", "cash return"]
    page = browser.submit(page, "Unlearn")
    assert order(page, "free gold") == []
    with site(app):
        assert {row.words for row in db.session.query(LearnedQuery)} == {"cash return", "money back", "rare"}


def test_drafts_are_made_of_all_candidates_that_were_chosen(app, cast, browser):
    asked = []
    for title in ("Where is it?", "Who brings it?"):
        asked.append(factories.question(app, cast.carla, title))
        factories.answer(app, asked[-1], cast.bob, "There.", accepted=True)
    open_one = factories.question(app, cast.carla, "Not solved")
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/candidates")
    done = browser.submit(page, "Draft an article of each", question=[*asked, open_one])
    assert "Done for 2 articles." in done.text
    assert "One was left as it is" in done.text
    waiting = browser.get("/moderation/reviews")
    assert order(waiting, "Where is it?", "Who brings it?", "Not solved") == [
        "Where is it?",
        "Who brings it?",
    ]


def test_flagged_articles_get_somebody_who_answers_for_them(app, cast, browser):
    number = factories.article(app, cast, "Flagged")
    with site(app):
        flags.flag(Target("article", number), cast.ana, "outdated", "It moved.")
    browser.sign_in(cast.ana)
    page = browser.get("/moderation")
    browser.submit(page, "Give it an owner", article=[number], owner=cast.mo.id)
    with site(app):
        assert db.session.get_one(Article, number).owner_id == cast.mo.id
