"""A site that has each cell of the table once: all of it found by search first, then taken away."""

from __future__ import annotations

from dataclasses import dataclass, field

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts import tokens
from forum.accounts.models import Person
from forum.attachments import actions as attachments
from forum.core import clock, drafts
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.groups import actions as groups
from forum.groups.models import Group, GroupMember
from forum.knowledge import actions as articles
from forum.knowledge import queries as article_queries
from forum.moderation import actions as moderation
from forum.reviews import actions as reviews
from forum.support import actions as support
from forum.support.private import actions as private
from forum.threads import actions as threads
from forum.threads.comments import actions as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from forum.topics.queries import TopicRow
from forum.topics.spaces import actions as spaces
from tests import factories
from tests.factories import Cast, site
from tests.search.stage import work
from tests.security.who import COMMON, NAMES, WORDS


@dataclass
class Site:
    """People by role, keys to the API by role, numbers of things by kind."""

    app: Askwell
    people: dict[str, Person]
    keys: dict[str, str] = field(default_factory=dict)
    questions: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    spaces: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def person(self, role: str) -> Person:
        """In the session of now."""
        return db.session.get_one(Person, self.people[role].id)

    def ask(
        self, role: str, state: str, topic: TopicRow | None = None, tags: tuple[str, ...] = ()
    ) -> Question:
        """A question whose title and text hold the word of the state."""
        words = f"{COMMON} {WORDS['question', state]}"
        title = (
            f"Question {words}" if state != "deleted" else f"Question of {COMMON}"
        )  # its title is told its asker
        about = topic or topics.by_slug("orders")
        made = threads.ask(self.person(role), about, "en", title, f"About {words}.", tags)
        self.questions.append(made.id)
        return made

    def answer(self, question: Question, role: str, state: str) -> Answer:
        """An answer that holds the word of the state."""
        body = f"{COMMON} {WORDS['answer', state]} may help." if state else f"{COMMON} may help."
        made = threads.answer(question, self.person(role), body)
        self.answers.append(made.id)
        return made

    def comment(self, question: Question, answer: Answer | None, role: str, state: str) -> Comment:
        """A comment that holds the word of the state."""
        words = f"{COMMON} {WORDS['comment', state]} is meant."
        made = comments.comment(question, answer, self.person(role), words)
        self.comments.append(made.id)
        return made


def make(app: Askwell, cast: Cast) -> Site:
    """All cells of the table. What is taken away was found by search first."""
    people = {role: getattr(cast, name) for role, name in NAMES.items()}
    made = Site(app, people)
    factories.topic(app)
    for part in (_posts, _comments, _groups, _articles, _cases):
        with site(app):
            part(made)
    work(app)
    for part in (_take_away, _take_away_comments):
        with site(app):
            part(made)
    _keys(made)
    return made


def _posts(s: Site) -> None:
    public = s.ask("customer", "public", tags=(WORDS["tag", "public"],))
    s.tags.append(WORDS["tag", "public"])
    for state in ("public", "hidden", "deleted", "held"):
        s.answer(public, "other", state)
    for state in ("hidden", "deleted", "held", "merged"):
        question = s.ask("customer", state)
        if state != "held":
            s.answer(question, "other", "merged" if state == "merged" else f"of {state} question")
    edited = threads.ask(
        s.person("customer"),
        topics.by_slug("orders"),
        "en",
        "Edited question",
        WORDS["earlier text", "public"],
    )
    s.questions.append(edited.id)
    _edit(edited, s.person("customer"), 1, "Better words.", withhold=False)
    cleaned = threads.ask(
        s.person("customer"),
        topics.by_slug("orders"),
        "en",
        "Cleaned question",
        WORDS["earlier text", "withheld"],
    )
    s.questions.append(cleaned.id)
    _edit(cleaned, s.person("moderator"), 1, "Clean words.", withhold=True)
    drafts.save(
        s.people["customer"].id,
        "ask",
        {
            "title": f"{COMMON} {WORDS['question', 'draft']}",
            "body": "Not yet.",
            "topic": "orders",
            "lang": "en",
        },
    )
    drafts.save(s.people["customer"].id, f"answer:{public.id}", {"body": WORDS["answer", "draft"]})


def _edit(question: Question, by: Person, version: int, body: str, withhold: bool) -> None:
    topic = topics.by_id()[question.topic_id]
    threads.edit_question(
        question, by, version, question.title, body, [], topic, "en", "Said better.", withhold=withhold
    )


def _comments(s: Site) -> None:
    public, hidden = (db.session.get_one(Question, s.questions[n]) for n in (0, 1))
    hidden_answer = db.session.get_one(Answer, s.answers[1])
    for state in ("public", "hidden", "deleted"):
        s.comment(public, None, "other", state)
    s.comment(public, hidden_answer, "other", "of hidden answer")
    s.comment(hidden, None, "customer", "of hidden question")


def _groups(s: Site) -> None:
    mo = s.person("moderator")
    made: dict[str, Group] = {}
    for state, openness in (("by request", "request"), ("by invitation", "invitation"), ("open", "public")):
        name = f"Group {WORDS['group', state]}" if state != "open" else "Open group"
        made[state] = groups.make(name, f"Of {name} and {COMMON}.", "users", openness, "en", by=mo)
        s.groups.append(made[state].slug)
        for role in ("member", "suspended"):
            db.session.add(
                GroupMember(group_id=made[state].id, person_id=s.people[role].id, joined_at=clock.now())
            )
    db.session.flush()
    groups.ask_in(made["by request"].id, s.person("customer"), WORDS["request", "of a group"])
    address = f"{WORDS['invitation', 'of a group']}@example.net"
    groups.invite_by_mail(made["by request"].id, mo, address, address, 7)
    space = spaces.add(made["by request"], f"Space {WORDS['space', 'closed group']}", mo)
    hidden_space = spaces.of_group(made["by invitation"].id)[0]
    inside = topics.by_id()[space.id]
    s.spaces += [space.slug, hidden_space.slug, spaces.of_group(made["open"].id)[0].slug]
    question = s.ask("member", "closed group", inside, tags=(WORDS["tag", "closed group"],))
    s.tags.append(WORDS["tag", "closed group"])
    answer = s.answer(question, "member", "closed group")
    s.comment(question, answer, "member", "closed group")
    s.ask("member", "closed group, hidden", hidden_space)
    passed_on = s.ask("member", "closed group, escalated", inside)
    private.write(passed_on, s.person("member"), WORDS["private message", "closed group"])
    s.cases.append(support.escalate(passed_on, "asked", by=s.person("member")).id)
    older = threads.ask(
        s.person("member"), inside, "en", "Edited in a group", WORDS["earlier text", "closed group"]
    )
    s.questions.append(older.id)
    _edit(older, s.person("member"), 1, "Better words.", withhold=False)
    s.ask("member", "public group", spaces.of_group(made["open"].id)[0])


def _articles(s: Site) -> None:
    ana, mo = s.person("agent"), s.person("moderator")
    for state in ("published", "draft", "in review", "archived"):
        words = f"{COMMON} {WORDS['article', state]}"
        made = articles.write(ana, topics.by_slug("orders"), "en", f"Article {words}", "", f"About {words}.")
        s.articles.append(made.id)
        if state == "in review":
            articles.submit(article_queries.newest(made.id, ana), ana)
        elif state != "draft":
            articles.publish(article_queries.newest(made.id, mo), mo)
        if state == "archived":
            articles.archive(article_queries.article(made.id, mo), mo, "Old.")
    target = Target("article", s.articles[0])
    flags.flag(target, ana, "outdated", WORDS["flag", "of the team"])


def _cases(s: Site) -> None:
    carla, ana = s.person("customer"), s.person("agent")
    question = threads.ask(
        carla, topics.by_slug("orders"), "en", f"Question for a person of {COMMON}", "Please help me."
    )
    s.questions.append(question.id)
    name = f"{WORDS['attachment', 'private']}.txt"
    kept = attachments.bring(b"Lines of a log.", name, carla, f"private:{question.id}")
    s.files.append((kept.id, name))
    private.write(question, carla, WORDS["private message", "of a question"], files=[kept])
    case = support.escalate(question, "asked", by=carla)
    db.session.flush()
    support.note(case, ana, WORDS["note", "of a case"])
    s.cases.append(case.id)


def _take_away(s: Site) -> None:
    mo, words = s.person("moderator"), WORDS["report", "of a post"]
    questions = [db.session.get_one(Question, number) for number in s.questions]
    answers = [db.session.get_one(Answer, number) for number in s.answers]
    reviews.report(Target("question", questions[0].id), s.person("other"), "other", words)
    moderation.moderate(questions[1], "hiding", mo, "Not for everybody.")
    moderation.moderate(questions[2], "deletion", mo, "Advertising.")
    reviews.submit(Target("question", questions[3].id), "spam", "It looks like spam.", 3.0, hold=True)
    threads.merge(questions[4], questions[0], mo, "The same.")
    moderation.moderate(answers[1], "hiding", mo, "Rude.")
    moderation.moderate(answers[2], "deletion", mo, "Rude.")
    reviews.submit(Target("answer", answers[3].id), "spam", "It looks like spam.", 3.0, hold=True)
    hidden_in_group = next(q for q in questions if WORDS["question", "closed group, hidden"] in q.title)
    moderation.moderate(hidden_in_group, "hiding", mo, "Not for everybody.")
    db.session.flush()


def _take_away_comments(s: Site) -> None:
    mo = s.person("moderator")
    hidden, deleted = (db.session.get_one(Comment, s.comments[n]) for n in (1, 2))
    comments.hide(hidden, mo, "Rude.")
    comments.delete(deleted, mo, "Rude.")


def _keys(s: Site) -> None:
    with site(s.app):
        accounts.suspend(s.person("suspended"), s.person("admin"), "Was rude.")
        db.session.flush()
    with site(s.app):  # after the suspension, as if ending one had been forgotten
        for role in NAMES:
            s.keys[role] = tokens.make(s.person(role), ["read"], "test")
