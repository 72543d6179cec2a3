"""Lists of questions: shared ones, one's own, those of a topic and of a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.config import LANGUAGES
from forum.core import pages, stretches
from forum.core.access import public, signed_in, viewer
from forum.core.errors import NotFound
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.core.text import clean_line, language
from forum.notifications import follows
from forum.search.views import language_name
from forum.threads import forms, queries
from forum.threads.queries import Wanted
from forum.threads.tags import links
from forum.threads.tags import policy as tag_policy
from forum.threads.tags import queries as tags
from forum.threads.tags.queries import TagRow
from forum.threads.views.blueprint import bp
from forum.topics import queries as topics
from forum.topics.queries import TopicRow

NAMES = ("filter", "topic", "tag", "lang")
TOPIC_CHIPS_MAX = 12  # more are easier to choose from a list
tag_links = links.of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A list as it was asked for, with the topic and the tag that it is about."""

    filter: str = "newest"
    lang: str = ""
    topic: TopicRow | None = None
    tag: TagRow | None = None
    unknown_tag: str = ""  # asked for, and there is none

    @property
    def own(self) -> bool:
        """Is it one of the viewer's own lists?"""
        return self.filter in queries.OWN

    def address(self, **changes: str) -> str:
        """The list with other choices (slugs and names; empty takes one away). Each has one address.

        Written by hand: `url_for` for each of many topics would cost more than the rows.
        """
        now = {
            "filter": self.filter,
            "topic": self.topic.slug if self.topic else "",
            "tag": self.tag.name if self.tag else self.unknown_tag,
            "lang": self.lang,
        } | changes
        if now["filter"] in queries.OWN:
            return "/my/questions" + ("" if now["filter"] == "mine" else f"?filter={now['filter']}")
        path = "/questions"
        if now["tag"] and not now["topic"] and not self.unknown_tag:
            path = links.path(now.pop("tag"))
        said = {name: value for name, value in now.items() if value and (name, value) != ("filter", "newest")}
        return f"{path}?{urlencode(said, quote_via=quote)}" if said else path

    def wanted(self) -> Wanted:
        """What the database is asked for."""
        return Wanted(
            filter=self.filter,
            topics=topics.below(self.topic.id) if self.topic else (),
            tag=self.tag.name if self.tag else self.unknown_tag,
            lang=language(self.lang) if self.lang else "",
        )


@bp.get("/questions")
@public
@may_keep
def index() -> AnyResponse:
    """Questions: newest, unanswered, unsolved, due soon, most read; of a topic, a tag, a language."""
    asked = {name: clean_line(request.args.get(name, ""))[:80] for name in NAMES}
    filter_ = asked["filter"] if asked["filter"] in queries.FILTERS else "newest"
    if filter_ in queries.OWN:
        return redirect(Chosen(filter_).address())
    topic = topics.by_slug(asked["topic"], viewer()) if asked["topic"] else None
    chosen = Chosen(filter_, asked["lang"], topic, *_tag(asked["tag"]))
    if chosen.tag and not topic:
        return redirect(chosen.address(), 301)  # the page of the tag
    return _list(chosen)


@bp.get("/my/questions")
@signed_in
def mine() -> AnyResponse:
    """What I asked (hidden ones included), what I answered, what I follow."""
    asked = request.args.get("filter", "")
    return _list(Chosen(asked if asked in queries.OWN else "mine"))


def of_tag(tag: TagRow) -> AnyResponse:
    """The page of a tag."""
    asked = request.args.get("filter", "")
    lang = clean_line(request.args.get("lang", ""))[:80]
    return _list(Chosen(asked if asked in queries.SHARED else "newest", lang, None, tag))


def _tag(name: str) -> tuple[TagRow | None, str]:
    clean = next(iter(forms.clean_tags([name])), "")
    if not clean:
        return None, ""
    try:
        return tags.by_name(clean, viewer()), ""
    except NotFound:
        return None, clean


def _list(chosen: Chosen) -> AnyResponse:
    wanted, me, lang = chosen.wanted(), viewer(), current_language()
    cursor = stretches.asked(request.args)
    found = queries.stretch(me, wanted, cursor)
    shown = {row.topic_id for row in found}
    known = topics.by_id()
    base = chosen.address()
    join = "&" if "?" in base else "?"
    thing = f"topic:{chosen.topic.id}" if chosen.topic else f"tag:{chosen.tag.id}" if chosen.tag else ""
    return pages.answer(
        "threads/index.html",
        block="main",
        found=found,
        chosen=chosen,
        heading=_heading(chosen, lang),
        way=[(t.name_in(lang), Chosen(topic=t).address()) for t in topics.path(chosen.topic.id)[:-1]]
        if chosen.topic
        else [],
        tabs_shown=_tabs(chosen, wanted),
        thing=thing,
        followed_by=follows.count(thing) if thing else 0,
        topic_names={number: known[number].name_in(lang) for number in shown},
        topic_hrefs={number: Chosen(topic=known[number]).address() for number in shown},
        without_tag=chosen.address(tag=""),
        before=base + join + f"before={found.before}" if found.before else None,
        after=base + join + f"after={found.after}" if found.after else None,
        start=base,
        language_name=language_name,
        tag_links=tag_links,
        **(_beside(chosen, lang) if not chosen.own else {}),
    )


def _heading(chosen: Chosen, lang: str) -> str:
    if chosen.own:
        return _own_lists()[chosen.filter]
    if chosen.topic:
        return str(_("Questions about %(topic)s", topic=chosen.topic.name_in(lang)))
    return str(_("Questions tagged %(tag)s", tag=chosen.tag.name) if chosen.tag else _("Questions"))


def _own_lists() -> dict[str, str]:
    return {"mine": _("My questions"), "answered": _("Answered by me"), "followed": _("Questions I follow")}


def _tabs(chosen: Chosen, wanted: Wanted) -> list[tuple[str, str, bool, str | None]]:
    """The lists to go to, with how much is in each."""
    names = {
        "newest": _("Newest"),
        "unanswered": _("Unanswered"),
        "unsolved": _("Unsolved"),
        "due": _("Due soon"),
        "read": _("Most read"),
    }
    if chosen.own:
        names = _own_lists()
    counts = queries.own_counts(viewer()) if chosen.own else queries.counts(viewer(), wanted)
    tabs = [
        (words, chosen.address(filter=name), name == chosen.filter, _number(counts.get(name)))
        for name, words in names.items()
    ]
    if not chosen.own and viewer().id is not None and not chosen.topic and not chosen.tag:
        tabs.append((_("My questions"), chosen.address(filter="mine"), False, None))
    return tabs


def _number(count: int | None) -> str | None:
    if count is None:
        return None
    return f"{queries.COUNT_MAX}+" if count > queries.COUNT_MAX else str(count)


def _beside(chosen: Chosen, lang: str) -> dict[str, Any]:
    """What the list can be narrowed down to, and what people ask about there."""
    everything, topic = topics.all(), chosen.topic
    on_top = topics.path(topic.id)[0] if topic else None
    chips = [(_("All topics"), chosen.address(topic=""), topic is None, None)]
    chips += [
        (t.name_in(lang), chosen.address(topic=t.slug), t == on_top, None) for t in topics.children(None)
    ]
    few = len(chips) <= TOPIC_CHIPS_MAX + 1 and (topic is None or topic.group_id is None)
    below = (
        [(t.name_in(lang), chosen.address(topic=t.slug), False, None) for t in topics.children(topic.id)]
        if topic
        else []
    )
    found = tags.of_topics(topics.below(topic.id), viewer()) if topic else []
    return {
        "topic_chips": chips if few else [],
        "topic_options": []
        if few
        else [("", _("All topics")), *((t.slug, t.choice_in(lang)) for t in everything)],
        "below": below,
        "tags_here": tag_links(found),
        "languages": [
            (_("All languages"), chosen.address(lang=""), not chosen.lang, None),
            *(
                (name, chosen.address(lang=code), chosen.lang == code, None)
                for code, name in LANGUAGES.items()
            ),
        ],
        "also_called": tags.synonyms_of(chosen.tag.id) if chosen.tag else [],
        "may_curate_tags": tag_policy.can_curate(viewer()),
    }
