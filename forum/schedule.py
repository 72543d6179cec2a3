"""All that the product does by itself, and when."""

from __future__ import annotations

from datetime import timedelta

from forum.backup import actions as backup
from forum.core import sealing
from forum.core.timetable import Entry
from forum.flags import actions as flags
from forum.insights import actions as insights
from forum.knowledge import actions as knowledge_actions
from forum.knowledge import aging
from forum.knowledge import jobs as knowledge
from forum.moderation.discipline import actions as discipline
from forum.moderation.gaps import grouping as gaps
from forum.moderation.rings import actions as rings
from forum.moderation.tuning import growing, keeping, running
from forum.notifications import digests
from forum.privacy.erasing import actions as erasing
from forum.reputation import actions as reputation
from forum.retention import FORGETTING
from forum.routing import actions as routing
from forum.search import learning, offered, readers, rebuilding, settling, signals
from forum.support import actions as support
from forum.support.callbacks import actions as calls
from forum.support.inbound import fetching
from forum.support.loop import actions as loop
from forum.support.rules import actions as rules
from forum.support.satisfaction import actions as satisfaction
from forum.threads import actions as threads
from forum.threads.similar import actions as similar
from forum.threads.tags import jobs as tags
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
    Entry("remind of calls", timedelta(minutes=2), "They begin within the hour.", calls.remind_due),
    Entry("give out cases", timedelta(seconds=30), "By turn, if admins chose so.", support.give_waiting),
    Entry("rules of due time", timedelta(minutes=1), "Their moment has come.", rules.apply_due),
    Entry(
        "fetch mail",
        timedelta(minutes=1),
        "Mailboxes don't call; only where one is set.",
        fetching.fetch_soon,
    ),
    Entry("send digests", timedelta(minutes=1), "Their readers' hour has come.", digests.queue_due),
    Entry("erase accounts", timedelta(minutes=10), "Their time of grace is over.", erasing.erase_due),
    Entry("remind askers", timedelta(minutes=10), "Did it solve it? Asked once more, once.", loop.remind),
    Entry("infer solutions", timedelta(hours=1), "Read, and silence since: probably solved.", loop.infer),
    Entry("ask how it was", timedelta(minutes=10), "Customers whose case ended.", satisfaction.ask_due),
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
    Entry("seal the log", timedelta(seconds=15), "Nobody changes it unseen.", sealing.seal),
    Entry("end measures", timedelta(minutes=1), "Silences and suspensions are over.", discipline.end_over),
    Entry("back up", timedelta(days=1), "Where ASKWELL_BACKUP_DIR says where to.", backup.due),
    Entry("look at standing", timedelta(minutes=5), "Time alone changes levels.", reputation.sweep),
    Entry("count readers", timedelta(minutes=15), "Lists of work go by them.", readers.count),
    Entry("settle searches", timedelta(minutes=5), "What came of them is decided.", settling.settle),
    Entry(
        "learn", timedelta(minutes=10), "Satisfied searches teach search their words.", learning.learn_settled
    ),
    Entry("decide askings", timedelta(hours=1), "What came of suggestions is decided.", insights.decide),
    Entry("group gaps", timedelta(minutes=15), "What people miss is counted and judged.", gaps.regroup),
    Entry("offer searches", timedelta(minutes=10), "What enough people searched is offered.", offered.gather),
    Entry("fade what was learned", timedelta(days=1), "What nobody searches any more fades.", learning.fade),
    Entry("keep weights in force", timedelta(seconds=15), "Searches use those last saved.", keeping.mend),
    Entry("go on with trials", timedelta(seconds=15), "A worker died at one.", running.go_on),
    Entry("grow expected searches", timedelta(days=1), "Solutions cite articles.", growing.sweep),
    *FORGETTING,
]
