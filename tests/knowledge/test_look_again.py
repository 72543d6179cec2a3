"""Articles stay true because somebody answers for them and looks at them again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum.core import clock, timetable
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid
from forum.knowledge import actions, aging, queries
from forum.knowledge.models import Article
from forum.moderation.curating import queries as curating
from forum.moderation.curating.queries import Filters
from forum.notifications.models import Notice
from forum.schedule import SCHEDULE
from forum.search import readers, signals
from forum.search.models import Hit
from forum.topics.models import TopicMember
from search_index.ranking import trust_of_age
from search_index.weights import OVERDUE_FADE_DAYS
from tests import factories
from tests.factories import site
from tests.knowledge.stage import days, published, rules

OWN = "/moderation/articles/due?owner=me"  # where the notice leads to
GRACE = 30  # the setting's default
FLOOR = 0.8


def by_the_clock(app, *names):
    with site(app):
        timetable.tick([entry for entry in SCHEDULE if entry.name in names])


def due(viewer, owner=""):
    return list(curating.articles(viewer, "due", 1, Filters(owner=owner)))


def told(app, person):
    with site(app):
        kinds = ("review_due", "reviews_due")
        rows = db.session.query(Notice).filter(Notice.person_id == person.id, Notice.kind.in_(kinds))
        return [(n.kind, n.url) for n in rows.order_by(Notice.id)]


def owned(app, cast, by, title="How do refunds work?"):
    number = factories.article(app, cast, title)
    with site(app):
        actions.give_owner(queries.article(number, cast.mo), by.id, cast.mo)
    return number


def trust(app, number):
    return signals.row(f"article:{number}").trust


def test_the_owner_is_told_when_the_date_passes_then_weekly_until_it_is_looked_at(app, cast):
    rules(app, review_days=90)
    number = owned(app, cast, cast.ada)
    for day in (89, 91, 92, 97, 99, 100):
        with clock.moved(days(day)):
            by_the_clock(app, "remind owners")
    assert (
        told(app, cast.ada) == [("review_due", f"/articles/{number}-how-do-refunds-work")] * 2
    )  # days 91 and 99
    assert told(app, cast.ana) == []

    with clock.moved(days(101)):
        with site(app):
            actions.still_correct(queries.article(number, cast.ada), cast.ada)
        by_the_clock(app, "remind owners")
    with clock.moved(days(150)):
        by_the_clock(app, "remind owners")
    assert len(told(app, cast.ada)) == 2


def test_an_owner_of_many_gets_one_notice(app, cast, browser):
    rules(app, review_days=90)
    for title in ("One", "Two", "Three"):
        owned(app, cast, cast.ada, title)

    with clock.moved(days(91)):
        by_the_clock(app, "remind owners")
        assert told(app, cast.ada) == [("reviews_due", OWN)]
        with app.app_context():
            assert [row.title for row in due(cast.ada, "me")] == ["One", "Two", "Three"]


def test_without_an_owner_the_team_is_told_and_without_a_team_the_author(app, cast):
    topic = rules(app, review_days=90)
    factories.article(app, cast)
    with clock.moved(days(91)):
        by_the_clock(app, "remind owners")
    assert len(told(app, cast.ana)) == 1  # she wrote it
    with site(app):
        db.session.add(TopicMember(topic_id=topic, person_id=cast.ada.id))
    with clock.moved(days(99)):
        by_the_clock(app, "remind owners")
    assert len(told(app, cast.ada)) == 1
    assert len(told(app, cast.ana)) == 1


def test_what_is_mine_is_what_i_own_and_what_my_teams_have(app, cast):
    topic = rules(app, review_days=90)
    factories.article(app, cast, "Nobody's: the team's")
    owned(app, cast, cast.ana, "Ana's")
    with site(app):
        db.session.add(TopicMember(topic_id=topic, person_id=cast.ada.id))
    with clock.moved(days(91)), app.app_context():
        assert [row.title for row in due(cast.ada, "me")] == ["Nobody's: the team's"]
        assert [row.title for row in due(cast.ana, "me")] == ["Ana's"]


def test_a_topic_without_an_interval_reminds_nobody(app, cast):
    rules(app, review_days=None)
    owned(app, cast, cast.ada)
    other = factories.article(app, cast, "Cards", topic_slug="cards")
    with clock.moved(days(4000)):
        by_the_clock(app, "remind owners")
        with app.app_context():
            assert [row.id for row in due(cast.ana)] == [other]
    assert told(app, cast.ada) == []
    assert len(told(app, cast.ana)) == 1


def test_still_correct_is_one_click_logged_and_seen_by_readers(app, cast, browser):
    rules(app, review_days=90)
    number = owned(app, cast, cast.ada)
    with site(app):
        long_ago = clock.now() - days(91)
        db.session.query(Article).update({"review_from": long_ago, "checked_at": long_ago})
    before = browser.get(f"/articles/{number}").text
    browser.sign_in(cast.ada)
    page = browser.get(OWN)
    assert "How do refunds work?" in page.text

    after = browser.submit(page, f"/articles/{number}/check")

    assert after.path == OWN
    assert "Nothing to do here" in after.text
    browser.sign_out()
    after = browser.get(f"/articles/{number}").text
    dates = [re.search(r"Last checked on (\w+ \d+, \d+)", text)[1] for text in (before, after)]
    assert dates[0] != dates[1]
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="checked", by_id=cast.ada.id).count() == 1


def test_a_change_counts_as_looked_at_and_a_typo_does_not(app, cast):
    rules(app, review_days=90)
    number = factories.article(app, cast)

    def is_due():
        with app.app_context():
            return [row.id for row in due(cast.ana)] == [number]

    with clock.moved(days(91)):
        published(app, cast, number, "Send it back in **30 days**.", significance="typo")
        assert is_due()
        published(app, cast, number)
        assert not is_due()


def test_after_the_grace_time_rank_fades_mildly_and_comes_back_with_one_click(app, cast):
    rules(app, review_days=90)
    number = factories.article(app, cast)
    seen = {}
    for late in (-1, GRACE - 1, GRACE + OVERDUE_FADE_DAYS / 2, GRACE + OVERDUE_FADE_DAYS, 1000):
        with clock.moved(days(90 + late)):
            by_the_clock(app, "fade what is overdue")
            with site(app):
                signals.refresh([f"article:{number}"])
            with app.app_context():
                seen[late] = round(trust(app, number), 2)
    assert list(seen.values()) == [1.0, 1.0, 0.9, FLOOR, FLOOR]

    with clock.moved(days(1100)):
        with site(app):
            actions.still_correct(queries.article(number, cast.ana), cast.ana)
        with app.app_context():
            assert trust(app, number) == 1.0


def test_the_clock_alone_lets_it_fade(app, cast):
    rules(app, review_days=90)
    number = factories.article(app, cast)
    with clock.moved(days(90 + GRACE + 45)):
        by_the_clock(app, "fade what is overdue")
        with app.app_context():
            assert 0.88 < trust(app, number) < 0.92
            assert aging.fade() == 1


def test_a_flag_and_age_multiply(app, cast):
    from forum.core.targets import Target
    from forum.flags import actions as flags

    rules(app, review_days=90)
    number = factories.article(app, cast)
    with clock.moved(days(1000)):
        with site(app):
            flags.flag(Target("article", number), cast.ada, "inaccurate", "Wrong.")
        with app.app_context():
            assert trust(app, number) == pytest.approx(0.3 * FLOOR)


@pytest.mark.parametrize(("late", "expected"), [(-5, 1), (0, 1), (45, 0.9), (90, 0.8), (9999, 0.8)])
def test_the_formula_is_even_and_has_a_floor(late, expected):
    assert trust_of_age(late, FLOOR) == pytest.approx(expected)
    assert trust_of_age(late, 1.0) == 1.0


def test_an_owner_is_a_person_of_the_company_and_is_told(app, cast, browser):
    number = factories.article(app, cast)
    with site(app), pytest.raises(Invalid):
        actions.give_owner(queries.article(number, cast.mo), cast.carla.id, cast.mo)
    browser.sign_in(cast.mo)
    page = browser.get(f"/articles/{number}")
    assert "the team of Orders" in page.text

    after = browser.submit(page, "/owner", owner=str(cast.ada.id))

    assert "Owner: Ada" in after.text
    assert "made you the owner of" in browser.sign_in(cast.ada).get("/my/notices").text


def test_what_most_people_read_is_looked_at_first(app, cast):
    rules(app, review_days=90)
    seldom, often = factories.article(app, cast, "Seldom"), factories.article(app, cast, "Often")
    with clock.moved(days(91)), site(app):
        db.session.add_all(
            Hit(document=f"article:{often}", visitor=f"v{n}", day=clock.now().date()) for n in range(5)
        )
        readers.count()
        assert [row.id for row in due(cast.ana)] == [often, seldom]
        assert due(cast.ana, "me") == []  # nobody gave them to Ana


def test_an_imported_article_is_looked_at_an_interval_after_it_came(app, cast, tmp_path):
    import json

    from forum.importing.actions import Run

    line = {"type": "article", "id": "kb", "lang": "en", "category": "orders", "title": "Old one", "body": "Text.",
            "created": "2001-01-01T00:00:00Z"}  # fmt: skip
    (tmp_path / "one.jsonl").write_text(json.dumps(line) + "\n")
    with site(app):
        Run(lambda *bad: pytest.fail(str(bad))).take(tmp_path / "one.jsonl")
    with app.app_context():
        assert due(cast.ana) == []
    with clock.moved(timedelta(days=366)), app.app_context():
        assert [row.title for row in due(cast.ana)] == ["Old one"]
