"""A typo, a change, a major change: its author says which, and the right things follow."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.flags import queries as flag_queries
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.notifications.models import Notice
from forum.search import signals
from forum.search.models import LearnedQuery
from forum.votes import actions as votes
from tests import factories
from tests.factories import site
from tests.knowledge.stage import changed, published, translation


def read_and_judged(app, cast, number):
    """Many opened it, Bob and Carla were helped, and searches that ended here were learned."""
    document = f"article:{number}"
    with site(app):
        signals.add_hits([(document, clock.now().timestamp())] * 10)
        for person in (cast.bob, cast.carla):
            votes.give_verdict(Target("article", number), person, f"p{person.id}", True)
        db.session.add(
            LearnedQuery(
                document=document,
                normal="money back",
                words="money back",
                weight=4.0,
                seen=4,
                last_at=clock.now(),
            )
        )


def evidence(app, number):
    with site(app):
        row = signals.row(f"article:{number}")
        learned = db.session.scalar(sa.select(sa.func.count()).select_from(LearnedQuery))
        return round(row.hits), row.helped, learned


def notices(app, person):
    with site(app):
        return {n.kind for n in db.session.query(Notice).filter_by(person_id=person.id)}


@pytest.mark.parametrize("how", ["typo", "medium"])
def test_what_readers_said_of_a_corrected_text_carries_over(app, cast, browser, how):
    number = factories.article(app, cast)
    read_and_judged(app, cast, number)

    published(app, cast, number, significance=how)

    assert evidence(app, number) == (10, 2, 1)
    assert "Helped 2 people" in browser.get(f"/articles/{number}").text
    with site(app):  # and nobody counts twice: Bob changes his mind about the same text
        votes.give_verdict(Target("article", number), cast.bob, f"p{cast.bob.id}", False)
    assert evidence(app, number)[1] == 1


def test_a_text_that_says_something_else_starts_anew(app, cast, browser):
    number = factories.article(app, cast)
    read_and_judged(app, cast, number)
    assert evidence(app, number) == (10, 2, 1)

    published(app, cast, number, "Refunds are vouchers now.", significance="major")

    assert evidence(app, number) == (0, 0, 0)
    assert "Helped" not in browser.get(f"/articles/{number}").text


def test_a_typo_tells_nobody_and_leaves_flags_and_translations_alone(app, cast):
    number = factories.article(app, cast)
    french = translation(app, cast, number)
    with site(app):
        db.session.query(Notice).delete()
        flags.flag(Target("article", number), cast.ada, "outdated", "The law changed.")

    published(app, cast, number, "Send it back within **30 days** .", significance="typo", mends=True)

    assert notices(app, cast.ana) == set()
    with site(app):
        assert len(flag_queries.open_on(f"article:{number}", cast.mo)[f"article:{number}"]) == 1
        assert queries.article(french, cast.mo).behind_since is None


def test_a_change_makes_translations_need_an_update_and_tells_who_answers(app, cast, browser):
    number = factories.article(app, cast)
    french = translation(app, cast, number)
    with site(app):
        actions.give_owner(queries.article(french, cast.mo), cast.ada.id, cast.mo)

    published(app, cast, number)

    assert "translation_behind" in notices(app, cast.ada)
    assert (
        "needs an update: Mo changed the text in English" in browser.sign_in(cast.ada).get("/my/notices").text
    )
    page = browser.get(f"/articles/{french}")
    assert "This translation needs an update" in page.text
    browser.sign_out()
    assert "outdated" not in browser.get(f"/articles/{french}").text  # readers need not know


def test_a_major_change_makes_translations_outdated_and_readers_are_told(app, cast, browser):
    number = factories.article(app, cast)
    french = translation(app, cast, number)

    published(app, cast, number, "Refunds are vouchers now.", significance="major")

    page = browser.get(f"/articles/{french}")
    assert "Parts of this may be outdated" in page.text
    assert f"/articles/{number}-how-do-refunds-work" in page.html
    assert "may be outdated" not in browser.get(f"/articles/{number}").text
    with site(app):
        from forum.search import documents

        assert (
            documents.load([f"article:{french}"])[f"article:{french}"].version
            == db.session.get_one(Article, french).version
        )


def test_the_translator_sees_what_changed_and_brings_it_up_to_date(app, cast, browser):
    number = factories.article(app, cast)
    french = translation(app, cast, number)
    published(app, cast, number, "Within **60 days**.", significance="major")
    published(app, cast, number, "Within **90 days**.")
    browser.sign_in(cast.mo)
    form = browser.get(f"/articles/{french}-le-remboursement/edit")
    assert "/changes?from=1&to=3" in form.link("See what changed there")
    assert "<ins>" in browser.get(form.link("See what changed there")).html

    browser.submit(form, "Publish now", body="Quatre-vingt-dix jours.", catches_up="1")

    browser.sign_out()
    assert "outdated" not in browser.get(f"/articles/{french}").text
    with site(app):
        assert queries.article(french, cast.mo).behind_since is None
        assert queries.article(number, cast.mo).behind_since is None  # catching up is no news for the others


def test_any_language_may_lead(app, cast):
    number = factories.article(app, cast)
    french = translation(app, cast, number)

    published(app, cast, french, "Soixante jours.")

    with site(app):
        english = queries.article(number, cast.mo)
        assert (english.behind_article_id, english.behind_number) == (french, 1)
        assert queries.article(french, cast.mo).behind_since is None


def test_the_author_chooses_with_help_and_the_history_shows_it(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.mo)
    form = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    assert "Nobody is told; verdicts and open flags stay" in form.text
    assert ("significance", "medium") in form.form("Publish now").fields

    browser.submit(form, "Publish now", body="Within 60 days.", significance="major", because="New law")

    assert "Major change" in browser.get(f"/articles/{number}-how-do-refunds-work/history").text
    with site(app), pytest.raises(Invalid):
        changed(app, cast, number, significance="huge")
