"""Numbers that are policy here."""

from __future__ import annotations

KEPT_DAYS = 180  # a read notice is looked for as long as its thread is talked about, no longer
DIGEST_LINES_MAX = 40  # of one digest: more is a number, and the inbox has all of it
FOLLOWED_MAX = 1000  # things one person may follow: nobody reads the news of more
HOURS = range(24)  # of a clock: digests and quiet hours begin with a whole one
