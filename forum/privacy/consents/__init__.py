"""Purposes and the ledger: what somebody may choose about her data, and what she chose."""
