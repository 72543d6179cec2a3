"""The calls of the API."""

from __future__ import annotations

from flask_smorest import Blueprint

from forum.api.reading import Parser


class JsonBlueprint(Blueprint):  # type: ignore[misc]
    """flask-smorest's, reading with our parser."""

    ARGUMENTS_PARSER = Parser()


bp = JsonBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    description="Everybody may read what everybody may read on the site; writing needs a key.",
)

from forum.api.views import articles, cases, description, flags, questions, search  # noqa: E402

__all__ = ["articles", "bp", "cases", "description", "flags", "questions", "search"]
