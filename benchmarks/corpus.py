"""A made-up site of any size, the same for the same numbers: threads and articles in the import format.

Words follow Zipf's law over a made-up vocabulary into which real support words are mixed, so that searches meet
long and short posting lists as they do in real text.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

REAL = [
    "account",
    "address",
    "app",
    "battery",
    "bill",
    "bluetooth",
    "broken",
    "button",
    "cable",
    "camera",
    "cancel",
    "card",
    "charge",
    "charger",
    "code",
    "connect",
    "contract",
    "declined",
    "delivery",
    "device",
    "discount",
    "download",
    "email",
    "error",
    "factory",
    "firmware",
    "forgot",
    "invoice",
    "keyboard",
    "laptop",
    "light",
    "lock",
    "login",
    "lost",
    "message",
    "microphone",
    "network",
    "notification",
    "order",
    "package",
    "parcel",
    "password",
    "payment",
    "phone",
    "pickup",
    "picture",
    "plan",
    "printer",
    "problem",
    "receipt",
    "refund",
    "register",
    "repair",
    "replace",
    "reset",
    "restart",
    "return",
    "screen",
    "sensor",
    "settings",
    "ship",
    "slow",
    "sound",
    "speaker",
    "stolen",
    "subscription",
    "support",
    "tablet",
    "track",
    "transfer",
    "update",
    "upgrade",
    "verify",
    "video",
    "volume",
    "voucher",
    "warranty",
    "wifi",
    "wrong",
]
STOP = [
    "the",
    "a",
    "to",
    "is",
    "my",
    "i",
    "it",
    "and",
    "of",
    "in",
    "for",
    "on",
    "not",
    "with",
    "when",
    "how",
    "can",
    "after",
    "this",
    "that",
    "from",
    "do",
    "does",
    "have",
]
TOPICS = ("orders", "returns", "warranty", "account", "devices")
_SYLLABLES = [c + v for c in "bcdfgklmnprstvz" for v in "aeiou"]


def _vocabulary(size: int, rng: random.Random) -> tuple[list[str], list[float]]:
    words = list(dict.fromkeys(STOP + REAL))
    while len(words) < size:
        words.append("".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))))
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    total = 0.0
    cumulative = [total := total + w for w in weights]
    return words, cumulative


def write(path: Path, threads: int = 10_000, answers: int = 4, articles: int = 1_000, seed: int = 7) -> None:
    """Write topics, `threads` threads with `answers` answers each, and `articles` articles as JSONL to `path`."""
    rng = random.Random(seed)
    words, cumulative = _vocabulary(30_000, rng)
    begin = datetime(2025, 11, 1, tzinfo=UTC)

    def text(n: int) -> str:
        chosen = rng.choices(words, cum_weights=cumulative, k=n)
        for _ in range(max(1, n // 12)):
            chosen[rng.randrange(n)] = rng.choice(REAL)
        return " ".join(chosen)

    def body(n: int) -> str:
        return "\n\n".join(text(max(4, n // 3)).capitalize() + "." for _ in range(3))

    with path.open("w", encoding="utf-8") as file:

        def put(row: dict[str, object]) -> None:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

        for name in TOPICS:
            put({"type": "topic", "id": name, "name": {"en": name.capitalize()}, "promise_hours": 24})
        for number in range(articles):
            put(
                {
                    "type": "article",
                    "id": f"bench-a-{number}",
                    "lang": "en",
                    "category": TOPICS[number % 5],
                    "title": text(6).capitalize(),
                    "summary": text(14).capitalize(),
                    "body": body(180),
                    "phrasings": [text(5), text(5)],
                    "translation_of": None,
                    "views": rng.randint(0, 5000),
                }
            )
        for number in range(threads):
            at = begin + timedelta(minutes=37 * number)
            accepted = rng.randrange(answers) if rng.random() < 0.4 else -1
            put(
                {
                    "type": "thread",
                    "id": f"bench-t-{number}",
                    "lang": "en",
                    "category": TOPICS[number % 5],
                    "title": text(8).capitalize(),
                    "body": body(80),
                    "author": f"user-{rng.randrange(3000)}",
                    "created": at.isoformat(),
                    "tags": rng.sample(REAL, 2),
                    "views": rng.randint(0, 900),
                    "answers": [
                        {
                            "author": f"user-{rng.randrange(3000)}",
                            "body": body(60),
                            "created": (at + timedelta(hours=n + 1)).isoformat(),
                            "score": rng.randint(0, 6),
                            "accepted": n == accepted,
                        }
                        for n in range(answers)
                    ],
                }
            )


def searches(count: int, seed: int = 11) -> list[str]:
    """Searches of one to six words, as people type them."""
    rng = random.Random(seed)
    return [
        " ".join(rng.sample(REAL, rng.choice((1, 2, 2, 3, 3, 4))) + rng.sample(STOP, rng.choice((0, 0, 2))))
        for _ in range(count)
    ]
