"""Every weight of the ranking, a sentence each. Changing one asks for `make bench`: floors in the tests watch them."""

K1 = 2.0  # how soon more of the same word stops counting
B = 0.75  # how much a long text must say a word more often
FIELD_WEIGHTS = {
    "title": 2.0,  # a title says what the text is about
    "phrasings": 2.0,  # other ways people ask for the same: as good as a title
    "summary": 1.5,  # one sentence chosen by an author
    "body": 1.0,  # the measure of the others
    "solution": 1.0,  # what solved it is worth as much as what was asked
    "answers": 0.5,  # other answers: useful words, much noise
    "tags": 1.0,  # few and chosen
    "learned": 0.0,  # words of searches that ended here are not the document's own; what they weigh is LEARNED_*
}
STOP_WORD_FACTOR = 0.4  # "how", "can", "the": little, but in short questions not nothing
STOP_WORD_ALONE = 0.25  # the same where meaning is off
RARITY_ALONE = 0.75  # power of the rarity of words where meaning is off
SYNONYM_SHARE = 0.9  # of a word that curators say means the same: the word itself is a little surer
SENTENCE_BONUS = 0.8  # the words stand in one sentence that says little else
TITLE_BONUS = 0.4  # and that sentence is the title
PAIRS_BONUS = 0.2  # words that were neighbours in the query are neighbours in the text
LEARNED_EXAMPLE = 1.0  # a sentence of a document beside a search that ended on it
LEARNED_GRADED_FROM = 24  # different searches from which on they grade themselves
LEARNED_ALIKE = 0.01  # strengths whose grade (mean reciprocal rank) differs by less are as good
LEARNED_LEAST = 0.2  # what the best document must be told at least to count in full
LEARNED_FOUND = 0.15  # from here on a document matches by past searches alone
LEARNED_SAME = 1.5  # the very same search ended here, however little the others are believed
LEARNED_SAME_PRIOR = (
    4.0  # such searches (by their logarithm, the first left out) it takes to be believed half
)
LEARNED_SAME_SHARPNESS = 64  # what is the same: a cosine of 0.98 is a quarter of it; a power of two
LEARNED_FEW_PRIOR = 0.5  # both while past searches are too few to grade themselves
LEARNED_FEW_SHARPNESS = 4
WORDS_WEIGHT = 1.5  # of the words beside the meaning, when the words asked for are found
TRUST_STRANGE = 0.3  # of the query's weight that texts in a language say: up to here it is another language
TRUST_FAMILIAR = 0.7  # and from here on this one
TRUST_LONG = 0.25  # of the trust that the few known words of a long question in another language keep
TRUST_MANY = 12  # such words from which on it is a long one
UNQUOTED = 0.3  # of the score of a text that doesn't say a quoted phrase, where another does
SAME_COSINE = 0.8  # at which texts in two languages say the same
# Of the text score of what is neither in the reader's language nor in the query's: what says the same in hers stands before it.
FOREIGN = 0.85
SURE = 0.047  # cosine times share of the query said, from which on something counts as found
SURE_COSINE = 0.4  # so near in meaning that it is found though its words are others
SURE_REFUSED = (
    0.08  # of its own satisfied searches, each left out, that a site's measure of what is found may refuse
)
SURE_MOST = 0.5  # cosine plus share that is enough on any site: where all is answered nothing is refused to fill a quota
SURE_MISSED_FROM = 10  # searches that were left unsatisfied from which on they are asked
SURE_GRADED_FROM = 50  # different searches from which on a site has a measure of its own
SURE_WORDS = 0.17  # share of the query said, where meaning is off
MEANT_COSINE = 0.3  # from here on a document matches without sharing a word
CLOSE_LOOK = 60  # documents whose sentences are looked at; below them the order is BM25F's

HITS_WEIGHT = 0.35  # opened by many lately: the strongest sign, but it feeds itself, so it is not all
HELPFUL_WEIGHT = 0.25  # readers said it helped; the mean leans to the prior until enough have said so
SOLVED_WEIGHT = 0.2  # the asker accepted a solution
PINNED_WEIGHT = 0.2  # a moderator put it on top of its topic

HIT_HALF_LIFE_DAYS = 30.0  # products change: what was opened two months ago counts a quarter
HIT_EPOCH = 1_735_689_600.0  # 2025-01-01: hits are kept as if they all had happened then
HITS_SATURATE = 1000.0  # decayed hits at which more change nothing

HELPFUL_PRIOR_VOTES = 5.0  # an unvoted document counts as five votes at the prior mean
HELPFUL_PRIOR_MEAN = 0.5  # at which the share contributes nothing

FLAG_FACTORS = {"inaccurate": 0.3, "outdated": 0.5, "incomplete": 0.75, "unsafe": 0.01}
MIN_TRUST = 0.001  # never 0: a flagged document stays findable by its own words
OVERDUE_FADE_DAYS = (
    90.0  # from the end of the grace time until the trust of an unreviewed text is at its floor
)
