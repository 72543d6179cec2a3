"""The program as a WSGI application: ``gunicorn wsgi:app`` or ``flask --app wsgi ...``."""

import os

from pydantic import ValidationError

from forum import create_app
from forum.config import in_words
from forum.search import engine

try:
    app = create_app()
except ValidationError as wrong:  # a sentence is enough for whoever set it
    raise SystemExit(in_words(wrong)) from None

if os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn"):
    engine.load_before_forking()
