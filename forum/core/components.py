"""What makes a page quick to put together: macros that are made once, and small parts that are remembered.

A reader's page calls some two hundred macros. Jinja makes a module of macros anew for each `import ... with context`,
and writes the same icon sixty times; here both happen once a process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import get_locale
from flask_login import current_user
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from forum.core import forms
from forum.core.static_files import static_url

#: Templates of macros that say only what their arguments say: they need nothing of the page that imports them. Their
#: top level must not translate or look at the request: it runs once a process.
PLAIN = ("components/", "votes/_helped.html", "flags/_parts.html")
REMEMBERED_MAX = 4096  # different calls of one macro: some hundred bytes each


class PlainTemplate(Template):
    """A template whose macros, where they are plain, are made once: importing them "with context" costs nothing."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        """The module of macros; of plain ones always the same."""
        if self.name is not None and self.name.startswith(PLAIN):
            return self._get_default_module()
        return super().make_module(vars, shared, locals)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Jinja compares all globals of both templates at each import; here all templates have the same ones.
        if self._module is None:
            self._module = super().make_module()
        return self._module


def set_up(app: Flask) -> None:
    """Give templates `remembered` and what plain macros ask for."""
    app.jinja_env.template_class = PlainTemplate
    app.jinja_env.globals.update(
        remembered=remembered,
        icon=icon,
        csrf_field=forms.csrf_field,
        form_key_field=forms.form_key_field,
        current_user=current_user,
    )


def icon(name: str, css_class: str = "") -> Markup:
    """A picture of `static/icons.svg` (20 px, as large as CSS says); it says nothing to a screen reader."""
    return _icon(static_url("icons.svg"), name, css_class)


@lru_cache(maxsize=512)
def _icon(sprite: str, name: str, css_class: str) -> Markup:
    return Markup(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true"><use href="{}#{}"/></svg>'
    ).format(f" {css_class}" if css_class else "", sprite, name)


def remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """The same macro, written once for the same arguments and language.

    For macros that say nothing but their arguments, words of the language and icons; arguments that can't be
    compared (a dict of attributes) are written each time. `typed`, because marked-up text and plain text may be equal
    and must not be taken for each other: one is escaped, the other is not.
    """

    @lru_cache(maxsize=REMEMBERED_MAX, typed=True)
    def written(_language: object, _icons: str, *args: Any, **values: Any) -> Markup:
        return macro(*args, **values)

    def call(*args: Any, **values: Any) -> Markup:
        try:
            return written(get_locale(), static_url("icons.svg"), *args, **values)
        except TypeError:
            return macro(*args, **values)

    return call
