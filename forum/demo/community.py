"""What makes the demo a community: who people are, comments, an open answer, groups, reports, weeks, invitations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa

from forum import hours
from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.targets import Target
from forum.demo.load import Site
from forum.groups.actions import coming, running
from forum.notifications import follows
from forum.profiles import actions as profiles
from forum.reputation import actions as reputation
from forum.reviews import actions as reviews
from forum.routing import actions as routing
from forum.team import actions as team
from forum.threads import actions as threads
from forum.threads.comments.counting import recount
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.topics.models import Topic
from forum.weekly import actions as weekly
from forum.weekly.calendar import week_before
from forum.welcome.policy import NEW_DAYS

WEEKS = 4  # pages of the last weeks


def all_of_it(site: Site, lines: list[dict[str, Any]]) -> None:
    """Everything that needs no index."""
    how = {
        "about": _about,
        "comment": _comment,
        "wiki": _wiki,
        "follow": _follow,
        "report": _report,
        "group": _group,
    }
    for line in lines:
        how[line["what"]](site, line)
    db.session.flush()
    _first_posts(site)
    reputation.sweep()
    for back in reversed(range(WEEKS)):
        moment = site.now - timedelta(days=7 * back)
        weekly.make(week_before(moment, hours.calendar().zone), quiet=True)


def invite(site: Site) -> None:
    """Who could answer what waits: the index stands by now."""
    routing.match_new()
    routing.invite_due()


def _person(site: Site, handle: str) -> Person:
    return db.session.get_one(Person, site.people[handle])


def _about(site: Site, line: dict[str, Any]) -> None:
    person = _person(site, line["by"])
    profiles.change(person, line["about"], line.get("title", ""), by=person)
    if line.get("team"):
        team.show_oneself(person, True)


def _comment(site: Site, line: dict[str, Any]) -> None:
    place = line.get("answer")
    question_id = site.questions[line["thread"]]
    db.session.add(
        Comment(
            question_id=question_id,
            answer_id=None if place is None else site.answers[line["thread"]][place],
            author_id=site.people[line["by"]],
            created_at=site.ago(line["days_ago"]),
            body=line["body"],
            body_html=markdown.render_comment(line["body"]),
            html_version=markdown.VERSION,
        )
    )
    recount(db.session.get_one(Question, question_id))


def _wiki(site: Site, line: dict[str, Any]) -> None:
    answer = db.session.get_one(Answer, site.answers[line["thread"]][line["answer"]])
    answer.wiki_at, answer.wiki_by_id = site.ago(line["days_ago"]), site.people[line["by"]]


def _follow(site: Site, line: dict[str, Any]) -> None:
    kind, _, name = line["thing"].partition(":")
    topic = sa.select(Topic.id).where(Topic.slug == name)
    number = site.people[name] if kind == "person" else db.session.scalar(topic)
    follows.follow(_person(site, line["by"]), f"{kind}:{number}")


def _report(site: Site, line: dict[str, Any]) -> None:
    answer = Target("answer", site.answers[line["thread"]][line["answer"]])
    reviews.report(answer, _person(site, line["by"]), line["reason"], line["note"])


def _group(site: Site, line: dict[str, Any]) -> None:
    by = _person(site, line["by"])
    group = running.make(line["name"], line["description"], line["kind"], line["openness"], "en", by)
    for handle in line["members"]:
        coming.put_in(group, site.people[handle])
    asked = line.get("asks")
    if asked:
        space = db.session.scalars(sa.select(Topic).where(Topic.group_id == group.id)).one()
        asker = _person(site, asked["by"])
        words = asked["title"], asked["body"]
        threads.ask(asker, space, "en", *words, created_at=site.ago(asked["days_ago"]), promised=False)


def _first_posts(site: Site) -> None:
    """The first thing somebody wrote, if it was lately: others are told."""
    for handle, person_id in site.people.items():
        found: list[Question | Answer] = []
        for model in (Question, Answer):
            first = sa.select(model).where(model.author_id == person_id).order_by(model.created_at, model.id)
            found += cast("list[Question | Answer]", db.session.scalars(first.limit(1)).all())
        if found and not _person(site, handle).is_staff:
            first_post = min(found, key=lambda post: post.created_at)
            first_post.first_post = first_post.created_at > site.ago(NEW_DAYS)
