"""A site with one of everything that somebody may not see, and everybody who might look.

Each secret holds a made-up word of its own (a canary) beside a word that can be searched for (COMMON).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts import links, tokens
from forum.accounts.models import ApiToken, Person
from forum.attachments import actions as attachments
from forum.core import clock, drafts, forms, targets
from forum.core.db import db
from forum.flags import actions as flags
from forum.knowledge import actions as articles
from forum.knowledge import queries as article_queries
from forum.moderation import actions as moderation
from forum.notifications import actions as notifications
from forum.notifications import mailing
from forum.notifications.models import Notice
from forum.privacy.exporting import actions as exporting
from forum.privacy.models import DataExport, Erasure
from forum.support import actions as support
from forum.support.inbound.models import InboundMail
from forum.support.loop import links as loop_links
from forum.support.models import TrailLine
from forum.support.private import actions as private
from forum.support.rules import actions as rules
from forum.support.satisfaction.models import Satisfaction
from forum.threads import actions as threads
from forum.threads import fields as asked_fields
from forum.threads.models import Answer, Question, Tag
from forum.topics import queries as topics
from forum.topics.fields import actions as fields
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import work
from tests.security import (
    scene_of_answering,
    scene_of_belonging,
    scene_of_desks,
    scene_of_groups,
    scene_of_moderation,
    scene_of_states,
    scene_of_support,
    scene_of_talking,
)

COMMON = "flumox"  # a word that every secret and some public text hold

#: Who looks: the last word says with what (a browser, or a key with scopes).
PEOPLE = ("guest", "carla", "bob", "dan", "ana", "mo", "lin", "root", "suspended")

#: canary -> who may see it. Dan is a customer as well; nobody else looks with his eyes but himself.
CANARIES: dict[str, set[str]] = {
    "zorhiddenq": {"carla", "mo", "root"},
    "zordeletedtitle": {"carla", "mo", "root"},  # her notice tells her which question it was
    "zorfieldstaff": {"carla", "ana", "mo", "root"},
    "zordeletedq": {"mo", "root"},
    "zorhiddena": {"bob", "mo", "root"},
    "zordeleteda": {"mo", "root"},
    "zoranswerofhidden": {"carla", "mo", "root"},
    "zorwithheld": {"mo", "root"},
    "zordraftarticle": {"ana", "mo", "root"},
    "zorinreview": {"ana", "mo", "root"},
    "zorarchived": {"ana", "mo", "root"},
    "zorsuperseded": {"ana", "mo", "root"},
    "zorflagnote": {"ana", "mo", "root"},
    "zorinternal": {"ana", "mo", "root"},
    "zorcasetag": {"ana", "mo", "root"},
    "zordeskfilter": {"ana", "mo", "root"},
    "zorownfilter": {"ana"},
    "zordeskrule": {"ana", "mo", "root"},
    "zorinbound": {"ana", "mo", "root"},
    "zorcasenote": {"dan", "ana", "mo", "root"},
    "zortrailsent": {"dan", "ana", "mo", "root"},
    "zortrailkept": {"dan"},
    "zormarkwords": {"ana", "mo", "root"},
    "zorprivate": {"dan", "ana", "mo", "root"},
    "zorstaffprivate": {"dan", "ana", "mo", "root"},
    "zordeletedprivate": {"mo", "root"},
    "zorfilename": {"dan", "ana", "mo", "root"},
    "zorfilewords": {"dan", "ana", "mo", "root"},
    "zorwaitingfile": set(),
    "zordraftpost": {"carla"},
    "zornotice": {"bob"},
    "zorsuspension": {"root", "suspended", "sue", "mo"},  # sue by mail; who moderates reads why
    **scene_of_support.CANARIES,
    **scene_of_answering.CANARIES,
    **scene_of_talking.CANARIES,
    **scene_of_moderation.CANARIES,
    **scene_of_states.CANARIES,
    **scene_of_desks.CANARIES,
    "zormailcarla": {"carla", "root"},
    "zormailbob": {"bob", "root"},
    "zormaildan": {"dan", "root"},
    "zormailana": {"ana", "root"},
    "zormailmo": {"mo", "root"},
}
for _readers in CANARIES.values():
    if _readers >= {"mo", "root"}:
        _readers.add("lin")  # whoever moderates other topics reads what moderators read, and acts in her own


#: Whose words these are: she takes them with her in her export, though nobody shows them to her any more.
OWN_WORDS: dict[str, str] = {
    **dict.fromkeys(("zordeletedq", "zordeletedprivate", "zorgrouprequest"), "carla"),
    **dict.fromkeys(("zordeleteda", "zoranswerofdeleted", "zorcommentdeleted", "zorspamword"), "bob"),
    **dict.fromkeys(("zorvoice", "zorvoicesearch"), "bob"),
    **dict.fromkeys(("zoranswerofhidden", "zorcommentofhidden", "zorwaitingfile", "zormarkwords"), "dan"),
}


@dataclass
class Scene:
    """Numbers of things, by what they are; secrets of mailed links; keys by "person scope"; slugs of "groups" and "topics"."""

    app: Askwell
    people: dict[str, Person]
    numbers: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)

    def browser(self, who: str) -> Browser:
        """A browser in which `who` is signed in."""
        browser = Browser(self.app)
        return browser if who == "guest" else browser.sign_in(self.people[who])


def make(app: Askwell, cast: Cast) -> Scene:
    """Set the stage: everything is found by search first, and taken away afterwards."""
    people = {name: getattr(cast, name) for name in ("carla", "bob", "dan", "ana", "mo", "root")}
    people["suspended"] = cast.make("sue")
    people["lin"] = cast.make("lin", role="moderator")
    scene = Scene(app, people)
    with site(app):
        for name in ("carla", "bob", "dan", "ana", "mo"):
            person = db.session.get_one(Person, people[name].id)
            person.email = person.email_key = f"zormail{name}@example.com"
    _questions(scene)
    _articles(scene, cast)
    scene_of_talking.add(scene, COMMON)
    scene_of_states.add(scene, COMMON)
    work(app)  # all of it stands in the index now
    _take_away(scene)
    scene_of_states.take_away(scene)
    _support(scene)
    scene_of_states.pass_on(scene)
    scene_of_support.add(scene, COMMON)
    scene_of_answering.add(scene, COMMON)
    scene_of_belonging.add(scene)
    scene_of_groups.add(scene)
    scene_of_moderation.add(scene, COMMON)
    _personal(scene)
    scene_of_desks.add(scene, COMMON)
    for name, person in people.items():
        for scope in ("read", "write"):
            with site(app):
                scene.keys[f"{name} {scope}"] = tokens.make(
                    db.session.get_one(Person, person.id), [scope], "test"
                )
    with site(app):
        sue, root = (db.session.get_one(Person, people[name].id) for name in ("suspended", "root"))
        accounts.suspend(sue, root, "zorsuspension")
        db.session.flush()
    with site(app):
        key = db.session.query(ApiToken).filter_by(person_id=people["carla"].id).order_by(ApiToken.id).first()
        scene.numbers["token"] = key.id
    with site(app):  # a key of somebody suspended, as if ending it had been forgotten
        sue = db.session.get_one(Person, people["suspended"].id)
        scene.keys["suspended read"] = tokens.make(sue, ["read"], "test")
        scene.keys["suspended write"] = tokens.make(sue, ["write"], "test")
    return scene


def _questions(scene: Scene) -> None:
    app, people, n = scene.app, scene.people, scene.numbers
    n["topic"] = factories.topic(app, "orders", "Orders")
    n["other topic"] = factories.topic(app, "returns", "Returns")
    with site(app):  # Lin looks after nothing of what happens here
        db.session.get_one(Person, people["lin"].id).moderated_topics = [n["other topic"]]
    n["question"] = factories.question(
        app, people["carla"], f"Public question of {COMMON}", "Plain words.", tags=(COMMON,)
    )
    with site(app):
        n["tag number"] = db.session.query(Tag.id).filter_by(name=COMMON).scalar()
    with site(app):
        root = db.session.get_one(Person, people["root"].id)
        made = fields.add(
            topics.to_change("orders", root), root,
            name={"en": "Order number"}, help={}, kind="text", options=[], required=False, public=False,
        )  # fmt: skip
        n["field"] = made.id
        asked_fields.keep(n["question"], n["topic"], {made.id: f"{COMMON} zorfieldstaff"})
    n["answer"] = factories.answer(app, n["question"], people["bob"], f"Public answer of {COMMON}.")
    n["own answer"] = factories.answer(app, n["question"], people["carla"], "Carla adds something.")
    n["hidden answer"] = factories.answer(app, n["question"], people["bob"], f"{COMMON} zorhiddena")
    n["deleted answer"] = factories.answer(app, n["question"], people["bob"], f"{COMMON} zordeleteda")
    n["solved"] = factories.question(app, people["carla"], "A solved question of hers")
    n["solution"] = factories.answer(app, n["solved"], people["bob"], "The solution.", accepted=True)
    n["hidden"] = factories.question(
        app,
        people["carla"],
        f"{COMMON} zorhiddenq title",
        f"{COMMON} zorhiddenq body",
        tags=(f"{COMMON}-zorhiddenq",),
    )
    n["answer of hidden"] = factories.answer(app, n["hidden"], people["dan"], f"{COMMON} zoranswerofhidden")
    n["deleted"] = factories.question(
        app, people["carla"], f"{COMMON} zordeletedtitle", f"{COMMON} zordeletedq"
    )
    n["withheld"] = factories.question(
        app, people["dan"], "Question that was edited", f"{COMMON} zorwithheld"
    )
    n["dans"] = factories.question(app, people["dan"], "Question of Dan for a person", "Please help.")


def _articles(scene: Scene, cast: Cast) -> None:
    app, n = scene.app, scene.numbers
    n["article"] = factories.article(
        app, cast, f"Public article of {COMMON}", f"First text zorsuperseded {COMMON}."
    )
    n["draft article"] = factories.article(
        app, cast, f"zordraftarticle {COMMON}", f"zordraftarticle {COMMON}", published=False
    )
    n["archived"] = factories.article(app, cast, f"zorarchived {COMMON}", f"zorarchived {COMMON}")


def _take_away(scene: Scene) -> None:
    n = scene.numbers
    with site(scene.app):
        ana, mo = (db.session.get_one(Person, scene.people[name].id) for name in ("ana", "mo"))
        moderation.moderate(db.session.get_one(Question, n["hidden"]), "hiding", mo, "Not for everybody.")
        moderation.moderate(db.session.get_one(Question, n["deleted"]), "deletion", mo, "Advertising.")
        moderation.moderate(db.session.get_one(Answer, n["hidden answer"]), "hiding", mo, "Rude.")
        moderation.moderate(db.session.get_one(Answer, n["deleted answer"]), "deletion", mo, "Rude.")
        edited = db.session.get_one(Question, n["withheld"])
        topic = topics.by_slug("orders")
        threads.edit_question(
            edited, mo, 1, edited.title, "Clean now.", [], topic, "en", "Clean.", withhold=True
        )
        article = article_queries.article(n["article"], ana)
        articles.edit(article, ana, 1, article.title, "", f"Second text of {COMMON}.", because="Better.")
        articles.publish(article_queries.newest(article.id, mo), mo)
        articles.edit(article, ana, 2, article.title, "", f"{COMMON} zorinreview", because="zorinreview")
        articles.submit(article_queries.newest(article.id, ana), ana)
        articles.archive(article_queries.article(n["archived"], mo), mo, "Old.")
        made = flags.flag(targets.parse(f"article:{n['article']}"), ana, "outdated", f"zorflagnote {COMMON}")
        n["flag"] = made.id
        section = articles.add_section(topics.by_slug("orders"), "en", "A section of the FAQ", mo)
        db.session.flush()
        articles.place(article, section, mo)
        n["section"] = section.id


def _support(scene: Scene) -> None:
    with site(scene.app):
        dan, ana = (db.session.get_one(Person, scene.people[name].id) for name in ("dan", "ana"))
        question = db.session.get_one(Question, scene.numbers["dans"])
        support.consent_to_trail(dan, True)
        for text in ("zortrailsent", "zortrailkept"):
            db.session.add(TrailLine(person_id=dan.id, at=clock.now(), kind="search", text=text))
        db.session.flush()
        sent = db.session.query(TrailLine).filter_by(text="zortrailsent").one()
        support.send_trail(question, dan, [sent.id])
        case = support.escalate(question, "asked", by=dan, note="zorcasenote")
        db.session.flush()
        support.note(case, ana, "zorinternal")
        support.tag(case, "zorcasetag", ana)
        support.save_filter("zordeskfilter", {"view": "open", "tag": "zorcasetag"}, shared=True, by=ana)
        support.save_filter("zorownfilter", {"holder": "me"}, shared=False, by=ana)
        wanted = {
            "name": "zordeskrule",
            "when": "opened",
            "hours": 0,
            "conditions": {},
            "deeds": {"tag": "late"},
        }
        rules.save(None, wanted, by=db.session.get_one(Person, scene.people["mo"].id))
        scene.numbers["case"] = case.id
        db.session.add(
            Satisfaction(
                case_id=case.id, customer_id=dan.id, agent_id=ana.id, topic_id=question.topic_id,
                mark=2, words="zormarkwords", given_at=clock.now(),
            )
        )  # fmt: skip
        _private(scene, question, dan, ana)


def _private(scene: Scene, question: Question, dan: Person, ana: Person) -> None:
    """What Dan and staff say to each other alone, with a file; the same on a question that was taken away."""
    place = f"private:{question.id}"
    kept = attachments.bring(f"{COMMON} zorfilewords".encode(), "zorfilename.txt", dan, place)
    private.write(question, dan, f"{COMMON} zorprivate", files=[kept])
    private.write(question, ana, f"{COMMON} zorstaffprivate", needs=True)
    scene.numbers["attachment"] = kept.id
    scene.numbers["waiting file"] = attachments.bring(b"zorwaitingfile", "zorwaitingfile.txt", dan).id
    deleted = db.session.get_one(Question, scene.numbers["deleted"])
    deleted.deleted_at, moment = None, deleted.deleted_at
    private.write(deleted, db.session.get_one(Person, deleted.author_id), f"{COMMON} zordeletedprivate")
    deleted.deleted_at = moment


def _personal(scene: Scene) -> None:
    with site(scene.app):
        came = InboundMail(
            key="came", arrived_at=clock.now(), via="command", size=9, state="review", reason="no address",
            from_address="stranger@example.net", from_name="Stranger", subject="A mail", text="zorinbound",
        )  # fmt: skip
        db.session.add(came)
        db.session.flush()
        scene.numbers["mail"] = came.id
        carla, bob = scene.people["carla"], scene.people["bob"]
        drafts.save(carla.id, f"answer:{scene.numbers['dans']}", {"body": "zordraftpost"})
        notifications.tell(bob.id, "answered", "/my/questions", who="Carla", title="zornotice")
        new = Person(email="new@example.com", email_key="new@example.com", name="New", created_at=clock.now())
        db.session.add(new)
        db.session.flush()
        scene.secrets["verify"] = links.make("verify", new.id, name="New", password_hash="", next="/")
        scene.secrets["choices"] = mailing.choices_address(carla.id).rpartition("/")[2]
        told = Notice(
            person_id=carla.id,
            kind="answered",
            values={"who": "Bob", "title": "Told"},
            url="/",
            at=clock.now(),
        )
        db.session.add(told)
        db.session.flush()
        scene.numbers["notice"] = told.id
        scene.secrets["ending"] = mailing.ending_address(carla.id, "question:1").rpartition("/")[2]
        carlas = db.session.get_one(Question, scene.numbers["question"])
        scene.secrets["loop"] = loop_links.buttons(carlas, None)["stuck_url"].split("/")[-2]
        scene.secrets["reset"] = links.make("reset", carla.id)
        scene.secrets["ask"] = links.make("ask", None, email="zormailcarla@example.com", kept="kept-key")
        db.session.add(
            forms.KeptForm(key="kept-key", path="/ask", fields=[["title", "Kept words"]], kept_at=clock.now())
        )
        scene.secrets["kept"] = "kept-key"
        leaver = Person(
            email="leaver@example.com", email_key="leaver@example.com", name="Leaver",
            verified_at=clock.now(), created_at=clock.now(), suspended_at=clock.now(),
            leaving_at=clock.now() + timedelta(days=14),
        )  # fmt: skip
        db.session.add(leaver)
        db.session.flush()
        db.session.add(
            Erasure(
                person_id=leaver.id, asked_at=clock.now(), due_at=leaver.leaving_at, posts="stay", shut=True
            )
        )
        scene.secrets["stay"] = links.seal(links.make("stay", leaver.id), "stay")
        made = DataExport(
            person_id=carla.id,
            asked_at=clock.now(),
            ready_at=clock.now(),
            until=leaver.leaving_at,
            key="e" * 32,
        )
        db.session.add(made)
        db.session.flush()
        scene.numbers["data export"] = made.id
        exporting.file_of(made.key).parent.mkdir(exist_ok=True)
        exporting.file_of(made.key).write_bytes(b"a file")


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Meanwhile a commit only flushes, and the end of the request rolls back: each try finds the same site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", lambda session: session.flush())
        yield
