"""The addresses of this feature; its views stand in the folders of their matter."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("privacy", __name__)
