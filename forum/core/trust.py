"""Trust levels: how far the site relies on a member, what each level needs and what it allows. The one file of thresholds.

A level is earned by having been useful to other people and by having kept to the rules, never by how much somebody
wrote. `forum.reputation` counts the facts and sets `Person.trust_level`; everybody else only asks `may`.
"""

from __future__ import annotations

from dataclasses import dataclass

from forum.core.roles import Viewer
from forum.core.text import N_

HIGHEST = 4
VOUCHED = 1  # accounts that the operator made: somebody knows these people; a measure against them ends it
#: A silence or suspension is remembered for so long after it ended; one that was undone never happened.
SANCTION_DAYS = 90


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a level needs: at least `least` of `fact` (a name of `reputation.standing.Facts`).

    `sentence` says it to the member, with `%(least)s`, `%(have)s` and `%(missing)s`.
    """

    fact: str
    least: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name, what it says about somebody, and all that it needs beside the needs of the levels below."""

    number: int
    name: str
    sentence: str
    needs: tuple[Need, ...]


_PROVEN = Need("proven", 1, N_("Prove your e-mail address with the link we sent you."))
_POSTS = Need("posts", 1, N_("Ask or answer something that everybody can read."))
_DAYS = N_("Be a member for %(least)s days (so far %(have)s).")
_CLEAN = N_("%(least)s days since the last silence or suspension (so far %(have)s).")
_POINTS = N_("%(least)s points for having helped (so far %(have)s).")
_PEOPLE = N_("Help %(least)s different people (so far %(have)s).")
_SOLVED = N_("%(least)s of your answers accepted as solutions by different people (so far %(have)s).")
_RECENT = N_("%(least)s points within the last year (so far %(have)s).")

#: Lowest first. Who loses what a level needs falls back to the highest level whose needs are all met.
LEVELS: tuple[Level, ...] = (
    Level(0, N_("New"), N_("Has just joined: welcome."), ()),
    Level(
        1,
        N_("Known"),
        N_("Has proven an address, and taken part."),
        (_PROVEN, Need("days", 2, _DAYS), _POSTS, Need("clean_days", 7, _CLEAN)),
    ),
    Level(
        2,
        N_("Helper"),
        N_("Has helped several people."),
        (
            Need("days", 14, _DAYS),
            Need("points", 50, _POINTS),
            Need("people", 3, _PEOPLE),
            Need("clean_days", 30, _CLEAN),
        ),
    ),
    Level(
        3,
        N_("Trusted"),
        N_("Has helped many people, and lately too."),
        (
            Need("days", 60, _DAYS),
            Need("points", 300, _POINTS),
            Need("solved_for", 8, _SOLVED),
            Need("recent_points", 40, _RECENT),
            Need("clean_days", 60, _CLEAN),
        ),
    ),
    Level(
        4,
        N_("Pillar"),
        N_("Carries this community."),
        (
            Need("days", 180, _DAYS),
            Need("points", 1000, _POINTS),
            Need("solved_for", 25, _SOLVED),
            Need("recent_points", 100, _RECENT),
            Need("clean_days", SANCTION_DAYS, _CLEAN),
        ),
    ),
)

#: What may be done from which level on. Whether one must be signed in for it, the policy of the deed says.
PRIVILEGES: dict[str, int] = {
    "comment": 0,
    "mention": 0,
    "pictures": 0,
    "links": 1,
    "mentions": 1,
    "make_wiki": 1,
    "wiki": 2,
    "invite": 2,
    "retag": 3,
}

#: The same in a sentence for the member.
ALLOWS: dict[str, str] = {
    "comment": N_("Comment on questions and answers."),
    "mention": N_("Mention one person in a post."),
    "pictures": N_("Show pictures in posts."),
    "links": N_("Put several links into a post."),
    "mentions": N_("Mention several people in a post."),
    "make_wiki": N_("Let others keep your answers up to date."),
    "wiki": N_("Keep answers of others up to date where they are open for it."),
    "invite": N_("Invite people."),
    "retag": N_("Mend the topic and tags of others' questions."),
}

#: How much a report of somebody of that level weighs; at `forum.reviews`' limit a post is hidden until it is reviewed.
REPORT_WEIGHTS: tuple[float, ...] = (0.5, 1.0, 1.5, 2.0, 3.0)


def may(viewer: Viewer, privilege: str) -> bool:
    """Is the viewer trusted with this? People of the company always are. Raises `KeyError` for an unknown privilege."""
    return viewer.trust >= PRIVILEGES[privilege]


def allowed(level: int) -> list[str]:
    """The sentences of what is allowed at a level and not before."""
    return [ALLOWS[name] for name, needed in PRIVILEGES.items() if needed == level]


def report_weight(viewer: Viewer) -> float:
    """How much a report of this viewer weighs."""
    return REPORT_WEIGHTS[viewer.trust]
