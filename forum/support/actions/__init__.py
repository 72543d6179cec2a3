"""What happens to a case. Each writes its audit entry; telling people is in the same transaction.

`set_state` is the one place where a case changes its state. Events, in the same transaction:
`case.opened` (case_id) · `case.state` (case_id, before, after) · `case.replied` (case_id, by_id, private).
"""

from forum.support.actions.closing import close_for, judge, resolve
from forum.support.actions.opening import escalate, escalate_lapsed
from forum.support.actions.states import set_state
from forum.support.actions.trails import consent_to_trail, send_trail
from forum.support.actions.working import claim, note, release, replied, reply

__all__ = [
    "claim",
    "close_for",
    "consent_to_trail",
    "escalate",
    "escalate_lapsed",
    "judge",
    "note",
    "release",
    "replied",
    "reply",
    "resolve",
    "send_trail",
    "set_state",
]
