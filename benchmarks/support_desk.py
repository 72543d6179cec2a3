"""The support desk with 20,000 cases: its views, filters, search, counts, and one case.

`python -m benchmarks.support_desk`: an agent looks at each; CPU time of the process in ms (p50 / p95 of 20), as a ratio to
a bare page with 20 rows in the same run, and the number of queries. `--open` of the cases are open (default 3,000, as where
twenty people work; 20,000 is the worst that can be). `--database` takes an empty PostgreSQL database instead of a SQLite file:
its own time is then not in these figures. 2,000 questions are in the search index, which the page of a case asks.
Results in benchmarks/results/support-desk.json, by database and open cases, with the budget: twenty agents who each look every
ten seconds keep one of two cores busy at 500 ms a look; a tenth of that is what any page may take.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import corpus
from benchmarks.desk import measure
from forum import create_app
from forum.accounts import sessions
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import clock, migrate
from forum.core.db import db, may_write
from forum.importing.actions import Run
from forum.support.models import Case, CaseTag, DeskFilter
from forum.threads.models import Question

RESULTS = Path(__file__).with_name("results") / "support-desk.json"
BUDGET_MS = 50  # CPU, p95, of any page where 3,000 of 20,000 cases are open
AGENTS = 20
CUSTOMERS = 4_000
TAGS = [f"tag-{n}" for n in range(40)]
FILTERS = [{"view": "open", "priority": "urgent"}, {"view": "open", "holder": "me"}, {"view": "open", "tag": "tag-3"},
           {"view": "waiting", "lang": "en"}, {"view": "overdue", "holder": "none"}]  # fmt: skip
PAGES = {
    "all open": "/desk",
    "all open, page 50": "/desk?view=open&page=50",
    "mine": "/desk?view=mine",
    "nobody's": "/desk?view=unassigned",
    "due next": "/desk?view=due",
    "overdue": "/desk?view=overdue",
    "waiting": "/desk?view=waiting",
    "resolved": "/desk?view=resolved",
    "closed": "/desk?view=closed",
    "a topic's": "/desk?view=open&topic={topic}",
    "a tag's, urgent": "/desk?view=open&tag=tag-3&priority=urgent",
    "search, three words": "/desk?q=card+declined+anna",
    "search, a number": "/desk?q=%23{case}",
    "counts alone": "/desk/counts",
    "rules": "/desk/rules",
    "a case": "/desk/cases/{case}",
    "who writes": "/desk/cases/{case}/writing",
}


def main() -> int:
    """Fill, look, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--open", type=int, default=3_000)
    parser.add_argument("--database", default="")
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                instance_dir=Path(folder),
                database_url=sizes.database or f"sqlite:///{folder}/askwell.db",
                search_url=f"whoosh:{folder}/search",
                secret_key="a key for benchmarks only, long enough to be one",
                mail_url="console:",
                limits=False,
            )
        )
        migrate.upgrade(app)
        key, values = _fill(app, Path(folder), sizes.cases, sizes.open)
        found = measure(app, key, {name: path.format(**values) for name, path in PAGES.items()})
        name = f"{'postgresql' if sizes.database else 'sqlite'}, {sizes.open} open"
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    slow = [page for page, figures in found.items() if figures["p95_ms"] > BUDGET_MS]
    print(
        f"{name}: budget of {BUDGET_MS} ms "
        + (f"missed by {', '.join(slow)}" if slow else "kept by every page")
    )
    before[name] = {
        "cases": sizes.cases, "open": sizes.open, "pages": found, "budget_ms": BUDGET_MS, "over_budget": slow,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(before, indent=1) + "\n")
    return 0


def _fill(app: Any, folder: Path, cases: int, still_open: int) -> tuple[str, dict[str, Any]]:
    rng = random.Random(7)
    lines = folder / "threads.jsonl"
    corpus.write(lines, 2_000, 2, 50)
    with app.app_context():
        may_write.set(True)
        Run(lambda *bad: sys.exit(str(bad))).take(lines)
        now = clock.now()
        people = [
            {"email": f"p{n}@example.com", "email_key": f"p{n}@example.com", "role": "agent" if n < AGENTS else "customer",
             "name": f"{rng.choice(('Anna', 'Bo', 'Chen', 'Dora', 'Emil'))} {n}", "created_at": now}
            for n in range(AGENTS + CUSTOMERS)
        ]  # fmt: skip
        ids = list(db.session.scalars(sa.insert(Person).returning(Person.id), people))
        staff, customers = ids[:AGENTS], ids[AGENTS:]
        _questions(rng, cases, customers)
        rows = db.session.execute(
            sa.select(Question.id, Question.author_id).order_by(Question.id.desc()).limit(cases)
        ).all()
        made = [_case(rng, n, row, staff, still_open) for n, row in enumerate(rows)]
        numbers = list(db.session.scalars(sa.insert(Case).returning(Case.id), made))
        db.session.execute(
            sa.insert(CaseTag),
            [
                {"case_id": n, "tag": tag}
                for n in numbers
                for tag in rng.sample(TAGS, rng.choice((0, 0, 1, 2)))
            ],
        )
        db.session.execute(
            sa.insert(DeskFilter),
            [
                {"owner_id": staff[0], "name": f"Filter {n}", "shared": True, "wanted": w}
                for n, w in enumerate(FILTERS)
            ],
        )
        topic = db.session.execute(sa.text("SELECT slug FROM topic ORDER BY id LIMIT 1")).scalar()
        mine = db.session.scalar(
            sa.select(Case.id).where(Case.closed_at.is_(None), Case.claimed_by_id == staff[0]).limit(1)
        )
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("ANALYZE"))
        key = sessions.start_for(staff[0], browser="benchmark")
        return key, {"case": mine, "topic": topic}


def _questions(rng: random.Random, cases: int, customers: list[int]) -> None:
    """As many as there are cases, like those that the import brought."""
    like = db.session.execute(
        sa.select(
            Question.topic_id, Question.title, Question.slug, Question.lang, Question.body, Question.body_html
        )
    ).all()
    now = clock.now()
    rows = []
    for n in range(cases):
        row = like[n % len(like)]
        asked = now - timedelta(minutes=n * 7)
        rows.append({**row._mapping, "author_id": rng.choice(customers), "created_at": asked, "active_at": asked,
                     "escalated_at": asked, "due_at": asked})  # fmt: skip
    for start in range(0, len(rows), 1000):
        db.session.execute(sa.insert(Question), rows[start : start + 1000])


def _case(rng: random.Random, n: int, row: Any, staff: list[int], still_open: int) -> dict[str, Any]:
    now = clock.now()
    opened = now - timedelta(minutes=n * 7)
    state = (
        rng.choices(("new", "open", "waiting", "resolved"), (2, 4, 3, 1))[0] if n < still_open else "closed"
    )
    return {
        "question_id": row.id, "customer_id": row.author_id, "state": state, "because": rng.choice(("promise", "asked")),
        "note": "", "opened_at": opened, "state_at": opened, "closed_because": "", "version": 1,
        "due_at": now + timedelta(minutes=rng.randint(-3000, 3000)),
        "claimed_by_id": None if state == "new" else rng.choice(staff),
        "first_reply_at": opened if state in ("waiting", "resolved", "closed") else None,
        "closed_at": opened + timedelta(hours=30) if state == "closed" else None,
        "priority": rng.choices((0, 1, 2, 3), (1, 7, 2, 1))[0],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
