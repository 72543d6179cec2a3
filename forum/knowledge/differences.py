"""What changed between two texts: see `forum.core.differences` (questions use it too)."""

from forum.core.differences import CONTEXT_LINES, EDITS_MAX, Piece, Row, compare, words

__all__ = ["CONTEXT_LINES", "EDITS_MAX", "Piece", "Row", "compare", "words"]
