"""The scene of this folder with something in every table of the database, and the words of an attacker in all of it."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import Any

from forum.accounts.models import Person
from forum.core import audit, choices, freshness, guest_pages
from forum.core.db import db
from forum.core.errors import Invalid
from forum.support.context import memory, shape
from tests.factories import site
from tests.security import planting, vectors
from tests.security.doors import TABLE, WHO
from tests.security.scene import COMMON, Scene
from tests.security.test_matrix import address

FORUM = Path(__file__).parents[2] / "forum"

#: What the code of a table expects, for rows that the scene itself has no need of.
_OF_QUESTION = {"target_kind": "question"}
GIVEN: dict[str, dict[str, Any]] = {
    "account_trait": {"kind": "browser"},
    "about": {"body_html": "<p>About her.</p>"},
    "consent": {"purpose": "trail", "how": "switch"},
    "document_day": {"document": "question:1"},
    "document_use": {"document": "article:1", "reply": "answer:1"},
    "expected_search": {"document": "article:1", "source": ""},
    "follow": {"thing": "topic:1"},
    "gap": {"state": "open", "how": "", "lang": "en"},
    "gap_wording": {"normal": COMMON, "words": COMMON},
    "guide_walk": {"path": []},
    "hit": {"document": "article:1"},
    "incident_update": {"state": "identified", "body": {"en": "We know more."}},
    "learned_query": {"document": "article:1", "normal": COMMON, "words": COMMON},
    "mail_choice": {"epoch": 0, "off": [], "bounce": "550 no such mailbox", "zone": "UTC"},
    "mention": {"post_kind": "question", "key": "carla"},
    "mending": _OF_QUESTION,
    "notice_choice": {"row": "answers", "mail": "off", "before": ""},
    "offered_search": {"documents": ["article:1"], "words": COMMON, "key": COMMON},
    "opening_hours": {
        "zone": "UTC", "week": [[[540, 1020]]] * 7, "country": "", "subdivision": "",
        "own": [["2027-12-24", [[540, 720]], "Christmas Eve"]],
    },
    "own_zone": {"zone": "UTC"},
    "picture_use": {"target": "question:1"},
    "promotion": {"document": "article:1", "normal": COMMON, "words": COMMON},
    "quote": {"post_kind": "answer", "document": "question:1"},
    "rearrangement": {"kind": "split"},
    "result_list": {"entries": []},
    "ring": {"evidence": [], "decision": ""},
    "schedule_run": {"name": "digest"},
    "search_day": {"outcome": "none"},
    "search_record": {"outcome": "", "refines": "", "shown": ["article:1"], "opened": [], "normal": COMMON, "credited": ""},
    "spam_model": {},
    "visitor_salt": {"salt": "ab" * 16},
    "verdict": {**_OF_QUESTION, "visitor": "p2", "reason": "wrong", "words": "words", "note": "note"},
    "vote": {**_OF_QUESTION},
    "vote_aside": {**_OF_QUESTION, "why": "ring"},
    "weight_change": {"weights": {}, "before": {}},
    "weight_trial": {"weights": {}, "against": ["site"], "judged": [], "state": "failed", "result": []},
}  # fmt: skip


def spoil(scene: Scene, turn: int = 0) -> set[str]:
    """Fill the site of the scene and spoil it; the columns that were. `turn`: with which block of vectors to begin."""
    scene.app.config["PROPAGATE_ERRORS"] = False  # a page that breaks is shown as one, and counted
    blocks, numbers = vectors.turns(vectors.blocks()), count(turn)
    for _skipped in range(turn):
        next(blocks)
    with site(scene.app):
        _chosen(next(blocks))
        empty = planting.fill(GIVEN)
        assert not empty, f"say in GIVEN what these tables take: {empty}"
    with site(scene.app):
        planted = planting.plant(lambda _name: f" {next(blocks)} {next(numbers)}")
    with site(scene.app):
        for _each in vectors.blocks():
            audit.record(
                db.session.get_one(Person, scene.people["root"].id),
                "hid",
                "question:1",
                next(blocks),
                was=next(blocks),
            )
        db.session.flush()
    _other_system(scene, [next(blocks) for _each in range(4)])
    freshness.clear()
    guest_pages.clear()
    return planted | {"audit_entry.because", "audit_entry.detail"}


def _chosen(block: str) -> None:
    """Words that admins choose for the site, where what they choose may be these."""
    for choice in choices.defined.values():
        if choice.kind in ("text", "textarea"):
            try:
                value = choice.check(block[: choice.most])
            except Invalid:
                continue
            db.session.add(choices.SiteChoice(name=choice.name, value={"is": value}))


def _other_system(scene: Scene, words: list[str]) -> None:
    """What the company's other system says of Dan."""
    row = {"label": words[0], "value": words[1], "url": "https://crm.example/%22%3E'x-planted=1"}
    link = {"text": words[2], "url": "https://crm.example/?a='onmouseover=fired(1)"}
    said = {"sections": [{"title": words[3], "badges": [{"text": words[0]}], "rows": [row], "links": [link]}]}
    memory.clear()
    known = shape.read(json.dumps(said).encode())
    memory.put(scene.app.config["SETTINGS"].database_url, scene.people["dan"].id, "en", known)


def pages(scene: Scene, who: str) -> dict[str, str]:
    """{address: rule} of all pages that answer `who` with 200, from the table of doors, and some that search."""
    at, found = WHO.index(who), dict[str, str]()
    for rule, cases in TABLE.items():
        if rule.startswith("GET ") and not rule.startswith(("GET /api/", "GET /static")):
            for values, _sent, words in cases:
                answers = words.split()
                if (answers[at] if len(answers) > 1 else answers[0]) == "200":
                    found.setdefault(address(scene, rule, values), rule)
    for path in ("/search?q=", "/ask?q=", "/search/suggest?q=", "/ask/suggestions?title="):
        found[f"{path}{COMMON}"] = path
    return found


def parameters() -> list[str]:
    """The names of everything that a view reads out of an address."""
    read = re.compile(r"""args(?:\.get|\.getlist|\[)?\(?["']([a-z_]+)["']|values\.get\(["']([a-z_]+)["']""")
    texts = (file.read_text(encoding="utf-8") for file in sorted(FORUM.rglob("*.py")))
    return sorted({one or other for text in texts for one, other in read.findall(text)})
