"""The blueprint that the modules of this folder put their addresses on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("threads", __name__)
