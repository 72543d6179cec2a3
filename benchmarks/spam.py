"""How well the spam filter tells spam from what people write, and the weights that Askwell comes with.

    python -m benchmarks.spam --data FOLDER [--mails FILE] [--train]

`FOLDER`: the shared data (default: ASKWELL_DATA). Learned from: made-up spam, the older part of a real forum (its spam read
and labelled by us), people's posts of other forums. Measured on what was not learned from: the newer part of that forum,
kinds of made-up spam that were left out, mails, and people's messages to a bank and in the demo. Without `--train` nothing
but results/spam.json is written. What the figures say, and what they don't: docs/spam.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.spam_data import LABELS, Text, demo, forum, judged, made, mails, people
from forum.insights.intervals import share
from forum.spam import policy
from forum.spam.classifier import PRIOR, Marks, Model, fit
from forum.spam.reading import FEATURES, read

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "spam.json"
STRENGTH = 0.15  # of the pull to zero: of 0.001 to 1, what told later campaigns and kinds never seen best
ROUNDS = 100
KEPT = 16_000  # posts of people, by lot
SPAM_SHARE = 0.3  # what all spam weighs, beside all that people wrote

Lesson = tuple[Marks, bool]


def main() -> None:
    """Measure; with `--train`, keep the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("ASKWELL_DATA", "shared/data")))
    options.add_argument("--mails", type=Path)
    options.add_argument("--train", action="store_true")
    asked = options.parse_args()
    posts = forum(asked.data)
    middle = [number for number, text in enumerate(posts) if text.spam][len(LABELS) // 2]
    old, new = posts[:middle], posts[middle:]
    spam = made() + [text for text in old if text.spam]
    kept = [text for text in old if not text.spam] + people(asked.data) + judged(asked.data, "hint3_en")
    kept = random.Random(6).sample(kept, KEPT)
    model = trained(spam, kept)
    if asked.train:
        np.savez_compressed(PRIOR, weights=model.weights.astype(np.float16), bias=np.float64(model.bias))
    told = {
        "a real forum, later": tell(model, new),
        "the same, learning from decisions": learning(model, new),
    }
    for left_out in sorted({text.kind for text in spam if text.kind != "firefox questions"}):
        without = [text for text in made() if text.kind != left_out]
        other = trained(without + [t for t in spam if t.kind == "firefox questions"], kept, 60)
        told[f"made up, never seen: {left_out}"] = tell(
            other, [t for t in made(4, lot=1) if t.kind == left_out]
        )
    told["messages to a bank"] = tell(model, judged(asked.data, "banking77_en"))
    told["the demo"] = tell(model, demo(ROOT))
    if asked.mails:
        told["mails of 2002"] = tell(model, mails(asked.mails))
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    show(told)


def trained(spam: Sequence[Text], kept: Sequence[Text], rounds: int = ROUNDS) -> Model:
    """The weights that tell these apart, from nothing. What is said often weighs no more than what is said once."""
    seen: set[bytes] = set()
    lessons: list[Lesson] = []
    for text in (*spam, *kept):
        marks = read(text.title, text.body).marks
        if len(marks) and (key := marks.tobytes()) not in seen:
            seen.add(key)
            lessons.append((marks, text.spam))
    many = {True: sum(s for _m, s in lessons), False: sum(not s for _m, s in lessons)}
    weights = [SPAM_SHARE * many[False] / many[True] if spam else 1.0 for _m, spam in lessons]
    nothing = Model(np.zeros(FEATURES, dtype=np.float32), 0.0)
    return fit(lessons, nothing, STRENGTH, rounds, weights)


def learning(model: Model, posts: Sequence[Text]) -> dict[str, object]:
    """The same posts in their order, the filter learning as a site's does: after each 400 it knows what is spam among them (it
    was held, doubted or reported), what was doubted and is none, and of the rest the fiftieth."""
    chance, lessons, now = random.Random(1), [], model
    odds: list[tuple[float, bool]] = []
    for start in range(0, len(posts), 400):
        for text in posts[start : start + 400]:
            marks = read(text.title, text.body).marks
            odds.append((now.log_odds(marks), text.spam))
            if text.spam or odds[-1][0] >= policy.REVIEW or chance.random() < 0.02:
                lessons.append((marks, text.spam))
        now = fit(lessons, model)
    return counted(odds)


def tell(model: Model, texts: Sequence[Text]) -> dict[str, object]:
    """Counts of one set, and precision and recall with their 95 % intervals where they can be said."""
    return counted([(model.log_odds(read(t.title, t.body).marks), t.spam) for t in texts])


def counted(odds: Sequence[tuple[float, bool]]) -> dict[str, object]:
    """Of (log-odds, is it spam?): what would be held, and what looked at."""
    told: dict[str, object] = {"posts": len(odds), "spam": sum(spam for _o, spam in odds)}
    for name, bound in (("held", policy.HOLD), ("looked at", policy.REVIEW)):
        over = [spam for value, spam in odds if value >= bound]
        told[name] = {"spam": sum(over), "people's": len(over) - sum(over)}
        spam = sum(s for _o, s in odds)
        if spam:
            told[name]["recall"] = [round(x, 3) for x in share(sum(over), spam)]  # type: ignore[index]
        if over and 0 < spam < len(odds):
            told[name]["precision"] = [round(x, 3) for x in share(sum(over), len(over))]  # type: ignore[index]
        if spam < len(odds):
            wrong = share(len(over) - sum(over), len(odds) - spam)
            told[name]["people's share"] = [round(x, 5) for x in wrong]  # type: ignore[index]
    return told


def show(told: dict[str, dict[str, object]]) -> None:
    """A line for each set."""
    for name, counts in told.items():
        print(f"{name:42} {counts['posts']:>6} posts {counts['spam']:>5} spam")
        for which in ("held", "looked at"):
            print(f"    {which:10} {counts[which]}")


if __name__ == "__main__":
    main()
