"""All that the product does by itself, and when."""

from __future__ import annotations

from datetime import timedelta

from forum.accounts import links, session_rows, sessions
from forum.accounts.actions import noting
from forum.accounts.second import passkeys
from forum.attachments import actions as attachments
from forum.backup import actions as backup
from forum.core import drafts, forms, rate_limits, sealing, sending
from forum.core.text import N_
from forum.core.timetable import Entry
from forum.flags import actions as flags
from forum.insights import actions as insights
from forum.insights import policy as insights_policy
from forum.knowledge import actions as knowledge_actions
from forum.knowledge import aging
from forum.knowledge import jobs as knowledge
from forum.moderation.discipline import actions as discipline
from forum.moderation.gaps import grouping as gaps
from forum.moderation.rings import actions as rings
from forum.moderation.rings import policy as rings_policy
from forum.moderation.tuning import growing, keeping, running
from forum.notifications import actions as notifications
from forum.notifications import digests
from forum.notifications import policy as notifications_policy
from forum.pictures import actions as pictures
from forum.pictures import policy as pictures_policy
from forum.privacy.erasing import actions as erasing
from forum.privacy.exporting import actions as exporting
from forum.reputation import actions as reputation
from forum.routing import actions as routing
from forum.routing import policy as routing_policy
from forum.search import learning, lists, offered, readers, rebuilding, recording, settling, signals, visitors
from forum.spam import actions as spam
from forum.spam import policy as spam_policy
from forum.support import actions as support
from forum.support import trail
from forum.support.callbacks import actions as calls
from forum.support.callbacks import policy as calls_policy
from forum.support.inbound import actions as inbound
from forum.support.inbound import fetching
from forum.support.inbound import policy as inbound_policy
from forum.support.loop import actions as loop
from forum.support.rules import actions as rules
from forum.support.satisfaction import actions as satisfaction
from forum.support.satisfaction import policy as satisfaction_policy
from forum.threads import actions as threads
from forum.threads.actions.purging import KEPT_DAYS as PURGED_DAYS
from forum.threads.similar import actions as similar
from forum.threads.tags import jobs as tags
from forum.votes import actions as votes
from forum.votes import policy as votes_policy
from forum.weekly import actions as weekly

SCHEDULE = [
    Entry(
        "escalate",
        timedelta(seconds=10),
        "The promise of a question lapsed: it becomes a case.",
        support.escalate_lapsed,
    ),
    Entry(
        "look for people", timedelta(minutes=1), "Who solved questions like the new ones.", routing.match_new
    ),
    Entry("invite to answer", timedelta(minutes=5), "Questions wait for an answer.", routing.invite_due),
    Entry("make the page of the week", timedelta(hours=1), "A week has ended.", weekly.make_due),
    Entry(
        "forget invitations",
        timedelta(days=1),
        "Nothing is learned from them.",
        routing.forget_old,
        forgets=N_("Invitations to answer"),
        days=routing_policy.KEPT_DAYS,
    ),
    Entry("remind of calls", timedelta(minutes=2), "They begin within the hour.", calls.remind_due),
    Entry(
        "forget telephone numbers",
        timedelta(hours=6),
        "Their calls are long past.",
        calls.forget_old,
        forgets=N_("Telephone numbers, after the call"),
        days=calls_policy.PHONE_DAYS,
    ),
    Entry("give out cases", timedelta(seconds=30), "By turn, if admins chose so.", support.give_waiting),
    Entry("rules of due time", timedelta(minutes=1), "Their moment has come.", rules.apply_due),
    Entry("forget who writes", timedelta(hours=1), "It was true for two minutes.", support.forget_writing),
    Entry(
        "fetch mail",
        timedelta(minutes=1),
        "Mailboxes don't call; only where one is set.",
        fetching.fetch_soon,
    ),
    Entry("send digests", timedelta(minutes=1), "Their readers' hour has come.", digests.queue_due),
    Entry("erase accounts", timedelta(minutes=10), "Their time of grace is over.", erasing.erase_due),
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
    Entry("remind askers", timedelta(minutes=10), "Did it solve it? Asked once more, once.", loop.remind),
    Entry("infer solutions", timedelta(hours=1), "Read, and silence since: probably solved.", loop.infer),
    Entry("ask how it was", timedelta(minutes=10), "Customers whose case ended.", satisfaction.ask_due),
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
    Entry("lapse flags", timedelta(hours=1), "Nobody confirmed them in 90 days.", flags.lapse_old),
    Entry("publish", timedelta(seconds=20), "Their moment has come.", knowledge_actions.publish_due),
    Entry("end pins", timedelta(minutes=10), "Their last day is over.", knowledge_actions.end_pins),
    Entry(
        "remind owners",
        timedelta(hours=6),
        "Articles past their review date.",
        knowledge_actions.remind_owners,
    ),
    Entry("fade what is overdue", timedelta(days=1), "Nobody looked at it again.", aging.fade),
    Entry("render articles", timedelta(hours=1), "The renderer changed since.", knowledge.render_again),
    Entry("render posts", timedelta(hours=1), "The renderer changed since.", threads.render_old),
    Entry(
        "find similar questions", timedelta(minutes=1), "New ones came, old lists aged.", similar.find_waiting
    ),
    Entry("mend tags", timedelta(hours=6), "Counted anew; what nobody uses is forgotten.", tags.mend),
    Entry("heal the search index", timedelta(seconds=15), "A lost index is built anew.", rebuilding.heal),
    Entry("mend signals", timedelta(minutes=10), "The signals file says what the rows say.", signals.mend),
    Entry("look for rings", timedelta(hours=6), "Accounts that favour each other.", rings.find),
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
    Entry("seal the log", timedelta(seconds=15), "Nobody changes it unseen.", sealing.seal),
    Entry("end measures", timedelta(minutes=1), "Silences and suspensions are over.", discipline.end_over),
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
    Entry("back up", timedelta(days=1), "Where ASKWELL_BACKUP_DIR says where to.", backup.due),
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
    Entry("look at standing", timedelta(minutes=5), "Time alone changes levels.", reputation.sweep),
    Entry("count readers", timedelta(minutes=15), "Lists of work go by them.", readers.count),
    Entry(
        "forget salts",
        timedelta(hours=6),
        "Visitor ids can't be traced back.",
        visitors.forget_salts,
        forgets=N_("What leads from a browser to its number of the day"),
        days=visitors.SALT_DAYS + 1,
    ),
    Entry("settle searches", timedelta(minutes=5), "What came of them is decided.", settling.settle),
    Entry(
        "learn", timedelta(minutes=10), "Satisfied searches teach search their words.", learning.learn_settled
    ),
    Entry("decide askings", timedelta(hours=1), "What came of suggestions is decided.", insights.decide),
    Entry(
        "forget askings",
        timedelta(days=1),
        "Old ones become counts of the day.",
        insights.forget_old,
        forgets=N_("What came of suggestions, one by one"),
        days=insights_policy.ROWS_DAYS,
    ),
    Entry("group gaps", timedelta(minutes=15), "What people miss is counted and judged.", gaps.regroup),
    Entry("offer searches", timedelta(minutes=10), "What enough people searched is offered.", offered.gather),
    Entry(
        "forget result lists",
        timedelta(hours=1),
        "Nobody reads on in them.",
        lists.forget_old,
        forgets=N_("The order of results, for reading on"),
        days=1,
    ),
    Entry("fade what was learned", timedelta(days=1), "What nobody searches any more fades.", learning.fade),
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
    Entry("keep weights in force", timedelta(seconds=15), "Searches use those last saved.", keeping.mend),
    Entry("go on with trials", timedelta(seconds=15), "A worker died at one.", running.go_on),
    Entry("grow expected searches", timedelta(days=1), "Solutions cite articles.", growing.sweep),
]
