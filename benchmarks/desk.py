"""The curators' desk on a large site: 5,000 articles, 50,000 verdicts, 200,000 visits, 400 flags.

`python -m benchmarks.desk`: a moderator looks at each list; CPU time of the process in ms (p50 / p95 of 20), as a ratio to a
bare page with 20 rows in the same run, and the number of queries. Results in benchmarks/results/desk.json.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import bare, corpus
from forum import create_app
from forum.accounts import sessions
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import clock, migrate
from forum.core.db import db, may_write
from forum.flags.models import Flag
from forum.importing.actions import Run
from forum.knowledge.models import Article, Revision
from forum.search import readers, signals
from forum.search.models import Hit
from forum.votes.models import Verdict

RESULTS = Path(__file__).with_name("results") / "desk.json"
ROUNDS = 20
PAGES = {
    "flagged": "/moderation",
    "helps least": "/moderation/articles/unhelpful",
    "helps least, a topic's": "/moderation/articles/unhelpful?owner=none&lang=en",
    "translations": "/moderation/articles/translations",
    "look at again": "/moderation/articles/due",
    "to review": "/moderation/reviews",
    "worth an article": "/moderation/candidates",
    "what readers say": "/verdicts",
    "an article's numbers": "/moderation/articles/{number}",
    "an article": "/articles/{number}-{slug}",
}


def main() -> int:
    """Fill, look, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--verdicts", type=int, default=50_000)
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                instance_dir=Path(folder),
                database_url=f"sqlite:///{folder}/askwell.db",
                search_url=f"whoosh:{folder}/search",
                secret_key="a key for benchmarks only, long enough to be one",
                mail_url="console:",
                limits=False,
            )
        )
        migrate.upgrade(app)
        number, slug, key = _fill(app, Path(folder), sizes.articles, sizes.verdicts)
        addresses = {name: path.format(number=number, slug=slug) for name, path in PAGES.items()}
        found = measure(app, key, addresses)
    report = {"articles": sizes.articles, "verdicts": sizes.verdicts, "pages": found}
    RESULTS.write_text(json.dumps(report, indent=1) + "\n")
    return 0


def _fill(app: Any, folder: Path, articles: int, verdicts: int) -> tuple[int, str, str]:
    rng = random.Random(5)
    lines = folder / "articles.jsonl"
    corpus.write(lines, 200, 2, articles)
    with app.app_context():
        may_write.set(True)
        Run(lambda *bad: sys.exit(str(bad))).take(lines)
        now = clock.now()
        mo = Person(
            email="mo@example.com", email_key="mo@example.com", name="Mo", role="moderator", created_at=now
        )
        db.session.add(mo)
        db.session.commit()
        rows = db.session.execute(sa.select(Article.id, Article.slug, Article.published_revision_id)).all()
        popular = [int(rng.paretovariate(1.1)) % len(rows) for _ in range(200_000)]
        hits = {
            (rows[place].id, n % 50_000, now.date() - timedelta(days=n % 60))
            for n, place in enumerate(popular)
        }
        db.session.execute(
            sa.insert(Hit),
            [{"document": f"article:{i}", "visitor": f"v{v}", "day": day} for i, v, day in hits],
        )
        judged = [rows[int(rng.paretovariate(0.6)) % len(rows)] for _ in range(verdicts)]
        db.session.execute(
            sa.insert(Verdict),
            [
                {
                    "target_kind": "article", "target_id": row.id, "revision_id": row.published_revision_id,
                    "visitor": f"v{n}", "helped": rng.random() < 0.4 + 0.5 * (row.id % 7) / 7,
                    "at": now - timedelta(days=n % 90), "note": "It moved." if n % 20 == 0 else "",
                    "said_at": now - timedelta(days=n % 90) if n % 20 == 0 else None,
                }
                for n, row in enumerate(judged)
            ],
        )  # fmt: skip
        flagged = rng.sample(rows, min(400, len(rows)))
        db.session.execute(
            sa.insert(Flag),
            [
                {
                    "target_kind": "article", "target_id": row.id, "document": f"article:{row.id}",
                    "revision_id": row.published_revision_id, "reason": "outdated", "note": "The menu moved.",
                    "by_id": mo.id, "at": now,
                }
                for row in flagged
            ],
        )  # fmt: skip
        some = [row.id for row in rows if row.id % 5 == 0]
        for start in range(0, len(some), 500):
            db.session.execute(
                sa.update(Article)
                .where(Article.id.in_(some[start : start + 500]))
                .values(behind_since=now, review_from=now - timedelta(days=900))
            )
        waiting = [row.id for row in rows if row.id % 25 == 0]
        db.session.execute(
            sa.insert(Revision),
            [
                {
                    "article_id": number, "number": 2, "state": "in_review", "title": "Better", "summary": "",
                    "body": "Better.", "body_html": "<p>Better.</p>", "phrasings": [], "author_id": mo.id,
                    "created_at": now, "because": "It moved.",
                }
                for number in waiting
            ],
        )  # fmt: skip
        db.session.commit()
        for start in range(0, len(rows), 500):
            signals.refresh(f"article:{row.id}" for row in rows[start : start + 500])
            db.session.commit()
        began = time.process_time()
        readers.count()
        db.session.commit()
        print(f"readers counted in {time.process_time() - began:.2f} s")
        return rows[0].id, rows[0].slug, sessions.start_for(mo.id, browser="benchmark")


def measure(app: Any, key: str, pages: dict[str, str]) -> dict[str, dict[str, float]]:
    """Look at each address as whoever has the session `key`; prints and returns times, ratios and numbers of queries."""
    client = app.test_client()
    client.set_cookie(sessions.COOKIE, key)
    yardstick = bare.app.test_client()
    sent: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda _c, _k, text, *_r: sent.append(text))
    found: dict[str, dict[str, float]] = {}
    print(f"{'page':24} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>7} {'queries':>8}")
    for name, address in pages.items():
        assert client.get(address, follow_redirects=True).status_code == 200, address
        sent.clear()
        client.get(address)
        queries = len([text for text in sent if text.lstrip().upper().startswith(("SELECT", "WITH"))])
        times = _times(lambda where=address: client.get(where))  # type: ignore[misc]
        usual = _times(lambda: yardstick.get("/"))
        p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        ratio = p50 / statistics.median(usual)
        found[name] = {
            "p50_ms": round(p50, 2),
            "p95_ms": round(p95, 2),
            "ratio": round(ratio, 1),
            "queries": queries,
        }
        print(f"{name:24} {p50:8.1f} {p95:8.1f} {ratio:7.1f} {queries:8d}")
    return found


def _times(look: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        look()
        times.append((time.process_time() - began) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
