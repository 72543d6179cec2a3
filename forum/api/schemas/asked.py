"""What comes in."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from forum.api.reading import Flag, Line, Schema, Text, Whole, between, one_of
from forum.core.pagination import PAGE_MAX
from forum.core.targets import NUMBER_MAX
from forum.core.text import N_
from forum.flags.policy import REASONS
from forum.search.finding import LIMIT_MAX as SEARCH_LIMIT_MAX
from forum.search.finding import PAGES_MAX
from forum.support.queries import VIEWS
from forum.threads.queries import FILTERS

LANGS = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
REFERENCE = r"^[a-z]{1,20}:[0-9]{1,10}$"  # "article:12"


def _matching(pattern: str) -> ma.validate.Regexp:
    return ma.validate.Regexp(pattern, error=N_("This is not written as it should be."))


class SearchQuery(Schema):
    """Of GET /search."""

    q = Line(required=True, metadata={"description": "The words looked for."})
    limit = Whole(
        load_default=10,
        validate=between(1, NUMBER_MAX),
        metadata={"description": f"Results wanted; at most {SEARCH_LIMIT_MAX} come."},
    )
    page = Whole(load_default=1, validate=between(1, PAGES_MAX))
    explain = Flag(load_default=False, metadata={"description": "Fill `why`; for keys of staff."})
    exact = Flag(load_default=False, metadata={"description": "Search misspelt words as they are."})
    topic = Line(metadata={"description": "Only of this topic (its slug)."})
    kind = Line(validate=one_of("article", "question"))
    lang = Line(validate=_matching(LANGS), metadata={"description": "Only in this language."})


class PageQuery(Schema):
    """Of lists."""

    page = Whole(load_default=1, validate=between(1, PAGE_MAX))


class QuestionsQuery(PageQuery):
    """Of GET /questions."""

    filter = Line(load_default="newest", validate=one_of(*FILTERS))
    topic = Line()
    tag = Line()
    lang = Line(validate=_matching(LANGS))


class ArticlesQuery(PageQuery):
    """Of GET /articles."""

    topic = Line()
    lang = Line(validate=_matching(LANGS))


class CasesQuery(PageQuery):
    """Of GET /cases. `view` and `topic` are for staff."""

    view = Line(load_default="open", validate=one_of(*VIEWS))
    topic = Line()


class NewQuestion(Schema):
    """Of POST /questions. `body` is Markdown, `topic` a slug."""

    title = Line(required=True)
    body = Text(required=True)
    topic = Line(required=True)
    lang = Line(validate=_matching(LANGS))
    tags = fields.List(Line(), validate=ma.validate.Length(max=20), load_default=list)
    said = fields.Dict(
        data_key="fields",
        keys=Line(),
        values=Line(),
        validate=ma.validate.Length(max=20),
        load_default=dict,
        metadata={"description": "What the topic asks for, by the key of each field; see GET /topics."},
    )


class NewAnswer(Schema):
    """Of POST /questions/<n>/answers. `body` is Markdown."""

    body = Text(required=True)


class NewSolution(Schema):
    """Of POST /questions/<n>/solution: the number of an answer."""

    answer = Whole(required=True, strict=True, validate=between(1, NUMBER_MAX))


class NewFlag(Schema):
    """Of POST /flags."""

    target = Line(required=True, validate=_matching(REFERENCE), metadata={"example": "article:12"})
    reason = Line(required=True, validate=one_of(*REASONS))
    note = Text(required=True)
    passage = Text(load_default="", metadata={"description": "The words that are meant."})
    shown_by = Line(
        load_default="",
        validate=_matching(rf"^$|{REFERENCE}"),
        metadata={"description": "The case or question that showed it.", "example": "case:7"},
    )


class NewCase(Schema):
    """Of POST /cases."""

    question = Line(
        required=True, validate=_matching(r"^question:[0-9]{1,10}$"), metadata={"example": "question:34"}
    )
    note = Text(load_default="")
