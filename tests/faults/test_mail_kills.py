"""Web server and worker are killed (-9) amid escalating and mailing, each time while a mail server is taking a mail.

Each lapsed promise and each "ask a person" is one case; each mail arrives at least once, and under one Message-ID, so that no
mail program shows it twice; each reply by mail is posted once. `python -m benchmarks.mail_kills` does it twenty times.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import threading
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from forum import Askwell
from forum.accounts import tokens
from forum.accounts.models import Person
from forum.config import Settings
from forum.core.db import db
from forum.core.jobs import Job
from forum.core.timetable import ScheduleRun
from forum.notifications import mailing
from forum.notifications.saying import MAIL_JOB
from forum.support.inbound import actions as inbound
from forum.support.models import Case
from forum.threads.models import Answer
from tests import factories, mails
from tests.contracts.outside import eventually
from tests.factories import Cast, site
from tests.faults.test_kills import Running
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port
from tests.support.inbound.stage import REPLY, written

KILLS = int(os.environ.get("MAIL_KILLS", "3"))
RESULTS = os.environ.get("MAIL_KILLS_RESULTS", "")  # a file to write the counts to
ANSWERS_BETWEEN = 3  # kills; each makes a mail


class Post:
    """A mail server that takes its time, and says when it is at it."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.busy = threading.Event()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """The mail is taken before the sender hears so: then is the moment to kill it."""
        self.taken.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.busy.set()
        await asyncio.sleep(0.2)
        return "250 taken"


class Scene:
    """The site, the people's programs, and what they were told."""

    def __init__(self, app: Askwell, cast: Cast, settings: Settings, smtp: int) -> None:
        self.app, self.cast, self.port, self.heard = app, cast, free_port(), 0
        self.carla, self.bob = cast.carla, cast.bob
        factories.topic(app, "orders")
        with site(app):
            self.key = tokens.make(db.session.get_one(Person, self.bob.id), ["read", "write"], "bob")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ASKWELL_")},
            "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
            "ASKWELL_DATABASE_URL": settings.database_url,
            "ASKWELL_SEARCH_URL": settings.search_url,
            "ASKWELL_SECRET_KEY": settings.secret_key,
            "ASKWELL_MAIL_URL": f"smtp://127.0.0.1:{smtp}",
            "ASKWELL_REPLY_ADDRESS": REPLY,
            "ASKWELL_LIMITS": "0",
            "ASKWELL_EMBEDDING": "0",
            "ASKWELL_LOG_LEVEL": "WARNING",
        }
        app.config["SETTINGS"].reply_address = REPLY
        self.web = Running(
            ["-m", "gunicorn", "-w", "1", "--threads", "2", "-b", f"127.0.0.1:{self.port}", "wsgi:app"],
            self.environment,
        )
        self.worker = Running(["-m", "flask", "--app", "wsgi", "worker"], self.environment)
        self.lapsed: list[int] = []
        self.asked: list[int] = []
        self.acknowledged: list[int] = []
        self.replies: list[str] = []

    def call(self, key: str, path: str, body: dict[str, str]) -> dict[str, Any] | None:
        """One call of the API; None when the server died or is not up yet."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            assert error.code >= 500, error.read()  # noqa: PT017 - whatever else it says is a fault of this test
            return None
        except (OSError, http.client.HTTPException, ValueError):  # also: killed amid its answer
            return None

    def promise_lapses(self) -> None:
        """Another question of Carla's is past its promise, and the clock will look soon."""
        self.lapsed.append(
            factories.question(self.app, self.carla, f"Lapsed {len(self.lapsed)}", hours_ago=25)
        )
        with site(self.app):
            db.session.execute(sa.delete(ScheduleRun).where(ScheduleRun.name == "escalate"))

    def bob_answers(self, question: int) -> None:
        """Until somebody hears that it was taken; what was taken without word is there too and counts as well."""
        words = f"Reply {len(self.acknowledged)}"
        made = eventually(lambda: self.call(self.key, f"questions/{question}/answers", {"body": words}), 4)
        assert made is not None
        self.acknowledged.append(int(made["id"].split(":")[-1]) if "id" in made else 0)

    def somebody_asks_a_person(self) -> None:
        """Another customer (each may ask so often only) presses until she hears something."""
        her = self.cast.make(f"asker{len(self.asked)}")
        number = factories.question(self.app, her, f"Asked {len(self.asked)}")
        with site(self.app):
            key = tokens.make(db.session.get_one(Person, her.id), ["read", "write"], "hers")
        self.asked.append(number)
        made = eventually(lambda: self.call(key, "cases", {"question": f"question:{number}"}), 4)
        self.heard += made is not None

    def carla_replies_by_mail(self, question: int) -> None:
        """Her mail comes in, as the command keeps it."""
        words = f"By mail {len(self.replies)}"
        self.replies.append(words)
        with site(self.app):
            from forum.core import reply_addresses

            bound = mailing.bound_to("carla@example.com", 0)
            key = self.app.config["SECRET_KEY"]
            token = reply_addresses.make(key, f"question:{question}", self.carla.id, bound)
            inbound.receive(
                written("carla@example.com", reply_addresses.address(REPLY, token), words).as_bytes(),
                "command",
            )

    def kill(self, which: Running) -> None:
        """-9, and again up. What the dead worker held is free: nobody waits for its leases to run out here."""
        which.kill()
        with site(self.app):
            db.session.execute(sa.update(Job).values(leased_until=None))
        which.start()

    def quiet(self) -> bool:
        """Is all escalated, sent and posted?"""
        with self.app.app_context():
            left = db.session.scalar(
                sa.select(sa.func.count()).where(Job.kind.in_(["mail", MAIL_JOB, inbound.JOB]))
            )
            cases = set(db.session.scalars(sa.select(Case.question_id)))
        return left == 0 and set(self.lapsed) <= cases

    def left(self) -> list[Any]:
        """What is not done, for whoever reads why the test failed."""
        with self.app.app_context():
            jobs = db.session.execute(
                sa.select(Job.kind, Job.attempts, Job.run_at, Job.last_error, Job.leased_until)
            )
            cases = set(db.session.scalars(sa.select(Case.question_id)))
            return [*map(tuple, jobs), *(set(self.lapsed) - cases), self.worker.process.poll()]


@pytest.mark.slow
def test_kills_amid_escalation_and_mail_lose_nothing_and_show_nothing_twice(
    app: Askwell, cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    post = Post()
    server = Controller(post, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE_SECONDS)
    server.start()
    asked = factories.question(app, cast.carla, "Where is my parcel?")
    mails.go_at_once(app)
    scene = Scene(app, cast, settings, server.port)
    try:
        for number in range(KILLS):
            scene.promise_lapses()
            scene.carla_replies_by_mail(asked)
            post.busy.clear()
            waiting = threading.Thread(target=scene.somebody_asks_a_person)
            waiting.start()
            for _each in range(ANSWERS_BETWEEN):
                scene.bob_answers(asked)
            assert post.busy.wait(PATIENCE_SECONDS)
            scene.kill(scene.web if number % 3 == 2 else scene.worker)
            waiting.join()
        assert eventually(scene.quiet, 4), scene.left()
        assert scene.heard == KILLS
        counts = _judge(app, scene, post)
        with capsys.disabled():
            print(f"\n{counts}")
        if RESULTS:
            Path(RESULTS).write_text(json.dumps(counts, indent=1) + "\n")
    finally:
        scene.web.kill()
        scene.worker.kill()
        server.stop()


def _judge(app: Askwell, scene: Scene, post: Post) -> dict[str, int]:
    with app.app_context():
        cases = Counter(db.session.scalars(sa.select(Case.question_id)))
        answers = list(db.session.scalars(sa.select(Answer)))
        db.session.expunge_all()
    assert all(cases[number] == 1 for number in (*scene.lapsed, *scene.asked)), cases
    of_bob = {a.id for a in answers if a.author_id == scene.bob.id}
    assert len(of_bob) >= len(scene.acknowledged)
    bodies = Counter(a.body for a in answers)
    assert all(bodies[words] == 1 for words in scene.replies), bodies
    ids_of_answer: dict[int, set[str]] = defaultdict(set)
    answers_of_id: dict[str, set[int]] = defaultdict(set)
    for mail in post.taken:
        part = mail.get_body(("plain",))
        for found in re.findall(r"/answers/(\d+)", part.get_content()):
            ids_of_answer[int(found)].add(mail["Message-ID"])
            answers_of_id[mail["Message-ID"]].add(int(found))
    assert of_bob <= ids_of_answer.keys(), "each mail at least once"
    assert all(len(ids) == 1 for ids in ids_of_answer.values()), "under one Message-ID"
    assert all(len(about) == 1 for about in answers_of_id.values())
    sent = Counter(mail["Message-ID"] for mail in post.taken)
    return {
        "kills": KILLS,
        "cases": len(cases),
        "mails": len(sent),
        "sent_twice": sum(1 for times in sent.values() if times > 1),
        "replies_by_mail": len(scene.replies),
    }
