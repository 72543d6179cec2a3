"""What Ana types survives a session that ended and a server that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import sqlalchemy as sa

from forum.accounts import sessions
from forum.accounts.models import SignInSession
from forum.core.db import db
from forum.knowledge import queries
from tests import factories
from tests.factories import site
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


def test_a_session_that_ended_meanwhile_asks_to_sign_in_and_gives_the_form_back(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)
    form = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    with site(app):
        db.session.execute(sa.delete(SignInSession))

    page = browser.submit(
        form,
        "Save as draft",
        body="Typed over lunch.",
        because="The law",
        significance="major",
        title="Refunds",
    )

    assert page.status == 400
    assert "Typed over lunch." in page.html
    to_sign_in = browser.submit(page, f"/articles/{number}-how-do-refunds-work/edit")
    kept = dict(to_sign_in.form("/sign-in").fields)["next"]
    browser.sign_in(cast.ana)
    saved = browser.submit(browser.get(kept), f"/articles/{number}-how-do-refunds-work/edit")
    assert "Saved as a draft" in saved.text
    with site(app):
        newest = queries.newest(number, cast.ana)
        assert (newest.body, newest.because, newest.significance) == ("Typed over lunch.", "The law", "major")


def test_what_was_saved_while_typing_outlives_the_session(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)
    form = browser.get(f"/articles/{number}-how-do-refunds-work/edit").form("Save as draft")
    assert "autosave" in form.behaviour
    fields = dict(form.fields) | {"body": "Half a sentence", "significance": "typo", "catches_up": "1"}
    browser.post(f"/drafts/article:{number}", fields)
    with site(app):
        db.session.execute(sa.delete(SignInSession))

    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{number}-how-do-refunds-work/edit")

    sent = dict(page.form("Save as draft").fields)
    assert sent["body"] == "Half a sentence"
    assert sent["significance"] == "typo"


def test_a_translation_saves_itself_while_typing_too(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/new?translates={number}")
    fields = dict(page.form("Save as draft").fields) | {"lang": "fr", "title": "Le rembour", "body": "Trente"}
    browser.post(f"/drafts/article:new:{number}", fields)

    again = browser.get(f"/articles/new?translates={number}")

    assert dict(again.form("Save as draft").fields)["body"] == "Trente"
    assert f"/drafts/article:new:{number}" in again.html
    assert "Trente" not in browser.get("/articles/new").html
    browser.submit(again, "Save as draft")
    assert "Trente" not in browser.get(f"/articles/new?translates={number}").html


class Server:
    """The real web server of the test's site."""

    def __init__(self, settings):
        self.port = free_port()
        self.environment = {
            **os.environ,
            "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
            "ASKWELL_DATABASE_URL": settings.database_url,
            "ASKWELL_SEARCH_URL": settings.search_url,
            "ASKWELL_SECRET_KEY": settings.secret_key,
            "ASKWELL_LOG_LEVEL": "ERROR",
        }
        self.start()

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{self.port}", "wsgi:app"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(self.answers, "answering")

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=PATIENCE_SECONDS).close()
        except OSError:
            return False
        return True

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, path, cookie, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.read().decode()


def test_what_was_saved_while_typing_outlives_a_killed_server(app, cast, settings):

    number = factories.article(app, cast)
    with app.app_context():
        cookie = f"{sessions.COOKIE}={sessions.start_for(cast.ana.id, browser='test')}"
        db.session.remove()
    server = Server(settings)
    path = f"/articles/{number}-how-do-refunds-work/edit"
    try:
        page = server.ask(path, cookie)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "title": "T", "body": "Typed before the kill.", "based_on": "1"}
        server.ask(f"/drafts/article:{number}", cookie, sent)
        server.kill()
        server.start()
        assert "Typed before the kill." in server.ask(path, cookie)
    finally:
        server.kill()
