"""The calendar entry of a call, as mail programs understand it: iTIP (RFC 5546) over iCalendar (RFC 5545).

Moments are said in UTC, so that no time zone needs to be described and no clock change can be told wrongly.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress, vText


def entry(
    method: str,
    uid: str,
    sequence: int,
    begins: datetime,
    ends: datetime,
    made: datetime,
    summary: str,
    description: str,
    url: str,
    organizer: str,
    attendee: str,
) -> str:
    """The text of one invitation. `method`: REQUEST (new or moved: a greater `sequence`) or CANCEL.

    `organizer`: sender of our mail ("Name <address>"); `attendee`: an address.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Askwell//Call me back//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", made)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", summary)
    event.add("description", description)
    event.add("url", url)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    name, address = parseaddr(organizer)
    by = vCalAddress(f"mailto:{address}")
    by.params["CN"] = vText(name or address)
    event.add("organizer", by)
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("ACCEPTED")
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest)
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
