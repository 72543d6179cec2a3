"""What has happened in the demo: flags, cases with their trails, visits, verdicts, searches, notices."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.demo.load import Site
from forum.flags.models import Flag
from forum.flags.policy import LAPSE_DAYS
from forum.notifications.models import Notice
from forum.search import signals
from forum.search.models import Hit, SearchRecord
from forum.search.wording import normal
from forum.support.models import Case, TrailLine
from forum.threads.models import Answer, Question
from forum.votes.models import Verdict

HIT_DAYS = 60
REASONS = ("incomplete", "confusing", "outdated")


def flags(site: Site, lines: list[dict[str, Any]]) -> None:
    """Open and settled staff flags."""
    for line in lines:
        target = line["target"]
        if isinstance(target, str):
            kind, number, document = "article", site.articles[target], site.document(target)
            revision: int | None = site.revisions[target]
        else:
            kind, number = "answer", site.answers[target["thread"]][target["answer"]]
            document, revision = site.document(target["thread"]), None
        at = site.ago(line["days_ago"])
        by = site.people[line["by"]]
        flag = Flag(
            target_kind=kind,
            target_id=number,
            document=document,
            revision_id=revision,
            reason=line["reason"],
            note=line["note"],
            by_id=by,
            at=at,
            lapses_at=at + timedelta(days=LAPSE_DAYS),
        )
        _log(at, by, "flagged", f"{kind}:{number}", line["note"])
        if line["state"] != "open":
            flag.closed_at, flag.closed_by_id = at + timedelta(hours=30), site.people["mo"]
            flag.outcome, flag.because = line["state"], line["because"]
            did = "mended" if line["state"] == "mended" else "rejected the flag on"
            _log(flag.closed_at, site.people["mo"], did, f"{kind}:{number}", line["because"])
        db.session.add(flag)
    db.session.flush()


def cases(site: Site, lines: list[dict[str, Any]]) -> None:
    """The support queue, each case with what its customer tried before asking."""
    for line in lines:
        question = db.session.get_one(Question, site.questions[line["thread"]])
        opened = site.ago(line["opened_days_ago"])
        question.escalated_at = opened
        case = Case(
            question_id=question.id,
            customer_id=question.author_id,
            because=line["because"],
            note=line["note"] or "",
            opened_at=opened,
            opened_by_id=question.author_id if line["because"] == "asked" else None,
            due_at=max(opened, question.due_at or opened),
            solved_it=line["solved_it"],
        )
        db.session.add(case)
        _work(site, case, question, line)
        db.session.flush()
        by = case.opened_by_id
        _log(opened, by, "escalated", question.document, line["because"], case=case.id)
        _trail(site, question, line["trail"])


def _work(site: Site, case: Case, question: Question, line: dict[str, Any]) -> None:
    """Bring the case into its state, as `forum.support.actions` would have: a customer who says that it solved it
    closes it, one who says it did not opens it again."""
    state = line["state"]
    if line["solved_it"] is not None:
        state = "closed" if line["solved_it"] else "open"
    case.state, case.state_at = state, case.opened_at
    if line["claimed_by"]:
        case.claimed_by_id = site.people[line["claimed_by"]]
        case.claimed_at = min(case.opened_at + timedelta(minutes=40), site.now)
    if line["state"] in ("waiting", "resolved", "closed"):
        reply = db.session.scalar(
            sa.select(sa.func.min(Answer.created_at)).where(
                Answer.question_id == question.id, Answer.staff.is_(True), Answer.created_at >= case.opened_at
            )
        )
        case.first_reply_at = reply or min(case.opened_at + timedelta(hours=3), site.now)
    if line["state"] in ("resolved", "closed") and state != "open":
        assert case.first_reply_at is not None
        case.resolved_at = min(case.first_reply_at + timedelta(hours=1), site.now)
        case.resolved_by_id = case.claimed_by_id
    if state == "closed" and case.resolved_at is not None:
        case.closed_at = min(case.resolved_at + timedelta(hours=4), site.now)
        case.closed_because = "the customer said that it solved it"


def _trail(site: Site, question: Question, lines: list[dict[str, Any]]) -> None:
    rows = [
        {
            "person_id": question.author_id,
            "question_id": question.id,
            "at": question.created_at - timedelta(minutes=line["minutes_before"]),
            "kind": line["kind"],
            "text": line["text"],
            "document": site.document(line["document"]),
        }
        for line in lines
    ]
    if rows:
        db.session.execute(sa.insert(TrailLine), rows)
        agreed = sa.update(Person).where(Person.id == question.author_id)
        db.session.execute(agreed.values(trail_consent_at=question.created_at - timedelta(days=1)))


def verdicts(site: Site, lines: list[dict[str, Any]]) -> None:
    """What readers said of articles: did it help?"""
    rows = []
    for line in lines:
        if line["state"] != "published":
            continue
        for helped, count in ((True, line["helpful"]), (False, line["unhelpful"])):
            rows += [
                {
                    "target_kind": "article",
                    "target_id": site.articles[line["id"]],
                    "revision_id": site.revisions[line["id"]],
                    "visitor": _somebody(site),
                    "helped": helped,
                    "reason": "" if helped else site.chance.choice(REASONS),
                    "note": "",
                    "at": _lately(site, line["created_days_ago"]),
                }
                for _ in range(count)
            ]
    db.session.execute(sa.insert(Verdict), rows)


def hits(site: Site, lines: list[dict[str, Any]]) -> None:
    """Visits over the last 60 days, with a busier today than two months ago."""
    rows: list[dict[str, Any]] = []
    counted: list[tuple[str, float]] = []
    for line in lines:
        if line.get("state") in ("draft", "in_review", "hidden", "deleted"):
            continue
        document = site.document(line["id"])
        for _ in range(line["hits_60d"]):
            at = _lately(site, line["created_days_ago"])
            rows.append({"document": document, "visitor": _somebody(site), "day": at.date()})
            counted.append((document, at.timestamp()))
    db.session.execute(sa.insert(Hit), rows)
    signals.add_hits(counted)


def searches(site: Site, lines: list[dict[str, Any]]) -> None:
    """What people looked for, and what came of it; `people`: how many did that day."""
    rows = []
    for line in lines:
        row = _search(site, line)
        rows.append(row)
        others = random.Random(line["q"])  # noqa: S311 - the same demo each time, and what follows as without them
        for _ in range(1, line.get("people", 1)):
            again = {"id": f"{others.getrandbits(64):016x}", "visitor": f"{others.getrandbits(64):016x}"}
            rows.append({**row, **again})
    db.session.execute(sa.insert(SearchRecord), rows)


def _search(site: Site, line: dict[str, Any]) -> dict[str, Any]:
    document = site.document(line["opened"])
    said = {True: "helped", False: "not_helped", None: "opened" if document else ""}[line["helped"]]
    return {
        "id": f"{site.chance.getrandbits(64):016x}",
        "at": site.ago(line["days_ago"]),
        "visitor": _somebody(site),
        "query": line["q"],
        "normal": normal(line["q"]),
        "lang": line["lang"],
        "total": site.chance.randint(2, 14) if document else 0,
        "shown": [document] if document else [],
        "asking": False,
        "outcome": said,
        "opened": [[document, 1]] if document else [],
    }


def notices(site: Site) -> None:
    """What the people of the story were told: the last answers to their questions, and solutions of theirs."""
    answers = db.session.execute(
        sa.select(Answer, Question, Person.name)
        .join(Question, Question.id == Answer.question_id)
        .join(Person, Person.id == Answer.author_id)
        .where(Question.hidden_at.is_(None), Question.deleted_at.is_(None))
        .order_by(Answer.created_at)
    ).all()
    for answer, question, who in answers:
        if answer.author_id != question.author_id:
            kind = "staff_answered" if answer.staff else "answered"
            _tell(
                site, question.author_id, kind, answer.path, answer.created_at, who=who, title=question.title
            )
        if question.solution_id == answer.id and answer.author_id != question.author_id:
            _tell(site, answer.author_id, "accepted", answer.path, answer.created_at, title=question.title)


def _tell(site: Site, person: int, kind: str, url: str, at: datetime, **values: Any) -> None:
    read = at + timedelta(hours=6) if at < site.ago(4) else None
    db.session.add(Notice(person_id=person, kind=kind, values=values, url=url, at=at, read_at=read))


def _lately(site: Site, created_days_ago: float) -> datetime:
    """A moment of the last 60 days, after the text was there; later ones are likelier."""
    days = min(float(HIT_DAYS), created_days_ago)
    return site.ago(days * (1.0 - site.chance.random() ** 0.7))


def _somebody(site: Site) -> str:
    return f"{site.chance.getrandbits(64):016x}"


def _log(at: datetime, by: int | None, did: str, target: str, because: str, **detail: Any) -> None:
    db.session.add(AuditEntry(at=at, by_id=by, did=did, target=target, because=because, detail=detail))
