"""Which topic and tags a question being written may have: those that what is similar to it has.

A topic is proposed when at least half of the similar documents stand in it, and two of them or more, nearer ones counting more
(1, 1/2, 1/3 ... by place). A tag when two similar questions carry it, or one and the asker writes the word herself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.roles import Viewer
from forum.search.finding import FoundItem
from forum.threads import queries
from forum.threads.forms import TAGS_MAX
from forum.topics import queries as topics
from forum.topics.queries import TopicRow

TAGS_SHOWN = 3
SHARE_MIN = 0.5
LOOKED_AT = 9  # similar documents


@dataclass(frozen=True, slots=True)
class Hints:
    """What may be chosen with one press."""

    topic: TopicRow | None = None
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.topic is not None or bool(self.tags)


def of(found: Sequence[FoundItem], viewer: Viewer, chosen: str, given: Sequence[str], words: str) -> Hints:
    """From similar documents. `chosen`: slug of the topic that is chosen; `given`: tags; `words`: of title and text.

    At most one query.
    """
    return Hints(_topic(found, chosen), _tags(found, viewer, given, words.casefold()))


def _topic(found: Sequence[FoundItem], chosen: str) -> TopicRow | None:
    weight: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for place, item in enumerate(found, 1):
        weight[item.document.topic] += 1 / place
        count[item.document.topic] += 1
    if not weight:
        return None
    best = max(weight, key=lambda slug: weight[slug])
    enough = count[best] >= 2 and weight[best] >= SHARE_MIN * sum(weight.values())
    if not enough or best == chosen:
        return None
    return next((topic for topic in topics.all() if topic.slug == best), None)


def _tags(found: Sequence[FoundItem], viewer: Viewer, given: Sequence[str], words: str) -> tuple[str, ...]:
    numbers = [item.document.number for item in found if item.document.kind == "question"]
    if not numbers or len(given) >= TAGS_MAX:
        return ()
    count: Counter[str] = Counter()
    for row in queries.rows(numbers, viewer):
        count.update(row.tags)
    fit = [tag for tag, n in count.most_common() if n >= 2 or tag.replace("-", " ") in words]
    return tuple([tag for tag in fit if tag not in given][: min(TAGS_SHOWN, TAGS_MAX - len(given))])
