"""The script that shops load: small, the same for all, kept by browsers for a while."""

from __future__ import annotations

import json
import re

from forum import Askwell
from forum.config import LANGUAGES

MAX_BYTES = 15_000  # before anybody presses the button, uncompressed; and nothing else is fetched


def test_it_is_one_small_script_that_browsers_may_keep(app: Askwell) -> None:
    client = app.test_client()
    answer = client.get("/widget.js")
    script = answer.get_data(as_text=True)
    assert 5_000 < len(answer.data) < MAX_BYTES
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"  # the same for everybody, packed or not
    again = client.get(
        "/widget.js", headers={"If-None-Match": answer.headers["ETag"], "Accept-Language": "sv"}
    )
    assert (again.status_code, again.data) == (304, b"")

    said = re.search(r"const words = (\{.*?\}\});", script)
    assert said, "the words of all languages stand in it"
    assert set(json.loads(said[1])) == set(LANGUAGES)


def test_it_runs_no_text_as_page_or_program(app: Askwell) -> None:
    """A shop's content policy, trusted types included, must never have to be widened for it."""
    script = app.test_client().get("/widget.js").get_data(as_text=True)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write", ".style", "cssText",
                "cookie", "localStorage", "sessionStorage", "fetch(", "XMLHttpRequest", "sendBeacon", "http:"):  # fmt: skip
        assert way not in script.replace("http://www.w3.org/2000/svg", ""), way
