"""Made-up documents by the hundred, always the same: words drawn by frequency, a topic's words more often."""

import random
from collections.abc import Iterator

from search_index import SearchDocument

WORDS = [
    "card",
    "payment",
    "abroad",
    "declined",
    "terminal",
    "shop",
    "refund",
    "parcel",
    "label",
    "delivery",
    "address",
    "order",
    "invoice",
    "account",
    "password",
    "reset",
    "mail",
    "link",
    "phone",
    "screen",
    "battery",
    "charger",
    "warranty",
    "repair",
    "return",
    "exchange",
    "store",
    "pickup",
    "voucher",
    "discount",
    "price",
    "login",
    "error",
    "update",
    "install",
    "device",
    "printer",
    "network",
    "router",
    "signal",
    "cable",
    "adapter",
    "manual",
    "support",
    "agent",
    "ticket",
    "answer",
    "question",
    "problem",
    "fixed",
    "working",
    "broken",
    "missing",
    "late",
    "early",
    "wrong",
    "double",
    "charge",
    "bank",
    "limit",
    "currency",
    "fee",
    "statement",
]


def documents(count: int, seed: int = 1, first: int = 0, lang: str = "en") -> Iterator[SearchDocument]:
    draw = random.Random(seed)
    for slot in range(first, first + count):
        topic = draw.sample(WORDS, 3)

        def text(words: int, topic: list[str] = topic) -> str:
            picks = (draw.choice(topic) if draw.random() < 0.2 else WORDS[int(len(WORDS) * draw.random() ** 2)]
                     for _ in range(words))  # fmt: skip
            return " ".join(pick + (". " if draw.random() < 0.1 else "") for pick in picks)

        kind = draw.choice(("article", "question"))
        yield SearchDocument(
            f"{kind}:{slot}", slot, kind, lang, text(7), body=text(draw.randint(5, 120)),
            answers=(text(20),), topic=topic[0], version=1,
        )  # fmt: skip


def queries(count: int, seed: int = 2) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(draw.choice(WORDS) for _ in range(draw.randint(1, 8))) for _ in range(count)]
