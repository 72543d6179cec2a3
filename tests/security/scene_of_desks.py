"""What lies on the desks of staff and in the accounts of members, beside posts and cases: for those alone whose desk it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import Person, SignInSession
from forum.accounts.second.models import Passkey
from forum.core import clock, drafts
from forum.core.db import db
from forum.moderation.models import Gap, GapWording
from forum.moderation.rings.models import Ring, RingMember
from forum.moderation.tuning.models import ExpectedSearch, WeightChange, WeightTrial
from forum.quotes.models import Quote
from forum.search.models import LearnedQuery, Promotion, SearchRecord, SynonymGroup
from forum.spam.models import SpamJudgement
from forum.support.models import DeskFilter
from forum.support.rules.models import CaseRule
from forum.votes.models import Verdict
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene

_STAFF = {"ana", "mo", "root"}

#: canary -> who may see it, as in the scene.
CANARIES: dict[str, set[str]] = {
    "zorgapwords": set(_STAFF),
    "zorgapnote": set(_STAFF),
    "zorsynonym": set(_STAFF),
    "zorpromoted": set(_STAFF),
    "zorexpected": set(_STAFF),
    "zorweightwhy": set(_STAFF),
    "zorspamword": {"mo", "root"},
    "zorlearned": set(_STAFF),
    "zorvoice": set(_STAFF),
    "zorvoicesearch": set(_STAFF),
    "zorrawsearch": set(),  # what one visitor searched is counted, and read by nobody
    "zorpasskey": {"carla"},
    "zoridentity": {"carla"},
    "zorprovider": {"root", "carla"},  # not offered to anybody yet, but she comes by it
    "zorreplydraft": {"ana"},
}


def add(scene: Scene, common: str) -> None:
    """One of each. Who may see them is above; which pages answer whom, in doors.py."""
    n = scene.numbers
    now = clock.now()
    with site(scene.app):
        carla, bob, ana = (
            db.session.get_one(Person, scene.people[name].id) for name in ("carla", "bob", "ana")
        )
        made: dict[str, object] = {
            "gap": Gap(words=f"zorgapwords {common}", lang="en", people=5, searches=9, note="zorgapnote"),
            "closed gap": Gap(words="Closed words", lang="en", people=5, searches=9, note="zorgapnote",
                              state="watched", closed_at=now, closed_by_id=ana.id, how="article"),
            "synonym": SynonymGroup(lang="en", words=["zorsynonym", common], changed_at=now),
            "promotion": Promotion(normal="zorpromoted", words="zorpromoted", document=f"article:{n['article']}", promoted_at=now),
            "expected": ExpectedSearch(words="zorexpected", normal="zorexpected", lang="en", at=now, changed_at=now,
                                       document=f"article:{n['article']}", source=f"question:{n['question']}"),
            "weights": WeightChange(at=now, by_id=ana.id, because="zorweightwhy", weights={}, before={}),
            "trial": WeightTrial(at=now, by_id=ana.id, weights={}, version=0, against=["site"], state="done", ended_at=now),
            "ring": Ring(key=f"{carla.id} {bob.id}", found_at=now, seen_at=now, weight=5, evidence=[], because="Brothers.",
                         decision="kept", decided_at=now, decided_by_id=scene.people["mo"].id, decided_weight=5),
            "open ring": Ring(key=f"{bob.id}", found_at=now, seen_at=now, weight=5, evidence=[]),
            "learned": LearnedQuery(document=f"article:{n['article']}", normal="zorlearned", words="zorlearned", weight=9.0,
                                    seen=9, last_at=now, recent=5.0),
            "filter": DeskFilter(name="For all", shared=True, wanted={"view": "open"}, owner_id=ana.id),
            "case rule": CaseRule(position=7, name="Off", when="opened", conditions={}, deeds={"tag": "x"}, changed_at=now),
            "quote": Quote(post_kind="answer", post_id=n["answer"], document=f"question:{n['question']}",
                           article_id=n["article"], revision_id=1, at=now, outdated_at=now, outdated_by=2),
            "voice": Verdict(target_kind="article", target_id=n["article"], visitor=f"p{bob.id}", helped=False, at=now,
                             note="zorvoice", words="zorvoicesearch", said_at=now, topic_id=n["topic"], lang="en"),
            "passkey": Passkey(person_id=carla.id, credential="carlas", public_key=b"", name="zorpasskey", since=now),
            "session": SignInSession(key_hash="no browser", person_id=carla.id, created_at=now, seen_at=now),
            "other session": SignInSession(key_hash="no other", person_id=carla.id, created_at=now, seen_at=now),
        }  # fmt: skip
        db.session.add_all(made.values())
        db.session.flush()
        provider = SignInProvider(
            slug="elsewhere", name="zorprovider", issuer="https://id.example", client_id="us", created_at=now
        )
        db.session.add(provider)
        db.session.flush()
        made["provider"] = provider
        made["identity"] = FederatedIdentity(
            provider_id=provider.id, person_id=carla.id, issuer="https://id.example", subject="carla",
            shown_as="zoridentity", since=now,
        )  # fmt: skip
        db.session.add(made["identity"])
        db.session.flush()
        n.update({name: row.id for name, row in made.items()})  # type: ignore[attr-defined]
        judged = db.session.query(SpamJudgement).filter_by(target_kind="answer", target_id=n["answer"]).one()
        judged.verdict, judged.words, n["judgement"] = "doubt", ["zorspamword"], judged.id
        db.session.add(
            GapWording(gap_id=n["gap"], normal="zorgapwords", words="zorgapwords", lang="en", searches=9)
        )
        for ring in ("ring", "open ring"):
            db.session.add_all(RingMember(ring_id=n[ring], person_id=p.id) for p in (carla, bob))
        db.session.add(
            SearchRecord(id="0" * 16, at=now, visitor="v", query="zorrawsearch", normal="zorrawsearch", lang="en", total=0, shown=[])
        )  # fmt: skip
        drafts.save(ana.id, f"case:{n['case']}", {"body": "zorreplydraft"})
