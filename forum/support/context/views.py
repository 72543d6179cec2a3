"""The box beside a case. The case's page does not wait for it: htmx fetches it afterwards, and without a script a link
leads to a page that shows the same."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from werkzeug.wrappers import Response

from forum.core import pages, panels
from forum.core.access import agents, viewer
from forum.core.i18n import current_language
from forum.support import policy
from forum.support import queries as cases
from forum.support.context import queries
from forum.support.context.client import Provider
from forum.support.context.queries import Source
from forum.support.models import Case
from forum.support.views import bp


@bp.get("/desk/cases/<int:case_id>/context")
@agents
def context(case_id: int) -> Response:
    """What the other systems know about the customer of this case."""
    case, source = cases.case(case_id, viewer()), _source()
    number = case.id
    sections = queries.context(case, viewer(), source, current_language()) if source else None
    level = (
        3 if pages.wants_block() else 2
    )  # of headings: in the box beside the case, or on a page of its own
    return pages.answer(
        "support/context/page.html", block="sections", case_id=number, sections=sections, level=level
    )


@panels.fills("case_side")
def beside_the_case(case: Case, **_values: Any) -> str | None:
    """The box, still empty; nothing on a site without a provider."""
    if _source() is None or not policy.can_work(viewer()):
        return None
    return render_template("support/context/_box.html", case=case)


def _source() -> Source | None:
    settings = current_app.config["SETTINGS"]
    if not settings.context_url:
        return None
    provider = Provider(settings.context_url, settings.context_secret)
    return Source(provider, settings.context_email, settings.database_url)
