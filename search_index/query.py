"""The visitor's words -> a plan of weighted terms: bounded whatever was typed.

Visitors paste ten kilobytes of log, type only punctuation, or hope that `*` means something. The text is cut, the
analyzer takes what is a word (a `*` is not), and of many words only those are kept that tell documents apart.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_index import analysis, spelling, stop_words, weights
from search_index.vocabulary import MAX_VARIANTS, NOTHING, Known, Vocabulary, known_word, rarity, usual_word

MAX_WORDS_CHARS = 2_000  # a search box; what is beyond is a paste whose start says enough
MAX_BODY_CHARS = 4_000
MAX_WORDS = 250  # words read of either
MAX_GROUPS = 24  # words that take part in a search; the rarest stay
BODY_WEIGHT = 0.4  # a word of the text, beside a word of the title, of a question being asked
MAX_SYNONYMS = 8  # groups of synonyms read for one search
MAX_SYNONYM_WORDS = 5  # words of one of them
MAX_MENDED = 4  # unknown words that are looked into: of a pasted log most are unknown
MAX_ORDER = 200  # words whose order is looked at
_LONG_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,}")

_QUOTED = re.compile(
    r'["\u201c\u201d\u00ab\u00bb\u300c\u300d]([^"\u201c\u201d\u00ab\u00bb\u300c\u300d]{2,200})["\u201c\u201d\u00ab\u00bb\u300c\u300d]'
)


def without_long_numbers(words: str) -> str:
    """The words of a search as they are kept: telephone, card, order and account numbers are left out."""
    return _LONG_NUMBER.sub("(number)", words)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `langs`: the languages of the site (the words are read in all of them; nothing is guessed).

    `body` is the text of a question being asked (the suggestions beside the ask form). `kinds`, `topics` and
    `doc_langs` filter; empty means all. `suggesting` leaves out what is unsafe or under review and what fits badly.
    `explain` fills `SearchResult.why`. `synonyms`: groups of words or short phrases that mean the same; where all words
    of one are typed, the words of the others in its group count as alternatives. `exact` mends no slips of the key.
    `only` (slots) asks for these documents in this order, whatever their scores: a page of an earlier ranking; `without`
    leaves documents out of the ranking, not of the counts. `ranks`: how many slots of the whole ranking are told.
    `passages`: from how many of the first results what answers is cut as well. `first` (slots): documents that stand before all others when
    they pass the filters, nobody flagged them and they are not unsafe.
    """

    words: str
    body: str = ""
    langs: tuple[str, ...] = ("en", "sv", "fr", "ja", "zh")
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    doc_langs: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0
    suggesting: bool = False
    explain: bool = False
    synonyms: tuple[tuple[str, ...], ...] = ()
    exact: bool = False
    only: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    ranks: int = 0
    passages: int = 0
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One word of the query: alternatives (term, share of the weight) of which the best counts, and its weight."""

    raw: str
    terms: tuple[tuple[str, float], ...]
    weight: float
    idf: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`order`: the numbers of the groups as the words were typed. `phrases`: quoted parts, likewise. `unknown`: words no document has."""

    groups: tuple[Group, ...]
    order: tuple[int, ...] = ()
    phrases: tuple[tuple[int, ...], ...] = ()
    unknown: tuple[analysis.QueryWord, ...] = ()
    slips: tuple[tuple[analysis.QueryWord, str], ...] = ()
    missing: float = 0.0
    offers: tuple[tuple[analysis.QueryWord, str], ...] = ()
    """Words that hardly any document has, with one that was perhaps meant."""
    telling: frozenset[int] = frozenset()
    """The groups that are worth marking in a text: all but "how", "a", "my", unless nothing else was typed."""

    @property
    def mass(self) -> float:
        """The weight of all words typed, known or not: what a score is to be compared with."""
        return sum(group.weight for group in self.groups) + self.missing


def plan(request: SearchRequest, vocabulary: Vocabulary, langs: Sequence[str]) -> Plan:
    """The terms to look up, most telling first when there are too many. `langs`: those to read the words in."""
    typed = analysis.query_words(request.words[:MAX_WORDS_CHARS], langs, MAX_WORDS)
    strong = [word for word in typed if not word.forms[0].startswith(analysis.WEAK)]
    told = analysis.query_words(request.body[:MAX_BODY_CHARS], langs, MAX_WORDS) if request.body else []
    told = [word for word in told if not word.forms[0].startswith(analysis.WEAK)]
    if not strong and not told:
        strong = typed  # only hiragana: better weak terms than none
    also = _synonyms(request.synonyms, (*strong, *told), langs) if request.synonyms else {}
    count: dict[tuple[str, ...], float] = {}
    first: dict[tuple[str, ...], analysis.QueryWord] = {}
    for words, weight in ((strong, 1.0), (told, BODY_WEIGHT)):
        for word in words:
            count[word.forms] = count.get(word.forms, 0.0) + weight
            first.setdefault(word.forms, word)
    groups: dict[tuple[str, ...], Group] = {}
    unknown, slips, offers = [], [], []
    missing, looked = 0.0, 0
    compounds = analysis.compounding(tuple(langs))
    for forms, times in count.items():
        word = first[forms]
        known = known_word(word.raw, forms, vocabulary, also.get(forms, NOTHING))
        if known.terms:
            groups[forms] = _group(word, known, times, 1.0)
            if known.rare and not request.body and looked < MAX_MENDED:
                looked += 1
                meant = usual_word(forms, vocabulary, langs[0])
                offers += [(word, meant)] if meant else []
            continue
        unknown.append(word)
        missing += rarity(vocabulary, 0) * min(times, 1.0)
        if len(unknown) > MAX_MENDED:
            continue
        mended = spelling.mend(forms, word.raw, vocabulary, compounds, langs[0], slips=not request.exact)
        for instead in mended.words if mended else ():
            known = known_word(word.raw, instead, vocabulary)
            if known.terms:
                group = _group(word, known, times, mended.share if mended else 1.0)
                groups[instead if len(instead) > 1 else (*instead, word.raw)] = group
        if mended and mended.slip:
            slips.append((word, mended.words[0][0]))
        if request.exact and not mended and (meant := spelling.nearest(forms, vocabulary, langs[0])):
            offers.append((word, meant))
    kept = sorted(groups, key=lambda forms: -groups[forms].weight)[:MAX_GROUPS]
    number = {forms: i for i, forms in enumerate(kept)}
    chosen = tuple(groups[forms] for forms in kept)
    order = tuple(number[word.forms] for word in (*strong, *told) if word.forms in number)
    phrases = _phrases(request.words[:MAX_WORDS_CHARS], chosen)
    missed = tuple(unknown[:MAX_GROUPS])
    strong_ones = frozenset(i for i, group in enumerate(chosen) if group.raw not in stop_words.EVERY)
    telling = strong_ones or frozenset(range(len(chosen)))
    return Plan(chosen, order[:MAX_ORDER], phrases, missed, tuple(slips), missing, tuple(offers), telling)


def _synonyms(
    groups: Sequence[Sequence[str]], typed: Sequence[analysis.QueryWord], langs: Sequence[str]
) -> dict[tuple[str, ...], dict[str, float]]:
    """The alternatives that synonyms give to each of the typed words, by its forms: {term: share of the weight}.

    The words of a phrase share its weight: each of them alone says less than the phrase.
    """
    found: dict[tuple[str, ...], dict[str, float]] = {}
    by_form: dict[str, set[tuple[str, ...]]] = {}
    for word in typed:
        for form in word.forms:
            by_form.setdefault(form, set()).add(word.forms)
    for group in groups[:MAX_SYNONYMS]:
        members = [analysis.query_words(member, langs, MAX_SYNONYM_WORDS) for member in group[:MAX_VARIANTS]]
        for member in members:
            meant = [{forms for form in m.forms for forms in by_form.get(form, ())} for m in member]
            if not member or not all(meant):
                continue
            for forms in (forms for each in meant for forms in each):
                known = found.setdefault(forms, {})
                for other in members:
                    share = weights.SYNONYM_SHARE / max(1, len(other))
                    for form in (form for m in other for form in m.forms if other is not member):
                        known[form] = max(share, known.get(form, 0.0))
    return found


def _group(word: analysis.QueryWord, known: Known, times: float, share: float) -> Group:
    weight = share * known.rarity * (1.0 + math.log(times) if times >= 1 else times) * known.share
    return Group(word.raw, known.terms, weight, known.rarity, word.start, word.end)


def _phrases(words: str, groups: Sequence[Group]) -> tuple[tuple[int, ...], ...]:
    found = []
    for match in list(_QUOTED.finditer(words))[:4]:
        inside = [
            (g.start, i) for i, g in enumerate(groups) if match.start() <= g.start and g.end <= match.end()
        ]
        if len(inside) > 1:
            found.append(tuple(i for _, i in sorted(inside)))
    return tuple(found)
