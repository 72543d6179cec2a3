"""Carla reads an article."""

from __future__ import annotations

from forum.knowledge import actions, queries
from tests import factories
from tests.factories import site


def test_carla_reads_title_summary_text_and_topic(app, cast, browser):
    number = factories.article(app, cast, summary="Thirty days, no questions.")

    page = browser.get(f"/articles/{number}-how-do-refunds-work")

    assert page.status == 200
    assert "Thirty days, no questions." in page.text
    assert "<strong>30 days</strong>" in page.html
    assert "Orders" in page.text
    assert page.has_form("Yes")


def test_an_old_slug_leads_to_the_article(app, cast, browser):
    number = factories.article(app, cast)

    for path in (f"/articles/{number}-old-words?s=ab", f"/articles/{number}?s=ab"):
        response = browser.client.get(path)
        assert response.status_code == 301
        assert response.location == f"/articles/{number}-how-do-refunds-work?s=ab"


def test_a_title_in_chinese_has_an_address(app, cast, browser):
    number = factories.article(app, cast, "如何退款？", "三十天内。", lang="zh")

    page = browser.get(f"/articles/{number}")

    assert page.status == 200
    assert 'lang="zh"' in page.html


def test_nobody_outside_sees_a_draft(app, cast, browser):
    number = factories.article(app, cast, "Secret plans", "canary words", published=False)

    short = browser.client.get(f"/articles/{number}")
    assert short.status_code == 404  # a redirect would tell the title
    assert browser.get(f"/articles/{number}-secret-plans").status == 404
    assert "canary" not in browser.get("/faq").html + browser.get("/faq/orders").html + browser.get("/").html
    assert browser.sign_in(cast.carla).get(f"/articles/{number}-secret-plans").status == 404
    assert browser.sign_in(cast.ana).get(f"/articles/{number}-secret-plans").status == 200


def test_an_edit_that_waits_is_not_read_by_anybody_outside(app, cast, browser):
    number = factories.article(app, cast)
    with site(app):
        found = queries.article(number, cast.ana)
        revision = actions.edit(found, cast.ana, 1, "How do refunds work?", "", "canary words")
        actions.submit(revision, cast.ana)

    page = browser.get(f"/articles/{number}")

    assert "30 days" in page.text
    assert "canary" not in page.html
    for path in ("history", "changes", "edit"):
        assert browser.get(f"/articles/{number}-how-do-refunds-work/{path}").path.startswith("/sign-in")
    assert browser.get(f"/articles/{number}/revisions/2").path.startswith("/sign-in")
    browser.sign_in(cast.carla)
    assert browser.get(f"/articles/{number}/revisions/2").status == 403
    assert browser.get(f"/articles/{number}-how-do-refunds-work/history").status == 403


def test_translations_lead_to_each_other(app, cast, browser):
    number = factories.article(app, cast)
    with site(app):
        original = queries.article(number, cast.ana)
        french = factories_translation(original, cast, "fr", "Comment marche le remboursement ?")
        draft = factories_translation(original, cast, "sv", "Hur fungerar återbetalning?", published=False)

    page = browser.get(f"/articles/{number}")

    assert "Français: Comment marche le remboursement ?" in page.text
    assert "Hur fungerar" not in page.text
    assert f"/articles/{number}-how" in browser.get(f"/articles/{french}").html
    assert browser.get(f"/articles/{draft}").status == 404


def factories_translation(original, cast, lang, title, published=True):
    from forum.topics import queries as topics

    made = actions.write(
        cast.ana, topics.by_slug("orders"), lang, title, "", "Trente jours.", family_of=original
    )
    if published:
        actions.publish(queries.newest(made.id, cast.mo), cast.mo)
    return made.id


def test_carla_says_that_it_helped_and_the_next_reader_sees_it(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.carla)

    browser.submit(browser.get(f"/articles/{number}"), "Yes")

    browser.sign_out()
    assert "Helped one person" in browser.get(f"/articles/{number}").text


def test_an_archived_article_is_gone_for_readers_and_can_come_back(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/articles/{number}"), "Archive")
    browser.sign_out()
    assert browser.get(f"/articles/{number}").status == 404
    assert "refunds" not in browser.get("/faq/orders").text

    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/articles/{number}"), "Bring back")
    browser.sign_out()

    assert browser.get(f"/articles/{number}").status == 200
