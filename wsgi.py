"""The program as a WSGI application: ``gunicorn wsgi:app`` or ``flask --app wsgi ...``."""

from pydantic import ValidationError

from forum import create_app
from forum.config import in_words

try:
    app = create_app()
except ValidationError as wrong:  # a sentence is enough for whoever set it
    raise SystemExit(in_words(wrong)) from None
