"""What goes out. A view can't answer with a field that is not here."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields


class Problem(ma.Schema):
    """An error (RFC 9457). `errors`: field -> sentence, when fields were wrong."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.String())
    seconds = fields.Integer(metadata={"description": "With 429: how long to wait."})


class Author(ma.Schema):
    """Who wrote it, as everybody may know."""

    number = fields.Integer()
    name = fields.String()
    staff = fields.Boolean()


class Result(ma.Schema):
    """One thing found."""

    id = fields.String()
    kind = fields.String()
    external_id = fields.String(allow_none=True)
    title = fields.String()
    url = fields.String()
    lang = fields.String()
    snippet = fields.String()
    score = fields.Float()
    solved = fields.Boolean()
    under_review = fields.Boolean()
    why = fields.Dict()


class Found(ma.Schema):
    """Of GET /search. `total` counts all that fits."""

    query = fields.String()
    total = fields.Integer()
    took_ms = fields.Float()
    results = fields.List(fields.Nested(Result))
    did_you_mean = fields.String(allow_none=True)


class QuestionLine(ma.Schema):
    """A question in a list."""

    id = fields.String()
    kind = fields.String()
    number = fields.Integer()
    title = fields.String()
    url = fields.String()
    excerpt = fields.String()
    lang = fields.String()
    topic = fields.String()
    tags = fields.List(fields.String())
    author = fields.Nested(Author)
    created_at = fields.AwareDateTime()
    active_at = fields.AwareDateTime()
    answer_count = fields.Integer()
    score = fields.Integer()
    solved = fields.Boolean()
    closed = fields.Boolean()
    promise = fields.String(allow_none=True)


class Answer(ma.Schema):
    """An answer; `body` is Markdown, `html` safe to show."""

    id = fields.String()
    kind = fields.String()
    number = fields.Integer()
    question = fields.String()
    url = fields.String()
    body = fields.String()
    html = fields.String()
    author = fields.Nested(Author)
    staff = fields.Boolean(metadata={"description": "Written for the company."})
    created_at = fields.AwareDateTime()
    edited_at = fields.AwareDateTime(allow_none=True)
    score = fields.Integer()
    solution = fields.Boolean()
    under_review = fields.Boolean()


class Question(QuestionLine):
    """A question with a page of its answers: the solution first, then the best."""

    external_id = fields.String(allow_none=True)
    body = fields.String()
    html = fields.String()
    fields_said = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        data_key="fields",
        metadata={"description": "What was said in the topic's fields, as far as this key may read it."},
    )
    edited_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    solution = fields.String(allow_none=True)
    article = fields.String(allow_none=True)
    answers = fields.List(fields.Nested(Answer))
    page = fields.Integer()
    has_next = fields.Boolean()


class ArticleLine(ma.Schema):
    """An article in a list."""

    id = fields.String()
    kind = fields.String()
    number = fields.Integer()
    title = fields.String()
    url = fields.String()
    summary = fields.String()
    lang = fields.String()
    topic = fields.String()
    published_at = fields.AwareDateTime(allow_none=True)
    pinned = fields.Boolean()


class Article(ArticleLine):
    """An article with its published text."""

    external_id = fields.String(allow_none=True)
    body = fields.String()
    html = fields.String()
    phrasings = fields.List(fields.String())
    revision = fields.Integer()
    public = fields.Boolean()
    helped = fields.Integer()
    not_helped = fields.Integer()
    under_review = fields.Boolean()
    review_reasons = fields.List(fields.String())


class Field(ma.Schema):
    """What questions of a topic are asked for. `name` by language."""

    key = fields.String()
    name = fields.Dict(keys=fields.String(), values=fields.String())
    kind = fields.String()
    options = fields.List(fields.String())
    required = fields.Boolean()
    public = fields.Boolean()


class Topic(ma.Schema):
    """A topic; `name` and `description` by language."""

    id = fields.String()
    slug = fields.String()
    parent = fields.String(
        allow_none=True,
        metadata={"description": "The slug of the topic above it; lists of that one hold it too."},
    )
    name = fields.Dict(keys=fields.String(), values=fields.String())
    description = fields.Dict(keys=fields.String(), values=fields.String())
    promise_hours = fields.Integer()
    asks_for = fields.List(fields.Nested(Field), data_key="fields")


class FlagMade(ma.Schema):
    """A flag."""

    id = fields.String()
    target = fields.String()
    document = fields.String()
    reason = fields.String()
    note = fields.String()
    passage = fields.String()
    shown_by = fields.String()
    at = fields.AwareDateTime()
    open = fields.Boolean()


class Case(ma.Schema):
    """An item of the support queue. `url` leads staff to the desk and the customer to the thread."""

    id = fields.String()
    number = fields.Integer()
    question = fields.String()
    title = fields.String()
    url = fields.String()
    lang = fields.String()
    topic = fields.String()
    state = fields.String()
    because = fields.String()
    customer = fields.String()
    agent = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    first_reply_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    solved_it = fields.Boolean(allow_none=True)
    overdue = fields.Boolean()


class _Listed(ma.Schema):
    page = fields.Integer()
    has_next = fields.Boolean()
    next = fields.String(allow_none=True, metadata={"description": "The address of the next page."})


class QuestionList(_Listed):
    """A page of questions."""

    results = fields.List(fields.Nested(QuestionLine))


class ArticleList(_Listed):
    """A page of articles."""

    results = fields.List(fields.Nested(ArticleLine))


class CaseList(_Listed):
    """A page of cases."""

    results = fields.List(fields.Nested(Case))


class TopicList(ma.Schema):
    """All topics."""

    results = fields.List(fields.Nested(Topic))
