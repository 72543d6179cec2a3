"""What threads do for groups: the questions of their spaces, and the index when other people may read them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template, request

from forum.core import events, pagination, panels
from forum.core.access import viewer
from forum.core.db import db
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.groups.queries import GroupRow
from forum.search import outbox
from forum.search.views import language_name
from forum.threads import queries
from forum.threads.models import Question
from forum.topics import queries as topics
from forum.topics.models import Topic
from forum.topics.spaces import actions as spaces

WORDS_MAX_CHARS = 200


@panels.fills("group")
def questions_of_a_group(group: GroupRow, **_values: Any) -> str:
    """One page of what is asked in its spaces, or in the one that `?space=` names; `?q=` looks for words."""
    mine, lang = spaces.of_group(group.id), current_language()
    chosen = next((each for each in mine if str(each.id) == request.args.get("space")), None)
    words = clean_line(request.args.get("q", ""))[:WORDS_MAX_CHARS]
    open_here = {topic.id for topic in topics.open_to(viewer())}
    return render_template(
        "threads/_group.html",
        group=group,
        spaces=mine,
        chosen=chosen,
        words=words,
        found=queries.page_in_spaces(
            [chosen.id] if chosen else [each.id for each in mine],
            viewer(),
            words,
            pagination.number(request.args.get("page")),
        ),
        ask_in=next((each for each in ([chosen] if chosen else mine) if each.id in open_here), None),
        names={each.id: each.name_in(lang) for each in mine},
        language_name=language_name,
    )


@events.on("group.reading")
def _readable_by_others_now(group_id: int) -> None:
    """Its questions leave the shared index, or come into it; lists follow the condition by themselves."""
    numbers = sa.select(Question.id).join(Topic, Topic.id == Question.topic_id)
    found = db.session.scalars(numbers.where(Topic.group_id == group_id).order_by(Question.id))
    outbox.changed_many(f"question:{number}" for number in found)
