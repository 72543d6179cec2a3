"""What the engines are compared on: documents, questions, and what nobody types to find something."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import made_up
from search_index import SearchDocument

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "community"
KINDS = {"one word": 1, "two words": 2, "four words": 4, "a sentence of 12": 12}


def documents(size: int) -> Iterator[SearchDocument]:
    """Made-up ones, or (0) the real ones beside the checkout."""
    return made_up.documents(size) if size else real()


def real() -> Iterator[SearchDocument]:
    """Articles and threads of other sites."""
    slot = 0
    for name in ("articles", "threads"):
        with gzip.open(BESIDE / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                if row["type"] in ("article", "thread"):
                    answers = tuple(each["body"] for each in row.get("answers", ()))
                    yield SearchDocument(
                        f"{name}:{slot}", slot, "article" if name == "articles" else "question", row["lang"], row["title"],
                        summary=row.get("summary") or "", body=row["body"], answers=answers, topic=row.get("category") or "",
                    )  # fmt: skip
                    slot += 1


def questions(size: int, count: int, seed: int = 11) -> dict[str, list[str]]:
    """Searches by kind; of the real documents their own titles, and words of them."""
    if size:
        return {name: made_up.questions(words, count, seed) for name, words in KINDS.items()}
    draw = random.Random(seed)
    titles = [
        d.title for d in real() if len(re.findall(r"[a-z]{3,}", d.title.lower())) >= 5 and d.title.isascii()
    ]
    chosen = [re.findall(r"[A-Za-z0-9]+", title) for title in draw.sample(titles, count)]
    found = {
        name: [" ".join(draw.sample([w for w in title if len(w) > 3] or title, min(words, 4, len(title))))
               if len([w for w in title if len(w) > 3]) >= words else " ".join(title[:words]) for title in chosen]
        for name, words in KINDS.items() if words < 12
    }  # fmt: skip
    return found | {"a title": [" ".join(title) for title in chosen]}


def hostile() -> dict[str, str]:
    """What nobody types to find something."""
    draw = random.Random(3)
    words = made_up.vocabulary()
    letters = "abcdefghijklmnopqrstuvwxyz"
    unknown = ["".join(draw.choices(letters, k=draw.randint(4, 14))) for _ in range(1500)]
    return {
        "1,500 unknown words": " ".join(unknown),
        "10 kB of log": " ".join(f"2026-11-2{n % 10} ERROR [{n:x}] {draw.choice(words)}.{draw.choice(words)}:{n}" for n in range(300)),
        "the 250 commonest words": " ".join(words[:250]),
        "stop words only": " ".join(words[:24]),
        "prefixes": "a* b* c* s* pa* re* " * 40,
        "near misses": " ".join(word[:2] + word[3:] for word in words[100:400] if len(word) > 5),
        "punctuation": "*?~()[]{}!:^\"'\\/" * 200,
        "one letter": "a",
        "letters": " ".join(letters) * 20,
        "one long word": "a" * 10_000,
        "Chinese": "信用卡在国外被拒绝" * 400,
        "hiragana": "できませんでした" * 400,
        "accents": "e\u0301" * 5_000,
        "quotes": '"' + '" "'.join(" ".join(words[n : n + 3]) for n in range(24, 400, 3)) + '"',
    }  # fmt: skip
