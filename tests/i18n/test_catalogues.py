"""Every visible word is there in every language, well formed and compiled."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask_babel import force_locale, get_translations

from forum import Askwell
from forum.config import LANGUAGES
from forum.core import personal_data
from forum.moderation.words import VERBS
from scripts import catalogues
from tests.i18n import flaws

ROOT = Path(__file__).parents[2]
OTHERS = [code for code in LANGUAGES if code != catalogues.SOURCE]


@pytest.fixture(scope="module")
def words() -> Catalog:
    """All visible words of code and templates."""
    return catalogues.extract()


def _key(message_id: catalogues.Key) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def test_the_words_of_code_and_templates_are_found(words: Catalog) -> None:
    found = {_key(m.id) for m in catalogues.messages(words)}
    assert len(found) > 800
    assert "Ask a question" in found, "of a template"
    assert "Your answer is posted." in found, "of a view"
    assert "This can't be voted on." in found, "of an action, marked with N_"
    assert "It works for one hour, once." in found, "of a mail"
    assert "Every part of every page, in all its states. What is not here is not used." not in found


@pytest.mark.parametrize("language", OTHERS)
def test_each_word_is_translated_and_no_translation_is_left_over(words: Catalog, language: str) -> None:
    catalog = catalogues.read(language)
    wanted = {(_key(m.id), m.context or ""): isinstance(m.id, str) for m in catalogues.messages(words)}
    there = {(_key(m.id), m.context or ""): isinstance(m.id, str) for m in catalogues.messages(catalog)}

    assert sorted(wanted.keys() - there.keys()) == [], "missing: run make catalogues, then translate"
    assert sorted(there.keys() - wanted.keys()) == [], "not used any more: run make catalogues"
    assert wanted == there, "singular here, plural there: run make catalogues"
    assert catalogues.missing(catalog) == [], "not translated, or fuzzy"
    assert not catalog.obsolete, "old translations, commented out: run make catalogues"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_are_well_formed(language: str) -> None:
    catalog = catalogues.read(language)
    found = []
    for message in catalogues.messages(catalog):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if len(ids) > 1 and len(strings) != catalog.num_plurals:
            found.append(f"{ids[0]!r} has {len(strings)} forms, the language {catalog.num_plurals}")
        found += flaws.of_translation(language, ids, strings)
    assert not found, "\n".join(found)


def test_flaws_are_noticed() -> None:
    def said(language: str, ids: tuple[str, ...], *strings: str) -> str:
        return " ".join(flaws.of_translation(language, ids, strings))

    days = ("One day", "%(num)s days")
    assert "lacks" in said("sv", ("Hello %(name)s,",), "Hej!")
    assert "has not" in said("sv", ("Hello %(name)s,",), "Hej %(namn)s och %(name)s!")
    assert not said("sv", days, "En dag", "%(num)s dagar")
    assert "lacks" in said("fr", days, "Un jour", "%(num)s jours")
    assert "lacks" in said("ja", days, "一日")
    assert "lacks" in said("zh", ("Similar: {n}",), "类似：")
    assert "no-break" in said("fr", ("Why?",), "Pourquoi ?")
    assert not said("fr", ("Why?",), "Pourquoi\u202f?")
    assert "您" in said("zh", ("Your text",), "你的内容")
    assert "half-width" in said("zh", ("Saved.",), "已保存.")
    assert "colon" in said("sv", ("The reason:",), "Skälet")


def test_a_word_that_is_new_gone_or_fuzzy_is_noticed() -> None:
    words = Catalog(locale="en")
    words.add("Kept")
    words.add("New")
    words.add("Unsure")
    before = Catalog(locale="sv")
    before.add("Kept", "Kvar")
    before.add("Gone", "Borta")
    before.add("Unsure", "Osäker", flags={"fuzzy"})

    after = catalogues.updated(before, words)

    assert [m.id for m in catalogues.messages(after)] == ["Kept", "New", "Unsure"]
    assert after["Kept"].string == "Kvar"
    assert catalogues.missing(after) == ["New", "Unsure"]


def test_a_word_with_two_meanings_has_two_translations(app: Askwell) -> None:
    words, before = Catalog(locale="en"), Catalog(locale="sv")
    words.add("Key")
    words.add("Key", context="keyboard")
    before.add("Key", "Nyckel")
    after = catalogues.updated(before, words)
    assert [(m.context, m.string) for m in catalogues.messages(after)] == [(None, "Nyckel"), ("keyboard", "")]
    assert catalogues.missing(after) == ["Key"]

    after.get("Key", "keyboard").string = "Tangent"  # type: ignore[union-attr]
    assert ("keyboard", "Key", "Tangent") in catalogues.content(catalogues.compiled(after))
    with app.test_request_context(), force_locale("ja"):
        page = app.jinja_env.from_string("{{ _('Key') }} {{ pgettext('window', 'Close') }} {{ _('Close') }}")
        assert page.render() == "キー 閉じる 締め切る"


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_the_one_that_people_edit(language: str) -> None:
    assert catalogues.in_step(language), "run make catalogues"


@pytest.mark.parametrize("language", OTHERS)
def test_the_site_loads_the_catalogue(app: Askwell, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        loaded = get_translations()
    assert isinstance(loaded, gettext.GNUTranslations)
    assert loaded.gettext("Ask a question") != "Ask a question"


def test_errors_show_no_sentence_that_nobody_marked() -> None:
    found = []
    for path in sorted((ROOT / "forum").rglob("*.py")):
        found += flaws.unmarked_in_code(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    assert not found, "wrap these in N_(...):\n" + "\n".join(found)
    assert list(flaws.unmarked_in_code("x", "raise NotAllowed('Not you.')"))
    assert not list(flaws.unmarked_in_code("x", "raise NotAllowed(N_('Not you.'))"))


def test_templates_hold_no_word_that_nobody_marked(app: Flask) -> None:
    found = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt") and path.name != "styleguide.html":
            name = str(path.relative_to(ROOT))
            found += flaws.unmarked_in_template(name, path.read_text("utf-8"), app.jinja_env)
    assert not found, "wrap these in {{ _(...) }}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    ["<p>Hello</p>", '<a title="Hello"></a>', '{{ button("Hello") }}', '{{ card(title="Hello you") }}'],
)
def test_a_bare_word_in_a_template_is_noticed(app: Flask, source: str) -> None:
    assert list(flaws.unmarked_in_template("x.html", source, app.jinja_env))
    assert not list(flaws.unmarked_in_template("x.html", '<p>{{ _("Hello") }}</p>', app.jinja_env))


def test_every_verb_of_the_log_has_words(words: Catalog) -> None:
    """The log shows `audit.record(by, "flagged", ...)` by looking up its verb."""
    used = set()
    for path in (ROOT / "forum").rglob("*.py"):
        used |= flaws.verbs_of_the_log(path.read_text("utf-8"))
    assert "flagged" in used
    assert not used - set(VERBS), "add these to forum/moderation/verbs.py"
    assert not set(VERBS) - {_key(m.id) for m in catalogues.messages(words)}


def test_what_is_kept_about_people_is_said_in_their_language(app: Flask, words: Catalog) -> None:
    """The register of personal data is filled when the site starts; its sentences must be marked where they are written."""
    found = {_key(m.id) for m in catalogues.messages(words)}
    with app.test_request_context(), force_locale("en"):
        said = {str(sentence) for entry in personal_data.everything() for sentence in (entry.what, entry.why)}
    assert len(said) > 20
    assert sorted(said - found) == [], "wrap these in N_(...)"
