"""Pages about accounts."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from forum.accounts.views import mail_links, my_account, people, signing  # noqa: E402, F401
