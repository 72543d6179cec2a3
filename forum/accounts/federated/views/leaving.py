"""A page that leads on to a provider.

A form of ours that is answered with a redirect to another site is stopped by our own policy (form-action 'self'), and rightly. So
the form is answered with this page, whose link goes on by itself.
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from forum.core import pages


def leave(url: str, provider: str, title: str, sentence: str) -> Response:
    """Say where we go, and go."""
    answer = pages.answer(
        "accounts/federated/leave.html", url=url, provider=provider, title=title, sentence=sentence
    )
    answer.headers["Refresh"] = f"0; url={url}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
