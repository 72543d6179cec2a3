"""What people do with flags: raise them, judge each other's, settle them; what closes one by itself."""

from forum.flags.actions.flagging import flag, withdraw
from forum.flags.actions.mending import clear_by_revision, mark_mended
from forum.flags.actions.settling import confirm, dispute, lapse_old, reject

__all__ = [
    "clear_by_revision",
    "confirm",
    "dispute",
    "flag",
    "lapse_old",
    "mark_mended",
    "reject",
    "withdraw",
]
