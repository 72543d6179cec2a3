"""What happens to a case. Each writes its audit entry; telling people is in the same transaction.

`set_state` is the one place where a case changes its state. Events, in the same transaction:
`case.opened` (case_id) · `case.state` (case_id, before, after) · `case.replied` (case_id, by_id,
private) · `case.wrote` (case_id): the customer did.
"""

from forum.support.actions.assigning import assign, prioritise, tag, untag, words_of_tags
from forum.support.actions.closing import SHE_SAID_SO, SOLVED, close, close_for, judge, resolve
from forum.support.actions.duty import be_away, give, give_waiting
from forum.support.actions.filters import forget_filter, save_filter
from forum.support.actions.merging import merge, split
from forum.support.actions.opening import escalate, escalate_lapsed
from forum.support.actions.reopening import customer_wrote, follow_up, reopen, solution_taken_back
from forum.support.actions.states import set_state
from forum.support.actions.trails import consent_to_trail, forget_guest, send_trail, strike
from forum.support.actions.working import (
    claim,
    forget_writing,
    note,
    release,
    replied,
    reply,
    stop_writing,
    wait,
    write_presence,
)

__all__ = [
    "SHE_SAID_SO",
    "SOLVED",
    "assign",
    "be_away",
    "claim",
    "close",
    "close_for",
    "consent_to_trail",
    "customer_wrote",
    "escalate",
    "escalate_lapsed",
    "follow_up",
    "forget_filter",
    "forget_guest",
    "forget_writing",
    "give",
    "give_waiting",
    "judge",
    "merge",
    "note",
    "prioritise",
    "release",
    "reopen",
    "replied",
    "reply",
    "resolve",
    "save_filter",
    "send_trail",
    "set_state",
    "solution_taken_back",
    "split",
    "stop_writing",
    "strike",
    "tag",
    "untag",
    "wait",
    "words_of_tags",
    "write_presence",
]
