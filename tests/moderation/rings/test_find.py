"""Dan's second account thanks him; Mo reads why the program thinks so, takes the votes out, and can undo it exactly."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.targets import Target
from forum.moderation.rings import actions, finding, policy, traits
from forum.moderation.rings.models import AccountTrait, Ring
from forum.threads.models import Answer
from forum.votes import actions as votes
from forum.votes.models import Vote, VoteAside
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def helped(app: Askwell, cast: Cast, author: Person, by: Person, times: int) -> list[int]:
    """`author` answers so many of Carla's questions, and `by` finds each answer helpful an hour later."""
    numbers = []
    for n in range(times):
        asked = factories.question(app, cast.carla, f"How do I mend it, part {n}?")
        numbers.append(
            factories.answer(
                app, asked, author, f"Turn screw {n} to the left, then press.", created_at=hour_ago()
            )
        )
        with site(app):
            votes.vote(Target("answer", numbers[-1]), db.session.get_one(Person, by.id), 1)
    return numbers


def hour_ago() -> datetime:
    return clock.now() - timedelta(hours=1)


def alike(app: Askwell, *people: Person, browser: bool = True) -> None:
    """They wrote from one network (and browser) of late."""
    numbers = [person.id for person in people]
    with site(app):
        for number in numbers:
            for kind in [traits.NETWORK] + [traits.BROWSER] * browser:
                db.session.add(
                    AccountTrait(person_id=number, kind=kind, digest=f"{kind} 1", seen_at=clock.now())
                )


def scores(app: Askwell, numbers: list[int]) -> list[int]:
    with site(app):
        return list(
            db.session.scalars(sa.select(Answer.score).where(Answer.id.in_(numbers)).order_by(Answer.id))
        )


def ring(app: Askwell, cast: Cast) -> tuple[list[int], Person, Person]:
    dan, twin = cast.dan, cast.make("dan2")
    numbers = helped(app, cast, dan, twin, policy.ONE_WAY_VOTES)
    alike(app, dan, twin)
    with site(app):
        assert actions.find() == 1
    return numbers, dan, twin


def test_a_second_account_is_found_taken_out_and_put_back_exactly(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    numbers, _dan, twin = ring(app, cast)
    with site(app):
        votes.vote(Target("answer", numbers[0]), db.session.get_one(Person, cast.bob.id), 1)
        before = list(db.session.execute(columns()))
    page = browser.sign_in(cast.mo).get("/moderation/rings")
    assert "Dan2 found 4 posts of Dan helpful, of 4 in all." in page.text
    assert "Dan and Dan2 wrote from the same network of late." in page.text
    assert "differ in dots and numbers only" in page.text
    assert scores(app, numbers) == [2, 1, 1, 1]

    refused = browser.submit(page, "Take their votes out", because=" ")
    assert refused.status == 422
    assert "Say why" in refused.text
    done = browser.submit(page, "Take their votes out", because="Two accounts of one person.")
    assert "4 votes are taken out" in done.text
    assert scores(app, numbers) == [1, 0, 0, 0]

    # The second account votes again: it is remembered, and counts nowhere.
    with site(app):
        votes.vote(Target("answer", numbers[1]), db.session.get_one(Person, twin.id), 1)
    assert scores(app, numbers) == [1, 0, 0, 0]

    back = browser.submit(browser.get("/moderation/rings?list=decided"), "Take the decision back")
    assert "4 votes count again" in back.text
    assert scores(app, numbers) == [2, 1, 1, 1]
    with site(app):
        assert sorted(db.session.execute(columns())) == sorted(before)
        assert db.session.scalar(sa.select(sa.func.count(VoteAside.id))) == 0


def columns() -> sa.Select[tuple[str, int, int, int, object]]:
    return sa.select(Vote.target_kind, Vote.target_id, Vote.person_id, Vote.value, Vote.at).order_by(
        Vote.target_kind, Vote.target_id, Vote.person_id
    )


def test_what_was_cleared_is_not_shown_again_and_what_is_gone_goes(app: Askwell, cast: Cast) -> None:
    ring(app, cast)
    mo = cast.mo
    with site(app):
        found = db.session.scalars(sa.select(Ring)).one()
        actions.decide(found.id, policy.KEPT, "Brothers.", mo)
    with site(app):
        assert actions.find() == 0
    with site(app):
        actions.undo(found.id, mo)
        db.session.execute(sa.delete(Vote))
    with site(app):
        assert actions.find() == 0
        assert db.session.scalars(sa.select(Ring)).all() == []


def test_a_family_that_helps_itself_now_and_then_is_no_ring(app: Askwell, cast: Cast) -> None:
    dan, eva = cast.dan, cast.make("eva")
    helped(app, cast, dan, eva, policy.ONE_WAY_VOTES - 1)
    alike(app, dan, eva)
    with site(app):
        assert finding.look() == []


def test_who_votes_for_many_favours_nobody(app: Askwell, cast: Cast) -> None:
    dan, eva, bob = cast.dan, cast.make("eva"), cast.bob
    helped(app, cast, dan, eva, policy.ONE_WAY_VOTES)
    helped(app, cast, bob, eva, policy.ONE_WAY_VOTES)
    alike(app, dan, eva)
    with site(app):
        assert finding.look() == []


def test_two_who_accept_and_praise_each_other_only_are_a_ring_anywhere(app: Askwell, cast: Cast) -> None:
    one, other = cast.dan, cast.make("eva")
    with site(app):  # they did not sign up together
        db.session.get_one(Person, other.id).created_at -= timedelta(days=30)
    for n in range(policy.MUTUAL_ACCEPTS):
        for asker, helper in ((one, other), (other, one)):
            asked = factories.question(app, asker, f"Riddle {n} of {asker.name}?")
            factories.answer(app, asked, helper, f"It is {n}.", accepted=True)
    with site(app):
        assert finding.look() == []  # they thank each other: as friends do
    helped(app, cast, one, other, policy.ONE_WAY_VOTES)
    helped(app, cast, other, one, policy.ONE_WAY_VOTES)
    with site(app):
        found = finding.look()
    assert [group.people for group in found] == [tuple(sorted((one.id, other.id)))]
    assert {code for code, _values in found[0].evidence} == {"mutual accepts", "mutual votes"}


def test_an_office_shares_a_network_and_is_no_ring(app: Askwell, cast: Cast) -> None:
    dan, eva = cast.dan, cast.make("eva")
    helped(app, cast, dan, eva, policy.ONE_WAY_VOTES)
    alike(app, dan, eva, *[cast.make(f"c{n}") for n in range(policy.SHARED_BY_MAX)])
    with site(app):
        assert finding.look() == []


def test_traits_are_noted_of_who_writes_scrambled_and_forgotten(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = factories.question(app, cast.carla)
    reader = browser.sign_in(cast.dan)
    page = reader.get(f"/questions/{asked}-x")
    with site(app):
        assert db.session.scalars(sa.select(AccountTrait)).all() == []
    reader.submit(page, "I have this too")
    Browser(app).sign_in(cast.ana).submit(page, "Tell me about answers")
    with site(app):
        kept = db.session.scalars(sa.select(AccountTrait).order_by(AccountTrait.kind)).all()
        assert [(row.person_id, row.kind) for row in kept] == [
            (cast.dan.id, "browser"),
            (cast.dan.id, "network"),
        ]
        assert not any("127.0.0.1" in row.digest for row in kept)
    with clock.moved(timedelta(days=policy.TRAIT_DAYS + 1)), site(app):
        assert actions.forget_old() == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bob@a.example", "bob2@a.example", True),
        ("bob.smith@a.example", "bobsmith+x@a.example", True),
        ("bob@a.example", "bob@b.example", False),
        ("info1@a.example", "sales1@a.example", False),
        ("a1@a.example", "a2@a.example", False),
    ],
)
def test_addresses_that_one_person_makes_up(one: str, other: str, same: bool) -> None:
    assert (finding._skeleton(one) is not None and finding._skeleton(one) == finding._skeleton(other)) is same
