"""A request larger than we take: how large it may be, and the words that came before what made it so."""

from __future__ import annotations

from babel.units import format_unit
from flask import request
from flask_babel import get_locale
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from forum.core import forms
from forum.core.text import clean

READ_MAX_BYTES = 512 * 1024  # of the request: words stand before files, and are far shorter than this


def most() -> str:
    """How large a request may be here, for people: "2 MB", "2 Mo"."""
    limit = request.max_content_length or 0
    number, unit = (limit / 2**20, "megabyte") if limit >= 2**20 else (limit / 2**10, "kilobyte")
    return str(format_unit(round(number), f"digital-{unit}", "short", locale=get_locale()))


def words() -> list[list[str]]:
    """The fields of a form that came whole before its files, as [name, value], without secrets.

    Only of a form of this site: another's words are not offered to be sent again. The request's body is read in part;
    nothing else can read it afterwards.
    """
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary or forms.from_elsewhere():
        return []
    decoder = MultipartDecoder(boundary.encode("latin-1"), READ_MAX_BYTES, max_parts=200)
    found: list[list[str]] = []
    try:
        decoder.receive_data(request.environ["wsgi.input"].read(READ_MAX_BYTES))
        name, value = "", b""
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue | File):
            if isinstance(event, Field):
                name, value = event.name, b""
            elif isinstance(event, Data):
                value += event.data
                if not event.more_data:
                    found.append([clean(name), clean(value.decode("utf-8", "replace"))])
    except (ValueError, OSError):
        pass  # no form, or its sender is gone: what was read so far is all there is
    return [[name, value] for name, value in found if name not in forms.SECRET_FIELDS]
