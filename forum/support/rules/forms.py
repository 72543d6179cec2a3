"""Reading the form of a rule."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from forum.core import forms
from forum.core.errors import Invalid
from forum.support.actions import words_of_tags
from forum.support.models import PRIORITIES
from forum.support.rules.actions import BY_TURN
from forum.support.rules.models import WHENS
from forum.topics import queries as topics

NAME_CHARS = 80
WORDS_CHARS = 300
NOTE_CHARS = 1_000
HOURS_MAX = 720


def sent() -> dict[str, str]:
    """The fields as they came, to be shown again."""
    names = ("name", "when", "hours", "topic", "lang", "contains", "tag", "priority", "customer", "field")
    deeds = ("do_assign", "do_priority", "do_tag", "do_tell")
    return {name: forms.line(name) for name in names + deeds} | {"do_note": forms.text("do_note").strip()}


def read() -> dict[str, Any]:
    """The rule that was sent: name, when, hours, conditions, deeds. Raises `Invalid` with a sentence per field."""
    said = sent()
    errors: dict[str, str] = {}
    if not 1 <= len(said["name"]) <= NAME_CHARS:
        errors["name"] = _("Give it a short name.")
    if said["when"] not in WHENS:
        errors["when"] = _("Choose one of these.")
    hours = int(said["hours"]) if said["hours"].isdecimal() else 0
    if hours > HOURS_MAX:
        errors["hours"] = _("A whole number within the limits, please.")
    conditions = _conditions(said, errors)
    deeds = _deeds(said, errors)
    if not deeds and not errors:
        errors["do_assign"] = _("Say what is to be done.")
    if errors:
        raise Invalid(_("Some of it can't be saved yet."), errors)
    return {
        "name": said["name"],
        "when": said["when"],
        "hours": hours,
        "conditions": conditions,
        "deeds": deeds,
    }


def _conditions(said: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in (
        ("words", "contains"),
        ("customer", "customer"),
        ("field", "field"),
        ("lang", "lang"),
    ):
        if len(said[field]) > WORDS_CHARS:
            errors[field] = _("This is too long.")
        elif said[field]:
            found[name] = said[field]
    by_slug = {topic.slug: topic.id for topic in topics.all()}
    if said["topic"]:
        if said["topic"] in by_slug:
            found["topic"] = by_slug[said["topic"]]
        else:
            errors["topic"] = _("Choose one of these.")
    if said["priority"]:
        if said["priority"] in PRIORITIES:
            found["priority"] = PRIORITIES[said["priority"]]
        else:
            errors["priority"] = _("Choose one of these.")
    if tags := _tags(said, "tag", errors):
        found["tag"] = tags[0]
    return found


def _deeds(said: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    people = {str(number) for number, _name in topics.staff()}
    for name, field, others in (("assign", "do_assign", {BY_TURN}), ("tell", "do_tell", set())):
        if said[field]:
            if said[field] in people | others:
                found[name] = said[field] if said[field] in others else int(said[field])
            else:
                errors[field] = _("Choose somebody of the team.")
    if said["do_priority"]:
        if said["do_priority"] in PRIORITIES:
            found["priority"] = PRIORITIES[said["do_priority"]]
        else:
            errors["do_priority"] = _("Choose one of these.")
    if tags := _tags(said, "do_tag", errors):
        found["tag"] = ", ".join(tags)
    if said["do_note"]:
        if len(said["do_note"]) > NOTE_CHARS:
            errors["do_note"] = _("This is too long.")
        found["note"] = said["do_note"]
    return found


def _tags(said: dict[str, str], field: str, errors: dict[str, str]) -> list[str]:
    try:
        return words_of_tags(said[field])
    except Invalid as error:
        errors[field] = _(error.message)
        return []


def shown(rule: Any) -> dict[str, str]:
    """The fields of a rule, for its form."""
    names = {number: name for name, number in PRIORITIES.items()}
    slugs = {topic.id: topic.slug for topic in topics.all()}
    c, d = rule.conditions, rule.deeds
    return {
        "name": rule.name,
        "when": rule.when,
        "hours": str(rule.hours),
        "topic": slugs.get(c.get("topic"), ""),
        "lang": c.get("lang", ""),
        "contains": c.get("words", ""),
        "tag": c.get("tag", ""),
        "priority": names.get(c.get("priority"), ""),
        "customer": c.get("customer", ""),
        "field": c.get("field", ""),
        "do_assign": str(d.get("assign", "")),
        "do_priority": names.get(d.get("priority"), ""),
        "do_tag": d.get("tag", ""),
        "do_note": d.get("note", ""),
        "do_tell": str(d.get("tell", "")),
    }


def wants_trial() -> bool:
    """Was "try it" pressed?"""
    return request.form.get("intent") == "try"
