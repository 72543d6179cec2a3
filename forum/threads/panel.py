"""What askers said in fields, beside their case."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.threads import fields
from forum.threads.models import Question


@panels.fills("case_side")
def said_in_fields(question: Question, **_values: Any) -> str | None:
    """All of it: whoever works on a case is of the company."""
    found = fields.said(question, viewer())
    return render_template("threads/_said.html", said=found) if found else None
