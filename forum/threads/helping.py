"""How helpful an answer is: the order of answers under a question, below its solution.

The posterior mean of a Beta-Bernoulli model (Gelman et al., "Bayesian Data Analysis", 3rd ed. 2013, section 2.4): the share
of readers whom the answer helps, as far as those who said something let us know.

    helpfulness = (MEAN * WEIGHT + good) / (WEIGHT + good + bad)
    good = votes for it + READER * readers whom it helped, as the solution
    bad  = votes against it + TRIED * people who tried it without success + READER * readers whom it did not help

Before anybody says anything it is `MEAN`: a new answer stands above those that were found wanting, below those that
were found good. Equals stand in the order of their age. An import brings one number: so many votes for, or against.
"""

from __future__ import annotations

MEAN = 0.5  # what we know of an answer before anybody voted
WEIGHT = 4.0  # so many votes weigh as much as that: one vote moves an answer, and does not settle it
READER = 0.5  # a reader's "did this help?" against a member's vote: guests say it too
TRIED = 0.5  # "tried, did not help" against a vote: it fits another case, and may be right for the next one


def helpfulness(up: int, down: int, tried: int = 0, helped: int = 0, not_helped: int = 0) -> float:
    """Between 0 and 1. `up`, `down`: votes; `tried`: members; `helped`, `not_helped`: readers of it as the solution."""
    good = up + READER * helped
    bad = down + TRIED * tried + READER * not_helped
    return (MEAN * WEIGHT + good) / (WEIGHT + good + bad)


def brought(score: int) -> float:
    """Of an answer that came with a score and has no votes here yet."""
    return helpfulness(max(score, 0), max(-score, 0))
