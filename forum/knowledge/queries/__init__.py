"""Reads of articles: one page (`reading`), its revisions (`revisions`), lists by need (`faq`), for search (`found`)."""

from forum.knowledge.queries.articles import article, drafted_from, languages_missing
from forum.knowledge.queries.faq import (
    Entry,
    TopicNeeds,
    entries,
    languages_by_topic,
    languages_of,
    most_needed,
    top_by_topic,
)
from forum.knowledge.queries.reading import Beside, Reading, Translation, beside, reading
from forum.knowledge.queries.revisions import (
    RevisionRow,
    author_name,
    author_names,
    history,
    in_review,
    in_review_count,
    newest,
    phrasings,
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
    "drafted_from",
    "entries",
    "history",
    "in_review",
    "in_review_count",
    "languages_by_topic",
    "languages_missing",
    "languages_of",
    "most_needed",
    "newest",
    "phrasings",
    "published",
    "reading",
    "revision",
    "rows",
    "top_by_topic",
]
