"""The logs say what happened and to which request, and nobody's words, names, addresses or secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import jobs
from forum.core.db import db
from tests import factories
from tests.factories import Cast, site
from tests.mails import write_notices
from tests.pages import Browser
from tests.security.tally import Tally

SECRETS = {
    "address": "zorcanary@example.net",
    "name": "Zorname Canary",
    "words": "zorwords of a question",
    "query": "zorquery",
    "password": "zor-password-of-hers",
    "slug": "zorslug",
    "token": "zortoken-of-a-mailed-link",
}


@pytest.fixture
def app(settings: Settings) -> Iterator[Askwell]:
    """As in production: errors become pages. Its mail server is away."""
    mine = settings.model_copy(update={"mail_url": "smtp://127.0.0.1:9", "log_level": "DEBUG"})
    made = create_app(mine, TESTING=True, AFTERWARDS_INLINE=True, CHEAP_PASSWORDS=True)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def logged(app: Askwell) -> Iterator[io.StringIO]:
    """What the handler of the site writes."""
    (handler,) = [each for each in logging.getLogger().handlers if getattr(each, "askwell", False)]
    assert isinstance(handler, logging.StreamHandler)
    kept, level = io.StringIO(), logging.getLogger().level
    before = handler.setStream(kept)
    yield kept
    handler.setStream(before)
    logging.getLogger().setLevel(max(level, logging.INFO))


def lines(logged: io.StringIO) -> list[dict[str, Any]]:
    """All lines; each is one JSON object."""
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_nobody_s_words_are_logged_not_even_by_errors(
    app: Askwell, cast: Cast, logged: io.StringIO, tally: Tally
) -> None:
    factories.topic(app, "orders")
    browser = Browser(app).sign_in(cast.carla)
    browser.get(f"/search?q={SECRETS['query']}")
    browser.submit(browser.get("/ask"), "Post", title=SECRETS["slug"], body=SECRETS["words"], topic="orders")
    Browser(app).get(f"/sign-in/link/{SECRETS['token']}")
    Browser(app).get(f"/no-such/{SECRETS['slug']}")
    guest = Browser(app)
    guest.submit(
        guest.get("/sign-up"),
        "Create",
        name=SECRETS["name"],
        email=SECRETS["address"],
        password=SECRETS["password"],
    )
    with site(app):
        failing = sa.text("INSERT INTO topic (slug, nonsense) VALUES (:words, :address)")
        with pytest.raises(sa.exc.DBAPIError) as wrong:
            db.session.execute(failing, SECRETS)
        db.session.rollback()
        logging.getLogger("forum").error("told", exc_info=wrong.value)
        try:
            raise ValueError(SECRETS["words"])
        except ValueError:
            logging.getLogger("forum").exception("told")
    with app.test_request_context(f"/sign-in/link/{SECRETS['token']}"):
        logging.getLogger("forum").error("told")
    write_notices(app)
    with app.app_context():
        jobs.run_once()
    text = logged.getvalue().lower()
    assert {name for name, secret in SECRETS.items() if secret.lower() in text} == set()
    found = lines(logged)
    assert [line for line in found if line.get("exception")]
    tally("lines of logs read", len(found))


def test_one_name_finds_the_page_the_job_and_the_mail(app: Askwell, logged: io.StringIO) -> None:
    guest = Browser(app)
    guest.submit(
        guest.get("/sign-up"), "Create", name="Carla", email="carla@example.net", password=SECRETS["password"]
    )
    with app.app_context():
        (asked_by,) = set(db.session.scalars(sa.select(jobs.Job.request).where(jobs.Job.kind == "mail")))
        jobs.run_once("mail")
    assert asked_by
    (line,) = [line for line in lines(logged) if line["event"] == "job failed"]
    assert (line["job"], line["request"]) == ("mail", asked_by)
    assert "ConnectionRefusedError" in line["exception"]
