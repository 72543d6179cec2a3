"""Root takes the log along, safe for a spreadsheet; the command checks that nobody changed it."""

from __future__ import annotations

import csv
import io
import json

from forum import Askwell
from forum.core import audit, sealing
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser


def _write(app: Askwell, cast: Cast) -> None:
    mo = cast.mo
    with site(app):
        audit.record(mo, "hid", "question:1", '=HYPERLINK("http://x.example")')
        audit.record(None, "let the flag lapse on", "article:2", "Nobody confirmed it.", flag=3)
    with site(app):
        sealing.seal()


def test_root_exports_the_log_in_both_forms_and_that_is_logged(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    _write(app, cast)
    page = browser.sign_in(cast.root).get("/moderation/log")
    table = list(csv.DictReader(io.StringIO(browser.submit(page, "export", format="csv").html)))
    assert table[0]["because"] == '\'=HYPERLINK("http://x.example")'
    assert table[0]["by"] == "Mo"
    assert table[0]["seal"].startswith("1:")
    lines = [json.loads(line) for line in browser.submit(page, "export", format="jsonl").html.splitlines()]
    assert lines[1]["detail"] == {"flag": 3}
    assert [line["did"] for line in lines[-2:]] == ["exported the log"] * 2
    nothing = browser.submit(page, "export", format="jsonl", until="2020-01-01").html
    assert nothing == ""
    assert browser.submit(page, "export", format="jsonl", since="yesterday").status == 422
    assert not Browser(app).sign_in(cast.mo).get("/moderation/log").has_form("export")


def test_the_command_says_whether_the_log_is_whole(app: Askwell, cast: Cast) -> None:
    _write(app, cast)
    run = app.test_cli_runner().invoke
    done = run(args=["audit", "verify"])
    assert (done.exit_code, "The log is whole" in done.output) == (0, True)
    head = done.output.split()[-1]
    assert run(args=["audit", "verify", "--head", head]).exit_code == 0
    assert (
        run(args=["audit", "verify", "--head", head[:-1] + ("0" if head[-1] != "0" else "1")]).exit_code == 1
    )


def test_the_command_writes_the_log_into_a_file(app: Askwell, cast: Cast, tmp_path: object) -> None:
    _write(app, cast)
    file = f"{tmp_path}/log.csv"
    assert "3 entries." in app.test_cli_runner().invoke(args=["audit", "export", file]).output
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="exported the log").count() == 1
