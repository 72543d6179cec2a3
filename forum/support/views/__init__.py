"""The desk for agents; "ask a person" and "my cases" for customers."""

from flask import Blueprint

NOTE_MAX = 5_000  # characters of an internal note, and of what a customer adds

bp = Blueprint("support", __name__)

from forum.support.views import arranging, cases, customers, desk, many  # noqa: E402, F401 - they hang their pages at `bp`
