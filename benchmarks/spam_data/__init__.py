"""What the spam filter is made from and measured on, and where each text comes from.

- `made.txt`: spam that we wrote ourselves, thirteen kinds in seven languages; it goes into the weights that Askwell comes with.
- `labels.txt`: numbers of real posts of a public support forum that we read and found to be spam. The posts themselves
  (CC BY-SA 3.0, support.mozilla.org contributors) are not in this repository: they come from the folder of shared data.
- real questions, answers, articles and chat messages of that folder: what people write who are no spammers.
- real mails of the SpamAssassin public corpus, where a folder of them is given: to measure on, never to learn from.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from collections.abc import Iterator
from email import message_from_string, policy
from html import unescape
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
LABELS = frozenset((HERE / "labels.txt").read_text().split())

# Names in made-up spam: the first lot to learn from, the second to measure on, so that no name gives a text away.
_BRANDS = (
    ["Nordbank", "Skyhopper", "PayFast", "Lumo", "Printico", "MailZen", "Vault24", "StreamBox"],
    ["Kreditor", "Airlane", "Cashly", "Fenix", "Scanova", "Postify", "Coinfort", "Tunebay"],
)
_NAMES = (
    ["Dr. Abu", "Mr. James Hook", "Mrs. Linda Stone", "Prof. Okoro", "Wizard Brixton", "Madame Rosa"],
    ["Dr. Lucas", "Mr. Peter Vane", "Mrs. Olga Berg", "Chief Tunde", "Hacker Nolan", "Mama Zuri"],
)
_SYLLABLES = ("ba ke li mo nu pra sto vi zen gor", "ta hi lu fe rom cla dri po sun wex")
_ENDINGS = ["com", "com", "com", "net", "org", "info", "site", "online", "shop", "xyz", "co", "vip"]


class Text(NamedTuple):
    """One text, as the filter gets it. `kind`: of made-up spam; else where it comes from."""

    id: str
    lang: str
    title: str
    body: str
    kind: str
    spam: bool = False


def made(copies: int = 12, lot: int = 0) -> list[Text]:
    """`lot` 0: to learn from; 1: to measure on. Each made-up line some times, with other numbers and
    names in it, and a third of them with its sentences in another order."""
    chance = random.Random(lot)
    lines = [
        line.split("\t")
        for line in (HERE / "made.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    found = []
    for number, (kind, lang, text) in enumerate(lines):
        for copy in range(copies):
            whole = _filled(text, chance, lot)
            words = re.split(r"(?<=[.!?。！？])\s*", whole)
            title = words[0][:120] if copy % 2 else ""
            if copy % 3 == 0:
                whole = " ".join(chance.sample(words, len(words)))
            found.append(Text(f"made-{number}-{copy}", lang, title, whole, kind, spam=True))
    return found


def _filled(text: str, chance: random.Random, lot: int) -> str:
    def digits(count: int) -> str:
        return "".join(chance.choice("0123456789") for _ in range(count))

    phone = chance.choice(
        [f"+1-8{digits(2)}-{digits(3)}-{digits(4)}", f"0{digits(9)}", f"+46 {digits(2)} {digits(3)} {digits(4)}",
         f"(8{digits(2)}) {digits(3)} {digits(4)}", f"1～8{digits(2)}～{digits(3)}～{digits(4)}"]
    )  # fmt: skip
    host = "".join(chance.choice(_SYLLABLES[lot].split()) for _ in range(4))
    values = {
        "phone": phone,
        "url": f"https://{chance.choice(['', 'www.'])}{host}.{chance.choice(_ENDINGS)}/{digits(3)}",
        "brand": chance.choice(_BRANDS[lot]),
        "handle": chance.choice([f"+44 7{digits(9)}", f"@user{digits(3)}", f"vip{digits(5)}"]),
        "money": chance.choice(["$500", "€1000", "5 000 kr", "10万円", "888元", "$20,000"]),
        "name": chance.choice(_NAMES[lot]),
    }
    return re.sub(r"\{(\w+)\}", lambda slot: values[slot[1]], text)


def forum(folder: Path) -> list[Text]:
    """Questions that nobody answered, of a browser's support forum, oldest first: what `labels.txt` names is spam."""
    found = []
    for row in _lines(folder / "community" / "questions-unanswered.jsonl.gz"):
        body, name = row.get("body") or "", row["id"]
        found.append(
            Text(name, row["lang"], row.get("title") or "", body, "firefox questions", name in LABELS)
        )
    return sorted(found, key=lambda text: int(text.id.removeprefix("ff-")))


def people(folder: Path, threads: int = 4000) -> list[Text]:
    """What people wrote elsewhere: questions with answers of a mail program's and a blockchain's forum, help articles."""
    found = []
    for row in itertools.islice(_lines(folder / "community" / "threads.jsonl.gz"), 0, None, 3):
        found.append(Text(row["id"], row["lang"], row.get("title") or "", row.get("body") or "", "threads"))
        found += [
            Text(f"{row['id']}-{n}", row["lang"], "", answer.get("body") or "", "answers")
            for n, answer in enumerate(row.get("answers") or [])
        ][:2]
    found = found[: threads * 3]
    for row in _lines(folder / "community" / "articles.jsonl.gz"):
        body = row.get("body") or ""
        for start in range(0, min(len(body), 1500), 500):
            found.append(
                Text(f"{row['id']}-{start}", row["lang"], row["title"], body[start : start + 500], "articles")
            )
    return found


def judged(folder: Path, name: str) -> list[Text]:
    """Customers' messages of one judged set."""
    lines = (folder / "judged" / name / "shared.queries.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return [Text(f"{name}-{row['id']}", row.get("lang") or "en", "", row["text"], name) for row in rows]


def demo(root: Path) -> list[Text]:
    """The posts of the demo, in five languages: written by us, and never learned from."""
    found = []
    for line in (root / "forum" / "demo" / "threads.jsonl").read_text().splitlines():
        row = json.loads(line)
        found.append(Text(row["id"], row["lang"], row["title"], row["body"], "demo"))
        found += [
            Text(f"{row['id']}-{n}", row["lang"], "", answer["body"], "demo")
            for n, answer in enumerate(row.get("answers", []))
        ]
    return found


def mails(file: Path) -> list[Text]:
    """Mails of the SpamAssassin public corpus: JSON lines with `id`, `group` ("spam-2", "hard-ham-1") and `text`."""
    found = []
    for line in file.read_text().splitlines():
        row = json.loads(line)
        message = message_from_string(row["text"], policy=policy.compat32)
        found.append(
            Text(
                f"{row['group']}-{row['id']}",
                "en",
                str(message.get("Subject") or ""),
                _body(message),
                row["group"].rpartition("-")[0] + " mails",
                spam=row["group"].startswith("spam"),
            )
        )
    return found


def _body(message: object) -> str:
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]  # type: ignore[attr-defined]
    if not parts:
        return ""
    raw = parts[0].get_payload(decode=True) or b""
    text = raw.decode("latin-1")
    if parts[0].get_content_subtype() == "html" or "<html" in text[:2000].lower():
        text = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?is)<(script|style).*?</\1>", " ", text)))
    return re.sub(r"\s+", " ", text)


def _lines(file: Path) -> Iterator[dict[str, object]]:
    with gzip.open(file, "rt") as lines:
        for line in lines:
            yield json.loads(line)
