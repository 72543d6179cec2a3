"""Rings: accounts that thank and vote for each other, or are one person. Found by the clock, decided by moderators."""
