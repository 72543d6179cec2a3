"""What can go wrong in the domain. Raised by policies, queries and actions; `forum.core.pages` turns each
into a page (or a problem document) in one place."""

from __future__ import annotations

from typing import Any


class AskwellError(Exception):
    """Base of all domain errors. `message` may be shown to people."""

    status = 500

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(AskwellError):
    """There is no such thing, or this viewer may not know that there is."""

    status = 404


class Moved(NotFound):
    """It stands elsewhere now: readers of a page are led to the path `to`."""

    def __init__(self, to: str) -> None:
        super().__init__()
        self.to = to


class NotAllowed(AskwellError):
    """The viewer may see it, but may not do this."""

    status = 403


class SignInNeeded(AskwellError):
    """Only for people who are signed in."""

    status = 401


class Invalid(AskwellError):
    """What came in can't be used. `errors`: field name -> sentence."""

    status = 422

    def __init__(self, message: str = "", errors: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {}


class Conflict(AskwellError):
    """Somebody else changed it meanwhile. `details` may hold `theirs` and `mine`: nothing is lost."""

    status = 409


class TooMany(AskwellError):
    """A limit is reached. `seconds`: when one may go on."""

    status = 429

    def __init__(self, message: str = "", seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


def ensure(allowed: bool, message: str = "") -> None:
    """Raise `NotAllowed` unless `allowed`: ``ensure(policy.can_close(viewer, question))``."""
    if not allowed:
        raise NotAllowed(message)
