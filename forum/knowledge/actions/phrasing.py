"""One more way people ask for an article, without opening its form."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import policy, queries
from forum.knowledge.actions.publishing import publish
from forum.knowledge.actions.writing import edit, newest_revision, submit
from forum.knowledge.models import Article, Revision

BECAUSE = "People searched with these words."  # stands in the log, as the author's own words would


def add_phrasing(article: Article, words: str, by: Person) -> Revision:
    """Add `words` to the phrasings of the public text: at once by whoever may publish; others hand a revision in.

    A phrasing that is there already changes nothing. Raises `NotAllowed`; `Invalid` (empty, too long, too many, not
    public); `Conflict` while another revision waits, which this one would lay aside.
    """
    topic = queries.rules(article)
    ensure(policy.can_edit(by, article, topic))
    words = clean_line(words)
    now = queries.published(article, by)
    if now is None:
        raise Invalid(N_("Publish the article first."))
    if not words:
        raise Invalid(N_("Write the words first."))
    if words.casefold() in {each.casefold() for each in now.phrasings}:
        return now
    newest = newest_revision(article.id)
    if newest.waits:
        raise Conflict(N_("Another revision of this article waits. Publish it or lay it aside first."))
    ways = [*now.phrasings, words]
    made = edit(
        article,
        by,
        newest.number,
        now.title,
        now.summary,
        now.body,
        ways,
        because=BECAUSE,
        significance="typo",
    )
    if policy.can_publish(by, made, topic):
        publish(made, by)
    else:
        submit(made, by)
    return made
