"""The look for rings: who favours whom, who is like whom, and which groups that makes. Run by the clock."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.moderation.rings import policy
from forum.moderation.rings.models import AccountTrait
from forum.threads.models import Answer, Question
from forum.votes.models import Vote

Pair = tuple[int, int]  # the smaller number first
Sign = tuple[str, dict[str, Any]]  # a key of policy.WEIGHTS, and what its sentence names
Counts = Counter[tuple[int, int]]  # (who favours, whom) -> how often


class Group(NamedTuple):
    """Accounts that belong together, and why."""

    people: tuple[int, ...]
    weight: int
    evidence: list[Sign]


def look() -> list[Group]:
    """All groups that there are now, the weightiest first. A handful of queries, whatever the size of the site."""
    since = clock.now() - timedelta(days=policy.LOOK_BACK_DAYS)
    signs: dict[Pair, list[Sign]] = defaultdict(list)
    _accepts(signs, since)
    _votes(signs, since)
    _likeness(signs)
    found = {
        pair: said
        for pair, said in signs.items()
        if sum(policy.WEIGHTS[code] for code, _values in said) >= policy.WEIGHT
    }
    return _groups(found)


def favours(people: Iterable[int]) -> list[int]:
    """The ids of votes that these people gave each other."""
    members = set(people)
    found: list[int] = []
    for model, kind in ((Question, "question"), (Answer, "answer")):
        chosen = (
            sa.select(Vote.id)
            .join(model, sa.and_(Vote.target_kind == kind, Vote.target_id == model.id))
            .where(Vote.person_id.in_(members), model.author_id.in_(members))
        )
        found += db.session.scalars(chosen.order_by(Vote.id))
    return found


def _accepts(signs: dict[Pair, list[Sign]], since: datetime) -> None:
    rows = db.session.execute(
        sa.select(Question.author_id, Answer.author_id, sa.func.count())
        .join(Answer, Answer.id == Question.solution_id)
        .join(Person, Person.id == Answer.author_id)
        .where(
            Question.solved_by_id == Question.author_id,
            Question.solved_at > since,
            Answer.author_id != Question.author_id,
            Person.role == "customer",
        )
        .group_by(Question.author_id, Answer.author_id)
    )
    counts: Counts = Counter({(asker, helper): count for asker, helper, count in rows})
    total = _totals(counts)
    for (giver, taker), count in counts.items():
        back = counts[taker, giver]
        if min(count, back) >= policy.MUTUAL_ACCEPTS:
            if giver < taker:
                signs[giver, taker].append(_sign("mutual accepts", giver, taker, count, back))
        elif count >= policy.ONE_WAY_ACCEPTS and count >= policy.ONE_WAY_SHARE * total[giver]:
            signs[_pair(giver, taker)].append(_sign("accepts", giver, taker, count, total[giver]))


def _votes(signs: dict[Pair, list[Sign]], since: datetime) -> None:
    counts: Counts = Counter()
    for model, kind in ((Question, "question"), (Answer, "answer")):
        for voter, author, count in db.session.execute(
            sa.select(Vote.person_id, model.author_id, sa.func.count())
            .join(model, sa.and_(Vote.target_kind == kind, Vote.target_id == model.id))
            .join(Person, Person.id == model.author_id)
            .where(Vote.value > 0, Vote.at > since, Person.role == "customer")
            .group_by(Vote.person_id, model.author_id)
        ):
            counts[voter, author] += count
    total = _totals(counts)
    many = {
        pair: count
        for pair, count in counts.items()
        if count >= policy.ONE_WAY_VOTES and count >= policy.ONE_WAY_SHARE * total[pair[0]]
    }
    quick = _quick({voter for voter, _author in many}, since)
    for (voter, author), count in many.items():
        back = many.get((author, voter))
        if back is None:
            signs[_pair(voter, author)].append(_sign("votes", voter, author, count, total[voter]))
        elif voter < author:
            signs[voter, author].append(_sign("mutual votes", voter, author, count, back))
        if quick[voter, author] >= policy.QUICK_VOTES:
            signs[_pair(voter, author)].append(_sign("quick votes", voter, author, quick[voter, author]))


def _quick(voters: set[int], since: datetime) -> Counts:
    """Votes that came before anybody can have read what they are on."""
    found: Counts = Counter()
    for model, kind in ((Question, "question"), (Answer, "answer")):
        rows = db.session.execute(
            sa.select(Vote.person_id, model.author_id, Vote.at, model.created_at)
            .join(model, sa.and_(Vote.target_kind == kind, Vote.target_id == model.id))
            .where(Vote.person_id.in_(voters), Vote.value > 0, Vote.at > since)
        )
        for voter, author, at, created in rows:
            found[voter, author] += at - created < timedelta(minutes=policy.QUICK_MINUTES)
    return found


def _likeness(signs: dict[Pair, list[Sign]]) -> None:
    """Add to pairs with favours what they have in common; others are not even compared."""
    pairs = [pair for pair, said in signs.items() if policy.FAVOURS & {code for code, _values in said}]
    people = {number for pair in pairs for number in pair}
    shared = _shared(people)
    rows = db.session.execute(
        sa.select(Person.id, Person.email_key, Person.created_at).where(Person.id.in_(people))
    )
    known = {row.id: row for row in rows}
    for first, second in pairs:
        for kind in sorted(shared[first, second]):
            signs[first, second].append(_sign(kind, first, second))
        one, other = known[first], known[second]
        if _skeleton(one.email_key) is not None and _skeleton(one.email_key) == _skeleton(other.email_key):
            signs[first, second].append(_sign("mail", first, second))
        if abs(one.created_at - other.created_at) < timedelta(minutes=policy.BORN_TOGETHER_MINUTES):
            signs[first, second].append(_sign("born together", first, second))


def _shared(people: set[int]) -> dict[Pair, set[str]]:
    """What few accounts have in common: network, browser."""
    few = (
        sa.select(AccountTrait.digest)
        .group_by(AccountTrait.digest)
        .having(sa.func.count().between(2, policy.SHARED_BY_MAX))
    )
    rows = db.session.execute(
        sa.select(AccountTrait.digest, AccountTrait.kind, AccountTrait.person_id).where(
            AccountTrait.person_id.in_(people), AccountTrait.digest.in_(few)
        )
    )
    by_digest: dict[tuple[str, str], set[int]] = defaultdict(set)
    for digest, kind, person_id in rows:
        by_digest[digest, kind].add(person_id)
    found: dict[Pair, set[str]] = defaultdict(set)
    for (_digest, kind), members in by_digest.items():
        for pair in combinations(sorted(members), 2):
            found[pair].add(kind)
    return found


def _skeleton(address: str | None) -> str | None:
    """What is left of an address without the parts that one person varies: "bob.x+3@a.org" and "bobx7@a.org"."""
    local, at, domain = (address or "").partition("@")
    bare = re.sub(r"\d+$", "", local.partition("+")[0].replace(".", ""))
    return f"{bare}@{domain}" if at and len(bare) >= 3 else None


def _groups(found: dict[Pair, list[Sign]]) -> list[Group]:
    """Pairs that share a member are one group."""
    group_of: dict[int, set[int]] = {}
    for first, second in found:
        joined = group_of.get(first, {first}) | group_of.get(second, {second})
        for member in joined:
            group_of[member] = joined
    groups = []
    for people in {tuple(sorted(members)) for members in group_of.values()}:
        evidence = [sign for pair in sorted(found) if pair[0] in people for sign in found[pair]]
        weight = sum(policy.WEIGHTS[code] for code, _values in evidence)
        groups.append(Group(people, weight, evidence))
    return sorted(groups, key=lambda group: (-group.weight, group.people))


def _totals(counts: Counts) -> Counter[int]:
    total: Counter[int] = Counter()
    for (giver, _taker), count in counts.items():
        total[giver] += count
    return total


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _sign(code: str, one: int, other: int, count: int = 0, of: int = 0) -> Sign:
    return code, {"one": one, "other": other, "count": count, "of": of}
