"""Reads of articles: one page (`articles`), its revisions (`revisions`), lists by need (`faq`), for search (`found`)."""

from forum.knowledge.queries.articles import (
    Beside,
    Reading,
    Translation,
    article,
    beside,
    languages_missing,
    latest_drafts,
    reading,
)
from forum.knowledge.queries.faq import Entry, TopicNeeds, entries, languages_of, most_needed, top_by_topic
from forum.knowledge.queries.revisions import (
    RevisionRow,
    history,
    in_review,
    in_review_count,
    newest,
    revision,
)
from forum.knowledge.queries.rows import ArticleRow, rows

__all__ = [
    "ArticleRow",
    "Beside",
    "Entry",
    "Reading",
    "RevisionRow",
    "TopicNeeds",
    "Translation",
    "article",
    "beside",
    "entries",
    "history",
    "in_review",
    "in_review_count",
    "languages_missing",
    "languages_of",
    "latest_drafts",
    "most_needed",
    "newest",
    "reading",
    "revision",
    "rows",
    "top_by_topic",
]
