"""What happens to incidents. Each deed writes its audit entry; people are told by a job, after it is true."""

from forum.support.incidents.actions.announcing import FIXED_JOB, announce, change, update, withdraw
from forum.support.incidents.actions.gathering import (
    REPLY_JOB,
    case_opened,
    close_waiting,
    gather,
    release,
    reply_to_all,
    reply_to_one,
)
from forum.support.incidents.actions.joining import join, judge, leave

__all__ = [
    "FIXED_JOB",
    "REPLY_JOB",
    "announce",
    "case_opened",
    "change",
    "close_waiting",
    "gather",
    "join",
    "judge",
    "leave",
    "release",
    "reply_to_all",
    "reply_to_one",
    "update",
    "withdraw",
]
