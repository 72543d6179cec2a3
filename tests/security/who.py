"""Who may read what: one table of kinds and states.

A cell is a kind in a state. It holds a made-up word of its own, which stands nowhere else; `readers` are the roles that
may read it, wherever. `who_site.py` makes a site that has each of them once; `test_who_sees_what.py` looks for the words
in all places there are, as everybody.
"""

from __future__ import annotations

from typing import NamedTuple

COMMON = "flumoxity"  # stands beside every word of the table, and is what is searched for

#: Who looks. `customer` asked and wrote what is not of a group; `other` answered and commented; `member` is in the
#: groups, and wrote what stands there; `suspended` was in them too.
ROLES = ("guest", "customer", "other", "member", "agent", "moderator", "admin", "suspended")
NAMES = dict(zip(ROLES[1:], ("carla", "bob", "dan", "ana", "mo", "root", "sue"), strict=True))

EVERYBODY = frozenset(ROLES)
STAFF = frozenset({"agent", "moderator", "admin"})
MODERATORS = frozenset({"moderator", "admin"})
ASKER, ANSWERER, MEMBER = frozenset({"customer"}), frozenset({"other"}), frozenset({"member"})


class Cell(NamedTuple):
    """A kind in a state, and who may read it."""

    kind: str
    state: str
    readers: frozenset[str]
    unlisted: bool = False  # may be read, but no place that is walked here leads there

    @property
    def word(self) -> str:
        """The word that it alone holds."""
        return "zq" + "".join(c for c in self.kind + self.state if c.isalpha()) + "qz"


TABLE = (
    Cell("question", "public", EVERYBODY),
    Cell("question", "hidden", ASKER | MODERATORS),
    Cell("question", "deleted", MODERATORS),
    Cell("question", "held", ASKER | MODERATORS),
    Cell("question", "merged", ASKER | MODERATORS),
    Cell("question", "closed group", MEMBER | MODERATORS),
    Cell("question", "closed group, escalated", MEMBER | STAFF),
    Cell("question", "closed group, hidden", MEMBER | MODERATORS),
    Cell("question", "public group", EVERYBODY),
    Cell("question", "draft", ASKER),
    Cell("answer", "public", EVERYBODY),
    Cell("answer", "hidden", ANSWERER | MODERATORS),
    Cell("answer", "deleted", MODERATORS),
    Cell("answer", "held", ANSWERER | MODERATORS),
    Cell("answer", "merged", EVERYBODY),
    Cell("answer", "of hidden question", ASKER | MODERATORS),
    Cell("answer", "of deleted question", MODERATORS),
    Cell("answer", "closed group", MEMBER | MODERATORS),
    Cell("answer", "draft", ASKER),
    Cell("comment", "public", EVERYBODY),
    Cell("comment", "hidden", ANSWERER | MODERATORS),
    Cell("comment", "deleted", MODERATORS),
    Cell("comment", "of hidden answer", ANSWERER | MODERATORS),
    Cell("comment", "of hidden question", ASKER | MODERATORS),
    Cell("comment", "closed group", MEMBER | MODERATORS),
    Cell("earlier text", "public", EVERYBODY),
    Cell("earlier text", "withheld", MODERATORS),
    Cell("earlier text", "closed group", MEMBER | MODERATORS),
    Cell("tag", "public", EVERYBODY),
    Cell("tag", "closed group", MEMBER | MODERATORS),
    Cell("article", "published", EVERYBODY),
    Cell("article", "draft", STAFF),
    Cell("article", "in review", STAFF),
    Cell("article", "archived", STAFF),
    Cell("private message", "of a question", ASKER | STAFF),
    Cell("private message", "closed group", MEMBER | STAFF),
    Cell("attachment", "private", ASKER | STAFF),
    Cell("note", "of a case", STAFF),
    Cell("flag", "of the team", STAFF),
    Cell("report", "of a post", ANSWERER | MODERATORS),
    Cell("group", "by request", EVERYBODY),
    Cell("group", "by invitation", MEMBER | MODERATORS),
    Cell("space", "closed group", MEMBER | STAFF),  # a question of it was passed on to the team
    Cell("request", "of a group", MODERATORS),  # its owner is a moderator here
    Cell("invitation", "of a group", MODERATORS),
)
WORDS = {(cell.kind, cell.state): cell.word for cell in TABLE}
