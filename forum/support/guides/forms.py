"""The editor's form: steps as plain fields, read from what was sent or from a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from forum.config import LANGUAGES
from forum.core.errors import Invalid
from forum.core.text import clean, clean_line
from forum.support.guides.models import Guide
from forum.support.guides.policy import Head
from forum.support.guides.steps import (
    ANSWERS_MAX,
    FACTS_MAX,
    KINDS,
    NAME_MAX,
    STEPS_MAX,
    TEXT_MAX,
    WORDS_MAX,
    Flaw,
    Step,
    flaws,
)
from forum.topics import queries as topics

OPTIONS_MAX = 12
SPARE_ANSWERS = 2  # empty rows below those that are filled
SPARE_FACTS = 1


class GuideForm(NamedTuple):
    """What the editor shows. `mark`: of what it was filled from (`actions.mark`)."""

    title: str = ""
    words: str = ""
    lang: str = "en"
    topic: str = ""
    mark: str = ""
    steps: tuple[Step, ...] = ()

    def head(self) -> Head:
        """Name, words, language, topic."""
        topic = next((each.id for each in topics.all() if each.slug == self.topic), None)
        return Head(self.title, self.words, self.lang if self.lang in LANGUAGES else "en", topic)


def blank(key: str) -> Step:
    """A step that nothing was written into."""
    return {"key": key, "name": "", "text": "", "result": "", "macro": None, "answers": [], "facts": []}


def of(guide: Guide, steps: list[Step], mark: str) -> GuideForm:
    """A guide as its editor shows it."""
    known = topics.by_id()
    topic = known[guide.topic_id].slug if guide.topic_id in known else ""
    return GuideForm(guide.title, guide.words, guide.lang, topic, mark, tuple(steps))


def read(sent: Mapping[str, str]) -> GuideForm:
    """The form of a request, or of a draft: {field: text}."""

    def line(name: str, limit: int) -> str:
        return clean_line(sent.get(name, ""))[:limit]

    count = min(STEPS_MAX, _number(sent.get("steps", "0")) or 0)
    steps = [_step(sent, f"s{n}-", n) for n in range(count)]
    return GuideForm(
        line("title", 300),
        line("fits", 1000),
        sent.get("lang", "en"),
        sent.get("topic", ""),
        sent.get("mark", ""),
        tuple(steps),
    )


def _step(sent: Mapping[str, str], at: str, place: int) -> Step:
    def line(name: str, limit: int) -> str:
        return clean_line(sent.get(at + name, ""))[:limit]

    answers = [
        {"words": line(f"a{n}-words", WORDS_MAX), "to": line(f"a{n}-to", 20)} for n in range(ANSWERS_MAX)
    ]
    facts = [
        {
            "name": line(f"f{n}-name", NAME_MAX),
            "kind": kind if (kind := line(f"f{n}-kind", 10)) in KINDS else "text",
            "options": [o for part in line(f"f{n}-options", 500).split(",") if (o := part.strip())][
                :OPTIONS_MAX
            ],
            "required": sent.get(f"{at}f{n}-required") == "1",
        }
        for n in range(FACTS_MAX)
    ]
    return {
        "key": line("key", 20) or f"s{place + 1}",
        "name": line("name", NAME_MAX),
        "text": clean(sent.get(f"{at}text", "")).strip()[:TEXT_MAX],
        "result": clean(sent.get(f"{at}result", "")).strip()[:TEXT_MAX],
        "macro": _number(sent.get(f"{at}macro", "")),
        "answers": [answer for answer in answers if answer["words"] or answer["to"]],
        "facts": [fact for fact in facts if fact["name"]],
    }


def arranged(form: GuideForm, do: str) -> GuideForm:
    """The form after "add", "remove:2", "up:2" or "down:2" was pressed; places from 0."""
    steps = list(form.steps)
    what, _colon, raw = do.partition(":")
    place = _number(raw)
    if what == "add" and len(steps) < STEPS_MAX:
        steps.append(blank(_new_key(steps)))
    elif place is not None and place < len(steps):
        if what == "remove":
            gone = steps.pop(place)["key"]
            steps = [
                {**step, "answers": [a if a["to"] != gone else {**a, "to": ""} for a in step["answers"]]}
                for step in steps
            ]
        elif what in ("up", "down"):
            other = place + (1 if what == "down" else -1)
            if 0 <= other < len(steps):
                steps[place], steps[other] = steps[other], steps[place]
    return form._replace(steps=tuple(steps))


def sentences(found: list[Flaw]) -> list[tuple[str, str]]:
    """(key of the step, sentence) of each flaw, in the reader's language."""
    return [(flaw.key, str(_(flaw.sentence, **flaw.names))) for flaw in found]


def checked(form: GuideForm) -> list[tuple[str, str]]:
    """What must be mended before it can be published."""
    return sentences(flaws(form.steps))


def said(error: Invalid) -> dict[str, str]:
    """The sentences of an error, by field, in the reader's language."""
    return {name: str(_(sentence, **error.details)) for name, sentence in error.errors.items()}


def _new_key(steps: list[Step]) -> str:
    used = {step["key"] for step in steps}
    return next(key for n in range(1, STEPS_MAX + 2) if (key := f"s{n}") not in used)


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
