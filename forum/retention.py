"""What is forgotten by the clock: the part of the schedule that keeps the promises about how long anything is kept."""

from __future__ import annotations

from datetime import timedelta

from forum.accounts import links, session_rows, sessions
from forum.accounts.actions import noting
from forum.accounts.second import passkeys
from forum.attachments import actions as attachments
from forum.core import drafts, forms, rate_limits, sending
from forum.core.text import N_
from forum.core.timetable import Entry
from forum.insights import actions as insights
from forum.insights import policy as insights_policy
from forum.moderation.rings import actions as rings
from forum.moderation.rings import policy as rings_policy
from forum.notifications import actions as notifications
from forum.notifications import policy as notifications_policy
from forum.pictures import actions as pictures
from forum.pictures import policy as pictures_policy
from forum.privacy.exporting import actions as exporting
from forum.routing import actions as routing
from forum.routing import policy as routing_policy
from forum.search import lists, recording, visitors
from forum.spam import actions as spam
from forum.spam import policy as spam_policy
from forum.support import actions as support
from forum.support import trail
from forum.support.callbacks import actions as calls
from forum.support.callbacks import policy as calls_policy
from forum.support.inbound import actions as inbound
from forum.support.inbound import policy as inbound_policy
from forum.support.satisfaction import actions as satisfaction
from forum.support.satisfaction import policy as satisfaction_policy
from forum.threads import actions as threads
from forum.threads.actions.purging import KEPT_DAYS as PURGED_DAYS
from forum.votes import actions as votes
from forum.votes import policy as votes_policy

FORGETTING = (
    Entry(
        "forget invitations",
        timedelta(days=1),
        "Nothing is learned from them.",
        routing.forget_old,
        forgets=N_("Invitations to answer"),
        days=routing_policy.KEPT_DAYS,
    ),
    Entry(
        "forget telephone numbers",
        timedelta(hours=6),
        "Their calls are long past.",
        calls.forget_old,
        forgets=N_("Telephone numbers, after the call"),
        days=calls_policy.PHONE_DAYS,
    ),
    Entry("forget who writes", timedelta(hours=1), "It was true for two minutes.", support.forget_writing),
    Entry(
        "forget exports",
        timedelta(hours=1),
        "Kept a week for download.",
        exporting.forget_old,
        forgets=N_("Your data as a file, ready to download"),
        days=exporting.KEPT_DAYS,
    ),
    Entry(
        "forget notices",
        timedelta(days=1),
        "Read half a year ago.",
        notifications.forget_old,
        forgets=N_("Notices that were read"),
        days=notifications_policy.KEPT_DAYS,
    ),
    Entry(
        "forget given-up mail",
        timedelta(days=1),
        "Refused a month ago.",
        sending.forget_given_up,
        forgets=N_("Mails that could not be delivered"),
        days=sending.GIVEN_UP_DAYS,
    ),
    Entry(
        "forget mails",
        timedelta(days=1),
        "Dealt with a month ago.",
        inbound.forget_old,
        forgets=N_("Mails that came in, once they are dealt with"),
        days=inbound_policy.KEPT_DAYS,
    ),
    Entry(
        "forget words",
        timedelta(days=1),
        "What customers wrote beside a mark.",
        satisfaction.forget_words,
        forgets=N_("What was written beside a mark after a case"),
        days=satisfaction_policy.KEPT_DAYS,
    ),
    Entry(
        "forget trails",
        timedelta(minutes=10),
        "Kept 24 hours, no longer.",
        trail.forget_old,
        forgets=N_("Search trails that were not sent along"),
        days=1,
    ),
    Entry(
        "forget networks",
        timedelta(hours=6),
        "Seen a month ago.",
        rings.forget_old,
        forgets=N_("Networks and browsers of voters, as numbers"),
        days=rings_policy.TRAIT_DAYS,
    ),
    Entry(
        "forget judgements",
        timedelta(days=1),
        "Nobody learned from them.",
        spam.forget_old,
        forgets=N_("What the spam filter thought of posts"),
        days=spam_policy.JUDGED_DAYS,
    ),
    Entry(
        "purge posts",
        timedelta(hours=1),
        "Deleted a month ago.",
        threads.purge_old,
        forgets=N_("Deleted posts"),
        days=PURGED_DAYS,
    ),
    Entry("forget rate windows", timedelta(hours=1), "Ended windows tell nothing.", rate_limits.forget_old),
    Entry(
        "forget kept forms",
        timedelta(hours=1),
        "Nobody came back for them.",
        forms.forget_old,
        forgets=N_("Forms that could not be sent"),
        days=2,
    ),
    Entry(
        "forget challenges",
        timedelta(hours=1),
        "Nobody can answer them any more.",
        passkeys.forget_challenges,
    ),
    Entry(
        "forget sessions",
        timedelta(hours=1),
        "Ended or idle: they open nothing.",
        sessions.forget_old,
        forgets=N_("Sign-ins of browsers that did not come back"),
        days=session_rows.IDLE_DAYS,
    ),
    Entry(
        "forget sign-ins",
        timedelta(days=1),
        "How and with what, half a year ago.",
        noting.forget_words,
        forgets=N_("How somebody signed in, and with which browser"),
        days=noting.WORDS_DAYS,
    ),
    Entry("forget mail links", timedelta(hours=1), "Used or too old: they open nothing.", links.forget_old),
    Entry(
        "forget drafts",
        timedelta(days=1),
        "Untouched for a month.",
        drafts.forget_old,
        forgets=N_("Drafts that nobody touched"),
        days=drafts.KEPT_DAYS,
    ),
    Entry(
        "forget pictures",
        timedelta(days=1),
        "No text shows them.",
        pictures.forget_unused,
        forgets=N_("Pictures that no text shows"),
        days=pictures_policy.UNUSED_DAYS,
    ),
    Entry(
        "forget attachments",
        timedelta(hours=6),
        "Their words never came.",
        attachments.forget_unused,
        forgets=N_("Files whose words were never sent"),
        days=2,
    ),
    Entry(
        "forget salts",
        timedelta(hours=6),
        "Visitor ids can't be traced back.",
        visitors.forget_salts,
        forgets=N_("What leads from a browser to its number of the day"),
        days=visitors.SALT_DAYS + 1,
    ),
    Entry(
        "forget askings",
        timedelta(days=1),
        "Old ones become counts of the day.",
        insights.forget_old,
        forgets=N_("What came of suggestions, one by one"),
        days=insights_policy.ROWS_DAYS,
    ),
    Entry(
        "forget result lists",
        timedelta(hours=1),
        "Nobody reads on in them.",
        lists.forget_old,
        forgets=N_("The order of results, for reading on"),
        days=1,
    ),
    Entry(
        "forget readers' words",
        timedelta(days=1),
        "What they said a year ago.",
        votes.forget_old,
        forgets=N_("What readers wrote beside “did this help?”"),
        days=votes_policy.WORDS_DAYS,
    ),
    Entry(
        "forget searches",
        timedelta(days=1),
        "Old searches tell nothing new.",
        recording.forget_old,
        forgets=N_("Searches; afterwards only counts of the day are left"),
        days=recording.SEARCHES_DAYS,
    ),
)
