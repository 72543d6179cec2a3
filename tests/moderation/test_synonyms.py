"""Curators say which words mean the same; the next search knows it, in every process, without reindexing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell, create_app
from forum.config import Settings
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.roles import GUEST
from forum.search import finding
from forum.search.models import SynonymGroup
from tests.factories import Cast, article
from tests.pages import Browser, Page
from tests.search.stage import results, search, work

PATH = "/articles/{}-zumbox-shows-nothing"


def _site(app: Askwell, cast: Cast) -> str:
    number = article(app, cast, "Zumbox shows nothing", "Press the round button.")
    for n in range(5):
        article(app, cast, f"Parcel number {n}", "It comes.")
    work(app)
    return PATH.format(number)


def _add(browser: Browser, words: str, lang: str = "en") -> Page:
    return browser.submit(browser.get("/moderation/synonyms"), "Add", group=words, lang=lang)


def test_who_searches_one_word_finds_the_other_at_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = _site(app, cast)
    guest = Browser(app)
    assert path not in results(search(guest, "qualimeter"))
    page = _add(browser.sign_in(cast.mo), "zumbox, qualimeter")
    assert "zumbox, qualimeter" in page.text
    assert results(search(guest, "qualimeter"))[0] == path
    assert results(search(guest, "my qualimeters"))[0] == path  # other endings as well
    browser.submit(browser.get(page.link("zumbox, qualimeter")), "Remove the group")
    assert path not in results(search(guest, "qualimeter"))


def test_commas_are_written_in_many_ways(app: Askwell, cast: Cast, browser: Browser) -> None:
    assert "支払い, 決済, 精算" in _add(browser.sign_in(cast.mo), "支払い、決済，精算", lang="ja").text


def test_a_phrase_holds_only_whole(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = _site(app, cast)
    _add(browser.sign_in(cast.mo), "zumbox, quali meter thing")
    assert results(search(browser, "quali meter thing"))[0] == path
    assert path not in results(search(browser, "quali"))


def test_another_language_keeps_its_own(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = _site(app, cast)
    _add(browser.sign_in(cast.mo), "zumbox, qualimeter", lang="sv")
    with app.app_context():
        assert not finding.search("qualimeter", GUEST, "en").items
        assert finding.search("qualimeter", GUEST, "sv").items[0].document.url == path
        assert finding.for_asking("qualimeter", "", GUEST, "sv")[0].document.url == path
    _add(browser, "zumbox, vektometer", lang="")
    assert results(search(browser, "vektometer"))[0] == path


def test_every_process_knows_it_with_its_next_search(
    app: Askwell, cast: Cast, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    path = _site(app, cast)
    other = create_app(settings, TESTING=True, AFTERWARDS_INLINE=True, CHEAP_PASSWORDS=True)
    guest = Browser(other)
    assert path not in results(search(guest, "qualimeter"))
    _add(browser.sign_in(cast.mo), "zumbox, qualimeter")
    assert path in results(search(guest, "qualimeter"))
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zumbox", "at least two different words"),
        ("zumbox, Zumbox!", "at least two different words"),
        ("... , ???", "at least two different words"),
        (", ".join(f"word{n}" for n in range(13)), "too many words"),
        ("zumbox, one two three four five six", "too long"),
        ("zumbox, kettle", "stands in another group"),
    ],
)
def test_what_can_be_no_group_is_refused_and_not_lost(
    app: Askwell, cast: Cast, browser: Browser, words: str, said: str
) -> None:
    browser.sign_in(cast.mo)
    _add(browser, "kettle, boiler")
    page = _add(browser, words)
    assert page.status == 422
    assert said in page.text
    assert dict(page.form("Add").fields)["group"] == words
    with app.app_context():
        assert db.session.query(SynonymGroup).count() == 1


def test_each_change_stands_in_the_log(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = _add(browser.sign_in(cast.mo), "kettle, boiler")
    one = browser.get(page.link("kettle, boiler"))
    assert "kettle, boiler, samovar" in browser.submit(one, "Save", group="kettle, boiler, samovar").text
    browser.submit(one, "Remove the group")
    with app.app_context():
        deeds = db.session.execute(
            sa.select(AuditEntry.did, AuditEntry.because).order_by(AuditEntry.id)
        ).all()
    assert [tuple(deed) for deed in deeds] == [
        ("added synonyms", "kettle, boiler"),
        ("changed synonyms", "kettle, boiler, samovar"),
        ("removed synonyms", "kettle, boiler, samovar"),
    ]
    assert browser.get(one.path).status == 404


def test_agents_read_and_do_not_change(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = _add(Browser(app).sign_in(cast.mo), "kettle, boiler")
    browser.sign_in(cast.ana)
    assert not browser.get("/moderation/synonyms").has_form("Add")
    assert not browser.get(page.link("kettle, boiler")).has_form("Save")
