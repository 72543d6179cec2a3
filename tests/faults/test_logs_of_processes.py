"""Web server and worker as processes of their own, each with a log: one name leads from the page to the job, and neither
log holds anybody's words, names, addresses or secrets."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import sqlalchemy as sa

from forum import Askwell
from forum.accounts import sessions, tokens
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import jobs
from forum.core.db import db
from tests import factories
from tests.factories import Cast, site
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port
from tests.security.tally import Tally

ROOT = Path(__file__).resolve().parents[2]
PASSWORD, WRONG, TITLE = "zor-password-of-hers", "zor-wrong-password", "Zortitle of a parcel"
WORDS, NOTE, QUERY = "zorwords of a question", "zornote to a person", "zorquery"
#: What docs/operations.md gives to whoever wants a line for each request.
LINE = "%(m)s %(s)s %(M)sms %({x-request-id}o)s"


class Visitor:
    """Somebody at a real server, with her cookies."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.address, self.cookie = f"http://127.0.0.1:{port}", cookie
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Status and page."""
        more = {"Cookie": f"{sessions.COOKIE}={self.cookie}"} if self.cookie else {}
        request = urllib.request.Request(f"{self.address}{path}", data, {**more, **headers})
        try:
            with self.opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def send(self, page: str, to: str, **fields: str) -> tuple[int, str]:
        """A form of the page at `page`, with its token."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(page)[1])
        assert token
        return self.ask(to, urllib.parse.urlencode({**fields, "csrf_token": token[1]}).encode())


@contextmanager
def running(settings: Settings, folder: Path) -> Iterator[int]:
    """Both processes, with their stderr in web.log and worker.log; the port. Their mail server is away."""
    port = free_port()
    environment = {
        **os.environ,
        "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
        "ASKWELL_DATABASE_URL": settings.database_url,
        "ASKWELL_SECRET_KEY": settings.secret_key,
        "ASKWELL_MAIL_URL": "smtp://zormailuser:zormailsecret@127.0.0.1:9",
        "ASKWELL_LOG_LEVEL": "DEBUG",
    }
    commands = {
        "web": ["-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "--access-logfile", "-",
                "--access-logformat", LINE, "--no-control-socket", "wsgi:app"],
        "worker": ["-m", "flask", "--app", "wsgi", "worker"],
    }  # fmt: skip
    with ExitStack() as stack:
        for name, command in commands.items():
            log = stack.enter_context((folder / f"{name}.log").open("a"))
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(os.killpg, process.pid, signal.SIGTERM)
        yield port


def test_both_logs_name_the_request_and_nobody_s_words(
    app: Askwell, cast: Cast, settings: Settings, tmp_path: Path, tally: Tally
) -> None:
    factories.topic(app, "orders")
    with site(app):
        dan = db.session.get_one(Person, cast.dan.id)
        dan.email = dan.email_key = "zorcanary@example.net"
        dan.name = "Zorname Canary"
        cookie = sessions.start_for(dan.id, "test")
        key = tokens.make(dan, ["read", "write"], "load")
    with running(settings, tmp_path) as port:
        guest, dans = Visitor(port), Visitor(port, cookie)

        def answers() -> bool:
            try:
                return guest.ask("/healthz")[0] == 200
            except OSError:
                return False

        until(answers, "the site opening")
        assert guest.ask(f"/search?q={QUERY}")[0] == 200
        assert guest.send("/sign-in", "/sign-in", email="zorcanary@example.net", password=WRONG)[0] in (
            401,
            422,
        )
        assert guest.ask("/reset/zortoken-of-a-mailed-link")[0] == 404
        assert guest.send("/reset", "/reset", email="zorcanary@example.net")[0] == 200
        asked = {"title": TITLE, "body": WORDS, "topic": "orders", "lang": "en"}
        bearer = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        status, made = Visitor(port).ask("/api/v1/questions", json.dumps(asked).encode(), **bearer)
        assert status == 201, made
        number = json.loads(made)["id"].partition(":")[2]
        case = json.dumps({"question": f"question:{number}", "note": NOTE}).encode()
        assert Visitor(port).ask("/api/v1/cases", case, **bearer)[0] == 201
        assert Visitor(port).ask("/api/v1/questions", b"{}", Authorization="Bearer askwell_zorkey")[0] == 401
        assert dans.ask(f"/questions/{number}")[0] == 200

        mailed, link = _mailed(app)
        until(lambda: mailed in (tmp_path / "worker.log").read_text(), "the mail being tried")
    web, worker = ((tmp_path / f"{name}.log").read_text() for name in ("web", "worker"))
    assert mailed in web
    assert mailed in worker
    found = f"{web}\n{worker}".lower()
    assert [
        each for each in ("zor", "canary", cookie, key, settings.secret_key, link) if each.lower() in found
    ] == []
    tally("lines of logs read", len(found.splitlines()))


def _mailed(app: Askwell) -> tuple[str, str]:
    """The name of the request that wanted the mail, which waits, and the secret in its link."""
    with app.app_context():
        mails = db.session.scalars(sa.select(jobs.Job).where(jobs.Job.kind == "mail").order_by(jobs.Job.id))
        found = [(mail.request, re.search(r"/reset/([\w-]{20,})", mail.payload["text"])) for mail in mails]
    ((request, link),) = [(request, link[1]) for request, link in found if link]
    assert request
    return request, link
