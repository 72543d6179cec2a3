"""Reads of offered times and booked calls."""

from forum.support.callbacks.queries.booked import Booked, DayRow, booked, call, coming, day_list, of_question
from forum.support.callbacks.queries.times import (
    FreeSlot,
    free_slots,
    overlapping,
    slot,
    still_works,
    zone_of,
)

__all__ = [
    "Booked",
    "DayRow",
    "FreeSlot",
    "booked",
    "call",
    "coming",
    "day_list",
    "free_slots",
    "of_question",
    "overlapping",
    "slot",
    "still_works",
    "zone_of",
]
