"""What the forms of incidents send: words in each language of the site, topics, an address."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from forum.config import LANGUAGES
from forum.core.forms import line, text
from forum.support.incidents.models import Incident
from forum.topics import queries as topics


@dataclass
class IncidentForm:
    """An announcement as somebody writes it; `errors` by field."""

    title: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] = field(default_factory=dict)
    words: str = ""
    topics: list[str] = field(default_factory=list)
    everywhere: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def topic_ids(self) -> list[int]:
        """Those of the site's topics that were chosen."""
        return [topic.id for topic in topics.all() if str(topic.id) in self.topics]


def announcement() -> IncidentForm:
    """The form of this request."""
    return IncidentForm(
        title=in_languages("title"),
        body=in_languages("body", lines=True),
        words=text("words").strip(),
        topics=request.form.getlist("topic"),
        everywhere=request.form.get("everywhere") == "1",
    )


def of_incident(incident: Incident) -> IncidentForm:
    """The form as the incident stands."""
    return IncidentForm(
        dict(incident.title),
        dict(incident.body),
        incident.words,
        [str(number) for number in incident.topic_ids],
        incident.everywhere,
    )


def in_languages(name: str, lines: bool = False) -> dict[str, str]:
    """{language: words} of the fields `name`_en, `name`_fr ...; empty ones are left out."""
    read = text if lines else line
    found = {code: read(f"{name}_{code}").strip() for code in LANGUAGES}
    return {code: words for code, words in found.items() if words}
