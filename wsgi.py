"""The program as a WSGI application: ``gunicorn wsgi:app`` or ``flask --app wsgi ...``."""

import gc

# What is made from here on stays as long as the process: looking again and again what of it could be thrown away would
# be a third of the time it takes to start.
gc.disable()

import os  # noqa: E402

from pydantic import ValidationError  # noqa: E402

from forum import create_app  # noqa: E402
from forum.config import in_words  # noqa: E402
from forum.search import engine  # noqa: E402

try:
    app = create_app()
except ValidationError as wrong:  # a sentence is enough for whoever set it
    raise SystemExit(in_words(wrong)) from None
finally:
    gc.freeze()  # nor does it need to be looked at later, and forked workers share its memory
    gc.enable()

if os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn"):
    engine.load_before_forking()
