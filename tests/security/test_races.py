"""What works once works once, also for twenty who press at the same moment: links of mails, codes, invitations.

Addresses that sign up, votes, solutions and forms with a key have such stories of their own: tests/accounts/test_sign_up.py,
tests/votes/test_vote.py, tests/core/test_at_once.py, tests/threads/.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person, SignInSession
from forum.accounts.second import actions as second
from forum.accounts.second import codes
from forum.accounts.second.models import RecoveryCode
from forum.core import clock, rate_limits
from forum.core.db import db
from tests import factories
from tests.accounts import mails
from tests.accounts.knowing import PASSWORD, with_passwords
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.security.tally import Tally

AT_ONCE = 20
COUNT = "presses at the same moment"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told "too often": only what is pressed itself may hold the others back."""
    for name in ("spend", "spend_later"):
        monkeypatch.setattr(rate_limits, name, lambda *_args: None)


def pressed(browsers: list[Browser], press: Callable[[Browser], Page]) -> list[int]:
    """The statuses that the browsers get when all of them press at once."""
    with ThreadPoolExecutor(8) as pool:
        return sorted(page.status for page in pool.map(press, browsers))


def strangers(app: Askwell, page: str) -> tuple[list[Browser], dict[Browser, Page]]:
    """Twenty browsers, each with the form of this page open."""
    browsers = [Browser(app) for _ in range(AT_ONCE)]
    return browsers, {browser: browser.get(page) for browser in browsers}


def sessions_of(app: Askwell, person: Person) -> int:
    with site(app):
        living = sa.select(sa.func.count()).select_from(SignInSession)
        return db.session.scalar(living.where(SignInSession.person_id == person.id)) or 0


def test_a_link_that_lets_in_lets_one_in(app: Askwell, cast: Cast, browser: Browser, tally: Tally) -> None:
    assert cast.dan
    browser.submit(browser.get("/sign-in/link"), "Mail me the link", email="dan@example.com")
    browsers, forms = strangers(app, mails.link(mails.waiting(app)[0]))
    statuses = pressed(browsers, lambda each: each.submit(forms[each], "Sign in"))
    assert statuses == [200] + [404] * (AT_ONCE - 1)
    assert sessions_of(app, cast.dan) == 1
    tally(COUNT, AT_ONCE)


def test_a_link_that_sets_a_password_sets_one(
    app: Askwell, cast: Cast, browser: Browser, tally: Tally
) -> None:
    assert cast.carla
    browser.submit(browser.get("/reset"), "Send the link", email="carla@example.com")
    browsers, forms = strangers(app, mails.link(mails.waiting(app)[0]))

    def set_password(each: Browser) -> Page:
        return each.submit(forms[each], "Set password", new_password=f"long enough {browsers.index(each)}")

    assert pressed(browsers, set_password) == [200] + [404] * (AT_ONCE - 1)
    assert sessions_of(app, cast.carla) == 1
    tally(COUNT, AT_ONCE)


def second_step(app: Askwell, cast: Cast) -> tuple[str, str, list[Browser], dict[Browser, Page]]:
    """Ana's app and a recovery code, and twenty who know her password and are asked for a code."""
    with_passwords(app, cast, "ana")
    secret = codes.new_secret()
    with site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        written = second.add_app(secret, pyotp.TOTP(secret).at(clock.now()), ana)
    assert written
    browsers, forms = strangers(app, "/sign-in")
    asked = {b: b.submit(forms[b], "Sign in", email="ana@example.com", password=PASSWORD) for b in browsers}
    assert {page.path for page in asked.values()} == {"/sign-in/second"}
    return secret, written[0], browsers, asked


def test_a_recovery_code_and_a_code_of_the_app_open_once(app: Askwell, cast: Cast, tally: Tally) -> None:
    secret, written, browsers, asked = second_step(app, cast)
    one = [200] + [422] * (AT_ONCE - 1)
    before = sessions_of(app, cast.ana)
    assert pressed(browsers, lambda each: each.submit(asked[each], "Go on", code=written)) == one
    with site(app):
        used = sa.select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_not(None))
        assert db.session.scalar(used) == 1
    assert sessions_of(app, cast.ana) == before + 1
    left = [each for each in browsers if each.get("/my/account").path != "/my/account"]
    assert len(left) == AT_ONCE - 1
    # The next code: the one of now set the app up, and an app's clock may be half a minute ahead.
    code = pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // codes.STEP_SECONDS + 1)
    assert pressed(left, lambda each: each.submit(asked[each], "Go on", code=code)) == one[:-1]
    tally(COUNT, 2 * AT_ONCE - 1)


def test_an_invitation_to_one_address_brings_one_person_in_once(
    app: Askwell, cast: Cast, tally: Tally
) -> None:
    path, _space = factories.group(app, cast.mo, openness="invitation")
    mo = Browser(app).sign_in(cast.mo)
    mo.submit(mo.get(f"{path}/members"), "Send the invitation", email="carla@example.com")
    link = mails.link(
        mails.waiting(
            app,
        )[0]
    )
    browsers = [Browser(app).sign_in(cast.carla) for _ in range(AT_ONCE)]
    forms = {each: each.get(link) for each in browsers}
    statuses = pressed(browsers, lambda each: each.submit(forms[each], "Join"))
    assert statuses.count(200) >= 1
    assert set(statuses) <= {200, 404}  # who is in already comes in again, or finds the link used
    assert mo.get(f"{path}/members").text.count("Carla") == 1
    tally(COUNT, AT_ONCE)
