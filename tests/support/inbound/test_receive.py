"""`flask mail receive` as a mail server calls it: a message on stdin, and what the server hears by the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.config import Settings
from forum.core.db import db
from forum.core.jobs import Job
from forum.support.inbound import actions
from forum.support.inbound.models import InboundMail
from tests.contracts.outside import Commands
from tests.support.inbound.stage import REPLY, written


def command(settings: Settings, **environment: str) -> Commands:
    """The command line of a site."""
    return Commands(
        settings.instance_dir,
        {
            "ASKWELL_DATABASE_URL": settings.database_url,
            "ASKWELL_SEARCH_URL": settings.search_url,
            "ASKWELL_SECRET_KEY": settings.secret_key,
            **environment,
        },
    )


def test_a_message_on_stdin_is_kept_before_anything_is_done_with_it(app: Askwell, settings: Settings) -> None:
    mail = written("nina@example.net", REPLY, "Hello, zorhello")
    shell = command(settings)
    assert "kept" in shell.run("mail", "receive", typed=mail.as_string()).stdout
    with app.app_context():
        kept = db.session.scalars(sa.select(InboundMail)).one()
        assert kept.state == "waiting"
        assert b"zorhello" in (kept.raw or b"")
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.kind == actions.JOB)) == 1
    assert "here already" in shell.run("mail", "receive", typed=mail.as_string()).stdout


@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:9/nothing"]
)
def test_while_the_database_is_away_the_server_keeps_the_mail(
    app: Askwell, settings: Settings, tmp_path: Path, address: str
) -> None:
    shell = command(settings, ASKWELL_DATABASE_URL=address)
    done = shell.run("mail", "receive", typed="From: a@b.c\n\nx\n", status=75)
    assert "not now" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_on_stdin_is_nothing(app: Askwell, settings: Settings) -> None:
    assert "nothing came" in command(settings).run("mail", "receive", typed="\n").stderr
