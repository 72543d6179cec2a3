"""What comes in: JSON and query strings, cleaned, with an error for each field that can't be used."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, request
from webargs.flaskparser import FlaskParser

from forum.core.errors import AskwellError, Invalid
from forum.core.targets import NUMBER_MAX
from forum.core.text import N_, clean, clean_line

ERRORS_MAX = 20  # of one call: a thousand wrong fields are answered as well with twenty sentences
FORM_KEY_MAX_CHARS = 200


class NotJson(AskwellError):
    """The body is of another type than JSON."""

    status = 415


class Malformed(AskwellError):
    """The body says that it is JSON, and is not."""

    status = 400


class Parser(FlaskParser):
    """webargs, with our errors, and without a way to make JSON fail as an error of ours."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": ma.RAISE,
        "query": ma.EXCLUDE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body. Raises `NotJson`, `Malformed`."""
        if not req.is_json:
            raise NotJson()
        try:
            return json.loads(req.get_data(cache=True), parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise Malformed(N_("The body is not JSON.")) from None

    def handle_error(self, error: ma.ValidationError, req: Request, schema: Any, **_values: Any) -> NoReturn:
        """Raises `Invalid` with a sentence a field."""
        found: dict[str, str] = {}
        for _location, fields in error.normalized_messages().items():
            if isinstance(fields, dict):
                for name, said in list(fields.items())[:ERRORS_MAX]:
                    found["body" if name == "_schema" else str(clean_line(str(name)))[:100]] = _first(said)
        raise Invalid(N_("Some of it could not be used."), found)


def form_key() -> str | None:
    """The header `Idempotency-Key`: the same key sent twice makes one post."""
    return clean_line(request.headers.get("Idempotency-Key", ""))[:FORM_KEY_MAX_CHARS] or None


_SENTENCES: dict[str, str] = {
    "required": N_("This is missing."),
    "null": N_("This can't be null."),
    "invalid": N_("This is of another type."),
    "invalid_utf8": N_("This is of another type."),
    "too_large": N_("This number is too large."),
    "validator_failed": N_("This value is not known."),
}


class Text(ma.fields.String):
    """Words of several lines, cleaned."""

    default_error_messages = _SENTENCES

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return clean(_short_enough(self, super()._deserialize(value, attr, data, **kwargs)))


class Line(ma.fields.String):
    """Words on one line, cleaned."""

    default_error_messages = _SENTENCES

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return clean_line(_short_enough(self, super()._deserialize(value, attr, data, **kwargs)))


class Word(ma.fields.String):
    """One of some words, or a word of some form: taken as it is, since what has to be cleaned first is none of them."""

    default_error_messages = _SENTENCES


class Whole(ma.fields.Integer):
    """A whole number, not true; 7.0 is one in JSON, as its schemas have it. Written in digits in an address."""

    default_error_messages = _SENTENCES

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, float) and value.is_integer() and self.strict:
            value = int(value)
        digits = isinstance(value, str) and not self.strict and value.isascii() and value.isdigit()
        if not (isinstance(value, int) and not isinstance(value, bool)) and not digits:
            raise self.make_error("invalid")
        if isinstance(value, str) and len(value) > len(str(NUMBER_MAX)):
            raise self.make_error("too_large")
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(ma.fields.Boolean):
    """1 or 0, true or false."""

    default_error_messages = _SENTENCES


class Schema(ma.Schema):
    """What comes in. Fields that nobody asked for are refused."""

    error_messages = {"unknown": N_("There is no such field."), "type": N_("Send an object: {...}.")}

    class Meta:
        """Unknown fields are errors."""

        unknown = ma.RAISE


def _short_enough(field: ma.fields.Field[Any], value: str) -> str:
    """As it came: the description promises that what is longer is refused, and says nothing of cleaning."""
    if len(value) > int(field.metadata.get("maxLength", len(value))):
        raise ma.ValidationError(N_("This is too long."))
    return value


def one_of(*known: str) -> ma.validate.OneOf:
    """Only these words."""
    return ma.validate.OneOf(known, error=N_("This value is not known."))


def between(least: int, most: int) -> ma.validate.Range:
    """Only these numbers."""
    return ma.validate.Range(min=least, max=most, error=N_("This number is too small or too large."))


def _first(said: Any) -> str:
    while isinstance(said, (dict, list)):
        values = list(said.values()) if isinstance(said, dict) else said
        said = values[0] if values else ""
    return str(said)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON
