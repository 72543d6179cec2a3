"""The admin's page of the brand, what it looks like before it is in force, and the files that every page links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.brand import actions, forms, guide, queries
from forum.core import brand, clock, colours, i18n, pages, rate_limits
from forum.core.access import admins, public, viewer
from forum.core.errors import Invalid
from forum.core.static_files import static_url

bp = Blueprint("brand", __name__)
YEAR_SECONDS = 365 * 24 * 3600
SHORT_NAME_MAX = 12  # what fits below an icon


@bp.get("/admin/brand")
@admins
def edit() -> Response:
    """Name, logo, colours, words and links."""
    return _page(forms.in_force(), {})


@bp.post("/admin/brand")
@admins
def save() -> Response:
    """Take all of it, show how it would look, or say what can't be taken."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    sent, logo = forms.sent(), request.files.get("picture")
    try:
        if "look" in request.form:
            if wrong := queries.faults(sent):
                raise Invalid(errors=wrong)
            return _page(sent, {}, looks=True)
        changed = actions.save(sent, me, logo.read() if logo else b"", "without_logo" in request.form)
    except Invalid as error:
        return _page(sent, forms.sentences(error.errors, sent))
    said = _("Saved. It is in force now.") if changed else _("Nothing was changed.")
    return pages.done(said, url_for(".edit"))


@bp.get("/admin/brand/look.css")
@admins
def look() -> Response:
    """The colours of a form that is not saved yet; those that can't be read are left out."""
    chosen = {theme: request.args.get(theme, "").lower() for theme in brand.THEMES}
    for theme, colour in chosen.items():
        if not colours.is_colour(colour) or not colours.holds(colour, brand.THEMES[theme]):
            chosen[theme] = ""
    return _css(brand.sheet(chosen) + brand.both(chosen))


@bp.get("/brand.css")
@public
def sheet() -> Response:
    """The chosen colours. Its address holds its version, so that browsers may keep it."""
    response = _css(brand.sheet())
    response.headers["Cache-Control"] = _cache()
    return response


@bp.get("/brand/logo-<version>.webp")
@public
def logo(version: str) -> Response:
    """The logo in force."""
    found = queries.logo(version)
    response = make_response(found.content)
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@public
def styleguide() -> str:
    """Every component in all its states, where the site is being worked on."""
    return render_template(
        "styleguide.html", now=clock.now(), swatches=guide.swatches(), measures=guide.measures()
    )


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a device needs to put the site among its programs (W3C Web Application Manifest)."""
    site, lang = brand.of_site(i18n.current_language()), i18n.current_language()
    response = jsonify(
        id=url_for("home.show"),
        name=site.name,
        short_name=site.name[:SHORT_NAME_MAX],
        lang=lang,
        start_url=url_for("home.show"),
        scope=url_for("home.show"),
        display="minimal-ui",
        background_color=colours.tokens(dark=False)["ground"],
        theme_color=brand.accent("light"),
        icons=[
            {"src": static_url("icons/192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static_url("icons/512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static_url("icons/512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
        shortcuts=[{"name": _("Ask a question"), "url": url_for("threads.ask")}],
    )
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@bp.get("/offline")
@public
def offline() -> Response:
    """What a browser shows while the network is away. The same for everybody who reads the language."""
    return make_response(render_template("brand/offline.html"))


@bp.get("/offline.js")
@public
def offline_worker() -> Response:
    """The service worker that shows it. Here, not with the other scripts: its address bounds what it may answer for."""
    response = make_response(
        (Path(current_app.static_folder or "") / "js" / "offline" / "worker.js").read_bytes()
    )
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _cache() -> str:
    asked = request.args.get("v")
    if asked and asked == brand.version():
        return f"public, max-age={YEAR_SECONDS}, immutable"
    return "public, no-cache"


def _css(text: str) -> Response:
    response = make_response(text)
    response.content_type = "text/css; charset=utf-8"
    return response


def _page(sent: dict[str, str], errors: dict[str, str], looks: bool = False) -> Response:
    return pages.answer(
        "brand/edit.html",
        sent=sent,
        errors=errors,
        looks=looks,
        fields=forms.fields(),
        contrasts=forms.contrasts(sent),
        status=422 if errors else 200,
    )
