"""All that the page of privacy says, as plain values: the page and its JSON are made from it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.core import consents, cookies, timetable
from forum.core.settings import of_site
from forum.privacy.transparency import others, words
from forum.privacy.transparency.choices import CONTACT, WHO
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS
from forum.votes.policy import WORDS_DAYS


def document() -> dict[str, Any]:
    """{"who", "contact", "days", "purposes", "kept", "cookies", "others", "forgetting", "backups"}; sentences in the
    reader's language, moments as datetimes, days as numbers. Two queries, besides those for what admins chose."""
    settings = of_site()
    return {
        "who": WHO.value,
        "contact": CONTACT.value,
        "days": {"searches": SEARCHES_DAYS, "visits": HITS_DAYS, "words": WORDS_DAYS},
        "purposes": [_purpose(each) for each in consents.purposes()],
        "kept": words.entries(),
        "cookies": [
            {"name": c.name, "why": str(c.why), "when": str(c.when), "how_long": str(c.how_long)}
            for c in cookies.everything()
        ],
        "others": [{"who": o.who, "what": o.what, "when": o.when} for o in others.everybody()],
        "forgetting": forgetting(),
        "backups": {"made": bool(settings.backup_dir), "days": settings.backup_keep_days},
    }


def forgetting() -> list[dict[str, Any]]:
    """What is deleted by the clock: {"what", "days", "last", "next"}, moments or None. One query."""
    return [
        {"what": _(run.entry.forgets), "days": run.entry.kept_days, "last": run.last, "next": run.next}
        for run in timetable.runs()
        if run.entry.forgets
    ]


def _purpose(each: consents.Purpose) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": str(each.title),
        "what": str(each.what),
        "why": str(each.why),
        "how_long": str(each.how_long),
        "gain": str(each.gain),
        "text": each.version,
        "on_from_the_start": each.default,
        "because": str(each.because),
    }
