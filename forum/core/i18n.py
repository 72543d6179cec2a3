"""Languages of the pages: chosen by person, by the cookie of the language switch, or by the browser."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request
from flask_babel import Babel, Domain, get_locale, get_translations
from flask_login import current_user
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from forum.config import LANGUAGES
from forum.core import clock, forms, pseudo
from forum.core.access import public
from forum.core.bidi import isolated
from forum.core.db import db

COOKIE = "askwell_language"  # set only by the switch: a preference somebody stated
YEAR_SECONDS = 365 * 24 * 3600


class Words(Domain):  # type: ignore[misc]
    """The catalogue, as code asks for it: what is filled in keeps its own direction (`forum.core.bidi`)."""

    def gettext(self, string: str, **variables: object) -> str:
        return str(super().gettext(string, **isolated(variables)))

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        return str(super().ngettext(singular, plural, num, **isolated(variables)))

    def pgettext(self, context: str, string: str, **variables: object) -> str:
        return str(super().pgettext(context, string, **isolated(variables)))


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        """One a process: it keeps the catalogues that were read."""
        return Words(domain=self.domain)


babel = _Babel()
bp = Blueprint("language", __name__)


def choose() -> str:
    """The language of this answer."""
    default: str = current_app.config["SETTINGS"].default_language
    if not has_request_context():
        return default
    asked = request.args.get("ui")
    if asked in LANGUAGES:
        return asked
    # Not asked of the person: an error page must find its language when the database is away.
    chosen = g.get("person_language") or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    return of_browser() or default


def of_browser() -> str | None:
    """The first of the browser's languages that this site speaks: "sv-SE" is Swedish, "zh-Hans-CN" is Chinese.

    Werkzeug's own `best_match` takes any exact match before a regional one: for "sv-SE, en;q=0.5" it says English.
    """
    for wanted, quality in request.accept_languages:
        primary = wanted.partition("-")[0].partition("_")[0].lower()
        if quality > 0 and primary in LANGUAGES:
            return primary
    return None


def set_up(app: Flask) -> None:
    """Babel, the switch and the filters for moments."""
    app.config["BABEL_DEFAULT_LOCALE"] = app.config["SETTINGS"].default_language
    babel.init_app(
        app, locale_selector=lambda: _locale(choose()), default_translation_directories="translations"
    )
    pseudo.set_up(app)
    app.register_blueprint(bp)
    app.jinja_env.filters["ago"] = ago
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day
    app.jinja_env.globals.update(_=_, ngettext=ngettext, pgettext=pgettext, time_element=time_element)


@bp.post("/language")
@public
def switch() -> AnyResponse:
    """Remember a language: for a person in the account, for a guest in a cookie."""
    chosen = request.form.get("language", "")
    response = redirect(forms.local_path(request.form.get("next")) or "/", 303)
    if chosen in LANGUAGES:
        if current_user.is_authenticated:
            current_user.language = chosen
            db.session.flush()
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


_locale = lru_cache(Locale.parse)  # one for each language, so that it is recognised by identity


def current_language() -> str:
    """Code of the language of this answer."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def _(message: str, **values: object) -> str:
    """`gettext` for templates: a page asks for dozens of words, so the catalogue is looked up once a page."""
    text: str = _catalogue().ugettext(message)
    return text % isolated(values) if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """`ngettext` for templates."""
    text: str = _catalogue().ungettext(singular, plural, num)
    return text % {"num": num, **isolated(values)}


def pgettext(context: str, message: str, **values: object) -> str:
    """`pgettext` for templates: a word that has another meaning elsewhere, and so needs another word in other languages.

    `context` says which one is meant ("keyboard", for "Key"); only translators read it.
    """
    text: str = _catalogue().upgettext(context, message)
    return text % isolated(values) if values else text


def _catalogue() -> Any:
    # Flask-Babel keeps the language of this answer here (`force_locale` changes it while a mail is written).
    kept = g.get("_flask_babel")
    locale = getattr(kept, "babel_locale", None)
    known = getattr(kept, "catalogue", None)
    if known is not None and locale is not None and known[0] is locale:
        return known[1]
    found = get_translations()
    g._flask_babel.catalogue = (g._flask_babel.babel_locale, found)
    return found


def time_element(when: datetime | None) -> Markup:
    """A moment for pages: relative to the eye, absolute on hover and to machines. Empty for none."""
    if when is None:
        return Markup()
    return Markup(f"{_time_tag(when, get_locale() or 'en')}{escape(ago(when))}</time>")  # noqa: S704 - escaped


def ago(then: datetime | None) -> str:
    """How long ago (or in how long), in words: "3 hours ago". Days beyond a month become the date."""
    if then is None:
        return ""
    seconds = (clock.now() - then).total_seconds()
    if abs(seconds) > 30 * 86400:
        # Translators: a day in a sentence such as "answered 12 Oct 2026"; French says "le 12 oct. 2026".
        return str(_("%(date)s", date=_day(then, get_locale() or "en")))
    past = seconds >= 0
    seconds = abs(seconds)
    if seconds < 60:
        words = _("just now") if past else _("in a moment")
    elif seconds < 3600:
        n = int(seconds // 60)
        words = (
            ngettext("%(num)d minute ago", "%(num)d minutes ago", n)
            if past
            else ngettext("in %(num)d minute", "in %(num)d minutes", n)
        )
    elif seconds < 86400:
        n = int(seconds // 3600)
        words = (
            ngettext("%(num)d hour ago", "%(num)d hours ago", n)
            if past
            else ngettext("in %(num)d hour", "in %(num)d hours", n)
        )
    else:
        n = int(seconds // 86400)
        words = (
            ngettext("%(num)d day ago", "%(num)d days ago", n)
            if past
            else ngettext("in %(num)d day", "in %(num)d days", n)
        )
    return str(words)


def moment(then: datetime | None) -> str:
    """The exact moment, in UTC, in the words of the language."""
    return _moment(then, get_locale() or "en") if then else ""


def day(then: datetime | None) -> str:
    """The day, in UTC, in the words of the language."""
    return _day(then, get_locale() or "en") if then else ""


# A moment and a language always read the same, and a page names dozens of moments.
@lru_cache(maxsize=8192)
def _time_tag(then: datetime, locale: Locale | str) -> str:
    machine = then.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f'<time datetime="{machine}" title="{escape(_moment(then, locale))}">'


@lru_cache(maxsize=8192)
def _moment(then: datetime, locale: Locale | str) -> str:
    return f"{format_datetime(then, 'medium', tzinfo=UTC, locale=locale)} UTC"


@lru_cache(maxsize=8192)
def _day(then: datetime, locale: Locale | str) -> str:
    return format_date(then.astimezone(UTC), "medium", locale=locale)
