"""Nothing answers Carla: she learns which words are unknown, what comes near, and asks without typing anew."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from forum import Askwell
from tests.factories import Cast, article, question
from tests.pages import Browser
from tests.search.stage import records, results, search, work


def test_words_that_no_page_has_are_named(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Refunds of kettles", "Kettles are refunded.")
    work(app)
    page = search(browser, "flurble kettles zonkified")
    assert "No page has any of the words “flurble”, “zonkified”." in page.text
    assert "No page has the word “flurble”." in search(browser, "kettles flurble").text
    assert "No page has" not in search(browser, "kettles refunds").text


@pytest.mark.parametrize(
    ("lang", "title", "words", "unknown"),
    [
        ("sv", "Återbetalning av vattenkokare", "återbetalning zonkifiera", "zonkifiera"),
        ("fr", "Remboursement de la bouilloire", "remboursement zonkifié", "zonkifié"),
        ("zh", "退款需要多长时间", "退款 薛定谔猫", "薛定谔猫"),
        ("ja", "返金について", "返金 薛定谔猫", "薛定谔猫"),
    ],
)
def test_unknown_words_are_named_whole_in_every_script(
    app: Askwell, cast: Cast, browser: Browser, lang: str, title: str, words: str, unknown: str
) -> None:
    article(app, cast, title, "…", lang=lang)
    work(app)
    assert f"No page has the word “{unknown}”." in search(browser, words).text


def test_what_is_typed_as_markup_is_shown_as_typed(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast)
    work(app)
    page = browser.get("/search?q=%3Cscript%3Ezonk%3C%2Fscript%3E+%22%3E%3Cb%3Eflurble")
    assert "<script>zonk" not in page.html
    assert "<b>flurble" not in page.html
    assert "“zonk”" in page.text


def test_words_are_carried_over_to_the_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Opening hours", "From nine to five.")
    work(app)
    page = search(browser, "zonkified flurble whistles")
    assert results(page) == []
    assert "Nothing found for “zonkified flurble whistles”" in page.text
    asking = browser.get(page.link("Ask this question"))
    assert ("title", "zonkified flurble whistles") in [f for form in asking.reader.forms for f in form.fields]
    carried = parse_qs(urlsplit(page.link("Ask this question")).query)
    assert carried["q"] == ["zonkified flurble whistles"]
    assert "s" in carried


def test_with_filters_the_way_out_is_a_search_without_them(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Refunds of kettles", "Kettles are refunded.")
    work(app)
    page = search(browser, "refunds kettles", "&kind=question")
    assert results(page) == []
    everywhere = browser.get(page.link("Search without filters"))
    assert len(results(everywhere)) == 1


def test_texts_in_other_languages_are_labelled_not_hidden(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Kettle Zirconium 3000", "Boil it.")
    article(app, cast, "Bouilloire Zirconium 3000", "Faites bouillir.", lang="fr")
    question(app, cast.dan, "Vattenkokare Zirconium 3000", "Den piper.", lang="sv")
    work(app)
    page = search(browser, "zirconium 3000")
    assert len(results(page)) == 3
    assert "Français" in page.text
    assert "Svenska" in page.text
    assert 'lang="fr"' in page.html
    assert browser.get(page.link("Français")).path.endswith("lang=fr")
    assert len(results(browser.get(page.link("Français")))) == 1


def test_a_page_that_is_not_there_offers_a_search_of_its_words(browser: Browser) -> None:
    page = browser.get("/help/card-declined-abroad")
    assert page.status == 404
    assert page.form("Search").fields == [("q", "card declined abroad")]
    assert "Page not found" in page.text
    odd = browser.get("/%3Cscript%3Ealert(1)%3C%2Fscript%3E-kettle")
    assert "<script>alert" not in odd.html
    assert browser.get("/nowhere/12345").form("Search").fields == [("q", "")]


def test_what_only_comes_near_is_not_passed_off_as_an_answer(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for number in range(5):
        article(app, cast, f"Opening hours of shop {number}", "From nine to five, except on Sundays.")
    near = article(app, cast, "Descale the kettle", "Use vinegar, wait an hour, and rinse it twice.")
    work(app)
    page = search(browser, "kettle flurble zonkified quibbles whizzbang")
    assert "Nothing found for “kettle flurble zonkified quibbles whizzbang”" in page.text
    assert "“flurble”, “zonkified”, “quibbles”, “whizzbang”" in page.text
    assert "These come nearest" in page.text
    assert results(page)[0].startswith(f"/articles/{near}-")
    assert len(results(page)) <= 3
    assert "result" not in page.text.partition("These come nearest")[0].lower().replace("search results", "")
    assert page.link("Ask this question").startswith("/ask?q=kettle+flurble")
    assert records(app)[-1].total == 0  # a gap: nothing was found
    found = search(browser, "descale the kettle")
    assert "These come nearest" not in found.text
    assert records(app)[-1].total > 0


def test_a_numbered_address_that_leads_nowhere_repeats_no_words(app: Askwell, browser: Browser) -> None:
    """They may be the title of what was hidden."""
    page = browser.get("/articles/99-card-declined-abroad")
    assert page.status == 404
    assert "declined" not in page.html
