"""What the log's verbs are called. They are written in English where the deed is; here they are marked for
translation."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.core.text import N_

VERBS = (
    N_("changed the group"),
    N_("changed the space"),
    N_("did not let in"),
    N_("ended the group"),
    N_("invited into"),
    N_("joined the group"),
    N_("left the group"),
    N_("let in"),
    N_("made a member of the group"),
    N_("made an owner of the group"),
    N_("made the group"),
    N_("opened a space"),
    N_("removed from the group"),
    N_("reopened the group"),
    N_("took back an invitation into"),
    N_("added a second proof"),
    N_("asked for another address"),
    N_("backed up"),
    N_("changed address"),
    N_("failed to back up"),
    N_("removed a second proof"),
    N_("renewed recovery codes"),
    N_("took away the second proof of"),
    N_("used a recovery code"),
    N_("appealed"),
    N_("cleaned up after"),
    N_("declined the appeal of"),
    N_("exported the log"),
    N_("gave back the posts of"),
    N_("granted the appeal of"),
    N_("put back"),
    N_("reported"),
    N_("reviewed"),
    N_("set the topics of"),
    N_("silenced"),
    N_("split"),
    N_("took apart"),
    N_("undid"),
    N_("warned"),
    N_("described the tag"),
    N_("merged the tag"),
    N_("moved the topic"),
    N_("named other words for the tag"),
    N_("renamed the tag"),
    N_("retagged"),
    N_("added a field to"),
    N_("asked by mail"),
    N_("changed a field of"),
    N_("changed the fields of"),
    N_("changed the opening hours"),
    N_("discarded mail"),
    N_("ended mail"),
    N_("finished the guide"),
    N_("inferred a solution of"),
    N_("marked"),
    N_("moved a field of"),
    N_("posted mail"),
    N_("restored a field of"),
    N_("resumed mail"),
    N_("retired a field of"),
    N_("revoked mail addresses"),
    N_("sent mail again"),
    N_("stopped the guide"),
    N_("announced"),
    N_("booked a call"),
    N_("called"),
    N_("cancelled a call"),
    N_("changed"),
    N_("closed the cases of"),
    N_("gathered"),
    N_("moved a call"),
    N_("offered to call"),
    N_("replied to all"),
    N_("updated"),
    N_("withdrew"),
    N_("accepted the solution of"),
    N_("agreed to linked searches"),
    N_("agreed to the trail"),
    N_("approved"),
    N_("archived"),
    N_("arranged the FAQ of"),
    N_("added synonyms"),
    N_("added the expected search"),
    N_("assigned"),
    N_("brought back"),
    N_("began the guide"),
    N_("brought back the guide"),
    N_("brought back the macro"),
    N_("changed the guide"),
    N_("changed the macro"),
    N_("published the guide"),
    N_("retired the guide"),
    N_("retired the macro"),
    N_("wrote the macro"),
    N_("changed password"),
    N_("changed role"),
    N_("changed synonyms"),
    N_("changed the expected search"),
    N_("changed the setting"),
    N_("changed the topic"),
    N_("checked"),
    N_("changed weights"),
    N_("checked the quotation in"),
    N_("claimed"),
    N_("closed"),
    N_("confirmed the flag on"),
    N_("could not publish"),
    N_("confirmed the expected search"),
    N_("deleted"),
    N_("disputed the flag on"),
    N_("edited"),
    N_("ended API key"),
    N_("ended linked searches"),
    N_("ended the trail"),
    N_("erased"),
    N_("escalated"),
    N_("explained the flag on"),
    N_("exported the data of"),
    N_("flagged"),
    N_("gave an owner to"),
    N_("forgot the searches that led to"),
    N_("hid"),
    N_("imported"),
    N_("judged"),
    N_("laid aside"),
    N_("let the flag lapse on"),
    N_("lifted suspension"),
    N_("made API key"),
    N_("made person"),
    N_("made the topic"),
    N_("merged"),
    N_("mended what was flagged on"),
    N_("moved"),
    N_("pinned"),
    N_("promoted"),
    N_("proved filled"),
    N_("published"),
    N_("rejected the flag on"),
    N_("released"),
    N_("removed synonyms"),
    N_("removed the expected search"),
    N_("reopened"),
    N_("replied"),
    N_("reset password"),
    N_("resolved"),
    N_("restored"),
    N_("scheduled"),
    N_("sent back"),
    N_("showed"),
    N_("submitted"),
    N_("suspended"),
    N_("took the date off"),
    N_("took back the promotion of"),
    N_("told readers of the change of"),
    N_("took back the solution of"),
    N_("took back weights"),
    N_("unlearned words of"),
    N_("unpinned"),
    N_("withdrew the flag on"),
    N_("withheld older texts of"),
    N_("wrote"),
    N_("summed up in public"),
    N_("set the priority of"),
    N_("set waiting"),
    N_("handed over"),
    N_("tagged"),
    N_("took a tag off"),
    N_("took in"),
    N_("followed up"),
    N_("followed the rule"),
    N_("went away"),
    N_("came back"),
    N_("shared the filter"),
    N_("removed the filter"),
    N_("made the rule"),
    N_("changed the rule"),
    N_("moved the rule"),
    N_("turned on the rule"),
    N_("turned off the rule"),
    N_("removed the rule"),
    N_("wrote privately on"),
)

DEEDS = {
    "closure": (N_("Close"), N_("Takes no new answers.")),
    "reopening": (N_("Reopen"), N_("Takes answers again.")),
    "hiding": (N_("Hide"), N_("Only whoever wrote it and moderators see it.")),
    "showing": (N_("Show again"), N_("Everybody sees it again.")),
    "deletion": (N_("Delete"), N_("Only moderators see it.")),
    "restoration": (N_("Restore"), N_("As it was before.")),
}

DONE = {
    "closure": N_("Closed. Whoever asked is told why."),
    "reopening": N_("Open again."),
    "hiding": N_("Hidden. Whoever wrote it is told why."),
    "showing": N_("Everybody sees it again."),
    "deletion": N_("Deleted. Whoever wrote it is told why."),
    "restoration": N_("Restored."),
}

GAP_ENDS = {
    "phrasing": N_("A phrasing of an article"),
    "synonym": N_("A synonym"),
    "article": N_("A new article"),
    "promotion": N_("An answer put first"),
    "other": N_("Something else"),
}

#: Reasons that the program writes as codes.
CODES = {
    "promise": N_("the promise lapsed"),
    "asked": N_("the customer asked for a person"),
    "agent": N_("an agent put it there"),
}


def reason(because: str) -> str:
    """Why something was done: in the words of whoever did it, or ours for a code of ours."""
    return str(_(CODES[because])) if because in CODES else because


def verb(did: str) -> str:
    """A verb of the log in the reader's language; one that is not known here as it was written."""
    return str(_(did)) if did in VERBS else did


GAP_STATES = {"open": N_("Open"), "watched": N_("Being watched"), "proved": N_("Proved")}


def gap_state(state: str) -> str:
    """What the list of such gaps is called."""
    return str(_(GAP_STATES[state]))


def gap_end(how: str) -> str:
    """How a gap was closed."""
    return str(_(GAP_ENDS[how])) if how in GAP_ENDS else how


def deed_name(deed: str) -> str:
    """What the button says."""
    return str(_(DEEDS[deed][0]))


def deed_meaning(deed: str) -> str:
    """What it does, in a sentence."""
    return str(_(DEEDS[deed][1]))


def deed_done(deed: str) -> str:
    """What the next page says."""
    return str(_(DONE[deed]))


#: The usual reasons: what the author is told, in her language, unless the moderator says it in words of her own.
USUAL_REASONS = {
    "spam": N_("It advertises. This is a place to help each other with our products."),
    "abuse": N_("It hurts somebody. Please say what is wrong with a thing, not with a person."),
    "off-topic": N_("It is not about what is asked here."),
    "personal data": N_("It shows personal data that is nobody's business here."),
    "duplicate": N_("The same was posted before. Please keep to one place."),
    "fine": N_("It keeps to the rules."),
}

WAYS = {
    "keep": (N_("Keep it"), N_("Everybody sees it; whoever reported it is thanked.")),
    "hide": (N_("Hide it"), N_("Only whoever wrote it and moderators see it.")),
    "delete": (N_("Delete it"), N_("Only moderators see it; in a month its words are gone.")),
}

MEASURES = {
    "warning": N_("Warning"),
    "silence": N_("Silence"),
    "suspension": N_("Suspension"),
    "hiding": N_("Post hidden"),
    "deletion": N_("Post deleted"),
    "closure": N_("Question closed"),
}

SANCTIONS = {
    "warning": N_("Warn: a sentence that stays on record"),
    "silence": N_("Silence: may read and sign in, not write"),
    "suspension": N_("Suspend: may not sign in"),
}


def usual_reasons() -> list[tuple[str, str]]:
    """(code, sentence) for the choice of a reason."""
    return [(code, str(_(sentence))) for code, sentence in USUAL_REASONS.items()]


def way_options(ways: list[str]) -> list[tuple[str, str]]:
    """(code, words) for the choice of what becomes of a post."""
    return [(way, f"{_(WAYS[way][0])}: {_(WAYS[way][1])}") for way in ways]


def sanction_options(kinds: list[str]) -> list[tuple[str, str]]:
    """(code, words) for the choice of what to do about its author."""
    return [("", str(_("Nothing")))] + [(kind, str(_(SANCTIONS[kind]))) for kind in kinds]


def day_options(days: tuple[int, ...], no_end: bool = False) -> list[tuple[int, str]]:
    """(days, words) for the choice of how long."""
    ends = [(0, str(_("Without an end")))] if no_end else []
    return [(n, str(ngettext("%(num)s day", "%(num)s days", n))) for n in days] + ends


def measure_name(kind: str) -> str:
    """What a measure is called."""
    return str(_(MEASURES[kind])) if kind in MEASURES else kind
