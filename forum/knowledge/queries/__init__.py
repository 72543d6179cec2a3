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
from forum.knowledge.queries.faq import (
    Entry,
    TopicNeeds,
    entries,
    languages_by_topic,
    languages_of,
    most_needed,
    top_by_topic,
)
from forum.knowledge.queries.revisions import (
    RevisionRow,
    author_name,
    author_names,
    history,
    in_review,
    in_review_count,
    newest,
    published,
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
    "author_name",
    "author_names",
    "beside",
    "entries",
    "history",
    "in_review",
    "in_review_count",
    "languages_by_topic",
    "languages_missing",
    "languages_of",
    "latest_drafts",
    "most_needed",
    "newest",
    "published",
    "reading",
    "revision",
    "rows",
    "top_by_topic",
]
