"""Satisfied searches teach: their words lead to the document, though it does not say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.search import learned, learning
from forum.search.documents import load
from forum.search.models import LearnedQuery, SearchDay, SearchRecord
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser
from tests.search.stage import results, search, work

LATER = learning.SETTLED + timedelta(minutes=1)
CARD = "Card refused in another country"
PAY = "pay when travelling"


@pytest.fixture(autouse=True)
def _in_the_morning() -> Iterator[None]:
    """Visitors are known by a number of the day: two minutes later must be the same day."""
    now = clock.now()
    with clock.moved(timedelta(hours=(8 - now.hour) % 24)):
        yield


def _opened(who: Browser, words: str, path: str) -> None:
    """Search, and open what another search had shown: the engine may not find it with these words yet."""
    page = search(who, words)
    who.get(f"{path}?s={_id(who.app, page, words)}-1")


def _id(app: Askwell, page: object, words: str) -> str:
    with app.app_context():
        rows = db.session.query(SearchRecord).filter_by(query=words).order_by(SearchRecord.at)
        return rows.all()[-1].id


def _learn(app: Askwell, after: timedelta = LATER) -> int:
    with clock.moved(after):
        with site(app):
            taught = learning.learn_settled()
        work(app)
    return taught


def _known(app: Askwell, document: str) -> list[tuple[str, int]]:
    with app.app_context():
        return [(each.words, each.seen) for each in learned.of([document]).get(document, [])]


def _card(app: Askwell, cast: Cast) -> tuple[str, str]:
    number = article(app, cast, CARD, "Switch on the region in the settings of the plastic.")
    for n in range(4):
        article(app, cast, f"Kettle number {n}", "Boil it.")
    work(app)
    return f"article:{number}", f"/articles/{number}-card-refused-in-another-country"


def _visitors(app: Askwell, count: int) -> list[Browser]:
    found = []
    for n in range(count):
        found.append(Browser(app))
        found[-1].headers["User-Agent"] = f"Mozilla/5.0 (browser {n})"
    return found


def test_after_enough_satisfied_searches_the_words_find_the_article(app: Askwell, cast: Cast) -> None:
    document, path = _card(app, cast)
    assert path not in results(search(Browser(app), PAY))
    for visitor in _visitors(app, 2):
        _opened(visitor, PAY, path)
    _learn(app)
    assert _known(app, document) == []  # two visitors may be an accident
    _opened(_visitors(app, 3)[2], "paying when travelling?", path)
    _learn(app)
    assert _known(app, document) == [(PAY, 3)]
    with app.app_context():
        assert [words for words, _ in load([document])[document].learned] == [PAY]
    assert results(search(Browser(app), PAY))[0] == path
    assert results(search(Browser(app), "how do I pay while travelling"))[0] == path


def test_one_visitor_clicking_all_day_changes_nothing(app: Askwell, cast: Cast) -> None:
    document, path = _card(app, cast)
    carla = Browser(app).sign_in(cast.carla)
    with clock.moved(timedelta()):
        for n in range(12):
            _opened(carla, f"pay when travelling {'far ' * n}".strip(), path)
    _learn(app)
    with app.app_context():
        assert sum(row.seen for row in db.session.query(LearnedQuery)) <= 1
    assert _known(app, document) == []


def test_staff_machines_and_authors_teach_nothing(app: Askwell, cast: Cast) -> None:
    number = question(app, cast.dan, "Kettle whistles")
    work(app)
    path = f"/questions/{number}-kettle-whistles"
    for person in (cast.ana, cast.mo, cast.root, cast.dan):
        who = Browser(app).sign_in(person)
        who.get(search(who, "kettle").link("Kettle whistles"))
    machine = Browser(app)
    machine.headers["User-Agent"] = "Mozilla/5.0 (compatible; Shopbot/2.1)"
    machine.get(search(machine, "kettle").link("Kettle whistles"))
    assert path
    assert _learn(app) == 0
    carla = Browser(app).sign_in(cast.carla)
    carla.get(search(carla, "kettle").link("Kettle whistles"))
    assert _learn(app) == 1


def test_other_words_soon_after_say_that_the_first_did_not_do(app: Askwell, cast: Cast) -> None:
    _, path = _card(app, cast)
    [visitor] = _visitors(app, 1)
    with clock.moved(timedelta()):
        _opened(visitor, PAY, path)
    with clock.moved(timedelta(minutes=2)):
        _opened(visitor, "plastic refused", path)
    assert _learn(app, timedelta(hours=1)) == 1
    with app.app_context():
        assert [row.words for row in db.session.query(LearnedQuery)] == ["plastic refused"]
        assert db.session.query(SearchRecord).filter_by(reformulated=True).one().query == PAY


def test_who_says_that_it_helped_counts_double_and_who_says_no_not_at_all(app: Askwell, cast: Cast) -> None:
    document, path = _card(app, cast)
    for person, helped in ((cast.carla, "1"), (cast.bob, "0"), (cast.dan, None)):
        who = Browser(app).sign_in(person)
        _opened(who, PAY, path)
        if helped is not None:
            page = who.get(f"{path}?s={_id(app, None, PAY)}-1")
            form = page.form("/verdicts")
            sent = [*form.fields, ("helped", helped)]
            who.post("/verdicts", [*sent, ("s", _id(app, None, PAY))])
    assert _learn(app) == 2
    with app.app_context():
        row = db.session.query(LearnedQuery).one()
        assert (row.document, row.seen) == (document, 2)
        assert row.weight == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(("position", "counts"), [(None, 1), (1, 1), (2, 2), (3, 3), (40, 3)])
def test_what_was_shown_further_down_counts_more_up_to_a_limit(position: int | None, counts: float) -> None:
    assert learning.correction(position) == counts


def test_the_search_before_a_solved_question_leads_to_it(app: Askwell, cast: Cast) -> None:
    number = question(app, cast.carla, "Plastic refused at the till")
    with site(app):
        for n in range(3):
            db.session.add(
                SearchRecord(
                    id=f"{n:016x}", at=clock.now(), visitor=f"{n:016x}", query="cannot buy bread",
                    normal="bread buy", lang="en", total=0, shown=[], outcome="asked",
                    ended_on=f"question:{number}",
                )
            )  # fmt: skip
    assert _learn(app) == 0
    answer(app, number, cast.bob, "Use another till.", accepted=True)
    assert _learn(app) == 3
    assert _known(app, f"question:{number}") == [("cannot buy bread", 3)]


def test_what_nobody_searches_any_more_fades(app: Askwell, cast: Cast) -> None:
    document, path = _card(app, cast)
    for visitor in _visitors(app, 3):
        _opened(visitor, PAY, path)
    _learn(app)
    assert _known(app, document)
    with site(app), clock.moved(learned.HALF_LIFE):
        [half] = learned.of([document])[document]
        assert half.weight == pytest.approx(0.75, abs=0.01)
        assert learning.fade() == 0
    with site(app), clock.moved(learned.HALF_LIFE * 5):
        assert learning.fade() == 1
    assert _known(app, document) == []


def test_a_text_that_says_something_else_starts_anew(app: Askwell, cast: Cast) -> None:
    document, path = _card(app, cast)
    for visitor in _visitors(app, 3):
        _opened(visitor, PAY, path)
    _learn(app)
    _opened(_visitors(app, 4)[3], "plastic refused", path)  # ended on the old text, and is not looked at yet
    with site(app):
        assert learning.reset(document, by=db.session.get_one(Person, cast.mo.id)) == 1
        assert learning.reset(document) == 0
    assert _learn(app) == 0
    assert _known(app, document) == []
    with app.app_context():
        assert load([document])[document].learned == ()
        [entry] = db.session.query(AuditEntry).filter_by(did="forgot the searches that led to")
        assert (entry.by_id, entry.target, entry.detail) == (cast.mo.id, document, {"wordings": 1})
        assert db.session.query(SearchRecord).count() == 4  # what was counted stays
    assert path not in results(search(Browser(app), PAY))


def test_of_old_searches_only_counts_of_the_day_stay_and_what_was_learned(app: Askwell, cast: Cast) -> None:
    from forum.search import recording

    document, path = _card(app, cast)
    for visitor in _visitors(app, 3):
        _opened(visitor, PAY, path)
    _learn(app)
    with site(app), clock.moved(timedelta(days=recording.SEARCHES_DAYS + 1)):
        recording.forget_old()
        recording.forget_old()
    with app.app_context():
        assert db.session.query(SearchRecord).count() == 0
        [day] = db.session.query(SearchDay).all()
        assert (day.lang, day.outcome, day.searches, day.found_none) == ("en", "opened", 3, 3)
    assert _known(app, document) == [(PAY, 3)]


def test_nothing_that_is_learned_says_who(app: Askwell) -> None:
    names = set(LearnedQuery.__table__.columns.keys()) | set(SearchDay.__table__.columns.keys())
    assert not any("visitor" in name or "person" in name for name in names)
    assert not LearnedQuery.__table__.foreign_keys


def test_a_curator_accepts_learned_words_as_a_phrasing(app: Askwell, cast: Cast) -> None:
    from forum.knowledge.models import Article, Revision

    document, path = _card(app, cast)
    for visitor in _visitors(app, 3):
        _opened(visitor, PAY, path)
    _learn(app)
    assert PAY not in Browser(app).get(path).text
    mo = Browser(app).sign_in(cast.mo)
    page = mo.get(path)
    assert f"“{PAY}”" in page.text
    assert "3 visitors" in page.text
    after = mo.submit(page, "Accept as phrasing")
    assert "Added to the phrasings" in after.text
    assert not after.has_form("Accept as phrasing")
    with app.app_context():
        found = db.session.get_one(Article, int(document.partition(":")[2]))
        revision = db.session.get_one(Revision, found.published_revision_id)
        assert revision.phrasings == [PAY]
        assert (revision.number, db.session.get_one(Person, revision.author_id).id) == (2, cast.mo.id)


def test_an_agents_phrasing_waits_for_a_moderator(app: Askwell, cast: Cast) -> None:
    from forum.knowledge.models import Revision

    document, path = _card(app, cast)
    for visitor in _visitors(app, 3):
        _opened(visitor, PAY, path)
    _learn(app)
    ana = Browser(app).sign_in(cast.ana)
    after = ana.submit(ana.get(path), "Accept as phrasing")
    assert "A moderator reviews it" in after.text
    with app.app_context():
        states = [
            row.state
            for row in db.session.query(Revision).filter_by(article_id=int(document.partition(":")[2])).order_by(Revision.number)
        ]  # fmt: skip
    assert states == ["published", "in_review"]
    refused = Browser(app).sign_in(cast.mo)
    page = refused.submit(refused.get(path), "Accept as phrasing")
    assert page.status == 409


def _satisfied(app: Askwell, who: Browser, shown: list[str], document: str) -> None:
    """Somebody searched, was shown these, passed over those above this one, and was content with it."""
    search(who, PAY)
    with site(app):
        record = db.session.query(SearchRecord).filter_by(query=PAY).order_by(SearchRecord.at.desc()).first()
        assert record is not None
        record.shown, record.outcome = shown, "opened"
        record.opened = [[document, shown.index(document) + 1]]


def test_when_the_answer_changed_what_is_passed_over_is_believed_less_each_day(
    app: Askwell, cast: Cast
) -> None:
    was, _path = _card(app, cast)
    now = f"article:{article(app, cast, 'Travel notice', 'Tell the bank before you go.')}"
    for visitor in _visitors(app, 6):
        _satisfied(app, visitor, [was, now], was)
    _learn(app)
    with app.app_context():
        before = learned.of([was])[was][0].weight
    for day in range(1, 9):
        with clock.moved(timedelta(days=day)):
            for visitor in _visitors(app, 3):
                _satisfied(app, visitor, [was, now], now)
        _learn(app, timedelta(days=day) + LATER)
    with clock.moved(timedelta(days=9)), app.app_context():
        weights = {name: found[0].weight for name, found in learned.of([was, now]).items()}
        fading = learned.faded(1.0, clock.now() - timedelta(days=9), clock.now())
        assert weights[was] < 0.2 * before * fading  # much less than time alone would take
        assert weights[now] > 10 * weights[was]


def test_what_stood_above_is_judged_only_for_words_it_was_learned_for(app: Askwell, cast: Cast) -> None:
    card, _path = _card(app, cast)
    other = f"article:{article(app, cast, 'Travel notice', 'Tell the bank before you go.')}"
    for visitor in _visitors(app, 4):
        _satisfied(app, visitor, [other, card], card)
    _learn(app)
    with app.app_context():
        assert {row.document for row in db.session.query(LearnedQuery)} == {card}
        assert learned.still_answers(4.0, 0.0) == 1.0
        assert learned.still_answers(0.0, 0.0) == 1.0  # nothing known against it
        assert learned.still_answers(1.0, 12.0) < 0.1
