"""Gaps: what people search and do not find, by how many it concerns; and what was done about it."""
