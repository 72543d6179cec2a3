"""The states of a case and the one place that changes them."""

from __future__ import annotations

from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.roles import Viewer
from forum.support.models import STATES, Case

_DID = {
    "new": "released",
    "open": "reopened",
    "waiting": "set waiting",
    "resolved": "resolved",
    "closed": "closed",
}


def set_state(
    case: Case, state: str, by: Viewer | None = None, because: str = "", logged: bool = True
) -> None:
    """Bring the case into `state`: new (nobody took it), open, waiting (for the customer), resolved, closed.

    Its moments (`resolved_at`, `closed_at`) follow. Emits `case.state` with `case_id`, `before`, `after`; does nothing
    when it is in that state already. `logged=False` for verbs that write an audit entry of their own.
    """
    before = case.state
    if state not in STATES:
        raise ValueError(state)
    if state == before:
        return
    now = clock.now()
    case.state = state
    case.state_at = now
    if state == "closed":
        case.closed_at = now
        case.closed_because = because
    else:
        case.closed_at = None
        case.closed_because = ""
        case.resolved_at = now if state == "resolved" else None
        case.resolved_by_id = by.id if by and state == "resolved" else None
    db.session.flush()  # the version says here if somebody was quicker
    if logged:
        audit.record(by, _DID[state], f"case:{case.id}", because, before=before)
    events.emit("case.state", case_id=case.id, before=before, after=state)
