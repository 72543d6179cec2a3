"""Avi writes his name from right to left: it stays together, and the sentence around it runs on as before."""

from __future__ import annotations

from flask_babel import force_locale, gettext, ngettext

from forum import Askwell
from forum.accounts.models import Person
from forum.core.bidi import BEGIN, END
from forum.core.db import db
from tests import factories, mails
from tests.factories import Cast, site
from tests.pages import Browser

AVI = "אבי כהן (2)"
TITLE = "הכרטיס שלי נדחה, 2 פעמים!"


def test_what_carla_is_told_of_avi_stays_in_order(app: Askwell, cast: Cast, browser: Browser) -> None:
    avi = cast.make("avi")
    with site(app):
        db.session.get_one(Person, avi.id).name = AVI
    asked = factories.question(app, cast.carla, TITLE)
    answer = factories.answer(app, asked, avi)

    told = f"{BEGIN}{AVI}{END} answered"
    assert told in browser.sign_in(cast.carla).get("/my/notices").text
    mail = mails.waiting(app, "carla@example.com")[-1]
    assert f"{BEGIN}{TITLE}{END}" in mail["subject"] + mail["text"]
    assert f"{BEGIN}{AVI}{END}" in mail["text"]
    assert f'aria-label="Answer by {BEGIN}{AVI}{END}"' in browser.get(f"/answers/{answer}").html


def test_only_what_runs_the_other_way_is_shut_off(app: Askwell) -> None:
    with app.test_request_context():
        for code in ("en", "sv", "fr", "zh", "ja"):
            with force_locale(code):
                assert BEGIN not in gettext("Answer by %(name)s", name="Bob Ågren 张")
                assert f"{BEGIN}{AVI}{END}" in gettext("Answer by %(name)s", name=AVI)
                assert f"{BEGIN}{AVI}{END}" in ngettext("%(who)s: %(num)s", "%(who)s: %(num)s", 2, who=AVI)
        words = app.jinja_env.from_string("{{ _('Answer by %(name)s', name=name) }}")
        assert words.render(name=AVI + "<b>") == f"Answer by {BEGIN}{AVI}&lt;b&gt;{END}"
