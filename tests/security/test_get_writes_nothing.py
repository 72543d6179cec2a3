"""Looking changes nothing, whoever looks and wherever: links in mails may be fetched by scanners."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import Base, db
from tests.factories import site
from tests.security.doors import CALLERS, TABLE, WHO
from tests.security.scene import Scene
from tests.security.test_matrix import Trier, address

#: What is counted while people look: searches, visits, limits, when somebody was last seen or first read her answers and
#: notices.
COUNTED = {"search_record", "hit", "document_signal", "rate_bucket", "visitor_salt", "question_loop"}
COUNTED_COLUMNS = {("sign_in_session", "seen_at"), ("api_token", "used_at"), ("notice", "read_at")}


def state(app: Askwell) -> dict[str, str]:
    """A hash of each table's rows."""
    found = {}
    with site(app):
        for table in Base.metadata.sorted_tables:
            if table.name in COUNTED:
                continue
            columns = [c for c in table.c if (table.name, c.name) not in COUNTED_COLUMNS]
            chosen = sa.select(*columns)
            if table.name == "audit_entry":  # that somebody was refused is noted, whatever the method
                chosen = chosen.where(table.c.did != "was refused")
            rows = sorted(repr(tuple(row)) for row in db.session.execute(chosen))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_looking_leaves_every_table_as_it_was(scene: Scene) -> None:
    trier = Trier(scene)
    with site(scene.app):  # whoever agreed to the trail wants it written
        for person in db.session.query(Person):
            person.trail_consent_at = None
    before = state(scene.app)
    assert len(before) > 20
    looked = 0
    for rule, cases in TABLE.items():
        if not rule.startswith("GET "):
            continue
        for values, _sent, _words in cases:
            path = address(scene, rule, values)
            of_api = path.startswith("/api/")
            for who in CALLERS if of_api else WHO:
                headers = _api_headers(trier, who) if of_api else trier.headers_of(who)
                for method in ("GET", "HEAD", "OPTIONS"):
                    trier.client.open(path, method=method, headers=headers)
                    looked += 1
        after = state(scene.app)
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"{rule} changed {changed}"
    print(f"{looked} looks changed none of {len(before)} tables")
    assert looked > 3000


def test_the_hash_sees_a_change(scene: Scene) -> None:
    before = state(scene.app)
    with site(scene.app):
        db.session.get_one(Person, scene.people["carla"].id).name = "Carlotta"
    after = state(scene.app)
    assert [name for name in before if before[name] != after[name]] == ["content_stamp", "person"]


def _api_headers(trier: Trier, caller: str) -> dict[str, str]:
    if caller == "nobody":
        return {}
    if caller == "cookie of carla":
        return {"Cookie": trier.cookies["carla"]}
    return {"Authorization": f"Bearer {trier.scene.keys[caller]}"}
