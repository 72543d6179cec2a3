"""Warnings, silences and suspensions; appeals; what somebody can look up about herself."""
