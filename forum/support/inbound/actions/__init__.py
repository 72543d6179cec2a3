"""Mails that come in: kept first, then dealt with, once each."""

from __future__ import annotations

from forum.support.inbound.actions.deciding import TITLE_CHARS, ask, discard, post
from forum.support.inbound.actions.handling import handle
from forum.support.inbound.actions.receiving import JOB, forget_old, key_of, receive

__all__ = ["JOB", "TITLE_CHARS", "ask", "discard", "forget_old", "handle", "key_of", "post", "receive"]
