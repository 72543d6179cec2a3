"""Texts for stories about the spam filter, and a short way to say who writes what."""

from __future__ import annotations

import sqlalchemy as sa

from forum import Askwell
from forum.core.db import db
from forum.core.targets import Target
from forum.reviews.models import ReviewItem
from forum.spam.models import SpamJudgement
from forum.threads.models import Question
from tests.factories import site
from tests.pages import Browser, Page

TITLE = "Speedy loan app customer care helpline number"
SPAM = (
    "Speedy loan app customer care helpline number +91 81214-56902. Call now, toll free, 24 hours, for a refund of your"
    " wrong transaction. Speedy loan customer care number 81214-56902."
)
#: What the filter knows nothing of when it is new: people have to say that it is spam.
STRANGE = (
    "Purple lanterns of Veldmark glow all winter. Order the purple lantern from Veldmark harbour and every evening"
    " shines; neighbours in Veldmark swear by their lanterns, and the harbour office ships each lantern gladly."
)


def ask(browser: Browser, title: str, body: str, **more: str) -> Page:
    """Ask in the form."""
    page = browser.get("/ask")
    return browser.submit(page, "Post the question", title=title, body=body, topic=more.pop("topic"), **more)


def newest(app: Askwell) -> Question:
    """The question that was asked last."""
    with site(app):
        return db.session.scalars(sa.select(Question).order_by(Question.id.desc()).limit(1)).one()


def judgement(app: Askwell, target: str) -> SpamJudgement | None:
    """What the filter thought of it."""
    kind, _, number = target.partition(":")
    with site(app):
        return db.session.scalars(
            sa.select(SpamJudgement).where(
                SpamJudgement.target_kind == kind, SpamJudgement.target_id == int(number)
            )
        ).one_or_none()


def waiting(app: Askwell) -> list[Target]:
    """The posts in the review queue."""
    with site(app):
        rows = db.session.scalars(
            sa.select(ReviewItem).where(ReviewItem.decided_at.is_(None)).order_by(ReviewItem.id)
        )
        return [row.target for row in rows]
