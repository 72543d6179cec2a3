"""Macros: named texts that agents put into replies, with placeholders and, where wanted, effects on the case."""
