"""The demo fills an empty site once, quickly, and so that every page has something to show."""

from __future__ import annotations

from collections import Counter

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import GUEST
from forum.demo.load import PASSWORD, demo_people, load_demo
from forum.flags.models import Flag
from forum.groups.models import Group
from forum.knowledge.models import Article, Revision
from forum.reviews.models import ReviewItem
from forum.routing.models import Invitation
from forum.search import finding, signals, stepping
from forum.search.models import Hit, SearchRecord
from forum.support.actions import escalate_lapsed
from forum.support.models import Case, TrailLine
from forum.threads.comments.models import Comment
from forum.threads.models import Question
from forum.weekly.models import WeekPage
from tests.factories import Cast, site
from tests.pages import Browser
from tests.threads.stage import counted_queries


def test_the_demo_tells_the_whole_story(app: Askwell, browser: Browser) -> None:
    with counted_queries(app) as asked:
        assert load_demo(app)
    assert len(asked) < 4_000, "it takes seconds: what it brings goes in many at a time"
    with site(app):
        states = Counter(state for (state,) in db.session.query(Case.state))
        assert states == {"new": 2, "open": 3, "waiting": 3, "resolved": 1, "closed": 2}
        assert db.session.query(TrailLine).count() > 10
        assert db.session.query(Flag).filter(Flag.closed_at.is_(None)).count() == 5
        assert db.session.query(Flag).count() == 7
        assert db.session.query(Question).count() == 61  # one of them in the space of a group
        assert db.session.query(Question).filter(Question.solution_id.is_not(None)).count() == 28
        assert db.session.query(Article).filter(Article.published_revision_id.is_not(None)).count() == 87
        assert db.session.query(Revision).filter_by(state="superseded").count() > 5
        assert db.session.query(Revision).filter(Revision.mends).count() >= 1
        assert db.session.query(Hit).count() > 10_000
        assert db.session.query(SearchRecord).count() == 135
        assert stepping.compare().in_step
        ana = db.session.query(Person).filter_by(email="ana@example.com").one()
        assert passwords.matches(ana.password_hash, PASSWORD)
        wrong = db.session.query(Article).filter_by(external_id="demo-kb-18-en").one()
        assert signals.row(wrong.document).trust < 0.5
        assert escalate_lapsed() == 5
        _is_a_community()
    page = browser.get("/search?q=card+declined+abroad")
    assert "Card declined abroad" in page.text
    assert "CHEAP PHONES" not in browser.get("/questions").text


def _is_a_community() -> None:
    """People who trust, comment, follow, gather, are invited and thanked."""
    assert db.session.query(Comment).count() == 8
    assert db.session.query(Group).count() == 2
    assert db.session.query(WeekPage).count() >= 3
    assert db.session.query(ReviewItem).count() >= 2
    assert db.session.query(Person).filter(Person.trust_level >= 2, Person.role == "customer").count() >= 3
    invited = (
        db.session.query(Invitation, Person.language, Question.lang)
        .select_from(Invitation)
        .join(Question, Question.id == Invitation.question_id)
        .join(Person, Person.id == Invitation.person_id)
    )
    pairs = [(mine, lang) for _, mine, lang in invited.order_by(Invitation.id)]
    assert len(pairs) >= 5
    assert all(mine == lang for mine, lang in pairs)


SAME = {  # one article stands there in five languages, in some of them nearer by meaning
    "en": "card declined abroad",
    "sv": "kortet nekas utomlands",
    "fr": "carte refusée à l'étranger",
    "zh": "在国外刷卡被拒",
    "ja": "海外でカードが使えない",
}


def test_every_page_of_the_demo_can_be_read_and_is_found_first_in_its_language(app: Askwell) -> None:
    load_demo(app)
    with app.app_context():
        for lang, words in SAME.items():
            found = finding.search(words, GUEST, lang).items
            assert found[0].document.lang == lang
            assert {item.document.lang for item in found} > {lang}, "nothing is hidden"
    people = dict(demo_people(app))
    assert people == {
        "carla@example.com": "customer",
        "bob@example.com": "customer",
        "dan@example.com": "customer",
        "ana@example.com": "agent",
        "mo@example.com": "moderator",
        "root@example.com": "admin",
    }
    with app.app_context():
        mo = db.session.query(Person).filter_by(email="mo@example.com").one()
        cases = [number for (number,) in db.session.query(Case.id)]
        pages = [q.path for q in db.session.query(Question)]
        pages += [f"/articles/{number}-x" for (number,) in db.session.query(Article.id)]
        db.session.expunge_all()
    browser = Browser(app).sign_in(mo)
    paths = [
        "/",
        "/faq",
        "/faq/devices",
        "/questions",
        "/desk",
        "/my/questions",
        *pages,
        *(f"/desk/cases/{n}" for n in cases),
    ]
    assert {path: status for path in paths if (status := browser.get(path).status) != 200} == {}


def test_the_demo_never_goes_into_a_site_that_has_people(app: Askwell, cast: Cast) -> None:
    assert cast.bob.id
    assert not load_demo(app)
    assert demo_people(app) == []
    said = app.test_cli_runner().invoke(args=["demo", "load"])
    assert "nothing was changed" in said.output
