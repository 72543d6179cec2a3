"""Rules of the desk: "when ... and ..., then ..."."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("case_rule", "case_rule_run")

WHENS = (
    "opened",
    "wrote",
    "due",
)  # a case opened; its customer wrote again; it is due within `hours`, or overdue


class CaseRule(Base):
    """One rule. `conditions` and `deeds`: plain values, as `rules.forms` reads them; those left out don't matter."""

    __tablename__ = "case_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    when: Mapped[str]
    hours: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[dict[str, Any]]
    deeds: Mapped[dict[str, Any]]
    on: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    changed_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")


class CaseRuleRun(Base):
    """A rule did its deeds on a case at an occasion ("opened", "wrote 2026-11-23T12:00"): never twice."""

    __tablename__ = "case_rule_run"
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("case_rule.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("support_case.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    occasion: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
