"""The program as a WSGI application: ``gunicorn wsgi:app`` or ``flask --app wsgi ...``."""

from forum import create_app

app = create_app()
