"""Rules of the desk: Mo makes them in one page, tries them out, and they never cost a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.support import actions
from forum.support.models import Case
from forum.support.queries import tags_of
from forum.support.rules import actions as rules
from forum.support.rules import queries
from forum.support.rules.matching import Facts, means, occurs
from forum.support.rules.models import CaseRule
from forum.threads import actions as threads
from forum.threads.models import FieldValue, Question
from forum.topics.models import TopicField
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import me, notes_of, open_case, run_jobs, seen, work


def rule(app: Askwell, cast: Cast, name: str = "A rule", when: str = "opened", hours: int = 0, on: bool = True,
         conditions: dict[str, Any] | None = None, **deeds: Any) -> int:  # fmt: skip
    """A rule of Mo's; its number."""
    with site(app):
        made = rules.save(
            None,
            {"name": name, "when": when, "hours": hours, "conditions": conditions or {}, "deeds": deeds},
            by=me(cast.mo),
        )
        rules.turn(made, on, by=me(cast.mo))
        return made.id


def tags(app: Askwell, number: int) -> list[str]:
    with app.app_context():
        return tags_of([number]).get(number, [])


def test_mo_makes_a_rule_tries_it_turns_it_on_and_it_acts(app: Askwell, cast: Cast, browser: Browser) -> None:
    before = open_case(app, cast.dan, "Battery is swollen and warm")
    open_case(app, cast.dan, "Colour of the strap")
    page = browser.sign_in(cast.mo).get("/desk/rules")
    assert "No rules yet" in page.text
    filled = {
        "name": "Danger first", "when": "opened", "contains": "swollen, smoke", "do_priority": "urgent",
        "do_tag": "safety", "do_assign": cast.ana.id, "do_note": "Call at once.", "do_tell": cast.root.id,
    }  # fmt: skip
    page = browser.submit(page, "desk/rules", "Try it", **filled)
    assert "It means 1 of 2 cases" in page.text
    assert page.link("swollen") == f"/desk/cases/{before}"
    assert seen(app, before, "priority") == 1, "nothing was done"
    page = browser.submit(page, "Try it", "Save")
    assert "its words have “swollen, smoke”" in page.text
    assert (
        "set the priority to Urgent; give it to Ana; tag it “safety”; note “Call at once.”; tell Root Done"
        in page.text
    )
    number = open_case(app, cast.bob, "There is SMOKE coming out")
    run_jobs(app)
    assert seen(app, number, "priority") == 1, "it is off until it is turned on"
    browser.submit(page, "Turn on")
    number = open_case(app, cast.bob, "There is SMOKE, again")
    other = open_case(app, cast.bob, "Colour of the box")
    run_jobs(app)
    assert seen(app, number, "priority", "claimed_by_id", "state") == (3, cast.ana.id, "open")
    assert seen(app, other, "priority", "claimed_by_id") == (1, None)
    assert (tags(app, number), notes_of(app, number)) == (["safety"], ["Danger first: Call at once."])
    assert "Done on 1 case" in browser.get("/desk/rules").text
    assert "followed the rule" in browser.get(f"/desk/cases/{number}").text
    assert "Rule “Danger first”" in browser.sign_in(cast.root).get("/my/notices").text
    assert "gave you the case" in browser.sign_in(cast.ana).get("/my/notices").text


def test_a_rule_hears_what_a_field_says(app: Askwell, cast: Cast) -> None:
    rule(app, cast, conditions={"field": "lom"}, tag="laptop")
    number = open_case(app, cast.dan)
    other = open_case(app, cast.dan, "About the other device")
    with site(app):
        topic = db.session.get_one(Question, seen(app, number, "question_id")).topic_id
        asked = TopicField(topic_id=topic, key="device", name={"en": "Device"}, kind="text")
        db.session.add(asked)
        db.session.flush()
        for case, value in ((number, "Lom 14"), (other, "Hub")):
            question = db.session.get_one(Case, case).question_id
            db.session.add(FieldValue(question_id=question, field_id=asked.id, value=value))
    run_jobs(app)
    assert (tags(app, number), tags(app, other)) == (["laptop"], [])


def test_agents_read_the_rules_and_do_not_make_them(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = rule(app, cast, tag="x")
    page = browser.sign_in(cast.ana).get("/desk/rules")
    assert "A rule" in page.text
    assert not page.has_form("desk/rules")
    assert browser.get(f"/desk/rules/{number}").status == 403
    with site(app), pytest.raises(NotAllowed):
        rules.turn(db.session.get_one(CaseRule, number), False, by=me(cast.ana))


def test_what_can_not_be_a_rule_is_named_and_kept_in_the_form(cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.mo).get("/desk/rules")
    page = browser.submit(page, "Try it", "Save", name="", contains="smoke")
    assert page.status == 422
    assert dict(page.form("desk/rules").fields)["contains"] == "smoke"
    assert "Say what is to be done" in browser.submit(page, "Try it", "Save", name="Nothing").text
    page = browser.submit(page, "Try it", "Save", name="Bob", do_assign=cast.bob.id)
    assert "Choose somebody of the team" in page.text


def test_rules_act_in_their_order_and_see_what_was_done_before(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    rule(app, cast, "Second", conditions={"tag": "vip"}, priority=3)
    rule(app, cast, "First", conditions={"customer": "bob@"}, tag="vip")
    number = open_case(app, cast.bob)
    run_jobs(app)
    assert seen(app, number, "priority") == 1
    page = browser.sign_in(cast.mo).get("/desk/rules")
    page = browser.submit(page, "Up")
    assert page.text.index("First") < page.text.index("Second")
    number = open_case(app, cast.bob, "Another one of Bob")
    run_jobs(app)
    assert seen(app, number, "priority") == 3


def test_a_rule_acts_once_for_each_time_the_customer_writes(app: Askwell, cast: Cast) -> None:
    rule(app, cast, when="wrote", note="He wrote.")
    number = open_case(app, cast.dan)
    run_jobs(app)
    assert notes_of(app, number) == []
    question = seen(app, number, "question_id")
    for turn in (1, 2):
        with site(app):
            threads.answer(
                db.session.get_one(Question, question), by=me(cast.dan), body=f"Still black {turn}."
            )
        run_jobs(app)
        work(app, number, lambda case: rules.apply(case, "wrote"))  # a worker that died does it again
        assert len(notes_of(app, number)) == turn


def test_rules_of_due_time_act_once_when_the_time_comes(app: Askwell, cast: Cast) -> None:
    rule(app, cast, when="due", hours=2, tag="soon")
    rule(app, cast, when="due", hours=0, on=False, tag="late")
    number = open_case(app, cast.dan)
    answered = open_case(app, cast.dan, "Already answered one")
    work(app, answered, lambda case: actions.reply(case, by=me(cast.ana), body="Try another charger."))
    with site(app):
        assert rules.apply_due() == 0
    with clock.moved(timedelta(hours=23)), site(app):
        assert rules.apply_due() == 1
        assert rules.apply_due() == 0
    assert (tags(app, number), tags(app, answered)) == (["soon"], [])


def test_a_rule_that_fails_says_so_and_costs_neither_the_case_nor_other_rules(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    rule(app, cast, "Broken", priority=3, assign=cast.ada.id)
    rule(app, cast, "Whole", tag="fine")
    with site(app):
        me(cast.ada).suspended_at = clock.now()
    number = open_case(app, cast.dan)
    run_jobs(app)
    assert tags(app, number) == ["fine"]
    assert seen(app, number, "priority", "claimed_by_id") == (1, None), "half a rule is undone"
    page = browser.sign_in(cast.mo).get("/desk/rules")
    assert "It failed" in page.text
    assert "Choose somebody of the team" in page.text


def test_a_rule_takes_no_case_from_whoever_holds_it(app: Askwell, cast: Cast) -> None:
    rule(app, cast, assign=cast.ada.id)
    number = open_case(app, cast.dan)
    work(app, number, lambda case: actions.claim(case, by=me(cast.ana)))
    run_jobs(app)
    assert seen(app, number, "claimed_by_id") == cast.ana.id


def test_rules_are_changed_turned_off_removed_and_the_log_knows(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = rule(app, cast, "Old name", tag="x")
    page = browser.sign_in(cast.mo).get(f"/desk/rules/{number}")
    page = browser.submit(page, "Try it", "Save", name="New name", lang="en")
    assert "language English" in page.text
    page = browser.submit(page, "Turn off")
    case = open_case(app, cast.dan)
    run_jobs(app)
    assert tags(app, case) == []
    assert "No rules yet" in browser.submit(page, "Remove").text
    log = browser.get("/moderation/log").text
    for did in ("made the rule", "changed the rule", "turned off the rule", "removed the rule"):
        assert did in log


def test_trying_out_looks_at_the_newest_hundred(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "TRIED_ON", 2)
    numbers = [open_case(app, cast.dan, f"Black screen number {n}") for n in range(3)]
    with app.app_context():
        trial = queries.try_out("opened", 0, {"words": "black"})
    assert (trial.of, [f.case_id for f in trial.found]) == (2, numbers[:0:-1])


FACTS = Facts(
    case_id=1, title="Card", text="Card\nIt was DECLINED abroad", topic_id=3, lang="en", state="open", priority=2,
    tags=frozenset({"bank"}), customer="Dan dan@example.com", due_at=clock.now(), wrote_at=None, answered=False, fields="9.2\nLom 14",
)  # fmt: skip


@pytest.mark.parametrize(
    ("conditions", "meant"),
    [
        ({}, True),
        ({"topic": 3}, True),
        ({"topic": 4}, False),
        ({"lang": "sv"}, False),
        ({"words": "refused, declined"}, True),
        ({"words": "refused"}, False),
        ({"words": " , "}, False),
        ({"tag": "Bank"}, True),
        ({"tag": "ban"}, False),
        ({"priority": 2}, True),
        ({"priority": 3}, False),
        ({"customer": "@example.com"}, True),
        ({"customer": "bob"}, False),
        ({"field": "9.1, 9.2"}, True),
        ({"field": "declined"}, False),
        ({"topic": 3, "words": "declined", "lang": "sv"}, False),
    ],
)
def test_conditions(conditions: dict[str, Any], meant: bool) -> None:
    assert means(conditions, FACTS) is meant


@pytest.mark.parametrize(
    ("when", "hours", "changes", "comes"),
    [
        ("opened", 0, {}, True),
        ("wrote", 0, {}, False),
        ("wrote", 0, {"wrote_at": clock.now()}, True),
        ("due", 0, {}, True),
        ("due", 0, {"due_at": clock.now() + timedelta(hours=3)}, False),
        ("due", 4, {"due_at": clock.now() + timedelta(hours=3)}, True),
        ("due", 0, {"state": "waiting"}, False),
    ],
)
def test_occasions(when: str, hours: int, changes: dict[str, Any], comes: bool) -> None:
    from dataclasses import replace

    assert occurs(when, hours, replace(FACTS, **changes), clock.now()) is comes
