"""What comes in."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from forum.api.reading import Flag, Line, Schema, Text, Whole, Word, between, one_of
from forum.core.pagination import PAGE_MAX
from forum.core.targets import NUMBER_MAX
from forum.core.text import N_
from forum.flags import policy as flags
from forum.flags.policy import REASONS
from forum.search.finding import LIMIT_MAX as SEARCH_LIMIT_MAX
from forum.search.finding import PAGES_MAX
from forum.support.queries import VIEWS
from forum.support.views import NOTE_MAX
from forum.threads import forms
from forum.threads.queries import FILTERS
from forum.topics.fields.actions import FIELDS_MAX

LANGS = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
REFERENCE = r"^[a-z]{1,20}:[0-9]{1,10}$"  # "article:12"


def _matching(pattern: str) -> ma.validate.Regexp:
    return ma.validate.Regexp(pattern, error=N_("This is not written as it should be."))


def _long(least: int, most: int) -> dict[str, int]:
    """For the description: what counts is the text when it is cleaned, and what checks it are the rules of its page."""
    return {"minLength": least, "maxLength": most}


def _few(said: dict[str, str]) -> None:
    if len(said) > FIELDS_MAX:
        raise ma.ValidationError(N_("This topic does not ask for that."))


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
    kind = Word(validate=one_of("article", "question"))
    lang = Word(validate=_matching(LANGS), metadata={"description": "Only in this language."})


class PageQuery(Schema):
    """Of lists."""

    page = Whole(load_default=1, validate=between(1, PAGE_MAX))


class QuestionsQuery(PageQuery):
    """Of GET /questions."""

    filter = Word(load_default="newest", validate=one_of(*FILTERS))
    topic = Line()
    tag = Line()
    lang = Word(validate=_matching(LANGS))


class ArticlesQuery(PageQuery):
    """Of GET /articles."""

    topic = Line()
    lang = Word(validate=_matching(LANGS))


class CasesQuery(PageQuery):
    """Of GET /cases. `view` and `topic` are for staff."""

    view = Word(load_default="open", validate=one_of(*VIEWS))
    topic = Line()


class NewQuestion(Schema):
    """Of POST /questions. `body` is Markdown, `topic` a slug."""

    title = Line(required=True, metadata=_long(forms.TITLE_MIN_CHARS_CJK, forms.TITLE_MAX_CHARS))
    body = Text(required=True, metadata=_long(1, forms.BODY_MAX_CHARS))
    topic = Line(required=True, metadata={"minLength": 1, "description": "Its slug; see GET /topics."})
    lang = Word(validate=_matching(LANGS))
    tags = fields.List(
        Line(metadata={"maxLength": forms.TAG_MAX_CHARS}),
        load_default=list,
        metadata={"maxItems": forms.TAGS_MAX},
    )
    said = fields.Dict(
        data_key="fields",
        keys=Line(),
        values=Line(),
        validate=_few,
        load_default=dict,
        metadata={
            "maxProperties": FIELDS_MAX,
            "description": "What the topic asks for, by the key of each field; see GET /topics.",
        },
    )


class NewAnswer(Schema):
    """Of POST /questions/<n>/answers. `body` is Markdown."""

    body = Text(required=True, metadata=_long(1, forms.BODY_MAX_CHARS))


class NewSolution(Schema):
    """Of POST /questions/<n>/solution: the number of an answer."""

    answer = Whole(required=True, strict=True, validate=between(1, NUMBER_MAX))


class NewFlag(Schema):
    """Of POST /flags."""

    target = Word(required=True, validate=_matching(REFERENCE), metadata={"example": "article:12"})
    reason = Word(required=True, validate=one_of(*REASONS))
    note = Text(required=True, metadata=_long(1, flags.NOTE_MAX_CHARS))
    passage = Text(
        load_default="",
        metadata={"description": "The words that are meant.", "maxLength": flags.PASSAGE_MAX_CHARS},
    )
    shown_by = Word(
        load_default="",
        validate=_matching(rf"^$|{REFERENCE}"),
        metadata={"description": "The case or question that showed it.", "example": "case:7"},
    )


class NewCase(Schema):
    """Of POST /cases."""

    question = Word(
        required=True, validate=_matching(r"^question:[0-9]{1,10}$"), metadata={"example": "question:34"}
    )
    note = Text(load_default="", metadata={"maxLength": NOTE_MAX})
