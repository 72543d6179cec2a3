"""Pages about accounts."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from forum.accounts.second import views as second  # noqa: E402, F401

from forum.accounts.federated import views as federated  # noqa: E402, F401  # isort: skip
from forum.accounts.views import by_link, mail_links, my_account, people, signing  # noqa: E402, F401
