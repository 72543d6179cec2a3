"""What is told, before it is told to somebody."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from forum.notifications import kinds

MAIL_JOB = "notice mail"  # one mail that goes at once
MANY_JOB = "tell many"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to tell; see `actions.tell` for each of these."""

    kind: str
    url: str
    values: dict[str, Any] = field(default_factory=dict)
    mail_as: str | None = None
    about: str | None = None
    must_know: bool = False
    mail_only: dict[str, str] | None = None
    group: str | None = None
    thing: str | None = None

    @property
    def undoable(self) -> bool:
        """May it turn out not to be so a minute later? Then its mail waits."""
        return not self.must_know and bool(self.group or self.thing or kinds.of(self.kind).still)

    def to_json(self) -> dict[str, Any]:
        """For the row of a job."""
        return asdict(self)
