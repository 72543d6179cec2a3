"""Two articles say the same: Mo lets one go on, and nobody who knew the other is lost."""

from __future__ import annotations

import pytest

from forum.core import clock
from forum.core.db import db
from forum.core.errors import Conflict
from forum.knowledge import actions, queries
from forum.search import signals
from forum.search.models import LearnedQuery
from forum.threads.models import Question
from tests import factories
from tests.factories import site


def pair(app, cast, **values):
    old = factories.article(app, cast, "Getting money back", phrasings=["refund me"], **values)
    return old, factories.article(app, cast, "How do refunds work?", phrasings=["Refund me", "money back"])


def merged(app, cast, old, new, **values):
    with site(app):
        mo = cast.mo
        actions.merge(queries.article(old, mo), queries.article(new, mo), mo, "The same.", **values)


def test_the_address_leads_on_and_the_other_is_found_by_both_titles(app, cast, browser):
    old, new = pair(app, cast)
    browser.sign_in(cast.mo)
    after = browser.submit(
        browser.get(f"/articles/{old}/merge"),
        "Merge",
        into=f"{new} How do refunds work?",
        because="The same.",
    )
    assert "Merged: its address leads here now." in after.text
    browser.sign_out()
    assert browser.get(f"/articles/{old}-getting-money-back").path.startswith(f"/articles/{new}-")
    assert browser.get(f"/articles/{old}").path.startswith(f"/articles/{new}-")
    with site(app):
        revision = queries.published(queries.article(new, cast.mo), cast.mo)
        assert revision.phrasings == ["Refund me", "money back", "Getting money back"]
        assert revision.significance == "typo"


def test_visits_and_learned_searches_count_for_the_other(app, cast):
    old, new = pair(app, cast)
    now = clock.now()
    with site(app):
        signals.add_hits([(f"article:{old}", now.timestamp())] * 4 + [(f"article:{new}", now.timestamp())])
        for number, words, weight in ((old, "cash back", 2.0), (old, "refund", 1.0), (new, "refund", 3.0)):
            db.session.add(
                LearnedQuery(
                    document=f"article:{number}",
                    normal=words,
                    words=words,
                    weight=weight,
                    seen=2,
                    last_at=now,
                )
            )
    merged(app, cast, old, new)
    with site(app):
        assert signals.row(f"article:{new}").hits == pytest.approx(5, rel=0.01)
        assert signals.row(f"article:{old}").hits == 0
        words = {(w.document, w.normal): round(w.weight, 2) for w in db.session.query(LearnedQuery)}
        assert words == {(f"article:{new}", "cash back"): 2.0, (f"article:{new}", "refund"): 4.0}


def test_a_chain_leads_to_its_end_and_bringing_back_ends_it(app, cast, browser):
    first, second = pair(app, cast)
    third = factories.article(app, cast, "Refunds, all of it")
    merged(app, cast, first, second)
    merged(app, cast, second, third)
    assert browser.get(f"/articles/{first}").path.startswith(f"/articles/{third}-")
    browser.sign_in(cast.mo)
    page = browser.get(f"/articles/{first}")
    assert "Readers are led to the article that took its place." in page.text
    browser.submit(page, "Bring back")
    browser.sign_out()
    assert browser.get(f"/articles/{first}").path.startswith(f"/articles/{first}-")


def test_the_question_it_was_made_of_leads_to_the_other(app, cast):
    asked = factories.question(app, cast.carla, "Money back?")
    factories.answer(app, asked, cast.bob, "Send it back.", accepted=True)
    _first, new = pair(app, cast)
    with site(app):
        draft = actions.draft_from_question(db.session.get_one(Question, asked), cast.ana)
        actions.publish(queries.newest(draft.id, cast.mo), cast.mo)
        old = draft.id
    merged(app, cast, old, new)
    with site(app):
        assert db.session.get_one(Question, asked).article_id == new


def test_only_with_a_published_article_of_the_same_language(app, cast, browser):
    old, _new = pair(app, cast)
    french = factories.article(app, cast, "Remboursement", lang="fr")
    draft = factories.article(app, cast, "Not yet", published=False)
    browser.sign_in(cast.mo)
    for wrong in (old, french, draft, 999, "nothing"):
        page = browser.submit(
            browser.get(f"/articles/{old}/merge"), "Merge", into=wrong, because="Kept words"
        )
        assert page.status == 422, wrong
        assert "Kept words" in page.html
    browser.sign_in(cast.ana)
    assert browser.get(f"/articles/{old}/merge").status == 403


def test_a_revision_that_waits_is_not_laid_aside_by_a_merge(app, cast):
    old, new = pair(app, cast)
    with site(app):
        article = queries.article(new, cast.ana)
        actions.edit(article, cast.ana, 1, article.title, "", "Better.", ["Refund me"], because="Better.")
    with pytest.raises(Conflict):
        merged(app, cast, old, new)
    merged(app, cast, old, new, phrasings=False)
