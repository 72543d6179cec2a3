"""A post in the answer that is written to it. (With script, a passage of it: `static/js/talking/quote.js`.)"""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.threads import queries
from forum.threads.comments import queries as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question

CHARS_MAX = 1500  # who wants to say more of it points to it: the link is there


def of(named: str, within: Question, viewer: Viewer) -> str:
    """The Markdown that quotes "answer:12", with a link to it and without what it quotes itself; empty when it is no post
    of this question that the viewer may see."""
    try:
        post = _post(named, within, viewer)
    except NotFound:
        return ""
    own = [line for line in post.body[:CHARS_MAX].split("\n") if not line.lstrip().startswith(">")]
    words = "\n".join(own).strip() + (" …" if len(post.body) > CHARS_MAX else "")
    author = db.session.get_one(Person, post.author_id)
    head = f"[{author.name.translate(_BRACKETS)}]({post.path}):"
    return "\n".join(f"> {line}".rstrip() for line in (head, "", *words.split("\n"))) + "\n\n"


_BRACKETS = str.maketrans("[]\\", "()/")


def _post(named: str, within: Question, viewer: Viewer) -> Question | Answer | Comment:
    kind, number = targets.parse(named)
    if kind == "answer":
        return queries.answer_in(within, number, viewer)
    if kind == "comment":
        found = comments.comment(number, viewer)
        if found.question_id == within.id:
            return found
    if kind == "question" and number == within.id:
        return within
    raise NotFound()
