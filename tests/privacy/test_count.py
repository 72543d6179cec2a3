"""What is counted about Carla, line by line, with its end; what is hers alone, she deletes. A guest sees it of her visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import afterwards, clock, consents
from forum.core.counted import LINES
from forum.core.db import db
from forum.core.targets import Target
from forum.search.models import Hit, SearchDay, SearchRecord
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS
from forum.support.models import TrailLine
from forum.votes import actions as votes
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import search, work


@pytest.fixture
def kettle(app: Askwell, cast: Cast) -> int:
    number = factories.article(app, cast, "Kettle refunds")
    work(app)
    return number


def _counted(browser: Browser, what: str) -> str:
    return browser.get(f"/my/data/counted?what={what}").text


def _day(app: Askwell, days: int) -> str:
    from forum.core.i18n import day

    with app.test_request_context(headers={"Accept-Language": "en"}):
        return day(clock.now() + timedelta(days=days))


def _read(app: Askwell, browser: Browser) -> None:
    page = browser.get(search(browser, "kettle").link("Kettle refunds"))
    browser.submit(page, "/verdicts", helped="1")
    with app.app_context():
        afterwards.flush()


def test_carla_sees_each_line_of_hers_with_its_end(app: Askwell, cast: Cast, kettle: int) -> None:
    other = factories.question(app, cast.bob, "Does the lamp work abroad?")
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        consents.set(carla.id, "trail", True)
        votes.vote(Target("question", other), carla, 1)
    reader = Browser(app).sign_in(cast.carla)
    _read(app, reader)
    _read(app, Browser(app).sign_in(cast.bob))

    searches, opens = _counted(reader, "searches"), _counted(reader, "opens")
    assert searches.count("“kettle” · one result") == 1
    assert f"kept until {_day(app, SEARCHES_DAYS)}" in searches
    assert "Kettle refunds" in opens
    assert f"kept until {_day(app, HITS_DAYS)}" in opens or f"kept until {_day(app, HITS_DAYS - 1)}" in opens
    assert "For: Does the lamp work abroad?" in _counted(reader, "votes")
    assert "Helped: Kettle refunds" in _counted(reader, "verdicts")
    trail = _counted(reader, "trail")
    assert trail.count("Searched: kettle") == trail.count("Read: Kettle refunds") == 1
    assert f"kept until {_day(app, 1)}" in trail
    assert "Where you are signed in" in _counted(reader, "sign-ins")
    assert reader.get("/my/data/counted?what=flags").status == 404  # people of the company flag
    assert reader.get("/my/data/counted?what=nothing").status == 404


def test_staff_see_their_flags_and_no_searches(app: Askwell, cast: Cast, kettle: int) -> None:
    from forum.flags import actions as flags

    ana_id = cast.ana.id
    with site(app):
        flags.flag(
            Target("article", kettle), db.session.get_one(Person, ana_id), "outdated", "The fee has changed."
        )
    ana = Browser(app).sign_in(cast.ana)
    assert "The fee has changed." in _counted(ana, "flags")
    assert ana.get("/my/data/counted?what=searches").status == 404


def test_she_deletes_one_line_or_all_and_only_hers(app: Askwell, cast: Cast, kettle: int) -> None:
    carla, bob = Browser(app).sign_in(cast.carla), Browser(app).sign_in(cast.bob)
    for words in ("kettle", "toaster", "kettle refunds"):
        search(carla, words)
    search(bob, "samovar")
    _read(app, bob)
    with site(app):
        bobs = db.session.query(SearchRecord.id).filter_by(query="samovar").scalar()
        opened = db.session.query(Hit.id).scalar()
    page = carla.get("/my/data/counted?what=searches")
    token = dict(page.form("/forgetting").fields)["csrf_token"]
    for what, line in (("searches", bobs), ("opens", str(opened)), ("opens", "x"), ("trail", "1")):
        sent = {"csrf_token": token, "what": what, "line": line}
        assert "Nothing was deleted." in carla.post("/my/data/counted/forgetting", sent).text
    said = carla.submit(page, "/my/data/counted/forgetting", line=_id(app, "toaster"))
    assert "One line deleted." in said.text
    assert "toaster" not in _counted(carla, "searches")
    carla.submit(carla.get("/my/data/counted?what=searches"), "Delete all of these")
    with site(app):
        left = db.session.query(SearchRecord.query).order_by(SearchRecord.at, SearchRecord.id)
        assert {row.query for row in left} == {"samovar", "kettle"}  # Bob's
        assert sum(day.searches for day in db.session.query(SearchDay)) == 3  # counts stay counts
        assert db.session.query(Hit).count() == 1


def _id(app: Askwell, words: str) -> str:
    with site(app):
        return str(db.session.query(SearchRecord.id).filter_by(query=words).scalar())


def test_a_guest_sees_that_and_when_but_no_words(app: Askwell, cast: Cast, kettle: int) -> None:
    guest, neighbour = Browser(app), Browser(app)  # the same network, the same browser: one number of the day
    _read(app, guest)
    for who in (guest, neighbour):
        for what, words in (
            ("searches", "A search · one result"),
            ("opens", "A page"),
            ("verdicts", "Helped: A page"),
        ):
            text = _counted(who, what)
            assert words in text
            assert "kettle" not in text.lower()
        page = who.get("/my/data/counted?what=searches")
        assert not page.has_form("/my/data/counted/forgetting")
        token = dict(page.form("/language").fields)["csrf_token"]
        who.post("/my/data/counted/forgetting", {"csrf_token": token, "what": "searches", "all": "1"})
    with site(app):
        assert db.session.query(SearchRecord).count() == 1  # nobody deletes what may be somebody else's
    stranger = Browser(app)
    stranger.headers["User-Agent"] = "Another browser"
    assert "Nothing here" in _counted(stranger, "searches")


def test_a_guest_with_a_key_sees_and_deletes_her_trail(app: Askwell, kettle: int) -> None:
    guest = Browser(app)
    guest.submit(guest.get("/my/trail"), "/my/trail", agreed="1")
    _read(app, guest)
    assert "Searched: kettle" in _counted(guest, "trail")
    assert "Searched: kettle" not in _counted(Browser(app), "trail")
    guest.submit(guest.get("/my/data/counted?what=trail"), "Delete all of these")
    with site(app):
        assert db.session.query(TrailLine).count() == 0


def test_long_lists_lead_on_and_back(app: Askwell, cast: Cast) -> None:
    visitor = "0123456789abcdef"
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        consents.set(carla.id, "searches", True)
        carla.searcher = visitor
        now = clock.now()
        for n in range(LINES + 5):
            db.session.add(
                SearchRecord(
                    id=f"{n:016x}", at=now - timedelta(minutes=n), visitor=visitor, query=f"words {n:03}",
                    normal="", lang="en", total=0, shown=[],
                )
            )  # fmt: skip
            db.session.add(Hit(document=f"article:{n + 1}", visitor=visitor, day=now.date()))
    browser = Browser(app).sign_in(cast.carla)
    for what, first, last in (("searches", "words 000", f"words {LINES + 4:03}"), ("opens", "", "")):
        page = browser.get(f"/my/data/counted?what={what}")
        assert first in page.text
        assert page.text.count("kept until") == LINES
        onward = browser.get(page.link("Next"))
        assert onward.text.count("kept until") == 5
        assert last in onward.text
        back = browser.get(onward.link("Previous"))
        assert back.text.count("kept until") == LINES
        assert first in back.text
    assert browser.get("/my/data/counted?what=searches&after=99999999999999999-1").status == 200
