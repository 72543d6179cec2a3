"""Dan asked three times: one case, told once, nothing lost, and apart again when it was wrong."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.core.errors import Invalid
from forum.support import actions, queries
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import me, notes_of, open_case, seen, work
from tests.support.stage import path_of


def _three(app: Askwell, cast: Cast) -> list[int]:
    return [open_case(app, cast.dan, f"Black screen, asked time {n}") for n in (1, 2, 3)]


def test_three_questions_of_dan_become_one_case_and_he_is_told_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    first, second, third = _three(app, cast)
    work(app, second, lambda case: actions.note(case, by=me(cast.ana), body="He called, too."))
    work(app, third, lambda case: actions.tag(case, "screen", by=me(cast.ana)))
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{first}")
    page = browser.submit(page, "merger", case=[second, third])
    assert "Black screen, asked time 2" in page.text
    assert "Ana took in case" in page.text
    assert notes_of(app, first) == ["He called, too."]
    assert seen(app, second, "state", "merged_into_id") == ("closed", first)
    assert "screen" in browser.get(f"/desk/cases/{first}").text
    assert f"Go on in case {first}" in browser.get(f"/desk/cases/{second}").text
    told = browser.sign_in(cast.dan).get("/my/notices").text
    assert told.count("together with") == 1
    mine = browser.get("/my/cases").text
    assert "asked time 1" in mine
    assert "asked time 2" not in mine
    second_question = browser.get(path_of(app, seen(app, second, "question_id")))
    assert second_question.link("asked time 1") == path_of(app, seen(app, first, "question_id"))
    assert not second_question.has_form("escalation")


def test_what_dan_writes_in_any_of_them_reaches_the_one_case(app: Askwell, cast: Cast) -> None:
    first, second, third = _three(app, cast)
    work(
        app,
        second,
        lambda case: actions.merge([queries.to_change(third, me(cast.ana))], case, by=me(cast.ana)),
    )
    work(
        app,
        first,
        lambda case: actions.merge([queries.to_change(second, me(cast.ana))], case, by=me(cast.ana)),
    )
    assert seen(app, third, "merged_into_id") == first
    work(app, first, lambda case: actions.reply(case, by=me(cast.ana), body="Which version is it?"))
    assert seen(app, first, "state") == "waiting"
    question = seen(app, third, "question_id")
    with site(app):
        threads.answer(db.session.get_one(Question, question), by=me(cast.dan), body="Version 9.")
    assert seen(app, first, "state", "claimed_by_id") == ("open", cast.ana.id)
    with site(app):
        again = actions.escalate(
            db.session.get_one(Question, question), "asked", by=me(cast.dan), note="Please"
        )
        assert again.id == first


def test_questions_of_two_people_and_closed_cases_do_not_merge(app: Askwell, cast: Cast) -> None:
    first, second, _third = _three(app, cast)
    of_bob = open_case(app, cast.bob, "Mine is black as well")
    work(app, second, lambda case: actions.close(case, by=me(cast.ana), because="Sold."))
    for other in (of_bob, second, first):
        with pytest.raises(Invalid):
            work(
                app,
                first,
                lambda case, o=other: actions.merge(
                    [queries.to_change(o, me(cast.ana))], case, by=me(cast.ana)
                ),
            )


def test_a_merged_case_becomes_its_own_again(app: Askwell, cast: Cast, browser: Browser) -> None:
    first, second, _third = _three(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{first}")
    page = browser.submit(page, "merger", case=[second])
    browser.submit(page, "Split off")
    assert seen(app, second, "state", "merged_into_id") == ("new", None)
