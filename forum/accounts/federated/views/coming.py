"""Going to a provider, coming back, and what the provider itself tells us."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts import sessions
from forum.accounts.actions import noting
from forum.accounts.federated import actions, discovery, flow, proofs, queries, sealed
from forum.accounts.federated.actions import Arrival
from forum.accounts.federated.fetching import NotAvailable
from forum.accounts.federated.flow import Who
from forum.accounts.federated.models import SignInProvider
from forum.accounts.federated.proofs import Refused
from forum.accounts.second import once
from forum.accounts.second.views import enter
from forum.accounts.sessions import Through
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import public, signed_address, viewer
from forum.core.db import db, may_write
from forum.core.forms import local_path
from forum.core.i18n import current_language
from forum.core.rate_limits import Limit

log = logging.getLogger(__name__)

COOKIE = "askwell_on_the_way"
WAITS = "account_elsewhere"  # of the session: an account elsewhere that has yet to be connected with one here
WAITS_SECONDS = 3600
# Each sign-in is two steps, and a whole office begins its day from one address; nothing can be guessed here.
ELSEWHERE = Limit("sign-in elsewhere", 600, 600)


@bp.get("/sign-in/with/<slug>")
@public
def go(slug: str) -> Response:
    """On to the provider. Nothing is written: what has to be known on the way back, the browser carries, sealed."""
    rate_limits.spend_later(ELSEWHERE, rate_limits.here())
    provider = queries.by_slug(slug)
    to = local_path(request.args.get("next")) or ""
    if current_user.is_authenticated:
        return redirect(to or "/", 303)
    return send(provider, to)


def send(provider: SignInProvider, to: str, connects: str = "") -> Response:
    """A redirect to the provider. `connects`: whose account (the session's reference) will be connected."""
    db.session.commit()  # nothing is pending; lets go of the database while asking
    try:
        url, carried = flow.begin(provider, current_language(), next=to, connects=connects)
    except NotAvailable as wrong:
        log.warning("provider %s: %s", provider.slug, wrong.args[0])
        return not_now(provider)
    answer = redirect(url, 303)
    with_cookie(answer, carried)
    return answer


def with_cookie(answer: Response, carried: str) -> None:
    """Give the browser what it carries to the provider and back."""
    answer.set_cookie(
        COOKIE,
        carried,
        max_age=flow.ON_THE_WAY_SECONDS,
        path="/sign-in/with",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure or current_app.config["SETTINGS"].base_url.startswith("https://"),
    )
    answer.headers["Cache-Control"] = "no-store"


def not_now(provider: SignInProvider) -> Response:
    """The provider is down, or not as described: everything else works."""
    sentence = _("%(name)s does not answer right now. You can sign in another way.", name=provider.name)
    flash(sentence, "warning")
    return redirect(
        url_for("accounts.my_account" if current_user.is_authenticated else "accounts.sign_in"), 303
    )


@bp.get("/sign-in/with/<slug>/back")
@public
def come_back(slug: str) -> Response:
    """The provider sent her back. This GET writes, as the protocol has it: only with an answer to a question of this browser, once."""
    rate_limits.spend_later(ELSEWHERE, rate_limits.here())
    provider = queries.by_slug(slug)
    answer = _come_back(provider)
    answer.delete_cookie(COOKIE, path="/sign-in/with", httponly=True, samesite="Lax")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _come_back(provider: SignInProvider) -> Response:
    try:
        carried = flow.take(provider, request.args, request.cookies.get(COOKIE, ""))
        with _writing():
            if not once.take(flow.used(carried)):
                raise Refused("state: taken before")
        if request.args.get("error"):
            log.info(
                "provider %s: %s", provider.slug, request.args["error"][:60].encode("unicode_escape").decode()
            )
            return _again(_("You did not sign in at %(name)s.", name=provider.name))
        who = flow.who(provider, request.args, carried)
    except NotAvailable as wrong:
        log.warning("provider %s: %s", provider.slug, wrong.args[0])
        return not_now(provider)
    except Refused as wrong:
        log.warning("sign-in by provider %s refused: %s", provider.slug, wrong.args[0])
        noting.refuse(None, "there", sessions.browser_name(), provider.name)
        return _again(_("Signing in with %(name)s did not work. Please begin again.", name=provider.name))
    if carried.get("connects"):
        return _connect(provider, who, str(carried["connects"]))
    if current_user.is_authenticated:  # signed in meanwhile, in another tab
        return redirect(local_path(str(carried.get("next"))) or "/", 303)
    with _writing():
        arrival = actions.arrive(provider, who, current_language())
    return _let_in(provider, who, arrival, local_path(str(carried.get("next"))) or "/")


def _let_in(provider: SignInProvider, who: Who, arrival: Arrival, to: str) -> Response:
    if arrival.kind == "in" and arrival.person is not None and arrival.identity is not None:
        through = Through(arrival.identity.id, who.session, sealed.encrypted(who.token), who.second)
        with _writing():
            return enter(arrival.person, to, "", through, provider.name)
    if arrival.kind == "shut":
        if arrival.person is None or arrival.person.erased_at is not None:
            return _again(_("This account is closed."))
        noting.refuse(arrival.person.id, "suspended", sessions.browser_name(), provider.name)
        return pages.answer("accounts/suspended.html", person=arrival.person, status=403)
    if arrival.kind == "not let in":
        noting.refuse(None, "not allowed", sessions.browser_name(), provider.name)
    session[WAITS] = {
        "provider": provider.id,
        "issuer": who.issuer,
        "subject": who.subject,
        "shown_as": who.shown_as,
        "why": arrival.kind,
        "at": int(time.time()),
    }
    return redirect(url_for("accounts.waiting"), 303)


def _connect(provider: SignInProvider, who: Who, whose: str) -> Response:
    """She asked for it on her account's page, with her password, in this very session."""
    if not current_user.is_authenticated or g.session_ref != whose:
        return _again(_("You signed in or out since this page was opened."))
    from forum.accounts.federated.views.connecting import connected

    with _writing():
        return connected(provider, who.issuer, who.subject, who.shown_as, viewer())


def _again(sentence: str) -> Response:
    flash(sentence, "warning")
    return redirect(
        url_for("accounts.my_account" if current_user.is_authenticated else "accounts.sign_in"), 303
    )


@contextmanager
def _writing() -> Iterator[None]:
    """A transaction that writes, in a GET that may."""
    db.session.commit()  # nothing is pending: the next statement begins one that may write
    token = may_write.set(True)
    try:
        yield
        db.session.commit()
    finally:
        may_write.reset(token)


@bp.post("/sign-in/with/<slug>/ended")
@public
@signed_address  # not its address but its token is signed, by the provider: no browser sends it, and it proves itself
def ended_there(slug: str) -> Response:
    """The provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0)."""
    rate_limits.spend_later(ELSEWHERE, rate_limits.here())
    provider = queries.by_slug(slug)
    token = request.form.get("logout_token", "")
    db.session.commit()  # nothing is pending; lets go of the database while asking for keys
    try:
        claims = proofs.logout_token(discovery.metadata(provider.issuer), provider.client_id, token)
    except (Refused, NotAvailable) as wrong:
        log.warning("logout by provider %s refused: %s", provider.slug, wrong.args[0])
        return _told(400, '{"error": "invalid_request"}')
    log.info("provider %s ended %d sessions", provider.slug, actions.end_from_there(provider, claims))
    return _told(200, "{}")


def _told(status: int, body: str) -> Response:
    answer = current_app.response_class(body, status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
